internal import CLibcrypto

/// Ed25519 in libcrypto (RFC 8032).
enum Ed25519 {
  /// The bytes of a signature.
  static let signatureLength = 64

  private static let name = "ED25519"

  static func makePublicKey(_ bytes: [UInt8]) -> PKey? {
    Libcrypto.call { EVP_PKEY_new_raw_public_key_ex(nil, name, nil, bytes, bytes.count) }
      .map(PKey.init(takingOwnershipOf:))
  }

  /// Both halves from the 32 secret bytes.
  static func makeKeyPair(seed: [UInt8]) -> PKey? {
    Libcrypto.call { EVP_PKEY_new_raw_private_key_ex(nil, name, nil, seed, seed.count) }
      .map(PKey.init(takingOwnershipOf:))
  }

  /// 32 random bytes from libcrypto's generator for private keys; nil if it has failed.
  static func makeSeed() -> [UInt8]? {
    var seed = [UInt8](repeating: 0, count: 32)
    let done = Libcrypto.call { RAND_priv_bytes(&seed, Int32(seed.count)) == 1 }
    return done ? seed : nil
  }

  /// The public half of a key pair.
  static func publicBytes(of key: PKey) -> [UInt8]? {
    rawBytes(of: key, EVP_PKEY_get_raw_public_key)
  }

  /// The secret half of a key pair.
  static func seed(of key: PKey) -> [UInt8]? {
    rawBytes(of: key, EVP_PKEY_get_raw_private_key)
  }

  /// Whether the key is one of the points of order 1, 2, 4 or 8, in any encoding.
  ///
  /// For such a key anybody can write signatures, and one signature can fit many messages:
  /// ssh-keygen takes them, but they are nobody's.
  static func isSmallOrder(_ key: [UInt8]) -> Bool {
    guard let last = key.last else { return false }
    // The highest bit is the sign of x: both signs of each y count.
    return smallOrderKeys.contains(key.dropLast() + [last & 0x7f])
  }

  // The y coordinates, little-endian: 0, 1 and −1; those two again with p added; and the two of
  // order 8, the roots of d·y⁴ + 2y² − 1 = 0 that lie on the curve.
  private static let smallOrderKeys: Set<[UInt8]> = {
    let zeros = [UInt8](repeating: 0, count: 31)
    let ones = [UInt8](repeating: 0xff, count: 30) + [0x7f]
    let orderEight: [[UInt64]] = [
      [0x26e8_958f_c2b2_27b0, 0x45c3_f489_f2ef_98f0, 0xd5df_ac05_d3c6_3339, 0xb138_0288_6d53_fc05],
      [0xc717_6a70_3d4d_d84f, 0xba3c_0b76_0d10_670f, 0x2a20_53fa_2c39_ccc6, 0x4ec7_fd77_92ac_037a],
    ]
    let bytes = orderEight.map { words in
      words.flatMap { word in
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
      }
    }
    return Set(bytes + [[0] + zeros, [1] + zeros, [0xec] + ones, [0xed] + ones, [0xee] + ones])
  }()

  private static func rawBytes(
    of key: PKey,
    _ read: (OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int>?) -> Int32
  ) -> [UInt8]? {
    key.withUnsafePointer { pointer in
      var bytes = [UInt8](repeating: 0, count: 32)
      var length = bytes.count
      let status = read(pointer, &bytes, &length)
      return status == 1 && length == bytes.count ? bytes : nil
    }
  }
}
