internal import Git
internal import Ledger
internal import Programs

/// Tells records of the ledgers that are here among what is pushed, in whatever folder and by
/// whatever name.
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

  /// What a look at what is pushed has come to.
  enum Answer {
    case holdsRecords
    case holdsNone
    /// There was more than is looked at: what the newest commits hold are no records.
    case newestHoldNone
  }

  /// Whether some commits, or those that they reach beyond what is known already, hold a record.
  ///
  /// Where git takes too long to list what they hold, or that is more than there is memory for,
  /// what the given ones themselves hold is looked at.
  ///
  /// - Throws: ``GitError``; ``Program/Failure`` if git cannot list it for another reason.
  func look(into tips: [ObjectID], beyond known: [ObjectID]) throws -> Answer {
    guard !records.isEmpty, !tips.isEmpty else { return .holdsNone }
    guard let objects = try objects(of: tips, beyond: known) else {
      for tip in tips where try isIn(repository.commit(tip).tree) { return .holdsRecords }
      return .newestHoldNone
    }
    let isBrought = objects.split(separator: UInt8(ascii: "\n")).contains { line in
      ObjectID(hex: line).map { records.contains($0) } ?? false
    }
    return isBrought ? .holdsRecords : .holdsNone
  }

  /// The ids of objects that some commits bring, one a line; `nil` if they are too many.
  private func objects(
    of tips: [ObjectID], beyond known: [ObjectID]
  ) throws(Program.Failure) -> [UInt8]? {
    let git = Program("git", environment: ["GIT_NO_REPLACE_OBJECTS": "1"])
    let lines =
      tips.map { "\($0)\n" } + known.filter { repository.contains($0) }.map { "^\($0)\n" }
    let outcome: Program.Outcome
    do throws(Program.Failure) {
      outcome = try git.run(
        [
          "--git-dir=\(repository.gitDirectory)", "rev-list", "--objects", "--no-object-names",
          "--missing=allow-any", "--stdin",
        ], input: Array(lines.joined().utf8), limit: Self.limit)
    } catch {
      switch error {
      case .timedOut, .tooMuch: return nil
      default: throw error
      }
    }
    guard outcome.status == 0 else { throw .other("git rev-list: status \(outcome.status)") }
    return outcome.output
  }

  /// Whether a tree or one of those in it holds a record.
  func isIn(_ tree: ObjectID) throws(GitError) -> Bool {
    var seen: Set<ObjectID> = [tree]
    var pending = [tree]
    while let next = pending.popLast() {
      let entries: [(name: [UInt8], entry: TreeEntry)]
      do throws(GitError) { entries = try repository.entries(of: next) } catch {
        // A partial clone lacks it: it came from where the ledgers are not. The others may hold
        // one.
        guard error.kind == .notFound else { throw error }
        continue
      }
      for (_, entry) in entries {
        if records.contains(entry.id) { return true }
        if entry.kind == TreeEntry.Mode.folder, seen.insert(entry.id).inserted {
          pending.append(entry.id)
        }
      }
    }
    return false
  }
}
