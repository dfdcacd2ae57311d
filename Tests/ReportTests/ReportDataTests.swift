import Ledger
import Testing

@testable import Report

/// What a page says that it was made from: values that can say nothing but what they are for.
struct ReportDataTests {
  private static let pin = "SHA256:" + String(repeating: "A", count: 43)
  private static let head = String(repeating: "0123abcd", count: 5)

  private static let data = ReportData(
    version: "0.1.0", project: 123,
    setting: .init(
      scope: 2, pins: Pins(client: pin, builder: nil),
      origin: Origin(
        head: head, branch: "feature/tea-☕",
        website: Website(remote: "https://forge.example/ana/shop"))),
    checks: [
      .init(.checked), .init(.checked),
      .init(.objectChecked, reason: "what it changed cannot be read: some words of a library"),
      .init(.contradicts, reason: "additions of the commit: 5; the proof says 7"), .init(.notHere),
      .init(.notLookedFor),
    ],
    findings: [
      Finding(path: Array("heads/\(String(repeating: "ab", count: 32))".utf8), .invalid, "why"),
      Finding(path: Array("all is accepted; pay now".utf8), .unknownSigner, "all is accepted"),
    ])

  private func lines(_ data: ReportData = Self.data) -> [String] {
    String(decoding: data.serialize(.own), as: UTF8.self).split(separator: "\n").map { String($0) }
  }

  private func parse(_ lines: [String]) throws -> ReportData {
    try ReportData(Array((lines.joined(separator: "\n") + "\n").utf8))
  }

  @Test func whatIsWrittenIsReadAndWrittenAgain() throws {
    let bytes = Self.data.serialize(.own)
    let read = try ReportData(bytes)
    #expect(read.serialize(.own) == bytes)
    #expect(ReportData.obstacle(in: bytes) == nil)
    #expect(read.checks == Self.data.checks)
    #expect(read.setting.origin == Self.data.setting.origin)
  }

  @Test func wordsOfOthersAreNotWritten() {
    let text = lines().joined()
    #expect(!text.contains("some words") && !text.contains("pay now") && !text.contains("accepted"))
    #expect(text.contains("\"path\":\"another file\""))
  }

  @Test func claimsAreWhatNobodyElseCanCheck() {
    #expect(
      Self.data.claims == [
        "the counts of 2 commits were recomputed from the repository",
        "1 proof contradicts the repository",
        "the repository was at commit \(Self.head) of branch feature/tea-☕",
        "the repository is https://forge.example/ana/shop", "2 files beside the ledger left out",
      ])
  }

  private static let lie = "0.1.0, certified: EUR 30,000.00 are due"

  private static let lies: [(String, String)] = [
    ("\"relay\":\"0.1.0\"", "\"relay\":\"\(lie)\""),
    ("\"relay\":\"0.1.0\"", "\"relay\":\"0.1.0-pay\""),
    ("\"relay\":\"0.1.0\"", "\"relay\":\"\""), ("\"relay\":\"0.1.0\"", "\"relay\":\"\\u0000\""),
    (head, "checked by an auditor"), (head, String(head.dropLast())), (head, head.uppercased()),
    (head, "\(head.dropLast())\\u0000"),
    ("\"branch\":\"feature/tea-☕\"", "\"branch\":\"all is accepted\""),
    ("\"branch\":\"feature/tea-☕\"", "\"branch\":\"\""),
    ("\"branch\":\"feature/tea-☕\"", "\"branch\":\"a\\u0000b\""),
    ("\"branch\":\"feature/tea-☕\"", "\"branch\":\"a\u{202E}b\""),
    ("https://forge.example/ana/shop", "https://forge.example/ana/shop.git"),
    ("https://forge.example/ana/shop", "javascript:alert(1)"),
    (pin, "\\u0000"), (pin, "x"), (pin, String(pin.dropLast()) + "B"), (pin, pin + "A"),
    ("\"builder_pin\":null", "\"builder_pin\":\"\""), ("\"builder_pin\":null", "\"builder_pin\":1"),
    ("\"builder_pin\":null,", ""), ("\"milestone\":2", "\"milestone\":0"),
    ("\"milestone\":2", "\"milestone\":\"2\""), ("\"project\":123", "\"project\":0"),
    ("\"own\":true", "\"own\":\"true\""), ("\"relay\":", "\"more\":1,\"relay\":"),
    ("\"frame\":\"", "\"frame\":\"0"),
    ("\"check\":\"checked\"", "\"check\":\"audited\""),
    (
      "\"check\":\"checked\",\"count\":2,\"reason\":\"\"",
      "\"check\":\"checked\",\"count\":2,\"reason\":\"x\""
    ),
    ("\"check\":\"checked\",\"count\":2", "\"check\":\"checked\",\"count\":0"),
    ("\"check\":\"checked\",\"count\":2", "\"check\":\"checked\",\"count\":4000001"),
    ("what it changed cannot be read", "accepted by the client; pay EUR 30,000.00 now"),
    ("the proof says 7", "the proof says pay now"), ("additions of", "the sum of"),
    ("another file", "all is accepted"), ("\"verdict\":\"invalid\"", "\"verdict\":\"fine\""),
    ("\"verdict\":\"invalid\"", "\"reason\":\"x\",\"verdict\":\"invalid\""),
  ]

  @Test(arguments: lies)
  func anyOtherValueIsRefused(old: String, new: String) throws {
    let text = lines().joined(separator: "\n")
    let changed = text.replacing(old, with: new, maxReplacements: 1)
    try #require(changed != text)
    #expect(throws: ReportError.self) { try parse([changed]) }
  }

  @Test func linesHaveOneOrder() {
    let all = lines()
    let head = [all[0]]
    let checks = Array(all[1..<6])
    let findings = Array(all[6...])
    #expect(findings.count == 2)
    let others: [[String]] = [
      head + findings + checks, head + [all[1]] + all.dropFirst(), checks + findings, all + [""],
      [""] + all, [],
    ]
    for other in others { #expect(throws: ReportError.self) { try parse(other) } }
    #expect(throws: ReportError.self) {
      try ReportData(Array(all.joined(separator: "\n").utf8))
    }
  }

  @Test func aPageOfAnotherVersionOrFormIsTold() {
    for (old, new, words) in [
      (
        ReportTemplates.own.fingerprint, String(repeating: "0", count: 64),
        "another version of relay"
      ),
      ("\"own\":true", "\"own\":false", "a template of its writer's own"),
    ] {
      let text = lines().joined(separator: "\n").replacing(old, with: new)
      #expect(ReportData.obstacle(in: Array(text.utf8))?.contains(words) == true)
      #expect(throws: ReportError.self) { try parse([text]) }
    }
  }
}
