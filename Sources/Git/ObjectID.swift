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
    guard bytes.count == Self.byteCount else { return nil }
    self.init(digits: bytes, width: 8)
  }

  /// Parses 40 lower-case hexadecimal digits; `nil` for anything else.
  public init?(hex: some Collection<UInt8>) {
    guard hex.count == Self.byteCount * 2 else { return nil }
    var isHex = true
    let digits = hex.lazy.map { digit -> UInt8 in
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): return digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): return digit - UInt8(ascii: "a") + 10
      default:
        isHex = false
        return 0
      }
    }
    self.init(digits: digits, width: 4)
    guard isHex else { return nil }
  }

  /// Takes 160 bits from digits of some bits each, the highest first.
  private init(digits: some Collection<UInt8>, width: Int) {
    var words: (high: UInt64, middle: UInt64, low: UInt64) = (0, 0, 0)
    for (index, digit) in digits.enumerated() {
      switch index * width {
      case 0..<64: words.high = words.high << width | UInt64(digit)
      case 64..<128: words.middle = words.middle << width | UInt64(digit)
      default: words.low = words.low << width | UInt64(digit)
      }
    }
    high = words.high
    middle = words.middle
    low = UInt32(truncatingIfNeeded: words.low)
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
