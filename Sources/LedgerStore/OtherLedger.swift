public import Git
public import Ledger

/// A remote's ledger of a project that has another first record than the ledger of this clone.
///
/// Two people have founded the same number apart, or somebody has put another ledger in the place
/// of the true one. Only the user can tell, so neither is changed for the other.
///
/// A remote's ledger that holds this clone's first record too is this clone's ledger, whatever lies
/// beside it.
public struct OtherLedger: Equatable, Sendable {
  public let project: Int64

  /// The full name of the tracking branch where it was found.
  public let reference: String

  /// Its first record; `nil` where that is not stored here, or only a newer relay can read it.
  public let founder: RecordID?

  /// The first record of this clone's ledger.
  public let own: RecordID

  /// The name of the remote.
  public var remote: String {
    reference.split(separator: "/").dropFirst(2).dropLast(2).joined(separator: "/")
  }

  /// Looks at what a remote has; `nil` if it is the same ledger, or none.
  ///
  /// `genesis` is the first record of this clone's ledger.
  public init?(
    at tip: ObjectID, reference: String, of number: Int64, besides genesis: RecordID,
    in repository: Repository
  ) {
    guard case .other(let founder) = Self.relation(of: tip, number, to: genesis, in: repository)
    else { return nil }
    project = number
    self.reference = reference
    self.founder = founder
    own = genesis
  }

  /// What a commit is to the ledger of a first record.
  private enum Relation {
    case same
    case other(founder: RecordID?)
    /// No ledger, or made to be unreadable: nothing to be spared.
    case none
  }

  private static func relation(
    of tip: ObjectID, _ number: Int64, to genesis: RecordID, in repository: Repository
  ) -> Relation {
    do {
      let tree = try repository.commit(tip).tree
      let own = LedgerPath.record(genesis).text
      if try repository.entry(in: tree, at: own) != nil { return .same }
      let search = try search(tree, number, in: repository)
      return search.isOther ? .other(founder: search.founder) : .none
    } catch {
      return .none
    }
  }

  /// Whether what a commit holds is another ledger of a project than the one of a first record.
  public static func isOther(
    _ tip: ObjectID, of number: Int64, besides genesis: RecordID, in repository: Repository
  ) -> Bool {
    if case .other = relation(of: tip, number, to: genesis, in: repository) { true } else { false }
  }

  /// The copies of a project's ledger in tracking branches that are other ledgers.
  public static func all(
    of branch: LedgerBranch, besides genesis: RecordID, in repository: Repository
  ) throws(GitError) -> [OtherLedger] {
    try branch.trackingTips(in: repository).compactMap {
      OtherLedger(
        at: $0.id, reference: $0.name, of: branch.number, besides: genesis, in: repository)
    }
  }

  /// By what record it was founded, in words.
  public var founding: String {
    founder.map { "founded by \($0.short)" } ?? "of which nothing can be told here"
  }

  /// What is said of it where files of a ledger are.
  public var finding: Finding {
    Finding(
      path: Array(reference.utf8), .invalid,
      "another ledger, \(founding); this one is founded by \(own.short)")
  }

  private static func search(
    _ tree: ObjectID, _ number: Int64, in repository: Repository
  ) throws -> (isOther: Bool, founder: RecordID?) {
    var reader = BlobReader(repository: repository)
    var isUntold = false
    // Against the empty tree: lists every file.
    for change in try repository.changes(from: nil, to: tree) {
      guard let entry = change.new, case .record(let id) = LedgerPath(change.path) else { continue }
      switch try reader.read(entry, at: change.path).content {
      case .bytes(let bytes):
        do throws(RecordError) {
          let record = try UnverifiedRecord(parsing: bytes)
          if record.id == id, founds(record, number) { return (true, id) }
        } catch .newerVersion { isUntold = true } catch { continue }
      case .missing: isUntold = true
      default: continue
      }
    }
    return (isUntold, nil)
  }

  private static func founds(_ record: UnverifiedRecord, _ number: Int64) -> Bool {
    guard record.payload.genesis == nil, record.payload.project == number,
      let terms = record.statement as? ProjectTerms,
      terms.role(of: record.payload.signer) != nil
    else { return false }
    if case .invalid = record.verify() { return false }
    return true
  }
}
