import Git
import Ledger
import Proof

/// What brings objects here that are missing, as far as a remote has them.
struct MissingObjects {
  /// Why they are missing, or where they are not to be had.
  let text: String

  /// None where no remote has them.
  let commands: [String]

  /// For commits that wait; `nil` where nothing is missing of what was looked at, and something
  /// cannot be read.
  init?(waiting commits: [ObjectID], in repository: Repository) throws {
    let lacking = commits.prefix(Self.looked).filter { Self.isLacking($0, repository) }
    guard !lacking.isEmpty else { return nil }
    try self.init(of: Array(lacking), in: repository)
  }

  private static let looked = 5

  private static func isLacking(_ id: ObjectID, _ repository: Repository) -> Bool {
    do throws(GitError) {
      _ = try CommitSummary.compute(of: try repository.commit(id), in: repository)
      return false
    } catch { return error.kind == .notFound }
  }

  /// For objects of some commits, which lie about alike.
  init(of commits: [ObjectID], in repository: Repository) throws {
    let remotes = try repository.remotes()
    if try !repository.shallowBoundary().isEmpty, !remotes.isEmpty {
      text = "the clone is shallow"
      commands = ["git fetch --unshallow"]
    } else if let promisor = try repository.promisorRemote() {
      text = "the clone is partial"
      commands = ["git fetch --refetch --no-filter \(Inert.text(promisor).shellWord)"]
    } else if let remote = try remotes.first(where: { try Self.has(commits, $0, repository) }) {
      text = "\(Inert.text(remote)) has what is missing"
      commands = ["git fetch --refetch \(Inert.text(remote).shellWord)"]
    } else {
      text = "no remote has what is missing; another clone or a backup may"
      commands = []
    }
  }

  private static func has(
    _ commits: [ObjectID], _ remote: String, _ repository: Repository
  ) throws -> Bool {
    let tips = try repository.references(matching: "refs/remotes/\(remote)/*").map(\.id)
    // Where even that cannot be told the history itself is not whole.
    return commits.contains { (try? repository.isReached($0, by: tips)) ?? false }
  }
}
