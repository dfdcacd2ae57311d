internal import Ledger

/// Something that a page shows and its records do not say, or the other way round.
public struct PageDifference: Sendable, Equatable {
  /// What it is about, such as `milestone 123/1`; empty where the page does not say.
  public let about: String

  /// What is shown there, such as `amount`; empty where it has no name.
  public let name: String

  /// What the page shows; `nil` where it leaves something out.
  public let shown: String?

  /// What its records say; `nil` where they say nothing.
  public let expected: String?

  /// The difference in words.
  public var text: String {
    let place = [about, name].filter { !$0.isEmpty }.joined(separator: ", ")
    let start = place.isEmpty ? "the page" : "\(place): the page"
    switch (shown, expected) {
    case (let shown?, let expected?):
      return shown == expected
        ? "\(start) has other markup around \"\(shown)\""
        : "\(start) shows \"\(shown)\"; its records say \"\(expected)\""
    case (let shown?, nil): return "\(start) shows \"\(shown)\", which no record says"
    case (nil, let expected?): return "\(start) does not show \"\(expected)\""
    case (nil, nil): return "\(start) has other code than relay writes"
    }
  }
}

/// Compares a page with the one that its records give.
public struct PageComparison {
  /// The differences, the first few.
  public let differences: [PageDifference]

  /// How many are listed.
  public static let listed = 10

  /// How far two pages may be apart before what follows counts as different.
  private static let reach = 400

  private let shown: [ArraySlice<UInt8>]
  private let expected: [ArraySlice<UInt8>]

  /// Compares byte by byte, and names what differs.
  public init(shown: [UInt8], expected: [UInt8]) {
    guard shown != expected else {
      self.shown = []
      self.expected = []
      differences = []
      return
    }
    func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
      bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }
    self.shown = lines(shown)
    self.expected = lines(expected)
    let found = Self.differences(self.shown, self.expected)
    // Whatever else is equal, the bytes were not.
    differences =
      found.isEmpty
      ? [PageDifference(about: "", name: "", shown: nil, expected: nil)] : found
  }

  private static func differences(
    _ shown: [ArraySlice<UInt8>], _ expected: [ArraySlice<UInt8>]
  ) -> [PageDifference] {
    var found: [PageDifference] = []
    var left = 0
    var right = 0
    func add(_ leftEnd: Int, _ rightEnd: Int) {
      let about = about(expected, before: min(right, expected.count - 1))
      for offset in 0..<max(leftEnd - left, rightEnd - right) where found.count < listed {
        let line = left + offset < leftEnd ? shown[left + offset] : nil
        let due = right + offset < rightEnd ? expected[right + offset] : nil
        let difference = PageDifference(
          about: due.flatMap { attribute("data-about", in: $0) } ?? about,
          name: (due ?? line).flatMap { attribute("data-value", in: $0) } ?? "",
          shown: line.flatMap { text($0) }, expected: due.flatMap { text($0) })
        let isCode = difference.shown == nil && difference.expected == nil
        if !isCode || !found.contains(where: { $0.shown == nil && $0.expected == nil }) {
          found.append(difference)
        }
      }
      left = leftEnd
      right = rightEnd
    }
    while found.count < listed, left < shown.count || right < expected.count {
      if left < shown.count, right < expected.count, shown[left] == expected[right] {
        left += 1
        right += 1
        continue
      }
      let (leftEnd, rightEnd) = meeting(shown, left, expected, right)
      add(leftEnd, rightEnd)
    }
    return found
  }

  /// Where two pages are the same again.
  private static func meeting(
    _ shown: [ArraySlice<UInt8>], _ left: Int, _ expected: [ArraySlice<UInt8>], _ right: Int
  ) -> (Int, Int) {
    // Most often a line was changed, not added or dropped.
    if left + 1 < shown.count, right + 1 < expected.count, shown[left + 1] == expected[right + 1] {
      return (left + 1, right + 1)
    }
    for sum in 1...reach {
      for step in 0...sum {
        let (one, other) = (left + step, right + sum - step)
        guard one < shown.count, other < expected.count, shown[one] == expected[other],
          shown[one].count > 24
        else { continue }
        return (one, other)
      }
    }
    return (min(left + 1, shown.count), min(right + 1, expected.count))
  }

  /// What the nearest container says that its lines are about.
  private static func about(_ lines: [ArraySlice<UInt8>], before index: Int) -> String {
    for line in lines[...max(0, index)].reversed() {
      if let about = attribute("data-about", in: line) { return about }
    }
    return ""
  }

  private static func attribute(_ name: String, in line: ArraySlice<UInt8>) -> String? {
    let text = String(decoding: line.prefix(4_096), as: UTF8.self)
    guard let start = text.firstRange(of: "\(name)=\"") else { return nil }
    return shown(text[start.upperBound...].prefix { $0 != "\"" })
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
