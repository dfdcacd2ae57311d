import Git
import TestSupport
import Testing

/// References, changed only from a value that is known.
@Suite struct ReferenceTests {
  private let name = "refs/heads/relay-ledger/1"

  private func fixture() throws -> (GitFixture, Repository, [ObjectID]) {
    let fixture = try GitFixture()
    let ids = try (0..<3).map { try fixture.commit("number \($0)") }
    return (fixture, try fixture.open(), ids)
  }

  @Test func movesFromTheKnownValueOnly() throws {
    let (fixture, repository, ids) = try fixture()
    #expect(try repository.reference(name) == nil)
    try repository.updateReference(name, from: nil, to: ids[0], log: "test")
    #expect(try fixture.id(name) == ids[0])
    for wrong in [nil, ids[1], ids[2]] {
      let error = #expect(throws: GitError.self) {
        try repository.updateReference(name, from: wrong, to: ids[2], log: "test")
      }
      #expect(error?.kind == .modified)
      #expect(try fixture.id(name) == ids[0])
    }
    try repository.updateReference(name, from: ids[0], to: ids[1], log: "test")
    #expect(try repository.reference(name) == ids[1])
    #expect(try fixture.id(name) == ids[1])
  }

  @Test func aRemovedReferenceIsALostRace() throws {
    let (fixture, repository, ids) = try fixture()
    try repository.updateReference(name, from: nil, to: ids[0], log: "test")
    try fixture.git("update-ref", "-d", name)
    let error = #expect(throws: GitError.self) {
      try repository.updateReference(name, from: ids[0], to: ids[1], log: "test")
    }
    #expect(error?.kind == .modified)
    #expect(try repository.reference(name) == nil)
  }

  @Test func seesWhatGitPacksAndMoves() throws {
    let (fixture, repository, ids) = try fixture()
    try repository.updateReference(name, from: nil, to: ids[0], log: "test")
    try fixture.git("pack-refs", "--all")
    #expect(try repository.reference(name) == ids[0])
    try repository.updateReference(name, from: ids[0], to: ids[1], log: "test")
    #expect(try fixture.id(name) == ids[1])
    try fixture.git("update-ref", name, "\(ids[2])", "\(ids[1])")
    #expect(try repository.reference(name) == ids[2])
    let error = #expect(throws: GitError.self) {
      try repository.updateReference(name, from: ids[1], to: ids[0], log: "test")
    }
    #expect(error?.kind == .modified)
  }

  @Test func aLockIsSaidToBeOne() throws {
    let (fixture, repository, ids) = try fixture()
    try repository.updateReference(name, from: nil, to: ids[0], log: "test")
    try fixture.folder.write("repository/.git/\(name).lock", "")
    let error = #expect(throws: GitError.self) {
      try repository.updateReference(name, from: ids[0], to: ids[1], log: "test")
    }
    #expect(error?.kind == .locked)
    #expect(try repository.reference(name) == ids[0])
  }

  /// Of many writers that all know the same value one wins each time.
  @Test func ofManyWritersOneWins() async throws {
    let (fixture, repository, _) = try fixture()
    let start = try fixture.id("HEAD")
    let path = fixture.path
    let name = name
    let candidates = try (0..<4).map { number in
      try repository.writeCommit(
        tree: try repository.write(.tree, []), parents: [], identity: "A <a>", time: Int64(number),
        message: "x")
    }
    try repository.updateReference(name, from: nil, to: start, log: "test")
    for round in 0..<20 {
      let known = try #require(try repository.reference(name))
      let wins = try await withThrowingTaskGroup(of: Int.self) { group in
        for candidate in candidates where candidate != known {
          group.addTask {
            let own = try Repository.open(at: path)
            do {
              try own.updateReference(name, from: known, to: candidate, log: "test")
              return 1
            } catch let error as GitError where [.modified, .locked].contains(error.kind) {
              return 0
            }
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(wins == 1, "round \(round)")
    }
  }

  @Test func listsWhatMatches() throws {
    let (fixture, repository, ids) = try fixture()
    for name in ["refs/heads/relay-ledger/2", "refs/remotes/origin/relay-ledger/1", "refs/heads/x"]
    {
      try fixture.git("update-ref", name, "\(ids[0])")
    }
    try fixture.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/nothing")
    try fixture.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    #expect(
      try repository.references(matching: "refs/heads/relay-ledger/*").map(\.name) == [
        "refs/heads/relay-ledger/2"
      ])
    #expect(
      try repository.references(matching: "refs/heads/*").map(\.name)
        == ["refs/heads/alias", "refs/heads/main", "refs/heads/relay-ledger/2", "refs/heads/x"])
    #expect(try repository.references(matching: "refs/heads/alias").map(\.id) == [ids[2]])
    #expect(
      try repository.references(matching: "refs/remotes/*").map(\.name) == [
        "refs/remotes/origin/relay-ledger/1"
      ])
    #expect(try repository.references(matching: "refs/nothing/*").isEmpty)
  }

  @Test func aBrokenReferenceIsNotMissing() throws {
    let (fixture, repository, _) = try fixture()
    try fixture.folder.write("repository/.git/refs/heads/broken", "nonsense\n")
    #expect(throws: GitError.self) { try repository.reference("refs/heads/broken") }
  }

  @Test func knowsTheBranchThatIsCheckedOut() throws {
    let (fixture, repository, ids) = try fixture()
    #expect(try repository.currentBranch() == Array("main".utf8))
    try fixture.git("switch", "-q", "-c", "feature/\u{e9}")
    #expect(try repository.currentBranch() == Array("feature/\u{e9}".utf8))
    try fixture.git("switch", "-q", "--detach")
    #expect(try repository.currentBranch() == nil)
    #expect(try repository.reference("HEAD") == ids[2])
    let empty = try GitFixture("empty", in: fixture.folder)
    #expect(try empty.open().currentBranch() == Array("main".utf8))
    #expect(try empty.open().reference("HEAD") == nil)
  }
}
