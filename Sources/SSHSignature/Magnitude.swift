/// Arithmetic on unsigned whole numbers: bytes, most significant first, no leading zeros.
///
/// Only for numbers that anyone may know: nothing here takes the same time for all values.
enum Magnitude {
  /// Whether the first number is less than the second.
  static func isLess(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count
      ? left.lexicographicallyPrecedes(right) : left.count < right.count
  }

  /// The first number minus the second, which must not be greater.
  static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
    var result = left
    var borrow = 0
    for place in stride(from: 1, through: left.count, by: 1) {
      let subtrahend = place <= right.count ? Int(right[right.count - place]) : 0
      let value = Int(left[left.count - place]) - subtrahend - borrow
      borrow = value < 0 ? 1 : 0
      result[left.count - place] = UInt8(truncatingIfNeeded: value)
    }
    return trimmed(result[...])
  }

  /// The number without leading zeros.
  static func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] { Array(bytes.drop { $0 == 0 }) }

  /// The number with zeros in front, `count` bytes in all; nil if it is longer than that.
  static func padded(_ bytes: [UInt8], to count: Int) -> [UInt8]? {
    guard bytes.count <= count else { return nil }
    return [UInt8](repeating: 0, count: count - bytes.count) + bytes
  }

  /// How many bits the number has.
  static func bitWidth(_ bytes: [UInt8]) -> Int {
    guard let first = bytes.first else { return 0 }
    return 8 * bytes.count - first.leadingZeroBitCount
  }
}
