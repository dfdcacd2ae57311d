import Testing

/// The pages' scripts beside relay, and the pages in real browsers: programs of `Tests/PageTests`, each
/// of which says how many of its cases have passed.
@Suite struct PageTests {
  private static let folder = "\(BuiltPrograms.tests)/../PageTests"

  /// Swift and JavaScript must come to the same, with other programs as judges.
  @Test(arguments: [
    ["conformance.mjs"], ["equivalents.mjs"], ["keys.mjs"], ["signatures.mjs", "300", "1"],
    ["mutations.mjs", "600", "1"], ["stories.mjs", "60", "1"], ["drafts.mjs", "12", "1"],
    ["reports.mjs", "10", "30"], ["names.mjs"],
  ])
  func aScriptAgreesWithRelay(_ words: [String]) async throws {
    try await run(["node", "\(Self.folder)/Node/\(words[0])"] + words.dropFirst())
  }

  /// In Chromium and Firefox, by clicks, keys, files and downloads.
  @Test func thePagesWorkInRealBrowsers() async throws {
    try await run(["python3", "\(Self.folder)/Browser/run.py"], limit: 900)
  }

  private func run(_ arguments: [String], limit: Double = 600) async throws {
    let outcome = try await outcome(arguments, limit: limit)
    let closing = outcome.text.split(separator: "\n").last ?? ""
    // A run that has checked nothing has not passed.
    let isGood =
      outcome.status == 0 && closing.hasSuffix(" passed, 0 failed")
      && !closing.hasPrefix("0 ")
    #expect(isGood, "\(outcome.text)\n\(outcome.errorText)")
  }

  private func outcome(_ arguments: [String], limit: Double) async throws -> Outcome {
    try await Workers.shared.run {
      try Sandbox.run { sandbox in
        sandbox.limit = limit
        return try sandbox.run(arguments)
      }
    }
  }
}
