import Git
import Ledger
import Proof

/// After a merge or a fast-forward: proves what it brought and nobody has proven.
struct PostMerge {
  /// What has come in the meantime of years is for `relay sync`.
  private static let most = 1_000

  func run() throws {
    let repository = try Hook.openRepository()
    guard let head = try repository.reference("HEAD"), let move = try repository.lastHeadMove(),
      move.new == head
    else { return }
    let branch = try repository.currentBranch()
    let commits = try repository.commits(
      reachedBy: head, not: move.old.isZero ? [] : [move.old], limit: Self.most)
    let items = commits.map { commit in
      // A merge is made just now, what it brings was made before.
      LiveCapture.Item(
        commit, as: commit.id == head && commit.parents.count > 1 ? .live : .synced, on: branch)
    }
    Hook.report(try Hook.liveCapture(in: repository).capture(items, .found), of: nil)
    if commits.count == Self.most {
      Hook.note("only the newest \(Self.most) commits were looked at; the others: relay sync")
    }
  }
}
