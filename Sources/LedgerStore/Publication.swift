public import Git
public import Ledger

/// Fetches, unites and pushes ledgers: what `relay sync` and the pre-push hook do with a remote.
public struct Publication {
  private let remote: RemoteLedger
  private let repository: Repository
  private let now: Timestamp

  /// Prepares an exchange with a remote.
  public init(with remote: RemoteLedger, in repository: Repository, now: Timestamp) {
    self.remote = remote
    self.repository = repository
    self.now = now
  }

  /// How often a push is tried again when the remote has moved on meanwhile.
  private static let attempts = 5

  /// Brings in what the remote has.
  ///
  /// - Returns: What the remote shows, and how many records it has dropped of each ledger.
  public func fetch() throws -> (listing: RemoteLedger.Listing, truncated: [Int64: Int]) {
    let listing = try remote.list()
    var truncated: [Int64: Int] = [:]
    var changed: [LedgerBranch] = []
    var before: [Int64: ObjectID] = [:]
    for (number, id) in listing.ledgers {
      let branch = LedgerBranch(number: number)
      let old = try repository.reference(branch.trackingName(remote: remote.remote))
      if old == id { continue }
      before[number] = old
      changed.append(branch)
    }
    try remote.fetch(changed.sorted { $0.number < $1.number })
    for branch in changed {
      guard let old = before[branch.number], let new = listing.ledgers[branch.number] else {
        continue
      }
      let lost = try repository.changes(
        from: try repository.commit(old).tree, to: try repository.commit(new).tree
      ).filter { change in
        if case .record = LedgerPath(change.path) { change.new == nil } else { false }
      }
      if !lost.isEmpty { truncated[branch.number] = lost.count }
    }
    return (listing, truncated)
  }

  /// Publishes the local ledgers of some projects, uniting again if the remote moves meanwhile.
  ///
  /// - Returns: Whether the remote got anything.
  public func push(_ numbers: [Int64], known listing: RemoteLedger.Listing) throws -> Bool {
    var listing = listing
    for attempt in 1... {
      let behind = try numbers.filter { number in
        let local = try repository.reference(LedgerBranch(number: number).name)
        return local != nil && local != listing.ledgers[number]
      }
      if behind.isEmpty { return attempt > 1 }
      do {
        try remote.push(behind.map { LedgerBranch(number: $0) })
        return true
      } catch let error as RemoteLedger.Failure {
        guard attempt < Self.attempts else { throw error }
        let before = listing
        listing = try fetch().listing
        // Nothing has moved there: the remote refuses for a reason of its own.
        if listing.ledgers == before.ledgers { throw error }
        for number in behind {
          let branch = LedgerBranch(number: number)
          let genesis = try Settings.genesis(of: number, in: repository)
          _ = try LedgerUnion(branch, in: repository).unite(
            genesis: genesis, pins: Pins(), now: now.seconds)
        }
      }
    }
    return false
  }
}
