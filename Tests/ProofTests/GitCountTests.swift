import Foundation
import Git
import Synchronization
import TestSupport
import Testing

@testable import Proof

/// Counts of many commits at once, where something is in their way.
@Suite struct GitCountTests {
  private func history(commits: Int, bare: Bool = true) throws -> (GitFixture, [ObjectID]) {
    let fixture = try GitFixture(bare: bare)
    var generator = SeededGenerator(seed: 4_711)
    try fixture.git(
      "fast-import", "--quiet", input: RandomHistory.stream(commits: commits, &generator))
    return (fixture, try fixture.git("rev-list", "--all").lines.map { try GitFixture.id(hex: $0) })
  }

  @Test func oneCommitThatCannotBeCountedStopsNoOther() throws {
    let (fixture, ids) = try history(commits: 300)
    let repository = try fixture.open()
    let whole = try CommitSummary.compute(
      of: try ids.map { try repository.commit($0) }, in: repository
    ) {}
    // A commit whose tree is not there, and one whose parent is not, in the midst of the others.
    func broken(_ tree: ObjectID, _ parents: [ObjectID]) throws -> ObjectID {
      try repository.writeCommit(
        tree: tree, parents: parents, identity: "A <a@example.com>", time: 0, message: "x\n")
    }
    let tree = try repository.commit(ids[0]).tree
    let absent = try GitFixture.id(hex: String(repeating: "12", count: 20))
    var mixed = ids
    mixed.insert(try broken(tree, [absent]), at: 250)
    mixed.insert(try broken(absent, [ids[3]]), at: 80)
    let done = Atomic(0)
    let commits = try mixed.map { try repository.commit($0) }
    let outcomes = try CommitSummary.compute(of: commits, in: repository) {
      done.wrappingAdd(1, ordering: .relaxed)
    }
    #expect(done.load(ordering: .relaxed) == mixed.count)
    #expect(outcomes.count == mixed.count)
    var sound = outcomes
    for index in [251, 80] {
      guard case .failure(let error) = sound.remove(at: index) else {
        Issue.record("\(index) was counted")
        continue
      }
      #expect(error.kind == .notFound)
    }
    #expect(try sound.map { try $0.get() } == whole.map { try $0.get() })
  }

