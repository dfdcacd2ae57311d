import Git
import Ledger
import Proof

/// After a commit, and after `git am` has applied a patch: proves it.
struct PostCommit {
  func run() throws {
    let repository = try Hook.openRepository()
    Hook.trace("opened \(repository.gitDirectory)")
    let isRebasing = repository.isRebasing
    // A rebase makes commits that do not stay; at its end post-rewrite sees those that do.
    if isRebasing, try !repository.isCommitOfItsOwn() { return }
    guard let head = try repository.reference("HEAD") else { return }
    let commit = try repository.commit(head)
    // What an amended commit replaces git tells to post-rewrite only, which comes later: by then the
    // proof would have been made without saying so.
    var rewritten = RewriteMap()
    if let old = try repository.amended(by: commit) { rewritten.add(old, becomes: head) }
    // A rebase may still be given up, and what was amended in it be what stays.
    if isRebasing, !rewritten.isEmpty { return }
    let item = LiveCapture.Item(
      commit, as: rewritten.isEmpty ? .live : .rewritten, on: try Hook.branch(of: repository))
    let capture = Hook.liveCapture(in: repository)
    let outcomes = try capture.capture([item], .made, rewritten: rewritten)
    Hook.report(outcomes, of: head)
    for miss in try capture.nearMisses(in: commit) { Hook.warn(miss) }
  }
}
