/// An SSH public key.
///
/// A key of a type that this module does not know is kept whole, so that it can be named and shown.
public struct PublicKey: Sendable {
  /// The key in SSH's wire format. It has only this one form.
  public let blob: [UInt8]

  let body: PublicKeyBody

  /// Reads a key in SSH's wire format, of at most 64 KiB.
  public init(blob: [UInt8]) throws(KeyError) {
    guard blob.count <= Self.maximumLength else { throw .malformed("the key is too long") }
    let body: PublicKeyBody
    do { body = try PublicKeyBody.parse(blob) } catch {
      throw .malformed("not a public key: \(error.message)")
    }
    guard body.serialize() == blob else { throw .malformed("not a public key in its one form") }
    self.blob = blob
    self.body = body
  }

  /// The key with these contents, which must be what ``PublicKeyBody/parse(_:)`` would admit.
  init(body: PublicKeyBody) throws(KeyError) { try self.init(blob: body.serialize()) }

  /// The name of the key's type: `ssh-ed25519`, ….
  public var algorithm: String { body.algorithm }

  /// The key's fingerprint as `ssh-keygen -l` prints it: `SHA256:` and 43 characters of base64.
  public var fingerprint: String {
    let digest = Base64.encode(SHA256.hash(blob)).prefix { $0 != UInt8(ascii: "=") }
    return "SHA256:" + String(decoding: digest, as: UTF8.self)
  }

  /// Whether the key lives in a security key, which signs only when it is touched.
  public var isSecurityKey: Bool { algorithm.hasPrefix("sk-") }

  private static let maximumLength = 1 << 16
}

extension PublicKey: Hashable {
  /// Whether the two are the same key.
  public static func == (left: PublicKey, right: PublicKey) -> Bool { left.blob == right.blob }

  /// Feeds the key to a hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(blob) }
}
