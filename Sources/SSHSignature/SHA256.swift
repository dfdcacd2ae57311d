/// SHA-256 in one call (FIPS 180-4).
public enum SHA256 {
  /// The 32-byte hash of some bytes.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] { HashFunction.sha256.hash(bytes) }

  /// The 32-byte hash of some bytes.
  public static func hash(_ bytes: ArraySlice<UInt8>) -> [UInt8] { HashFunction.sha256.hash(bytes) }
}
