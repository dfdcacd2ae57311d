internal import Git
internal import Ledger
internal import Programs

/// Tells records of the ledgers that are here among what is pushed, in whatever folder and by whatever
/// name.
///
/// Only of those: a repository may hold other files of the same form, such as test data.
struct LedgerFileSearch {
  private let repository: Repository

  /// The objects that hold the records of ledgers here.
  private let records: Set<ObjectID>

  /// How long git may take to list what is pushed: it does so once more itself.
  private static let limit = Duration.seconds(30)

  /// Knows the records of ledgers that some commits hold.
  init(of ledgers: [ObjectID], in repository: Repository) throws(GitError) {
    self.repository = repository
    var records: Set<ObjectID> = []
    var before: ObjectID?
    for tip in ledgers {
      // A copy that cannot be read has no record that could be told.
      guard let tree = try? repository.commit(tip).tree,
        let changes = try? repository.changes(from: before, to: tree)
      else { continue }
      for change in changes {
        guard let entry = change.new, case .record = LedgerPath(change.path) else { continue }
        records.insert(entry.id)
      }
      before = tree
    }
    self.records = records
  }

  /// Whether some commits, or those that they reach beyond what is known already, hold a record.
  ///
  /// Where git cannot list what they hold, or only more than there is memory for, what the given ones
  /// themselves hold is looked at.
  func isBrought(by tips: [ObjectID], beyond known: [ObjectID]) throws(GitError) -> Bool {
    guard !records.isEmpty, !tips.isEmpty else { return false }
    guard let objects = objects(of: tips, beyond: known) else {
      for tip in tips where try isIn(repository.commit(tip).tree) { return true }
      return false
    }
    return objects.split(separator: UInt8(ascii: "\n")).contains { line in
      ObjectID(hex: line).map { records.contains($0) } ?? false
    }
  }

  /// The ids of objects that some commits bring, one a line; `nil` if git does not tell.
  private func objects(of tips: [ObjectID], beyond known: [ObjectID]) -> [UInt8]? {
    let git = Program("git", environment: ["GIT_NO_REPLACE_OBJECTS": "1"])
    let lines =
      tips.map { "\($0)\n" } + known.filter { repository.contains($0) }.map { "^\($0)\n" }
    let outcome = try? git.run(
      [
        "--git-dir=\(repository.gitDirectory)", "rev-list", "--objects", "--no-object-names",
        "--missing=allow-any", "--stdin",
      ], input: Array(lines.joined().utf8), limit: Self.limit)
    return outcome?.status == 0 ? outcome?.output : nil
  }

  /// Whether a tree holds a record where another does not.
  func isIn(_ tree: ObjectID, since old: ObjectID? = nil) throws(GitError) -> Bool {
    do throws(GitError) {
      return try repository.changes(from: old, to: tree).contains { change in
        change.new.map { records.contains($0.id) } ?? false
      }
    } catch  where error.kind == .notFound {
      // A partial clone lacks it: it came from where the ledgers are not.
      return false
    }
  }
}
