import Foundation
import Git
import Ledger
import Proof
import TestSupport
import Testing

/// Counts and patch ids, beside git's.
@Suite struct CommitSummaryTests {
  /// A commit of `docs/vectors/commits`.
  private struct Vector: Decodable {
    let remark: String
    let commit: String
    let commitSha256: String
    let tree: String
    let commitParents: [String]
    let filesAdded: Int64
    let filesModified: Int64
    let filesRemoved: Int64
    let filesRenamed: Int64
    let filesChanged: Int64
    let additions: Int64
    let deletions: Int64
    let patchId: String?
  }

  private func history() throws -> (GitFixture, [Vector]) {
    let fixture = try GitFixture(bare: true)
    try fixture.git(
      "fast-import", "--quiet", input: try Vectors.read("commits/history.fast-import"))
    return (fixture, try Vectors.decode([Vector].self, from: "commits/commits.json"))
  }

  private func check(_ vectors: [Vector], in repository: Repository) throws {
    for vector in vectors {
      let commit = try repository.commit(GitFixture.id(hex: vector.commit))
      let summary = try CommitSummary.compute(of: commit, in: repository)
      let counts = summary.counts
      #expect(counts.filesAdded == vector.filesAdded, "\(vector.remark)")
      #expect(counts.filesModified == vector.filesModified, "\(vector.remark)")
      #expect(counts.filesRemoved == vector.filesRemoved, "\(vector.remark)")
      #expect(counts.filesRenamed == vector.filesRenamed, "\(vector.remark)")
      #expect(counts.filesChanged == vector.filesChanged, "\(vector.remark)")
      #expect(counts.additions == vector.additions, "\(vector.remark)")
      #expect(counts.deletions == vector.deletions, "\(vector.remark)")
      #expect(summary.patchID == vector.patchId, "\(vector.remark)")
      #expect(commit.tree.hex == vector.tree)
      #expect(commit.parents.map(\.hex) == vector.commitParents)
    }
    // And all at once, which another program reads.
    let commits = try vectors.map { try repository.commit(GitFixture.id(hex: $0.commit)) }
    let summaries = try CommitSummary.compute(of: commits, in: repository) {}
    for (commit, summary) in zip(commits, summaries) {
      #expect(try summary.get() == CommitSummary.compute(of: commit, in: repository))
    }
  }

  @Test func theVectorsAreCountedAsGitCountedThem() throws {
    let (fixture, vectors) = try history()
    #expect(vectors.count > 60)
    try check(vectors, in: try fixture.open())
  }

  /// And as the git that is installed counts them.
  @Test func theVectorsAreCountedAsThisGitCountsThem() throws {
    let (fixture, vectors) = try history()
    let repository = try fixture.open()
    for vector in vectors {
      let id = try GitFixture.id(hex: vector.commit)
      let summary = try CommitSummary.compute(of: repository.commit(id), in: repository)
      #expect(CommitOracle(summary) == (try CommitOracle(id, in: fixture)), "\(vector.remark)")
    }
  }

  /// Settings, attributes, replacements and grafts lead `git show` astray, and not this.
  @Test func nothingInTheRepositoryChangesTheCounts() throws {
    let (fixture, vectors) = try history()
    for (name, value) in [
      "diff.algorithm": "patience", "diff.renames": "copies", "diff.noprefix": "true",
      "diff.mnemonicPrefix": "true", "diff.context": "9", "diff.indentHeuristic": "false",
      "diff.ignoreSubmodules": "all", "diff.orderFile": "order", "core.quotePath": "true",
      "core.autocrlf": "true", "core.bigFileThreshold": "1", "core.attributesFile": "attributes",
      "diff.suppressBlankEmpty": "true", "core.fileMode": "false", "core.symlinks": "false",
      "core.ignoreCase": "true", "core.precomposeUnicode": "true",
    ] { try fixture.git("config", name, value) }
    let attributes = "* binary -diff\n*.txt diff=other text eol=crlf\n"
    try fixture.folder.write("repository/info/attributes", attributes)
    try fixture.folder.write("repository/attributes", attributes)
    try fixture.folder.write("repository/order", "z*\n")
    let (tip, root) = (vectors[5].commit, vectors[0].commit)
    try fixture.git("replace", "-f", tip, root)
    try fixture.folder.write("repository/info/grafts", "\(vectors[7].commit) \(root)\n")
    try check(vectors, in: try fixture.open())
  }

