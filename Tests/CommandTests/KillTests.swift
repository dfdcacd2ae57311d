import Testing

/// The hook is killed at each system call in turn that could change something: the ledger is the old
/// or the new one, whole, and the next `relay sync` makes the proof once.
@Suite struct KillTests {
  static let calls = [
    "write", "pwrite64", "writev", "rename", "renameat", "renameat2", "link", "linkat", "symlinkat",
    "openat", "open", "creat", "mkdir", "mkdirat", "unlink", "unlinkat", "rmdir", "ftruncate",
    "fsync", "utimensat", "chmod", "fchmod",
  ]

  /// More than the hook makes of any of them.
  private static let most = 500

  /// A repository with one proof and one commit that has none.
  private static func makeTemplate(in sandbox: Sandbox) throws {
    try sandbox.succeed("git", "init", "--quiet", "template")
    sandbox.current += "/template"
    try sandbox.succeed("relay", "init", "123", "--no-hooks")
    try sandbox.succeed("git", "commit", "--quiet", "--allow-empty", "-m", "One #relay-123")
    try sandbox.succeed("relay-hook", "post-commit")
    try sandbox.succeed("git", "commit", "--quiet", "--allow-empty", "-m", "Two #relay-123")
    sandbox.current += "/.."
  }

  /// Kills the hook at the `number`th of a system call, in a fresh copy of the template.
  ///
  /// - Returns: Whether it was killed.
  private static func kill(at call: String, _ number: Int, in sandbox: Sandbox) throws -> Bool {
    try sandbox.succeed("rm", "-rf", "copy")
    try sandbox.succeed("cp", "-a", "template", "copy")
    let before = sandbox.current
    sandbox.current += "/copy"
    defer { sandbox.current = before }
    let outcome = try sandbox.run([
      "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call)", "-e",
      "inject=\(call):signal=KILL:when=\(number)", "relay-hook", "post-commit",
    ])
    guard outcome.status == 0 || outcome.status == 128 + 9 else {
      throw SetupError(outcome.description)
    }
    return outcome.status != 0
  }

  /// What is wrong after a kill, if anything.
  private static func fault(in sandbox: Sandbox) throws -> String? {
    let before = sandbox.current
    sandbox.current += "/copy"
    defer { sandbox.current = before }
    func fails(_ arguments: String...) throws -> String? {
      let outcome = try sandbox.run(arguments)
      return outcome.status == 0 ? nil : outcome.description
    }
    if let fault = try fails("git", "fsck", "--strict") { return fault }
    if let fault = try fails("relay", "verify") { return fault }
    let head = try sandbox.succeed("git", "rev-parse", "HEAD").text.split(separator: "\n").joined()
    func proofs() throws -> Int {
      let log = try sandbox.succeed("relay", "log", "--json").text
      return log.count(of: "\"commit\":\"\(head)\"")
    }
    let left = try proofs()
    guard left < 2 else { return "\(left) proofs before sync" }
    if let fault = try fails("relay", "sync") { return fault }
    let synced = try proofs()
    guard synced == 1 else { return "\(synced) proofs after sync" }
    return try fails("git", "fsck", "--strict") ?? fails("relay", "verify")
      ?? fails("relay", "verify", ".relay/123")
  }

  @Test(arguments: calls) func killedAt(_ call: String) async throws {
    let (kills, faults) = try await Workers.shared.run {
      try Sandbox.run { sandbox in
        try Self.makeTemplate(in: sandbox)
        var kills = 0
        var faults: [String] = []
        while try Self.kill(at: call, kills + 1, in: sandbox) {
          kills += 1
          guard kills < Self.most else { throw SetupError("the hook never ends") }
          // Nothing has happened yet: a sync of this very state is what the first kill shows.
          let isUntouched = try sandbox.run(["diff", "-rq", "template", "copy"]).status == 0
          if isUntouched && kills > 1 { continue }
          if let fault = try Self.fault(in: sandbox) { faults.append("at \(kills): \(fault)") }
        }
        // Not killed: it has done its work.
        if kills > 0, let fault = try Self.fault(in: sandbox) {
          faults.append("at the end: \(fault)")
        }
        return (kills, faults)
      }
    }
    print("relay-hook was killed at \(kills) calls of \(call)")
    if ["write", "rename", "link", "openat"].contains(call) { #expect(kills > 2) }
    #expect(faults.isEmpty, "\(faults.count) of \(kills):\n\(faults.joined(separator: "\n"))")
  }
}
