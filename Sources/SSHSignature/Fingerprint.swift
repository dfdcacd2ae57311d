/// A key's fingerprint as `ssh-keygen -l` prints it: `SHA256:` and the digest in base64 without padding.
///
/// 32 bytes are 43 characters, of which the last has two bits that no byte takes: those are zero, so
/// that one key has one fingerprint.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  /// The text, prefix included.
  public let text: String

  /// What every fingerprint begins with.
  public static let prefix = "SHA256:"

  /// Reads a fingerprint; `nil` for anything else.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 50, text.hasPrefix(Self.prefix),
      Base64.decode(Array(bytes.dropFirst(7)) + [UInt8(ascii: "=")])?.count == 32
    else { return nil }
    self.text = text
  }

  public var description: String { text }
}
