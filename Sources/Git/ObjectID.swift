/// The name of a git object: the 20 bytes of a SHA-1.
public struct ObjectID: Hashable, Sendable, Comparable {
  // Stored as words: an array would cost an allocation for each of a history's commits.
  private let high: UInt64
  private let middle: UInt64
  private let low: UInt32

  /// The number of bytes in an id.
  public static let byteCount = 20

  /// Makes an id of exactly 20 bytes; `nil` for any other number.
  public init?(bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    guard bytes.count == Self.byteCount else { return nil }
    self.init(width: 8) { bytes[$0] }
  }

  /// Parses 40 lower-case hexadecimal digits; `nil` for anything else.
  public init?(hex: some Collection<UInt8>) {
    // Generic code is not specialized for other modules: bytes that lie together are read as such.
    let parsed = hex.withContiguousStorageIfAvailable { Self(hexDigits: $0) }
    guard let id = parsed ?? Array(hex).withUnsafeBufferPointer({ Self(hexDigits: $0) }) else {
      return nil
    }
    self = id
  }

  private init?(hexDigits digits: UnsafeBufferPointer<UInt8>) {
    guard digits.count == Self.byteCount * 2 else { return nil }
    var isHex = true
    self.init(width: 4) { index in
      switch digits[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): return digits[index] - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): return digits[index] - UInt8(ascii: "a") + 10
      default:
        isHex = false
        return 0
      }
    }
    guard isHex else { return nil }
  }

  /// Takes 160 bits from digits of some bits each, the highest first.
  private init(width: Int, digit: (Int) -> UInt8) {
    var next = 0
    func word(_ bits: Int) -> UInt64 {
      var word: UInt64 = 0
      for _ in 0..<(bits / width) {
        word = word << width | UInt64(digit(next))
        next += 1
      }
      return word
    }
    high = word(64)
    middle = word(64)
    low = UInt32(word(32))
  }

  /// Parses 40 lower-case hexadecimal digits; `nil` for anything else.
  public init?(hex: String) {
    self.init(hex: Array(hex.utf8))
  }

  /// The 20 bytes.
  public var bytes: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(Self.byteCount)
    for shift in stride(from: 56, through: 0, by: -8) {
      result.append(UInt8(truncatingIfNeeded: high >> UInt64(shift)))
    }
    for shift in stride(from: 56, through: 0, by: -8) {
      result.append(UInt8(truncatingIfNeeded: middle >> UInt64(shift)))
    }
    for shift in stride(from: 24, through: 0, by: -8) {
      result.append(UInt8(truncatingIfNeeded: low >> UInt32(shift)))
    }
    return result
  }

  /// 40 lower-case hexadecimal digits.
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(Self.byteCount * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The id of all zeros, which git writes where there is no object.
  public var isZero: Bool { high == 0 && middle == 0 && low == 0 }

  /// Orders ids as git does, by their bytes.
  public static func < (left: ObjectID, right: ObjectID) -> Bool {
    (left.high, left.middle, left.low) < (right.high, right.middle, right.low)
  }
}

extension ObjectID: CustomStringConvertible {
  /// 40 lower-case hexadecimal digits.
  public var description: String { hex }
}
