import Testing

@testable import Report

/// What is said of a page that is not the one that its records give.
struct PageComparisonTests {
  private static let page = (1...400).map { number in
    "<p data-about=\"milestone 123/\(number)\" data-value=\"amount\">EUR \(number),000.00</p>"
  }

  private func differences(_ shown: [String], _ expected: [String] = Self.page) -> [PageDifference]
  {
    func bytes(_ lines: [String]) -> [UInt8] { Array(lines.joined(separator: "\n").utf8) }
    return PageComparison(shown: bytes(shown), expected: bytes(expected)).differences
  }

  private func changed(_ change: (inout [String]) -> Void) -> [PageDifference] {
    var lines = Self.page
    change(&lines)
    return differences(lines)
  }

  @Test func theSameIsTheSame() {
    #expect(differences(Self.page).isEmpty)
    #expect(differences([], []).isEmpty)
  }

  @Test func aChangedLineIsNamed() {
    let found = changed { $0[41] = $0[41].replacing("42,000", with: "420,000") }
    #expect(
      found.map(\.text) == [
        "milestone 123/42, amount: the page shows \"EUR 420,000.00\"; its records say "
          + "\"EUR 42,000.00\""
      ])
  }

  @Test func linesAddedAndDroppedAreNamed() {
    #expect(
      changed { $0.insert("<p>All is paid</p>", at: 300) }.map(\.text) == [
        "milestone 123/300: the page shows \"All is paid\", which no record says"
      ])
    #expect(
      changed { $0.remove(at: 300) }.map(\.text) == [
        "milestone 123/301, amount: the page does not show \"EUR 301,000.00\""
      ])
    #expect(changed { $0.append("<p>All is paid</p>") }.count == 1)
    #expect(changed { $0.removeLast(3) }.count == 3)
    #expect(differences([]).count == PageComparison.listed)
    #expect(differences(Self.page, []).count == PageComparison.listed)
  }

  @Test func textsThatLookAlikeAreSpelled() {
    #expect(
      changed { $0[1] = $0[1].replacing("EUR 2", with: "EUR\u{A0}2") }.map(\.text) == [
        "milestone 123/2, amount: the page shows \"EUR\\u{a0}2,000.00\"; its records say "
          + "\"EUR 2,000.00\""
      ])
  }

  @Test func aByteThatNoReaderSeesIsADifference() {
    #expect(changed { $0[7] = $0[7].replacing("<p ", with: "<p  ") }.first?.shown == "EUR 8,000.00")
    #expect(
      differences(["a{}", "b"], ["a{ }", "b"]).map(\.text) == [
        "the page has other code than relay writes"
      ])
    #expect(differences(["a", "b"], ["a", "b", ""]).count == 1)
  }

  @Test func noMoreThanSomeAreListed() {
    #expect(
      changed { $0 = $0.map { $0.replacing("EUR", with: "USD") } }.count == PageComparison.listed)
  }

  /// Lines that are code and words in turn, lines of one byte, and one long line: a page that somebody
  /// has made so that comparing it takes long.
  @Test(.timeLimit(.minutes(1)), arguments: ["{", "", "{}\n<p>", "\n\n{\n"])
  func aPageMadeToTakeLongIsComparedSoon(piece: String) {
    let filling = [String](repeating: piece, count: 300_000)
    let start = ContinuousClock.now
    #expect(!changed { $0.insert(contentsOf: filling, at: 200) }.isEmpty)
    #expect(
      !changed { $0.append(String(repeating: piece, count: 1_000_000)) }.isEmpty || piece.isEmpty)
    var woven = Self.page
    for index in stride(from: 399, to: 0, by: -1) {
      woven.insert(contentsOf: filling.prefix(201), at: index)
    }
    #expect(!differences(woven).isEmpty)
    #expect(ContinuousClock.now - start < .seconds(30))
  }
}
