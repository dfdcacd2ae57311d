/// What a finished program left.
struct Outcome {
  let arguments: [String]
  let status: Int32
  let isLate: Bool
  let output: [UInt8]
  let errors: [UInt8]

  var text: String { String(decoding: output, as: UTF8.self) }
  var errorText: String { String(decoding: errors, as: UTF8.self) }

  /// For the account of a test that has failed.
  var description: String {
    var lines = ["$ \(arguments.joined(separator: " "))"]
    for (name, bytes) in [("stdout", output), ("stderr", errors)] where !bytes.isEmpty {
      let shown = String(decoding: bytes.prefix(4_000), as: UTF8.self)
      lines += shown.split(separator: "\n").map { "  \(name)  \(Self.visible($0))" }
      if bytes.count > 4_000 { lines.append("  \(name)  … \(bytes.count) bytes in all") }
    }
    if isLate { lines.append("  killed: it took too long") }
    if status != 0 { lines.append("  status \(status)") }
    return lines.joined(separator: "\n")
  }

  private static func visible(_ text: Substring) -> String {
    text.unicodeScalars.map { isInert($0) ? String($0) : "⟨\(String($0.value, radix: 16))⟩" }
      .joined()
  }

  /// Whether a character can neither steer a terminal nor turn or hide text.
  private static func isInert(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E,
      0x2060...0x206F, 0x3164, 0xFEFF, 0xE0000...0xE00FF:
      false
    default: true
    }
  }

  /// What would reach a terminal raw, if anything.
  ///
  /// `isJSON`: Then marks of direction are data; control characters are not.
  static func rawContent(of bytes: [UInt8], isJSON: Bool) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return "bytes not UTF-8" }
    let raw = text.unicodeScalars.first { scalar in
      if scalar == "\n" { return false }
      if isJSON { return scalar.value < 0x20 || scalar.value == 0x7F }
      return !isInert(scalar)
    }
    return raw.map { "the character U+\(String($0.value, radix: 16, uppercase: true))" }
  }
}
