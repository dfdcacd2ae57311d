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

  static func prepare(_ session: Session) throws -> KeySetup {
    if let key = try SigningKey.configured(in: session.repository, session.surroundings) {
      let signer = try key.signer(session.surroundings)
      let source = "\(key.setting), \(Session.shortened(key.value))"
      return KeySetup(signer: signer, source: source, isNew: false)
    }
    let folder = (Session.variable("XDG_CONFIG_HOME") ?? Session.home + "/.config") + "/relay"
    let path = folder + "/id_ed25519"
    let isNew = try Files.kind(path) == nil
    if isNew { try make(at: path, in: folder, for: session) }
    try session.repository.setLocal("relay.signingKey", to: path)
    let signer = try SigningKey(file: path).signer(session.surroundings)
    return KeySetup(signer: signer, source: Session.shortened(path), isNew: isNew)
  }

  private static func make(at path: String, in folder: String, for session: Session) throws {
    let email = try Identity.configured(in: session.repository).email ?? ""
    let key: PrivateKey
    do { key = try PrivateKey.generateEd25519(comment: "relay \(email)") } catch {
      throw Wording("no key could be made: \(error.message)")
    }
    try Files.makeFolder(folder, under: "")
    try Files.write(Array("\(key.publicKey.line) relay \(email)\n".utf8), to: path + ".pub")
    try Files.write(key.serialize(), to: path, mode: 0o600)
  }
}
