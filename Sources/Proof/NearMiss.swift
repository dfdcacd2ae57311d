/// Something in a message that looks like a tag and is none, so that its writer may be told.
public struct NearMiss: Equatable, Sendable {
  /// What stands there; bytes of whoever wrote the message.
  public let text: [UInt8]

  /// What may have been meant.
  public let suggestion: String

  /// How many are worth telling.
  private static let most = 3

  /// How much of a message is looked at, in bytes.
  private static let reach = 1 << 16

  /// Finds `# relay-12`, `#relay 12`, `#relay_12`, `#relay12`, `#relay-012` and `#realy-12`, likewise
  /// in brackets. `words` name projects too, beside the standard ones.
  public static func find(in message: ArraySlice<UInt8>, words: [String] = []) -> [NearMiss] {
    let known = (TagGrammar.standardWords + words).map { Array($0.utf8.map(\.lowercasedASCII)) }
    let text = message.prefix(reach)
    var found: [NearMiss] = []
    for position in text.indices
    where text[position] == UInt8(ascii: "#")
      || text[position] == UInt8(ascii: "[")
    {
      guard found.count < most else { break }
      if let miss = miss(at: position, in: text, known) { found.append(miss) }
    }
    return found
  }

  private static func miss(
    at position: Int, in text: ArraySlice<UInt8>, _ known: [[UInt8]]
  ) -> NearMiss? {
    if position > text.startIndex {
      let before = text[position - 1]
      // Part of an address, or of a word.
      guard !before.isAlphanumeric, !"/&#".utf8.contains(before) else { return nil }
    }
    let rest = text[(position + 1)...]
    let spaces = rest.prefix { $0 == UInt8(ascii: " ") }.prefix(2)
    let word = rest.dropFirst(spaces.count).prefix { $0.isAlphanumeric && !$0.isDigit }
    let lower = word.map(\.lowercasedASCII)
    guard let meant = known.first(where: { isSlip(lower, for: $0) }) else { return nil }
    let separator = text[word.endIndex...].prefix { !$0.isAlphanumeric && $0 != 0x0A }.prefix(2)
    let digits = text[separator.endIndex...].prefix { $0.isDigit }
    let number = digits.drop { $0 == UInt8(ascii: "0") }
    guard !number.isEmpty, number.count <= 16,
      digits.endIndex == text.endIndex || !text[digits.endIndex].isAlphanumeric
    else { return nil }
    let isHyphen = separator.elementsEqual("-".utf8)
    // Anything but a hyphen is a slip only behind the very word: "#relay 12", never "#projects 5".
    guard
      isHyphen
        || lower == meant && separator.count < 2
          && separator.allSatisfy({ " _#:".utf8.contains($0) })
    else { return nil }
    let isTag = lower == meant && isHyphen && spaces.isEmpty && digits.count == number.count
    guard !isTag else { return nil }
    let hash = text[position] == UInt8(ascii: "#")
    // What people write in brackets is mostly no tag.
    guard hash || isHyphen else { return nil }
    let suggestion =
      "#\(String(decoding: meant, as: UTF8.self))-\(String(decoding: number, as: UTF8.self))"
    return NearMiss(text: Array(text[position..<digits.endIndex]), suggestion: suggestion)
  }

  /// Whether a word is another or differs by one slip of the fingers: two letters swapped, or in a
  /// long word one letter missing, doubled or wrong.
  private static func isSlip(_ word: [UInt8], for meant: [UInt8]) -> Bool {
    if word == meant { return true }
    guard meant.count > 3, abs(word.count - meant.count) < 2 else { return false }
    let start = zip(word, meant).prefix { $0 == $1 }.count
    let end = zip(word.dropFirst(start).reversed(), meant.dropFirst(start).reversed())
      .prefix { $0 == $1 }.count
    let left = word.dropFirst(start).dropLast(end)
    let right = meant.dropFirst(start).dropLast(end)
    if left.count == 2, right.count == 2 { return left.elementsEqual(right.reversed()) }
    return meant.count > 4 && left.count < 2 && right.count < 2
  }
}

extension UInt8 {
  fileprivate var isAlphanumeric: Bool { isWord && self != UInt8(ascii: "_") }
}
