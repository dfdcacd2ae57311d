internal import CLibcrypto

/// SHA-1, piece by piece (FIPS 180-4). For git's object names and patch-ids only: never for a
/// signature.
public struct SHA1: ~Copyable {
  private let context: OpaquePointer

  /// Starts an empty hash.
  public init() {
    let implementation = HashFunction.sha1.implementation
    let context = Libcrypto.call { () -> OpaquePointer? in
      guard let context = EVP_MD_CTX_new() else { return nil }
      guard EVP_DigestInit_ex2(context, implementation, nil) == 1 else {
        EVP_MD_CTX_free(context)
        return nil
      }
      return context
    }
    guard let context else { fatalError("libcrypto could not start SHA-1") }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Appends bytes to what is hashed.
  public mutating func update(_ bytes: [UInt8]) { append(bytes[...]) }

  /// Appends bytes to what is hashed.
  public mutating func update(_ bytes: ArraySlice<UInt8>) { append(bytes) }

  /// The 20-byte hash of all that was appended.
  public consuming func finalize() -> [UInt8] {
    withExtendedLifetime(self) {
      [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
        var length: UInt32 = 0
        guard EVP_DigestFinal_ex(context, buffer.baseAddress, &length) == 1 else {
          fatalError("libcrypto could not finish SHA-1")
        }
        count = Int(length)
      }
    }
  }

  /// The 20-byte hash of some bytes.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] { HashFunction.sha1.hash(bytes) }

  /// The 20-byte hash of some bytes.
  public static func hash(_ bytes: ArraySlice<UInt8>) -> [UInt8] { HashFunction.sha1.hash(bytes) }

  private func append(_ bytes: ArraySlice<UInt8>) {
    // Leaves nothing in the error queue unless it fails, and is called for every line of a diff.
    let status = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    guard status == 1 else { fatalError("libcrypto could not compute SHA-1") }
  }
}
