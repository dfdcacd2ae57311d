/// What a private key file holds.
public enum PrivateKeyFile: Sendable {
  /// Ready to sign.
  case unencrypted(PrivateKey)
  /// It needs a passphrase; OpenSSH's format keeps the public half in clear.
  case encrypted(PublicKey)
  /// It is only a handle: the key itself is in a device that must be touched.
  case securityKey(PublicKey)

  /// Reads a private key file, of at most 64 KiB: OpenSSH's own format, or unencrypted PEM
  /// (PKCS #1, SEC 1, PKCS #8). Never asks for anything.
  ///
  /// PEM with a passphrase is ``KeyError/encrypted``: it does not show the public half.
  public static func parse(_ bytes: [UInt8]) throws(KeyError) -> PrivateKeyFile {
    guard bytes.count <= maximumLength else { throw .malformed("the file is too long for a key") }
    // PEM may stand within other text, such as the output of openssl.
    guard let start = firstIndex(of: begin, in: bytes[...]) else {
      throw .malformed("not a private key file")
    }
    let text = bytes[start...]
    guard text.starts(with: openSSHHeader) else {
      return .unencrypted(try PEMPrivateKey.parse(Array(text)))
    }
    let content = text.dropFirst(openSSHHeader.count)
    guard let end = firstIndex(of: openSSHFooter, in: content) else {
      throw .malformed("the private key file is cut short")
    }
    let base64 = content[..<end].filter { !whiteSpace.contains($0) }
    guard let blob = Base64.decode(base64) else {
      throw .malformed("the private key file is not canonical base64")
    }
    return try OpenSSHPrivateKey.parse(blob)
  }

  fileprivate static let openSSHHeader = Array("-----BEGIN OPENSSH PRIVATE KEY-----".utf8)
  fileprivate static let openSSHFooter = Array("-----END OPENSSH PRIVATE KEY-----".utf8)

  private static let begin = Array("-----BEGIN ".utf8)
  private static let whiteSpace = Array(" \t\r\n".utf8)
  private static let maximumLength = 1 << 16

  private static func firstIndex(of text: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.indices.first { bytes[$0...].starts(with: text) }
  }
}

extension PrivateKey {
  /// The file that ssh-keygen reads, unencrypted. It needs to be out of other people's reach (mode
  /// 600).
  public func serialize() -> [UInt8] {
    let newline = [UInt8(ascii: "\n")]
    return PrivateKeyFile.openSSHHeader + newline
      + Base64.encodeInLines(OpenSSHPrivateKey.serialize(self))
      + PrivateKeyFile.openSSHFooter + newline
  }
}
