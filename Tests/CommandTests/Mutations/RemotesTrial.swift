/// Gives a repository many remotes, each with a copy of its ledger in which one file is changed, and
/// has one `relay verify` look for all of the changes.
struct RemotesTrial {
  private let ledger: SmallLedger
  private let sandbox: Sandbox

  /// How many remotes a repository gets.
  private static let most = 2_000

  init(_ ledger: SmallLedger, _ sandbox: Sandbox) {
    self.ledger = ledger
    self.sandbox = sandbox
  }

  /// Tries mutations of single files; answers what was not found, and how many were tried.
  func run(_ mutations: [Mutation]) throws -> (failures: [String], count: Int) {
    var failures: [String] = []
    var count = 0
    for start in stride(from: 0, to: mutations.count, by: Self.most) {
      let share = mutations[start..<min(start + Self.most, mutations.count)]
      count += share.count
      failures += try failuresOf(share)
    }
    return (failures, count)
  }

  private func failuresOf(_ mutations: ArraySlice<Mutation>) throws -> [String] {
    // Taking out either of two equal neighbours gives the same file.
    var variants: [String: Set<[UInt8]>] = [:]
    for mutation in mutations {
      for case (let name, let bytes?) in ledger.changes(by: mutation) {
        variants[name, default: []].insert(bytes)
      }
    }
    let stream = "\(sandbox.folder)/stream"
    try Disk.write(commands(for: variants), to: stream)
    try sandbox.succeed("rm", "-rf", "copy")
    try sandbox.succeed("cp", "-a", ledger.repository, "copy")
    try sandbox.succeed("sh", "-c", "git -C copy fast-import --quiet < '\(stream)'")
    sandbox.limit = 120
    let outcome = try sandbox.run(["relay", "verify", "copy", "--json"])
    guard outcome.status == 1 else { return [outcome.description] }
    return variants.sorted { $0.key < $1.key }.compactMap { name, contents in
      let found = outcome.text.count(of: "\"path\":\"\(name)\",\"reason\":\"")
      let empty = outcome.text.count(of: "\"path\":\"\(name)\",\"reason\":\"\"")
      guard found != contents.count || empty > 0 else { return nil }
      return "\(contents.count) variants of \(name): \(found) found, \(empty) without a reason"
    }
  }

  /// What `git fast-import` reads.
  private func commands(for variants: [String: Set<[UInt8]>]) -> [UInt8] {
    var bytes: [UInt8] = []
    var number = 0
    for (name, contents) in variants {
      for content in contents {
        number += 1
        let head = """
          commit refs/remotes/r\(number)/relay-ledger/123
          committer Bob Client <bob@example.com> 0 +0000
          data 0
          from refs/heads/relay-ledger/123^0
          M 100644 inline \(name)
          data \(content.count)

          """
        bytes += Array(head.utf8) + content + Array("\n".utf8)
      }
    }
    return bytes
  }
}