  /// How many histories are tried: `RELAY_HISTORIES=60 swift test --filter randomHistories`.
  private static let histories =
    ProcessInfo.processInfo.environment["RELAY_HISTORIES"].flatMap { UInt64($0) } ?? 3

  @Test(arguments: 1...histories)
  func randomHistoriesAreCountedAsGitCountsThem(seed: UInt64) throws {
    let fixture = try GitFixture(bare: true)
    var generator = SeededGenerator(seed: seed &* 7_919)
    let marks = fixture.folder.path("marks")
    try fixture.git(
      "fast-import", "--quiet", "--export-marks=\(marks)",
      input: RandomHistory.stream(commits: 80, &generator))
    let repository = try fixture.open()
    let commits = try fixture.git("rev-list", "--all").lines.map {
      try repository.commit(GitFixture.id(hex: $0))
    }
    let summaries = try CommitSummary.compute(of: commits, in: repository) {}
    for (commit, many) in zip(commits, summaries) {
      let summary = try CommitSummary.compute(of: commit, in: repository)
      let told = try CommitOracle(commit.id, in: fixture)
      #expect(CommitOracle(summary) == told, "commit \(commit.id) of seed \(seed)")
      #expect(try many.get() == summary, "commit \(commit.id) of seed \(seed)")
    }
  }

  /// Early versions of git wrote modes that it now takes for 100644.
  @Test func modesOfOldRepositoriesAreNoChange() throws {
    let fixture = try GitFixture(bare: true)
    let repository = try fixture.open()
    let blob = try fixture.write("blob", Array("text\n".utf8))
    func commit(_ mode: String, _ name: String, _ parents: [ObjectID]) throws -> ObjectID {
      let tree = try fixture.write("tree", Array("\(mode) \(name)\0".utf8) + blob.bytes)
      return try repository.writeCommit(
        tree: tree, parents: parents, identity: "A <a@example.com>", time: 0, message: "x\n")
    }
    let old = try commit("100664", "file", [])
    let same = try commit("100644", "file", [old])
    let moved = try commit("100664", "moved", [same])
    let executable = try commit("100775", "moved", [moved])
    for id in [old, same, moved, executable] {
      let summary = try CommitSummary.compute(of: repository.commit(id), in: repository)
      #expect(CommitOracle(summary) == (try CommitOracle(id, in: fixture)))
    }
  }

  @Test func aPatchIsTheSameWhereverItIsApplied() throws {
    let fixture = try GitFixture()
    let lines = (1...30).map { "line \($0)\n" }
    try fixture.write("file", lines.joined())
    try fixture.commit("base")
    try fixture.git("branch", "other")
    try fixture.write(
      "file", lines.joined().replacingOccurrences(of: "line 20\n", with: "changed\n"))
    let first = try fixture.commit("change")
    try fixture.git("switch", "-q", "other")
    try fixture.write("file", "new\nfirst\nlines\n" + lines.joined())
    try fixture.commit("shift")
    try fixture.git("cherry-pick", "\(first)")
    let second = try fixture.id("HEAD")
    let repository = try fixture.open()
    let summaries = try [first, second].map {
      try CommitSummary.compute(of: repository.commit($0), in: repository)
    }
    #expect(first != second)
    #expect(summaries[0] == summaries[1])
    #expect(summaries[0].patchID != nil)
  }

  @Test func whatIsNotThereIsSaidToBeMissing() throws {
    let fixture = try GitFixture()
    try fixture.write("file", "one\n")
    try fixture.commit("one")
    try fixture.write("file", "two\n")
    let id = try fixture.commit("two")
    try fixture.git("config", "uploadpack.allowFilter", "true")
    let source = "file://\(fixture.path)"
    for (name, options) in [("blobless", ["--filter=blob:none"]), ("shallow", ["--depth", "1"])] {
      try fixture.git(
        ["clone", "-q", "--no-checkout"] + options + [source, fixture.folder.path(name)])
      let repository = try Repository.open(at: fixture.folder.path(name))
      let error = try #require(throws: GitError.self, "\(name)") {
        try CommitSummary.compute(of: repository.commit(id), in: repository)
      }
      #expect(error.kind == .notFound, "\(name)")
    }
  }
}
