import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Many at once, and many killed. `KILLS=500 COMMITS=50 swift test --filter HookLoadTests` does all;
/// without it some.
@Suite struct HookLoadTests {
  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Runs a tool and expects what it prints at its end.
  private static func run(_ arguments: [String], limit: Double) throws -> String {
    try Sandbox.run { sandbox in
      sandbox.limit = limit
      let outcome = try sandbox.run(arguments)
      guard outcome.status == 0 else { throw SetupError(outcome.description) }
      return outcome.text
    }
  }

  @Test func killedAtRandomMoments() async throws {
    let count = Self.variable("KILLS") ?? "30"
    let seed = Self.variable("SEED") ?? String(UInt32.random(in: 0...UInt32.max))
    let text = try await Workers.shared.run {
      try Self.run(
        ["python3", "\(BuiltPrograms.tests)/Tools/kills.py", count, seed], limit: 3_600)
    }
    print("relay: \(text.split(separator: "\n").last ?? "")")
    #expect(text.hasPrefix("\(count) killed of "))
  }

  @Test func sixteenWorkTreesAtOnce() async throws {
    let count = Self.variable("COMMITS") ?? "5"
    let text = try await Workers.shared.run {
      try Self.run(
        ["python3", "\(BuiltPrograms.tests)/Tools/crowd.py", "16", count], limit: 3_600)
    }
    #expect(text == "\(16 * (Int(count) ?? 0)) proofs, all verified\n")
  }
}
