import Testing

@testable import Proof

/// What looks like a tag and is none.
@Suite struct NearMissTests {
  private func misses(_ message: String, words: [String] = []) -> [String] {
    NearMiss.find(in: Array(message.utf8)[...], words: words).map(\.suggestion)
  }

  @Test(arguments: [
    ("Fix #realy-12", "#relay-12"), ("# relay-12", "#relay-12"), ("#relay 12", "#relay-12"),
    ("#relay_12", "#relay-12"), ("#relay12", "#relay-12"), ("#relay:12", "#relay-12"),
    ("#relay-012", "#relay-12"), ("#Relya-7 done", "#relay-7"), ("#rela-7", "#relay-7"),
    ("#relayy-7", "#relay-7"), ("[realy-7]", "#relay-7"), ("#porj-3", "#proj-3"),
    ("#projcet-3", "#project-3"), ("#project 3", "#project-3"),
  ])
  func aSlipIsSeen(message: String, suggestion: String) {
    #expect(misses(message) == [suggestion])
    // Otherwise there is nothing to warn of.
    #expect(TagGrammar().tags(in: Array(message.utf8)[...]).isEmpty)
  }

  @Test(arguments: [
    "#relay-12", "[relay-12]", "see #12", "#prod-12", "#replay-mode", "[project plan 2]",
    "# relay is nice", "https://x/#realy-12", "a#realy-12", "#delay-timer", "#relay-12a",
    "#projects 5", "#proj", "#relay-", "##realy-12", "#port-80", "#prog-1", "[relay 12]", "",
  ])
  func whatIsNoSlipIsLeftAlone(message: String) {
    #expect(misses(message).isEmpty)
  }

  @Test func wordsOfTheUsersOwnCount() {
    #expect(misses("#acme 5", words: ["acme"]) == ["#acme-5"])
    #expect(misses("#acme 5").isEmpty)
  }

  @Test func aMessageOfThemIsBounded() {
    #expect(misses(String(repeating: "#realy-1 ", count: 100_000)).count == 3)
    #expect(misses("#realy-" + String(repeating: "1", count: 100_000)).isEmpty)
  }
}
