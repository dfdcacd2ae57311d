import Foundation
import Ledger
import SSHSignature
import TestSupport

/// A person of the contract with the keys that it may come to use.
struct Persona: Sendable {
  let name: String
  let keys: [Party]

  init(_ name: String, keys count: Int) throws {
    self.name = name
    keys = try (1...count).map { try Party(seeded: "\(name)\($0)") }
  }

  var key: Party { keys[0] }
}

/// Everybody in the contract tests.
struct Company: Sendable {
  let ana: Persona
  let bob: Persona
  let cleo: Persona
  let eve: Persona
  let dan: Persona

  /// Every key with its fingerprint.
  private let known: [(fingerprint: String, party: Party)]

  init() throws {
    ana = try Persona("ana", keys: 3)
    bob = try Persona("bob", keys: 3)
    cleo = try Persona("cleo", keys: 2)
    eve = try Persona("eve", keys: 1)
    dan = try Persona("dan", keys: 2)
    known = [ana, bob, cleo, eve, dan].flatMap(\.keys).map { ($0.fingerprint, $0) }
  }

  var personas: [Persona] { [ana, bob, cleo, eve, dan] }

  /// Every key.
  var parties: [Party] { known.map(\.party) }

  /// The keys whose fingerprints are such.
  func parties(where isSuch: (String) -> Bool) -> [Party] {
    known.filter { isSuch($0.fingerprint) }.map(\.party)
  }

  /// Whose key it is.
  func name(of fingerprint: String) -> String {
    parties.first { $0.fingerprint == fingerprint }?.name ?? fingerprint
  }
}

extension Party {
  /// Makes a party whose key follows from its name, so that a seed always gives the same ids.
  init(seeded name: String) throws {
    let seed = SHA256.hash(Array("relay contract test \(name)".utf8))
    // PKCS #8 of an Ed25519 key, in full.
    let prefix: [UInt8] = [
      0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04,
      0x20,
    ]
    let base64 = Data(prefix + seed).base64EncodedString()
    let text = "-----BEGIN PRIVATE KEY-----\n\(base64)\n-----END PRIVATE KEY-----\n"
    guard case .unencrypted(let key) = try PrivateKeyFile.parse(Array(text.utf8)) else {
      throw SetupError("no key for \(name)")
    }
    self.init(name, key: key)
  }
}

/// A type that no version knows.
struct UnknownNote: Statement {
  static let type = "x_note"
  let number: Int64

  init(number: Int64) { self.number = number }
  init(_ fields: Fields) throws(RecordError) { number = try fields.integer("number") }
  var members: [JSON.Member] { [.init("number", .integer(number))] }
  func refusal(of _: RecordContext, in _: ProjectState) -> Refusal? { nil }
  func apply(_: RecordContext, to _: inout ProjectState) {}
}

/// A proof of a kind that no version knows.
struct UnknownProof: Statement {
  static let type = "proof"
  let number: Int64

  init(number: Int64) { self.number = number }
  init(_ fields: Fields) throws(RecordError) { number = try fields.integer("number") }
  var members: [JSON.Member] {
    [.init("kind", .string("x_test")), .init("number", .integer(number))]
  }
  func refusal(of _: RecordContext, in _: ProjectState) -> Refusal? { nil }
  func apply(_: RecordContext, to _: inout ProjectState) {}
}
