import Git
import Ledger
import Proof

/// After `git commit --amend` or a rebase: proves the new commits in place of the old ones.
struct PostRewrite {
  /// `amend` or `rebase`.
  let command: String

  private static let most = 10_000

  func run() throws {
    let replaced = readMap()
    let repository = try Hook.openRepository()
    // Amended in the middle of a rebase: its end tells all.
    if command == "amend" && repository.isRebasing { return }
    guard let head = try repository.reference("HEAD") else { return }
    var commits: [Commit] = []
    if command == "rebase", let base = try repository.rebaseBase() {
      // Also those that the user made while the rebase had stopped, of which git tells nothing.
      commits = try repository.commits(reachedBy: head, not: [base], limit: Self.most)
    }
    let known = Set(commits.map(\.id))
    for id in replaced.keys.sorted() where !known.contains(id) && repository.contains(id) {
      commits.append(try repository.commit(id))
    }
    let branch = try repository.currentBranch()
    let items = commits.map { commit in
      LiveCapture.Item(
        commit, as: .rewritten, on: branch, replacing: replaced[commit.id] ?? [])
    }
    Hook.report(try Hook.liveCapture(in: repository).capture(items, .found), of: nil)
  }

  /// What each new commit replaces: several where they were squashed.
  private func readMap() -> [ObjectID: [ObjectID]] {
    var replaced: [ObjectID: [ObjectID]] = [:]
    while let line = readLine() {
      // <old> <new> [<further>]
      let words = line.split(separator: " ")
      guard words.count > 1, let old = ObjectID(hex: String(words[0])),
        let new = ObjectID(hex: String(words[1])), old != new
      else { continue }
      replaced[new, default: []].append(old)
    }
    return replaced
  }
}
