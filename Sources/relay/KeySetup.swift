import Git
import LedgerStore
import Proof
import SSHSignature

/// Finds the signing key, or makes one that is relay's own.
struct KeySetup {
  let signer: Signer

  /// Where the key comes from, for people.
  let source: String

  /// Whether it has just been made.
  let isNew: Bool

  /// Finds the key, or makes one. A repository gets a note of the key that relay has made.
  static func prepare(
    _ configuration: Configuration, in repository: Repository?
  ) throws -> KeySetup {
    let surroundings = Session.surroundings
    if let key = try SigningKey.configured(in: configuration, surroundings) {
      let signer = try key.signer(surroundings)
      let source = "\(key.setting), \(Session.shortened(key.value))"
      return KeySetup(signer: signer, source: source, isNew: false)
    }
    let folder = try Session.configurationFolder() + "/relay"
    let path = folder + "/id_ed25519"
    let isNew = try Files.kind(path) == nil
    if isNew { try make(at: path, in: folder, configuration) }
    try repository?.setLocal("relay.signingKey", to: path)
    let signer = try SigningKey(file: path).signer(surroundings)
    return KeySetup(signer: signer, source: Session.shortened(path), isNew: isNew)
  }

  private static func make(
    at path: String, in folder: String, _ configuration: Configuration
  ) throws {
    let email = try Identity.configured(in: configuration).email ?? ""
    try Files.makeFolder(folder, under: "")
    try make(at: path, comment: "relay \(email)")
  }

  /// Makes a key without a passphrase, and its public half beside it.
  static func make(at path: String, comment: String) throws {
    let key: PrivateKey
    do { key = try PrivateKey.generateEd25519(comment: comment) } catch {
      throw Wording("no key could be made: \(error.message)")
    }
    try Files.write(Array("\(key.publicKey.line) \(comment)\n".utf8), to: path + ".pub")
    try Files.write(key.serialize(), to: path, mode: 0o600)
  }
}
