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
    try await Workers.shared.run { try ScriptRunner.run(script) }
  }
}
