import Git
import Ledger
import Proof

/// After `git commit --amend` or a rebase: proves the new commits in place of the old ones.
struct PostRewrite {
  /// `amend` or `rebase`.
  let command: String

  private static let most = 10_000

  func run() throws {
    var replaced = Replaced()
    while let line = readLine() { replaced.add(line) }
    let repository = try Hook.openRepository()
    // Others who call hooks may keep to themselves what git says.
    if replaced.isEmpty { replaced = try Replaced.told(by: repository, of: command) }
    if command == "amend", repository.isRebasing {
      // The rebase's end tells what stays, but not of what was amended when it had stopped.
      return try Replaced.keep(replaced, in: repository)
    }
    guard let head = try repository.reference("HEAD") else { return }
    var commits: [Commit] = []
    if command == "rebase", let base = try repository.rebaseBase() {
      // Also those that the user made while the rebase had stopped, of which git tells nothing.
      commits = try repository.commits(reachedBy: head, not: [base], limit: Self.most)
      try replaced.refine(by: Replaced.kept(in: repository), staying: Set(commits.map(\.id)))
    }
    let known = Set(commits.map(\.id))
    for id in replaced.newCommits where !known.contains(id) && repository.contains(id) {
      commits.append(try repository.commit(id))
    }
    let rebased = try repository.rebasedBranch().map {
      Array($0.utf8.dropFirst("refs/heads/".utf8.count))
    }
    let branch = try repository.currentBranch() ?? rebased
    let items = commits.map { commit in
      LiveCapture.Item(
        commit, as: .rewritten, on: branch, replacing: replaced.commits(replacedBy: commit.id))
    }
    Hook.report(try Hook.liveCapture(in: repository).capture(items, .found), of: nil)
  }
}
