import Git
import TestSupport
import Testing

/// Walks over commits, beside `git rev-list`.
@Suite struct HistoryTests {
  private func walk(_ repository: Repository, from tips: [ObjectID]) throws -> [ObjectID] {
    var seen: Set<ObjectID> = []
    var result: [ObjectID] = []
    try repository.forEachCommit(reachableFrom: tips, seen: &seen) { result.append($0.id) }
    #expect(Set(result).count == result.count)
    #expect(seen == Set(result))
    return result
  }

  private func listed(_ fixture: GitFixture, _ arguments: String...) throws -> Set<ObjectID> {
    Set(try fixture.git(["rev-list"] + arguments).lines.map { try GitFixture.id(hex: $0) })
  }

  private func history() throws -> GitFixture {
    let fixture = try GitFixture()
    try fixture.commit("one")
    try fixture.git("branch", "side")
    try fixture.commit("two")
    try fixture.git("switch", "-q", "side")
    try fixture.commit("three")
    try fixture.git("switch", "-q", "main")
    try fixture.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    try fixture.commit("four")
    try fixture.git("switch", "-q", "--orphan", "other")
    try fixture.commit("another root")
    return fixture
  }

  @Test func visitsWhatRevListLists() throws {
    let fixture = try history()
    let repository = try fixture.open()
    let tips = try ["main", "side", "other"].map { try fixture.id($0) }
    #expect(try Set(walk(repository, from: tips)) == listed(fixture, "--all"))
    #expect(try Set(walk(repository, from: [tips[0]])) == listed(fixture, "main"))
    #expect(try walk(repository, from: [tips[0], tips[0], tips[1]]).count == 5)
    #expect(try walk(repository, from: []).isEmpty)
  }

  @Test func goesNoFurtherThanWhatItHasSeen() throws {
    let fixture = try history()
    let repository = try fixture.open()
    var seen = try listed(fixture, "side")
    var visited: Set<ObjectID> = []
    try repository.forEachCommit(reachableFrom: [fixture.id("main")], seen: &seen) {
      visited.insert($0.id)
    }
    #expect(try visited == listed(fixture, "main", "^side"))
  }

  @Test func listsWhatOneReachesAndOthersDoNot() throws {
    let fixture = try history()
    let repository = try fixture.open()
    let (main, side, other) = (
      try fixture.id("main"), try fixture.id("side"), try fixture.id("other")
    )
    for hidden in [[], [side], [side, other]] {
      let found = try repository.commits(reachedBy: main, not: hidden, limit: 100).map(\.id.hex)
      let expected = try fixture.git(["rev-list", "main", "--not"] + hidden.map(\.hex)).lines
      #expect(Set(found) == Set(expected))
      // Parents come first.
      #expect(found.last == main.hex)
    }
    #expect(
      try repository.commits(reachedBy: main, not: [], limit: 2).map(\.id.hex).last == main.hex)
    #expect(try repository.commits(reachedBy: main, not: [], limit: 2).count == 2)
    #expect(try repository.commits(reachedBy: main, not: [main], limit: 2).isEmpty)
    #expect(try repository.isReached(side, by: [other, main]))
    #expect(try !repository.isReached(main, by: [other, side]))
    #expect(try repository.isReached(main, by: [main]))
    #expect(try !repository.isReached(main, by: []))
  }

  @Test func theNewestMoveOfTheHeadIsWhatTheReflogSays() throws {
    let fixture = try history()
    let repository = try fixture.open()
    try fixture.git("switch", "-q", "main")
    for arguments in [
      ["commit", "-q", "--allow-empty", "-m", "five"],
      ["commit", "-q", "--allow-empty", "--amend", "-m", "five, better"],
      ["reset", "-q", "--hard", "HEAD~1"],
      ["switch", "-q", "-c", "third"],
      ["commit", "-q", "--allow-empty", "-m", String(repeating: "long ", count: 2_000)],
    ] {
      try fixture.git(arguments)
      let move = try #require(try repository.lastHeadMove())
      let shown = try fixture.line("log", "-g", "-1", "--format=%H %gs", "HEAD")
      #expect("\(move.new.hex) \(String(decoding: move.reason, as: UTF8.self))".hasPrefix(shown))
    }
    try fixture.git("reflog", "expire", "--expire=all", "--all")
    #expect(try repository.lastHeadMove() == nil)
  }

  @Test func replacementsAndGraftsChangeNothing() throws {
    let fixture = try history()
    let all = try listed(fixture, "main")
    let (tip, root) = (try fixture.id("main"), try fixture.id("main~2"))
    try fixture.git("replace", "--graft", "\(tip)", "\(root)")
    try fixture.folder.write("repository/.git/info/grafts", "\(tip) \(root)\n")
    let repository = try fixture.open()
    #expect(try Set(walk(repository, from: [tip])) == all)
  }

  @Test func aShallowCloneEndsAtItsBoundary() throws {
    let fixture = try history()
    try fixture.git(
      "clone", "-q", "--depth", "2", "--branch", "main", "file://\(fixture.path)",
      fixture.folder.path("shallow"))
    let shallow = try GitFixture("shallow", in: fixture.folder, existing: true)
    let repository = try shallow.open()
    #expect(try !repository.shallowBoundary().isEmpty)
    #expect(try Set(walk(repository, from: [shallow.id("HEAD")])) == listed(shallow, "HEAD"))
    #expect(try fixture.open().shallowBoundary().isEmpty)
    try fixture.folder.write("shallow/.git/shallow", "nonsense\n")
    #expect(throws: GitError.self) { try repository.shallowBoundary() }
  }

  /// Corruption must not look like the end of history.
  @Test func aMissingCommitIsAnError() throws {
    let fixture = try history()
    let lost = try fixture.id("main~1").hex
    fixture.folder.remove("repository/.git/objects/\(lost.prefix(2))/\(lost.dropFirst(2))")
    let repository = try fixture.open()
    let error = try #require(throws: GitError.self) {
      try walk(repository, from: [fixture.id("main")])
    }
    #expect(error.kind == .notFound)
  }

  @Test func stopsAtWhatTheVisitorThrows() throws {
    let fixture = try history()
    var seen: Set<ObjectID> = []
    #expect(throws: SetupError.self) {
      try fixture.open().forEachCommit(reachableFrom: [fixture.id("main")], seen: &seen) { _ in
        throw SetupError("stop")
      }
    }
  }

  @Test func knowsAncestorsAsGitDoes() throws {
    let fixture = try history()
    let repository = try fixture.open()
    let names = ["main", "main~1", "main~2", "side", "other"]
    for old in names {
      for new in names {
        let told = try fixture.tryGit("merge-base", "--is-ancestor", old, new).status == 0
        #expect(
          try repository.isAncestor(fixture.id(old), of: fixture.id(new)) == told, "\(old) \(new)")
      }
    }
  }
}
