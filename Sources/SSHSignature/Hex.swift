/// Bytes as lower-case hexadecimal digits.
public enum Hex {
  /// Two digits for each byte.
  public static func encode(_ bytes: some Collection<UInt8>) -> String {
    // Generic code is not specialized for other modules.
    bytes.withContiguousStorageIfAvailable(encode) ?? Array(bytes).withUnsafeBufferPointer(encode)
  }

  private static func encode(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    String(unsafeUninitializedCapacity: 2 * bytes.count) { buffer in
      var index = 0
      for byte in bytes {
        buffer[index] = digit(byte >> 4)
        buffer[index + 1] = digit(byte & 15)
        index += 2
      }
      return index
    }
  }

  /// The bytes that the digits stand for; nil unless there is an even number of digits `0`-`9`,
  /// `a`-`f`.
  ///
  /// Upper case is refused: what has two spellings can't be a name.
  public static func decode(_ text: some StringProtocol) -> [UInt8]? { decode(Array(text.utf8)) }

  /// The bytes that the digits stand for; nil unless there is an even number of digits `0`-`9`,
  /// `a`-`f`.
  public static func decode(_ digits: [UInt8]) -> [UInt8]? {
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
