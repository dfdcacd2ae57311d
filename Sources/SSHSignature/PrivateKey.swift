/// An unencrypted private key: Ed25519, ECDSA on a NIST curve, or RSA.
///
/// Its public half has been checked against it. The secret is neither printed nor reflected.
public struct PrivateKey: Sendable {
  /// The half that anybody may know.
  public let publicKey: PublicKey
  /// What its owner calls it; may hold any characters.
  public let comment: String

  let body: PrivateKeyBody
  private let key: PKey

  init(publicKey: PublicKey, comment: String, body: PrivateKeyBody) throws(KeyError) {
    guard let key = body.makeKey(publicBody: publicKey.body) else {
      throw .malformed("the private half belongs to another public key, or libcrypto refuses it")
    }
    self.publicKey = publicKey
    self.comment = comment
    self.body = body
    self.key = key
  }

  /// Makes a new Ed25519 key. The comment is one line.
  public static func generateEd25519(comment: String) throws(KeyError) -> PrivateKey {
    guard comment.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
      throw .malformed("a key's comment can't hold control characters")
    }
    guard
      let seed = Ed25519.makeSeed(), let key = Ed25519.makeKeyPair(seed: seed),
      let bytes = Ed25519.publicBytes(of: key)
    else { throw .failed("make an Ed25519 key") }
    return try PrivateKey(
      publicKey: try PublicKey(body: .ed25519(bytes)), comment: comment, body: .ed25519(seed: seed))
  }

  /// Signs a message for a purpose, with SHA-512; RSA as rsa-sha2-512, ECDSA with the lesser s.
  ///
  /// The namespace must be 1 to 256 printable characters of ASCII.
  public func sign(_ message: [UInt8], namespace: String) throws(KeyError) -> Signature {
    guard SSHSIG.isNamespace(namespace.utf8) else {
      throw .malformed("the namespace is not printable ASCII")
    }
    let bytes = SSHSIG.signedBytes(message, namespace: namespace, hash: .sha512)
    let signature: SignatureBody?
    switch publicKey.body {
    case .ecdsa(let curve, _):
      signature = key.sign(bytes, hash: curve.hash)
        .flatMap { try? ECDSASignature(curve: curve, der: $0) }
        .map { .ecdsa($0.normalized) }
    case .rsa: signature = key.sign(bytes, hash: .sha512).map { .rsa(.sha512, $0) }
    default: signature = key.sign(bytes, hash: nil).map { .ed25519($0) }
    }
    guard let signature else { throw .failed("sign with \(publicKey.algorithm)") }
    return Signature(publicKey: publicKey, namespace: namespace, hash: .sha512, body: signature)
  }
}

extension PrivateKey: CustomStringConvertible, CustomReflectable {
  /// Names the key by its fingerprint.
  public var description: String { "private key of \(publicKey.fingerprint)" }

  /// Shows the public half only.
  public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey]) }
}
