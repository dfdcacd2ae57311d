import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Every way in which a commit comes to be, alone and beside every other program that looks after
/// hooks: `Matrix/*.txt` with `Tools/matrix.py`.
///
/// Each row is run alone and beside one other program. `MATRIX=full swift test --filter HookMatrix`
/// runs each beside all of them; `ROW=rebase MANAGER=none` those whose names begin so.
@Suite struct HookMatrixTests {
  private static let families = ["accidents": 15, "clones": 15, "commits": 42, "rebases": 34]

  private static let managers = [
    "none", "pre-commit", "pre-commit-last", "git-lfs", "lefthook", "husky",
  ]

  /// A linked work tree has no `.husky/_`, so that husky's hooks do not run there. pre-commit keeps what
  /// git tells post-rewrite to itself, and without git's log nobody else knows.
  private static let leftOut = [
    "husky": ["worktree"], "pre-commit-last": ["amend-without-log"],
  ]

  private struct Row: Hashable {
    let family: String
    let name: String
  }

  private static func variable(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
  }

  private static func rows() throws -> [Row] {
    try families.keys.sorted().flatMap { family in
      try Disk.text("\(BuiltPrograms.tests)/Matrix/\(family).txt").split(separator: "\n")
        .filter { $0.hasPrefix("=== ") }
        .map { line in Row(family: family, name: String(line.split(separator: " ")[1])) }
    }
  }

  /// The rows to run beside a manager.
  private static func rows(beside manager: String) throws -> [Row] {
    let others = managers.dropFirst()
    let left = leftOut[manager] ?? []
    let isFull = manager == "none" || variable("MATRIX") == "full" || !variable("ROW").isEmpty
    return try rows().enumerated().filter { index, row in
      isFull || others[1 + index % others.count] == manager
    }.map(\.element).filter { row in
      row.name.hasPrefix(variable("ROW")) && !left.contains(row.name)
    }
  }

  @Test func rowsAreAllThere() throws {
    let rows = try Self.rows()
    #expect(Set(rows.map(\.name)).count == rows.count, "two rows have the same name")
    for (family, count) in Self.families {
      #expect(rows.count { $0.family == family } == count, "rows of \(family)")
    }
  }

  @Test(arguments: managers) func rows(beside manager: String) async throws {
    guard manager.hasPrefix(Self.variable("MANAGER")) else { return }
    try #require(
      Disk.exists("\(BuiltPrograms.others)/pre-commit"), "run `script/bootstrap test` first")
    let wanted = try Self.rows(beside: manager)
    let ran = await withTaskGroup(of: Row?.self) { group in
      for row in wanted {
        group.addTask {
          do {
            try await Workers.shared.run { try Self.run(row, beside: manager) }
            return row
          } catch {
            Issue.record("\(row.name) beside \(manager): \(error)")
            return nil
          }
        }
      }
      return await group.reduce(into: Set<Row>()) { if let row = $1 { $0.insert(row) } }
    }
    print("relay: \(ran.count) rows of \(wanted.count) beside \(manager)")
    let missing = Set(wanted).subtracting(ran).map(\.name).sorted()
    #expect(missing.isEmpty, "rows that did not run to their end")
    #expect(!wanted.isEmpty || !Self.variable("ROW").isEmpty)
  }

  private static func run(_ row: Row, beside manager: String) throws {
    try Sandbox.run { sandbox in
      sandbox.limit = 300
      let tool = "\(BuiltPrograms.tests)/Tools/matrix.py"
      let outcome = try sandbox.run(["python3", tool, row.family, row.name, manager])
      guard outcome.status == 0, outcome.text == "ran \(row.name) with \(manager)\n" else {
        throw SetupError(outcome.description)
      }
    }
  }
}
