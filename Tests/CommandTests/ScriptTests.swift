import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Each file in `Scripts` is a test. `SCRIPT=worktree swift test --filter ScriptTests` runs those
/// whose name begins so.
@Suite struct ScriptTests {
  private static let folder = "\(BuiltPrograms.tests)/Scripts"

  private static let wanted = getenv("SCRIPT").map { String(cString: $0) } ?? ""

  static let names = Disk.names(in: folder).filter { $0.hasSuffix(".txt") && $0.hasPrefix(wanted) }

  @Test func scriptsAreThere() {
    #expect(Self.names.count > (Self.wanted.isEmpty ? 100 : 0))
  }

  @Test(arguments: names) func script(_ name: String) async throws {
    let script = try Script(name: name, text: try Disk.text("\(Self.folder)/\(name)"))
    let skipped = try await Workers.shared.run { try ScriptRunner.run(script) }
    guard let skipped else { return }
    // One line for each, so that nobody takes a run that left something out for a whole one.
    print("relay: skipped \(name): \(skipped)")
    #if compiler(>=6.3)
      // The run's closing line counts these.
      Issue.record("skipped: \(skipped)", severity: .warning)
    #endif
  }
}
