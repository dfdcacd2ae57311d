internal import Ledger

/// Compares a page with the one that its records give.
///
/// Somebody may have written the page so that comparing it takes long: it is read line by line, only
/// as far as there is something to compare, and what differs is looked at in a bounded number of
/// places.
public struct PageComparison {
  /// The differences, the first few.
  public let differences: [PageDifference]

  /// How many are listed.
  public static let listed = 10

  /// How far two pages may be apart before what follows counts as different, in lines.
  private static let reach = 200

  /// In how many places differences are looked for.
  private static let mostPlaces = 40

  /// How far back it is looked for what a line is about, in bytes.
  private static let context = 1 << 18

  private let shown: Lines
  private let expected: Lines

  /// Compares byte by byte, and names what differs.
  public init(shown: [UInt8], expected: [UInt8]) {
    self.shown = Lines(bytes: shown)
    self.expected = Lines(bytes: expected)
    guard shown != expected else {
      differences = []
      return
    }
    let found = Self.differences(self.shown, self.expected)
    // Whatever else is equal, the bytes were not.
    differences =
      found.isEmpty
      ? [PageDifference(about: "", name: "", shown: nil, expected: nil)] : found
  }

  private static func differences(_ shown: Lines, _ expected: Lines) -> [PageDifference] {
    var found: [PageDifference] = []
    var places = 0
    var left = 0
    var right = 0
    while found.count < listed, places < mostPlaces {
      let (one, other) = (shown.line(at: left), expected.line(at: right))
      if one == nil && other == nil { break }
      if let one, let other, shown.bytes[one] == expected.bytes[other] {
        left = one.upperBound + 1
        right = other.upperBound + 1
        continue
      }
      places += 1
      let lefts = shown.window(at: left, of: reach + 1)
      let rights = expected.window(at: right, of: reach + 1)
      let (leftCount, rightCount) = meeting(shown, lefts, expected, rights)
      let about = about(expected, before: right)
      for offset in 0..<max(leftCount, rightCount) {
        let line = offset < leftCount ? shown.bytes[lefts[offset]] : nil
        let due = offset < rightCount ? expected.bytes[rights[offset]] : nil
        let difference = PageDifference(
          about: due.flatMap { attribute("data-about", in: $0) } ?? about,
          name: (due ?? line).flatMap { attribute("data-value", in: $0) } ?? "",
          shown: line.flatMap { text($0) }, expected: due.flatMap { text($0) })
        if difference.isCode && found.contains(where: \.isCode) { continue }
        found.append(difference)
        if found.count == listed { return found }
      }
      if leftCount > 0 { left = lefts[leftCount - 1].upperBound + 1 }
      if rightCount > 0 { right = rights[rightCount - 1].upperBound + 1 }
    }
    return found
  }

  /// After how many lines of each two pages are the same again.
  private static func meeting(
    _ shown: Lines, _ lefts: [Range<Int>], _ expected: Lines, _ rights: [Range<Int>]
  ) -> (Int, Int) {
    func isSame(_ one: Int, _ other: Int) -> Bool {
      one < lefts.count && other < rights.count && lefts[one].count == rights[other].count
        && shown.bytes[lefts[one]] == expected.bytes[rights[other]]
    }
    // Most often a line was changed, not added or dropped.
    if isSame(1, 1) { return (1, 1) }
    for sum in 1...reach {
      for step in 0...sum where isSame(step, sum - step) && lefts[step].count > 24 {
        return (step, sum - step)
      }
    }
    return (min(1, lefts.count), min(1, rights.count))
  }

  /// What the nearest container says that its lines are about.
  private static func about(_ lines: Lines, before position: Int) -> String {
    let end = min(position, lines.bytes.count)
    let part = lines.bytes[max(0, end - context)..<end]
    for line in part.split(separator: UInt8(ascii: "\n")).reversed() {
      if let about = attribute("data-about", in: line) { return about }
    }
    return ""
  }

  private static func attribute(_ name: String, in line: ArraySlice<UInt8>) -> String? {
    let mark = Array("\(name)=\"".utf8)
    let part = line.prefix(4_096)
    guard part.count > mark.count,
      let start = part.indices.dropLast(mark.count).first(where: {
        part[$0] == mark[0] && part[$0..<($0 + mark.count)].elementsEqual(mark)
      })
    else { return nil }
    let value = part[(start + mark.count)...].prefix { $0 != UInt8(ascii: "\"") }
    return shown(Substring(String(decoding: value, as: UTF8.self)))
  }

  /// The words of a line without its tags; `nil` for none.
  private static func text(_ line: ArraySlice<UInt8>) -> String? {
    var words = ""
    var isTag = false
    for scalar in String(decoding: line.prefix(65_536), as: UTF8.self).unicodeScalars {
      switch scalar {
      case "<": isTag = true
      case ">" where isTag: isTag = false
      default: if !isTag { words.unicodeScalars.append(scalar) }
      }
    }
    // A line of script or style is no words.
    let shown = shown(words[...])
    return shown.isEmpty || words.contains("{") || words.contains(";\n") ? nil : shown
  }

  private static func shown(_ text: Substring) -> String {
    var plain = String(text)
    for (name, sign) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
    ] {
      plain = plain.replacing(name, with: sign)
    }
    let start = plain.drop { $0 == " " }
    return DisplayText.line(String(start), limit: 160)
  }
}

/// The lines of a text, each found when it is asked for.
private struct Lines {
  let bytes: [UInt8]

  /// The line that begins at a place, its newline excluded; `nil` beyond the last one.
  func line(at start: Int) -> Range<Int>? {
    guard start <= bytes.count else { return nil }
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    return start..<end
  }

  /// So many lines at the most.
  func window(at start: Int, of count: Int) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = start
    while lines.count < count, let line = line(at: start) {
      lines.append(line)
      start = line.upperBound + 1
    }
    return lines
  }
}
