public import Git
internal import Ledger
internal import Programs

/// Keeps a ledger from remotes that the user has not chosen for it.
public struct PushGuard {
  /// Where a push goes, as git tells a hook.
  public struct Destination: Equatable, Sendable {
    /// The remote's name; its address where it has none.
    public let name: String

    /// The address.
    public let url: String

    /// Describes a destination.
    public init(name: String, url: String) {
      self.name = name
      self.url = url
    }
  }

  /// What a push must not do.
  public enum Objection: Equatable, Sendable {
    /// It would carry a ledger; of which project where that can be told.
    case ledger(Int64?)
    /// git's words about a part of it could not be understood.
    case unreadable
    /// git could not list what it would carry, and why.
    case unlisted(String)
  }

  /// What is to be said of a push.
  public struct Verdict: Equatable, Sendable {
    /// Why it must not go on; `nil` if it may.
    public let objection: Objection?

    /// Whether there was too much to look at all of it: of older commits nothing is known.
    public let isOfNewestOnly: Bool

    init(_ objection: Objection?, isOfNewestOnly: Bool = false) {
      self.objection = objection
      self.isOfNewestOnly = isOfNewestOnly
    }
  }

  private let destination: Destination
  private let settings: Settings
  private let repository: Repository

  /// Prepares to look at a push.
  public init(of repository: Repository, settings: Settings, to destination: Destination) {
    self.repository = repository
    self.settings = settings
    self.destination = destination
  }

  /// Whether it goes to the remote that the ledger is for, by name or by address.
  public func isLedgersRemote() throws(GitError) -> Bool {
    guard settings.pushes, let remote = settings.remote else { return false }
    return try leads(to: remote)
  }

  /// Whether the user has chosen the remote to have the ledgers.
  public func mayHaveLedgers() throws(GitError) -> Bool {
    if try isLedgersRemote() { return true }
    for name in settings.sharedWith where try leads(to: name) { return true }
    return false
  }

  private func leads(to remote: String) throws(GitError) -> Bool {
    // For a push to an address git gives the address as name.
    if remote == destination.name || remote == destination.url { return true }
    return try repository.urls(ofRemote: remote).contains(destination.url)
  }

  /// Whether a push to a remote that may have no ledger may go on.
  public func verdict(on updates: [PushUpdate?]) throws -> Verdict {
    for case let update? in updates where !update.isDeletion {
      if let number = update.ledger { return Verdict(.ledger(number)) }
    }
    let numbers = try LedgerBranch.numbers(in: repository)
    let ledgers = try numbers.map { ($0, try ledgerTips(of: $0)) }
    let search = try LedgerFileSearch(of: ledgers.flatMap(\.1), in: repository)
    var pushed: [ObjectID] = []
    var known: [ObjectID] = []
    for case let update? in updates where !update.isDeletion {
      if let commit = try repository.commit(behind: update.localID) {
        pushed.append(commit)
      } else if try holdsRecords(update.localID, search) {
        return Verdict(.ledger(nil))
      }
      if let there = update.remoteID { known.append(there) }
    }
    let verdict = try verdict(onCommits: pushed, known: known, ledgers, search)
    guard verdict.objection == nil, updates.contains(where: { $0 == nil }) else { return verdict }
    return Verdict(.unreadable)
  }

  private typealias LedgerTips = (number: Int64, tips: [ObjectID])

  /// What a project's ledgers stand at, here and as remotes have them.
  private func ledgerTips(of number: Int64) throws(GitError) -> [ObjectID] {
    let branch = LedgerBranch(number: number)
    let own = try [repository.reference(branch.name)].compactMap { $0 }
    return try own + branch.trackingTips(in: repository).map(\.id)
  }

  /// A ledger's commit by another name, an old one, what is built upon one, or holds it by a merge
  /// or among its files.
  private func verdict(
    onCommits pushed: [ObjectID], known: [ObjectID], _ ledgers: [LedgerTips],
    _ search: LedgerFileSearch
  ) throws -> Verdict {
    for (number, tips) in ledgers {
      for commit in pushed where try repository.isReached(commit, by: tips) {
        return Verdict(.ledger(number))
      }
    }
    let tips = ledgers.flatMap(\.tips)
    // What the remote has need not be walked again, unless it is a ledger that got there once.
    var there: [ObjectID] = []
    for id in try known + trackingTips() {
      guard let commit = try repository.commit(behind: id) else { continue }
      if try !repository.isReached(commit, by: tips) { there.append(commit) }
    }
    let isUponRoot =
      try LedgerBranch.root.map { try repository.brings($0, by: pushed, beyond: there) } ?? false
    let found = Verdict(.ledger(ledgers.count == 1 ? ledgers.first?.number : nil))
    if isUponRoot { return found }
    do {
      switch try search.look(into: pushed, beyond: there) {
      case .holdsRecords: return found
      case .holdsNone: return Verdict(nil)
      case .newestHoldNone: return Verdict(nil, isOfNewestOnly: true)
      }
    } catch let failure as Program.Failure {
      return Verdict(.unlisted(failure.message))
    }
  }

  private func trackingTips() throws(GitError) -> [ObjectID] {
    var tips: [ObjectID] = []
    for tip in try repository.references(matching: "refs/remotes/\(destination.name)/*")
    where LedgerBranch.number(of: tip.name) == nil {
      tips.append(tip.id)
    }
    return tips
  }

  /// How deep a ledger's records lie.
  private static let depth = 3

  /// Whether a tree is a ledger's or a part of one, or holds files of one, or a file is a record.
  private func holdsRecords(_ id: ObjectID, _ search: LedgerFileSearch) throws(GitError) -> Bool {
    guard let id = try repository.object(behind: id), let header = try repository.header(of: id)
    else { return false }
    switch header.kind {
    case .blob:
      guard header.size <= UnverifiedRecord.longestFile else { return false }
      return (try? UnverifiedRecord(parsing: try repository.read(id).bytes)) != nil
    case .tree: return try isLedgers(id) ? true : search.isIn(id)
    case .commit, .tag: return false
    }
  }

  /// Whether a tree is of the form of a ledger's or of a part of one, be the ledger here or not.
  private func isLedgers(_ tree: ObjectID, depth: Int = 0) throws(GitError) -> Bool {
    for (name, entry) in try repository.entries(of: tree) {
      if entry.isFile, LedgerPath.isRecordFile(name) { return true }
      // `records/3f/a9/3fa9….relay`, from any of these.
      guard entry.kind == TreeEntry.Mode.folder, depth < Self.depth,
        name.count == 2 || name == Array("records".utf8)
      else { continue }
      if try isLedgers(entry.id, depth: depth + 1) { return true }
    }
    return false
  }
}
