import Git
import Ledger
import Proof
import TestSupport

/// What git itself says of a commit's changes.
struct CommitOracle: Equatable, CustomStringConvertible {
  var added = 0
  var modified = 0
  var removed = 0
  var renamed = 0
  var additions = 0
  var deletions = 0
  var patchID: String?

  var description: String {
    "A\(added) M\(modified) D\(removed) R\(renamed) +\(additions) -\(deletions) \(patchID ?? "none")"
  }

  /// Takes what relay says.
  init(_ summary: CommitSummary) {
    added = Int(summary.counts.filesAdded)
    modified = Int(summary.counts.filesModified)
    removed = Int(summary.counts.filesRemoved)
    renamed = Int(summary.counts.filesRenamed)
    additions = Int(summary.counts.additions)
    deletions = Int(summary.counts.deletions)
    patchID = summary.patchID
  }

  /// Asks git, with the commands that the format's specification names.
  init(_ commit: ObjectID, in fixture: GitFixture) throws {
    let parents = try fixture.line("show", "-s", "--format=%P", "\(commit)").split(separator: " ")
    guard parents.count < 2 else { return }
    let show = ["show", "--first-parent", "-M100%", "--format=", "-z"]
    var fields = try fixture.git(show + ["--name-status", "\(commit)"]).output
      .split(separator: 0).map { String(decoding: $0, as: UTF8.self) }[...]
    while let letter = fields.popFirst()?.first {
      fields = fields.dropFirst(letter == "R" ? 2 : 1)
      switch letter {
      case "A": added += 1
      case "D": removed += 1
      case "R": renamed += 1
      default: modified += 1
      }
    }
    for field in try fixture.git(show + ["--numstat", "\(commit)"]).output.split(separator: 0) {
      let words = field.split(separator: 0x09, maxSplits: 2, omittingEmptySubsequences: false)
      guard words.count == 3 else { continue }
      additions += Int(String(decoding: words[0], as: UTF8.self)) ?? 0
      deletions += Int(String(decoding: words[1], as: UTF8.self)) ?? 0
    }
    let patch = try fixture.git(
      "-c", "core.quotePath=false", "diff-tree", "-p", "--root", "--no-renames", "--full-index",
      "\(commit)")
    let id = try fixture.git("patch-id", "--stable", input: patch.output).text
    patchID = id.isEmpty ? nil : String(id.prefix(40))
  }
}
