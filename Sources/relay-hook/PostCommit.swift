import Git
import Ledger
import Proof

/// After a commit, and after `git am` has applied a patch: proves it.
struct PostCommit {
  func run() throws {
    let repository = try Hook.openRepository()
    Hook.trace("opened \(repository.gitDirectory)")
    // A rebase makes commits that do not stay; at its end post-rewrite sees those that do.
    guard !repository.isRebasing, let head = try repository.reference("HEAD") else { return }
    let commit = try repository.commit(head)
    let capture = Hook.liveCapture(in: repository)
    let outcomes = try capture.capture([try item(commit, repository)], .made)
    Hook.report(outcomes, of: head)
    for miss in try capture.nearMisses(in: commit) { Hook.warn(miss) }
  }

  private func item(_ commit: Commit, _ repository: Repository) throws -> LiveCapture.Item {
    let branch = try repository.currentBranch()
    // What an amended commit replaces git tells to post-rewrite only, which comes later: by then the
    // proof would have been made without saying so.
    if let move = try repository.lastHeadMove(), move.new == commit.id, move.isAmendment {
      return LiveCapture.Item(commit, as: .rewritten, on: branch, replacing: [move.old])
    }
    return LiveCapture.Item(commit, as: .live, on: branch)
  }
}
