internal import CLibcrypto

/// A whole number inside libcrypto (`BIGNUM`), wiped when it goes: it may be part of a private key.
final class BigNumber {
  private let pointer: OpaquePointer

  private init(takingOwnershipOf pointer: OpaquePointer) { self.pointer = pointer }

  /// The number whose bytes these are, most significant first; nil if there is no memory.
  convenience init?(_ magnitude: [UInt8]) {
    let pointer = Libcrypto.call { BN_bin2bn(magnitude, Int32(clamping: magnitude.count), nil) }
    guard let pointer else { return nil }
    self.init(takingOwnershipOf: pointer)
  }

  deinit { BN_clear_free(pointer) }

  /// Makes a number by a call into libcrypto that fills it in; nil if that fails.
  convenience init?(_ fill: (_ result: OpaquePointer, _ scratch: OpaquePointer) -> Bool) {
    let pointer = Libcrypto.call { () -> OpaquePointer? in
      guard let scratch = BN_CTX_secure_new() else { return nil }
      defer { BN_CTX_free(scratch) }
      guard let pointer = BN_new() else { return nil }
      guard fill(pointer, scratch) else {
        BN_clear_free(pointer)
        return nil
      }
      return pointer
    }
    guard let pointer else { return nil }
    self.init(takingOwnershipOf: pointer)
  }

  /// Calls libcrypto with the pointer, which is valid until the closure returns.
  func withUnsafePointer<Result>(_ body: (OpaquePointer) -> Result) -> Result {
    withExtendedLifetime(self) { Libcrypto.call { body(pointer) } }
  }

  /// The number's bytes, most significant first, no leading zeros.
  var magnitude: [UInt8] {
    withUnsafePointer { pointer in
      let length = Int(BN_num_bits(pointer) + 7) / 8
      return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
        guard let start = buffer.baseAddress else { return }
        count = Int(BN_bn2bin(pointer, start))
      }
    }
  }

  func times(_ other: BigNumber) -> BigNumber? {
    BigNumber { result, scratch in
      self.withUnsafePointer { left in
        other.withUnsafePointer { BN_mul(result, left, $0, scratch) == 1 }
      }
    }
  }

  /// The remainder of a division; nil if the divisor is zero.
  func remainder(dividingBy divisor: BigNumber) -> BigNumber? {
    BigNumber { result, scratch in
      self.withUnsafePointer { dividend in
        divisor.withUnsafePointer { BN_div(nil, result, dividend, $0, scratch) == 1 }
      }
    }
  }

  /// The number minus one.
  var predecessor: BigNumber? {
    BigNumber { result, _ in
      self.withUnsafePointer { BN_copy(result, $0) != nil } && BN_sub_word(result, 1) == 1
    }
  }
}
