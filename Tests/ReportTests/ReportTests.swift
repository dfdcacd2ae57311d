import Report
import Testing

/// What a hostile commit can put into a report.
struct ReportTests {
  private let hostile = "</bdi><script>alert(1)</script> {{number}} [x](javascript:y) | @bob #1"

  private func model() -> ReportModel {
    let row = ReportModel.Row(
      id: String(repeating: "a", count: 64), commit: String(repeating: "b", count: 40),
      status: "verified", reason: "", subject: hostile, author: hostile,
      time: "2026-11-23T22:27:09Z", additions: 3, deletions: 1)
    return ReportModel(
      number: 123, title: hostile, isAgreed: true, genesis: String(repeating: "c", count: 64),
      heads: [], parties: [.init(role: "builder", person: hostile, fingerprint: "SHA256:x")],
      milestones: [.init(name: "123/1", title: hostile, status: "approved", money: "EUR 3.00")],
      totals: .init(proofs: 1, additions: 3, deletions: 1), rows: [row])
  }

  @Test func pageHoldsNoMarkupOfAStranger() throws {
    let html = try model().html()
    #expect(!html.contains("<script"))
    #expect(html.contains("&lt;script&gt;"))
    #expect(html.contains("{{number}}"))
    #expect(html.contains("Project 123: 1 proofs, +3"))
    #expect(html.contains("<td>approved</td><td class=\"num\">EUR 3.00</td>"))
  }

  @Test func textHoldsNoMarkupOfAStranger() throws {
    let text = try model().markdown()
    #expect(!text.contains("<script"))
    #expect(!text.contains("](javascript"))
    #expect(!text.contains(" | @bob"))
    #expect(text.contains("\\[x\\]"))
  }

  @Test func emptyProjectSaysWhatToDo() throws {
    let empty = ReportModel(
      number: 7, title: nil, isAgreed: false, genesis: "", heads: [], parties: [],
      milestones: [], totals: .init(proofs: 0, additions: 0, deletions: 0), rows: [])
    #expect(try empty.html().contains("#relay-7"))
    #expect(try empty.markdown().contains("The client has not agreed yet"))
  }
}
