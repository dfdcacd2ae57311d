internal import Ledger

/// Texts that anybody may have written, made fit to be shown.
enum DisplayText {
  /// The most that is shown of one text, in bytes; the record has all of it.
  static let longest = 16_000

  /// One line.
  static func line(_ text: String, limit: Int = 400) -> String {
    Inert.text(text.utf8, limit: limit)
  }

  /// One line of bytes.
  static func line(_ bytes: [UInt8], limit: Int = 400) -> String { Inert.text(bytes, limit: limit) }

  /// Several lines; every line break is one `\n`, and there are none at the end.
  static func lines(_ bytes: some Collection<UInt8>) -> String {
    let shown = bytes.prefix(longest)
    var lines = Array(shown).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { line in Inert.text(line.last == UInt8(ascii: "\r") ? line.dropLast() : line) }
    while lines.last?.isEmpty == true { lines.removeLast() }
    let rest = bytes.count - shown.count
    if rest > 0 { lines.append("… (\(rest) more bytes are in the record)") }
    return lines.joined(separator: "\n")
  }

  /// Several lines of a text; `nil` for none, or for one that shows nothing.
  static func lines(_ text: String?) -> String? {
    guard let text else { return nil }
    let shown = lines(text.utf8)
    return shown.isEmpty ? nil : shown
  }

  /// A number with its noun.
  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(grouped(Int64(number))) \(number == 1 ? one : many ?? one + "s")"
  }

  /// A number with commas between groups of three digits.
  static func grouped(_ number: Int64) -> String {
    if (0..<1_000).contains(number) { return String(number) }
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "−" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  /// `2026-03-01T12:00:00Z` for machines and `2026-03-01 12:00 UTC` for people.
  static func moment(_ time: Timestamp) -> (machine: String, people: String) {
    let text = time.description
    let bytes = Array(text.utf8)
    return (text, String(decoding: bytes[..<10] + [0x20] + bytes[11..<16], as: UTF8.self) + " UTC")
  }

  /// `25%`, `33.33%` from hundredths of a percent.
  static func percent(_ hundredths: Int64) -> String {
    let fraction = hundredths % 100
    let digits = fraction == 0 ? "" : ".\(fraction < 10 ? "0" : "")\(fraction)"
    return "\(hundredths / 100)\(digits)%"
  }
}
