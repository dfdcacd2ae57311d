public import SSHSignature

/// Why bytes are not a record that can be admitted.
public enum RecordError: Error, Equatable, Sendable {
  /// Not in the form that the format prescribes.
  case malformed(String)
  /// A `v` above what this program knows.
  case newerVersion(Int64)

  /// The cause, for people.
  public var message: String {
    switch self {
    case .malformed(let reason): reason
    case .newerVersion(let version): "format \(version) is newer than this relay; upgrade relay"
    }
  }
}

/// What every payload says.
public struct Payload: Sendable {
  /// The format that this program writes and reads.
  public static let version: Int64 = 1

  public let type: String

  /// The project's number.
  public let project: Int64

  /// The project's first record; `nil` in that record itself.
  public let genesis: RecordID?

  /// The heads that the signer had, sorted.
  public let parents: [RecordID]

  /// The signing key's fingerprint, `SHA256:…`.
  public let signer: String

  /// The signer's clock: a claim.
  public let time: Timestamp

  /// Reads what the members of line 1 say that every payload has.
  public init(_ fields: Fields) throws(RecordError) {
    let version = try fields.integer("v", in: 1...JSON.largestInteger)
    guard version == Self.version else { throw .newerVersion(version) }
    type = try fields.string("type")
    project = try fields.integer("project", in: 1...JSON.largestInteger)
    genesis = try fields.optionalID("genesis")
    guard fields["parents"] != nil else { throw .malformed("\"parents\" is missing") }
    parents = try fields.ids("parents")
    signer = try fields.string("by")
    guard let time = Timestamp(try fields.string("at")) else {
      throw .malformed("\"at\" is not a time such as 2026-11-23T22:27:09Z")
    }
    self.time = time
    guard (genesis == nil) == parents.isEmpty else {
      throw .malformed("only a project's first record has no \"genesis\" and no \"parents\"")
    }
  }
}

/// A record whose form is good and whose signature nobody has checked.
public struct UnverifiedRecord: Sendable {
  public let id: RecordID
  public let payload: Payload

  /// The statement that the payload makes; `nil` for a type that this program does not know.
  public let statement: (any Statement)?

  /// The whole file: line 1, then the armored signature.
  public let bytes: [UInt8]

  /// The length of line 1, newline included.
  let payloadLength: Int

  let signature: Signature

  /// The namespace of every record's signature.
  public static let namespace = "relay-ledger-v1"

  /// The longest signature that is read, in bytes: RSA's of 16,384 bits is 6 kB.
  static let longestSignature = 64 << 10

  /// The longest record file, in bytes.
  public static let longestFile = JSON.longestText + 1 + longestSignature

  /// Reads a record file.
  ///
  ///     {"at":"2026-11-23T22:27:09Z","by":"SHA256:…",…,"v":1}\n
  ///     -----BEGIN SSH SIGNATURE-----\n
  ///     …
  ///     -----END SSH SIGNATURE-----\n
  public init(parsing bytes: [UInt8]) throws(RecordError) {
    guard bytes.count <= Self.longestFile else {
      throw .malformed("longer than \(Self.longestFile) bytes")
    }
    guard let newline = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
      throw .malformed("no line 1 that ends in a newline")
    }
    let fields = try Fields(canonical: bytes[..<newline])
    payload = try Payload(fields)
    statement = try StatementTypes.parse(payload, fields)
    payloadLength = newline + 1
    id = RecordID(hashing: bytes[..<payloadLength])
    self.bytes = bytes
    do { signature = try Signature(armored: bytes[payloadLength...]) } catch {
      throw .malformed("signature: \(error.message)")
    }
    try checkSignature()
  }

  /// Joins line 1, which was read back when it was written down, and its signature.
  fileprivate init(_ draft: Draft, _ signature: Signature) throws(RecordError) {
    id = draft.id
    payload = draft.payload
    statement = draft.statement
    payloadLength = draft.line.count
    bytes = draft.line + signature.armored()
    self.signature = signature
    try checkSignature()
  }

  /// Whether the signature is one that a record may have.
  private func checkSignature() throws(RecordError) {
    guard signature.namespace == Self.namespace else {
      throw .malformed("signature is for namespace \"\(signature.namespace)\"")
    }
    guard signature.hashAlgorithm == "sha512" else {
      throw .malformed("signature uses \(signature.hashAlgorithm), not sha512")
    }
    // Bytes: to Swift a Kelvin sign equals a K.
    guard signature.publicKey.fingerprint.utf8.elementsEqual(payload.signer.utf8) else {
      throw .malformed("signed by \(signature.publicKey.fingerprint), not by \(payload.signer)")
    }
  }

  /// The key that the signature names.
  public var publicKey: PublicKey { signature.publicKey }

  /// Checks the signature over line 1.
  public func verify() -> SignatureCheck {
    switch signature.verify(bytes[..<payloadLength], namespace: Self.namespace) {
    case .valid: .valid(VerifiedRecord(checked: self))
    case .invalid(let reason): .invalid("signature: \(reason)")
    case .unsupported(let algorithm): .unsupported(algorithm)
    }
  }

  /// What checking a signature comes to.
  public enum SignatureCheck: Sendable {
    case valid(VerifiedRecord)
    case invalid(String)
    case unsupported(String)
  }
}

/// A record whose signature is that of the key that it names. Says nothing about whose key it is.
public struct VerifiedRecord: Sendable {
  private let record: UnverifiedRecord

  fileprivate init(checked record: UnverifiedRecord) {
    self.record = record
  }

  public var id: RecordID { record.id }
  public var payload: Payload { record.payload }
  public var statement: (any Statement)? { record.statement }
  public var bytes: [UInt8] { record.bytes }
  public var publicKey: PublicKey { record.publicKey }

  /// Line 1 with its newline.
  public var line: ArraySlice<UInt8> { bytes[..<record.payloadLength] }
}

extension Draft {
  /// Signs line 1 with a key of this process.
  ///
  /// The signature is not checked again: both halves of a ``PrivateKey`` belong together, and what
  /// checks is the library that signs.
  ///
  /// - Throws: ``KeyError``, or ``RecordError`` if the key is not the one that the draft names.
  public func signed(by key: PrivateKey) throws -> VerifiedRecord {
    let signature = try key.sign(line, namespace: UnverifiedRecord.namespace)
    return VerifiedRecord(checked: try UnverifiedRecord(self, signature))
  }
}
