/// The text around a signature: a line, base64 in lines of 70, a line, each with its `\n`.
enum SignatureArmor {
  /// As ssh-keygen writes it.
  static func encode(_ blob: [UInt8]) -> [UInt8] {
    header + Base64.encodeInLines(blob) + footer
  }

  /// Reads what ``encode(_:)`` writes, and nothing else.
  static func decode(_ text: ArraySlice<UInt8>) throws(SignatureError) -> [UInt8] {
    guard text.count <= maximumLength else { throw .malformed("the signature is too long") }
    // The likeliest accident, and one that leaves no trace on a screen.
    guard !text.contains(UInt8(ascii: "\r")) else { throw .malformed("has carriage returns in it") }
    guard text.starts(with: header) else { throw .malformed("no \(name(header)) at the start") }
    guard text.suffix(footer.count).elementsEqual(footer) else {
      throw .malformed("does not end with \(name(footer)) and one newline")
    }
    guard let blob = Base64.decode(content(text)) else {
      throw .malformed("not canonical base64")
    }
    guard encode(blob).elementsEqual(text) else {
      throw .malformed("not in lines of \(Base64.columns) columns as ssh-keygen writes it")
    }
    return blob
  }

  /// Reads what other programs write too: other columns, `\r\n`, white space around it.
  static func decodeLoosely(_ text: ArraySlice<UInt8>) throws(SignatureError) -> [UInt8] {
    guard text.count <= maximumLength else { throw .malformed("the signature is too long") }
    var lines = text.split { $0 == newline || $0 == UInt8(ascii: "\r") }
      .map { line in
        let start = line.drop(while: isBlank)
        return start.prefix(
          upTo: start.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start.startIndex)
      }
      .filter { !$0.isEmpty }
    guard lines.first?.elementsEqual(header.dropLast()) ?? false else {
      throw .malformed("no \(name(header)) at the start")
    }
    lines.removeFirst()
    guard lines.popLast()?.elementsEqual(footer.dropLast()) ?? false else {
      throw .malformed("does not end with \(name(footer))")
    }
    guard let blob = Base64.decode(Array(lines.joined())) else {
      throw .malformed("not canonical base64")
    }
    return blob
  }

  private static let header = Array("-----BEGIN SSH SIGNATURE-----\n".utf8)
  private static let footer = Array("-----END SSH SIGNATURE-----\n".utf8)
  private static let newline = UInt8(ascii: "\n")
  // The longest signatures of algorithms to come (SLH-DSA) take some 70 kB of base64.
  private static let maximumLength = 1 << 17

  /// What is between header and footer, newlines left out.
  private static func content(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard text.count > header.count + footer.count else { return [] }
    return text.dropFirst(header.count).dropLast(footer.count).filter { $0 != newline }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  private static func name(_ line: [UInt8]) -> String {
    String(decoding: line.filter { $0 != newline }, as: UTF8.self)
  }
}
