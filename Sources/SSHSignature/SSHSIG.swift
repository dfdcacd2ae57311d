/// The bytes of OpenSSH's signature format (PROTOCOL.sshsig).
enum SSHSIG {
  static let magic = Array("SSHSIG".utf8)
  static let version: UInt32 = 1

  /// The hash functions for messages.
  static let hashes: [HashFunction] = [.sha256, .sha512]

  /// The bytes that a key signs in place of a message:
  /// `SSHSIG`, `string` namespace, `string` reserved, `string` hash algorithm, `string` H(message).
  static func signedBytes(
    _ message: some Collection<UInt8>, namespace: String, hash: HashFunction
  ) -> [UInt8] {
    var writer = WireWriter()
    writer.write(raw: magic)
    writer.write(string: namespace)
    writer.write(string: [])
    writer.write(string: hash.rawValue)
    writer.write(string: hash.hash(message))
    return writer.bytes
  }

  /// Whether a text can be a namespace: 1 to 256 printable characters of ASCII.
  ///
  /// OpenSSH takes any bytes. Here it is text that is compared and shown, so nothing in it may look
  /// like something else.
  static func isNamespace(_ text: some Collection<UInt8>) -> Bool {
    (1...256).contains(text.count) && text.allSatisfy { (0x20...0x7e).contains($0) }
  }
}
