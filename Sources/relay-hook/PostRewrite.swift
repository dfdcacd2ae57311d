import Git
import Ledger
import Proof

/// After `git commit --amend` or a rebase: proves the new commits in place of the old ones.
struct PostRewrite {
  /// `amend` or `rebase`.
  let command: String

  private static let most = 10_000

  func run() throws {
    var told = RewriteMap()
    for line in Hook.readLines() { told.add(line) }
    let repository = try Hook.openRepository()
    // Others who call hooks may keep to themselves what git says.
    if told.isEmpty { told = try RewriteMap.told(by: repository, of: command) }
    if command == "amend" {
      if repository.isRebasing, try repository.rebaseTells() {
        // The rebase's end tells what stays, but not of what was amended when it had stopped.
        return try told.keepInRebase(of: repository)
      }
      // post-commit was at it a moment ago: it has said why it could not, or has left what nobody
      // told it to `relay sync`.
      if (try? RewriteNotes(of: repository).contains(told)) == true { return }
    }
    guard let head = try repository.reference("HEAD") else { return }
    let amendments = try RewriteMap.amendments(inRebaseOf: repository)
    // git tells it once.
    if amendments.isEmpty { _ = try? RewriteNotes(of: repository).keep(told) }
    var commits: [Commit] = []
    if command == "rebase", let base = try repository.rebaseBase() {
      // Also those that the user made while the rebase had stopped, of which git tells nothing.
      commits = try repository.commits(reachedBy: head, not: [base], limit: Self.most)
      if !amendments.isEmpty {
        told = told.refined(by: amendments, staying: Set(commits.map(\.id)))
      }
    }
    let known = Set(commits.map(\.id))
    for id in told.newCommits where !known.contains(id) && repository.contains(id) {
      commits.append(try repository.commit(id))
    }
    let branch = try Hook.branch(of: repository)
    let items = commits.map { LiveCapture.Item($0, as: .rewritten, on: branch) }
    let capture = Hook.liveCapture(in: repository)
    Hook.report(try capture.capture(items, .found, rewritten: told), of: nil)
    if command == "rebase" { try sayDropped(told, commits, head, repository) }
  }

  /// Says which commits have lost the tags of those that they came of.
  private func sayDropped(
    _ told: RewriteMap, _ commits: [Commit], _ head: ObjectID, _ repository: Repository
  ) throws {
    let tags = try DroppedTags(in: repository)
    let dropped = commits.compactMap { commit in
      let old = told.commits(replacedBy: commit.id).compactMap { try? repository.commit($0) }
      return tags.projects(droppedBy: commit.message, comingOf: old.map(\.message)).min()
        .map { (commit.id, $0) }
    }
    guard let (commit, project) = dropped.last else { return }
    let which =
      dropped.count == 1
      ? "commit \(commit.hex.prefix(10)) no longer names its project"
      : "\(dropped.count) commits no longer name their projects"
    Hook.warn(
      Wording(
        "\(which): git dropped the line that starts with #",
        hint: dropped.count == 1 && commit == head
          ? "git commit --amend, with #relay-\(project) behind a word or as \"Relay: \(project)\""
          : "git rebase -i, reword, with #relay-\(project) behind a word or as \"Relay: \(project)\""
      ))
  }
}
