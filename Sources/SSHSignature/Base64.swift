/// Base64 in its one canonical spelling (RFC 4648, section 3.5).
///
/// Padded, no stray bits, no other characters.
public enum Base64 {
  /// The characters for some bytes, `=` at the end where needed.
  public static func encode(_ bytes: [UInt8]) -> [UInt8] {
    encode(bytes, alphabet: standard, padding: UInt8(ascii: "="))
  }

  /// The same in lines of 70 characters, each with its `\n`, as OpenSSH writes its files.
  static func encodeInLines(_ bytes: [UInt8]) -> [UInt8] {
    let text = encode(bytes)
    var lines: [UInt8] = []
    lines.reserveCapacity(text.count + text.count / columns + 1)
    for start in stride(from: 0, to: text.count, by: columns) {
      lines += text[start..<min(start + columns, text.count)]
      lines.append(UInt8(ascii: "\n"))
    }
    return lines
  }

  /// The characters of a line in OpenSSH's files.
  static let columns = 70

  /// The characters for some bytes in the alphabet for URLs and without padding, as WebAuthn writes
  /// it (RFC 4648, section 5).
  static func encodeForURL(_ bytes: [UInt8]) -> [UInt8] {
    encode(bytes, alphabet: urlSafe, padding: nil)
  }

  /// The bytes that the characters stand for; nil if ``encode(_:)`` would write them otherwise.
  public static func decode(_ text: [UInt8]) -> [UInt8]? {
    guard text.count.isMultiple(of: 4) else { return nil }
    var padding = 0
    while padding < min(2, text.count), text[text.count - 1 - padding] == UInt8(ascii: "=") {
      padding += 1
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var group: UInt32 = 0
    for index in 0..<(text.count - padding) {
      let value = values[Int(text[index])]
      guard value < 64 else { return nil }
      group = group << 6 | UInt32(value)
      guard index & 3 == 3 else { continue }
      bytes.append(UInt8(truncatingIfNeeded: group >> 16))
      bytes.append(UInt8(truncatingIfNeeded: group >> 8))
      bytes.append(UInt8(truncatingIfNeeded: group))
    }
    // The last group's bits that no byte takes must be zero, else two texts would mean the same.
    switch padding {
    case 1:
      guard group & 0x3 == 0 else { return nil }
      bytes.append(UInt8(truncatingIfNeeded: group >> 10))
      bytes.append(UInt8(truncatingIfNeeded: group >> 2))
    case 2:
      guard group & 0xf == 0 else { return nil }
      bytes.append(UInt8(truncatingIfNeeded: group >> 4))
    default: break
    }
    return bytes
  }

  private static func encode(_ bytes: [UInt8], alphabet: [UInt8], padding: UInt8?) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group = UInt32(bytes[start]) << 16
      if count > 1 { group |= UInt32(bytes[start + 1]) << 8 }
      if count > 2 { group |= UInt32(bytes[start + 2]) }
      text.append(alphabet[Int(group >> 18)])
      text.append(alphabet[Int(group >> 12 & 63)])
      if count > 1 { text.append(alphabet[Int(group >> 6 & 63)]) }
      if count > 2 { text.append(alphabet[Int(group & 63)]) }
      if let padding { for _ in count..<3 { text.append(padding) } }
    }
    return text
  }

  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
  private static let standard = letters + Array("+/".utf8)
  private static let urlSafe = letters + Array("-_".utf8)
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, character) in standard.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()
}