  /// What a caller's environment says to git is about other commands.
  @Test func theEnvironmentChangesNothing() async throws {
    let (fixture, ids) = try history(commits: 100)
    let repository = try fixture.open()
    let commits = try ids.map { try repository.commit($0) }
    let told = try CommitSummary.compute(of: commits, in: repository) {}.map { try $0.get() }
    try fixture.folder.write("elsewhere/.gitattributes", "* binary\n")
    await #expect(processExitsWith: .success) {
      [
        elsewhere = fixture.folder.path("elsewhere") as String, path = fixture.path as String,
        told = told.map { "\($0)" } as [String]
      ] in
      for (name, value) in [
        "GIT_DIR": "/", "GIT_WORK_TREE": "/", "GIT_INDEX_FILE": "/", "GIT_DIFF_OPTS": "-u0",
        "GIT_OBJECT_DIRECTORY": "/", "GIT_EXTERNAL_DIFF": "false", "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "diff.noprefix", "GIT_CONFIG_VALUE_0": "true",
        "GIT_CONFIG_PARAMETERS": "'core.bigfilethreshold'='1'", "GIT_NAMESPACE": "x",
        "GIT_SHALLOW_FILE": "/dev/null", "LC_ALL": "de_DE.UTF-8",
      ] { setenv(name, value, 1) }
      try #require(chdir(elsewhere) == 0 && access(".gitattributes", R_OK) == 0)
      let repository = try Repository.open(at: path)
      let ids = try #require(try repository.reference("refs/heads/main"))
      var seen: Set<ObjectID> = []
      var commits: [Commit] = []
      try repository.forEachCommit(reachableFrom: [ids], seen: &seen) { commits.append($0) }
      let summaries = try CommitSummary.compute(of: commits, in: repository) {}
      #expect(try summaries.map { "\(try $0.get())" }.sorted() == told.sorted())
    }
  }

  @Test func whatWasCountedOnceIsNotCountedAgain() throws {
    let (fixture, ids) = try history(commits: 100)
    let repository = try fixture.open()
    let commits = try ids.map { try repository.commit($0) }
    func recall(_ commits: [Commit]) throws -> [CommitSummary] {
      let done = Atomic(0)
      let results = try CommitSummary.recall(of: commits, in: repository) {
        done.wrappingAdd(1, ordering: .relaxed)
      }
      #expect(done.load(ordering: .relaxed) == commits.count)
      return try results.map { try $0.get() }
    }
    let whole = try CommitSummary.compute(of: commits, in: repository) {}.map { try $0.get() }
    #expect(try recall(Array(commits.prefix(60))) == Array(whole.prefix(60)))
    // A crash left half a line, and somebody else wrote another.
    let file = fixture.folder.path("repository/relay/counts")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.split(separator: "\n").count == 60)
    try (text.dropLast(30) + "\nnonsense\n\(ids[99]) 1 1 1 1 1 x -\n\(ids[98]) 1").write(
      toFile: file, atomically: false, encoding: .utf8)
    #expect(try recall(commits) == whole)
    // From here on nothing is read but the file.
    #expect(try recall(commits.reversed()) == whole.reversed())
    try FileManager.default.removeItem(atPath: fixture.folder.path("repository/objects"))
    try FileManager.default.createDirectory(
      atPath: fixture.folder.path("repository/objects"), withIntermediateDirectories: false)
    #expect(try recall(commits) == whole)
  }

  /// A tree that names one tree again and again stands for more files than anybody can read.
  @Test(.timeLimit(.minutes(2))) func aTreeWithoutEndStopsNoOther() throws {
    let (fixture, ids) = try history(commits: 100)
    let repository = try fixture.open()
    var tree = try fixture.write(
      "tree", Array("100644 a\0".utf8) + (try fixture.write("blob", [0x78])).bytes)
    for _ in 0..<12 {
      var bytes: [UInt8] = []
      for name in "abcdefgh".utf8 { bytes += Array("40000 ".utf8) + [name, 0] + tree.bytes }
      tree = try fixture.write("tree", bytes)
    }
    let bomb = try repository.writeCommit(
      tree: tree, parents: [], identity: "A <a@example.com>", time: 0, message: "x\n")
    let commits = try (ids + [bomb]).map { try repository.commit($0) }
    let outcomes = try CommitSummary.compute(of: commits, in: repository) {}
    #expect(throws: GitError.self) { try outcomes[100].get() }
    for (commit, outcome) in zip(commits, outcomes).prefix(100) {
      #expect(try outcome.get() == CommitSummary.compute(of: commit, in: repository))
    }
  }

  /// Output comes in pieces that end anywhere.
  @Test(arguments: [1, 7, 4_096])
  func piecesOfAnySizeAreReadAlike(size: Int) throws {
    let (fixture, ids) = try history(commits: 80)
    let patch = try fixture.git(
      "-c", "core.quotePath=false", "diff-tree", "--stdin", "-p", "--root", "--no-renames",
      "--full-index", input: Array(ids.map { "\($0)\n" }.joined().utf8)
    ).output
    let repository = try fixture.open()
    var reader = PatchReader()
    var count = 0
    func visit(_ id: ObjectID, _ summary: CommitSummary?) {
      count += 1
      guard let summary else { return }
      let other = (try? repository.commit(id)).flatMap {
        try? CommitSummary.compute(of: $0, in: repository)
      }
      #expect(summary == other)
    }
    for start in stride(from: 0, to: patch.count, by: size) {
      try patch[start..<min(start + size, patch.count)].withUnsafeBytes {
        try reader.read($0, visit)
      }
    }
    try reader.finish(visit)
    #expect(count > 60)
  }

  @Test(arguments: [
    "x\n", "diff --git a/a b/a\n", "@\ndiff --git a/a b/b c\n", "@\nindex 1\n",
    "@\ndiff --git a/a b/a\n@@ -1 +1 @@\n x\n-y\n", "@\ndiff --git a/a b/a\n@@ -1,9 +1,9 @@\n x\n",
    "@\ndiff --git a/a b/a\n@@ -999999999999999 +1 @@\n", "@\ndiff --git a/a b/a\nold mode 7\n",
    "@\ndiff --git a/a b/a\nsomething else\n", "@\ndiff --git a/a b/a\n@@ -1 +1",
  ])
  func whatGitDoesNotPrintIsRefused(text: String) {
    let id = String(repeating: "a1", count: 20)
    let bytes = Array(text.replacingOccurrences(of: "@\nd", with: "\(id)\nd").utf8)
    #expect(throws: PatchReader.Failure.self) {
      var reader = PatchReader()
      try bytes.withUnsafeBytes { try reader.read($0) { _, _ in } }
      try reader.finish { _, _ in }
    }
  }
}
