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
    var changed: [LedgerBranch] = []
    var truncated: [Int64: Int] = [:]
    var before: [Int64: ObjectID] = [:]
    for (number, id) in listing.ledgers {
      let branch = LedgerBranch(number: number)
      before[number] = try repository.reference(branch.trackingName(remote: remote.remote))
      if before[number] != id { changed.append(branch) }
    }
    try remote.fetch(changed.sorted { $0.number < $1.number })
    for (number, id) in listing.ledgers where other(at: id, number) == nil {
      // `git fetch` moves its reference without a word: what relay saw last is noted apart.
      let known = Set(
        [before[number], lastSeen(number)].compactMap { $0 }.filter { other(at: $0, number) == nil }
      )
      let lost = known.reduce(into: Set<RecordID>()) { $0.formUnion(records(of: $1, lostIn: id)) }
      if !lost.isEmpty { truncated[number] = lost.count }
      noteSeen(id, number)
    }
    return (listing, truncated)
  }

  /// Brings in all that the remote has of a ledger, whatever git believes to have of it.
  public func fetchWhole(_ number: Int64) throws {
    try remote.fetch([LedgerBranch(number: number)], isWhole: true)
  }

  /// What the remote has of a project, if that is another ledger than this clone has settled on.
  private func other(at tip: ObjectID, _ number: Int64) -> OtherLedger? {
    guard let genesis = (try? Settings.genesis(of: number, in: repository)) ?? nil else {
      return nil
    }
    return OtherLedger(
      at: tip, reference: LedgerBranch(number: number).trackingName(remote: remote.remote),
      of: number, besides: genesis, in: repository)
  }

  /// The records of a commit that another does not have; none where that cannot be told.
  private func records(of old: ObjectID, lostIn new: ObjectID) -> [RecordID] {
    guard old != new, let before = try? repository.commit(old).tree,
      let after = try? repository.commit(new).tree,
      let changes = try? repository.changes(from: before, to: after)
    else { return [] }
    return changes.compactMap { change in
      if case .record(let id) = LedgerPath(change.path), change.new == nil { id } else { nil }
    }
  }

  /// Publishes the local ledgers of some projects, uniting again if the remote moves meanwhile.
  ///
  /// Where the remote has another ledger of a project it is left as it is.
  ///
  /// - Parameters:
  ///   - numbers: The projects.
  ///   - listing: What the remote shows.
  ///   - others: Gets the ledgers that were left as they are.
  ///   - pushed: Gets the projects of which the remote has got something, even where others fail.
  /// - Throws: ``RemoteLedger/Failure``; what uniting throws.
  public func push(
    _ numbers: [Int64], known listing: RemoteLedger.Listing, others: inout [OtherLedger],
    pushed: inout Set<Int64>
  ) throws {
    var listing = listing
    for attempt in 1... {
      var behind: [Int64: ObjectID] = [:]
      others = []
      for number in numbers {
        let local = try repository.reference(LedgerBranch(number: number).name)
        guard local != listing.ledgers[number] else { continue }
        if let other = listing.ledgers[number].flatMap({ other(at: $0, number) }) {
          others.append(other)
        } else {
          behind[number] = local
        }
      }
      if behind.isEmpty { return }
      do {
        try remote.push(behind.keys.sorted().map { LedgerBranch(number: $0) })
        for (number, id) in behind { noteSeen(id, number) }
        pushed.formUnion(behind.keys)
        return
      } catch let error as RemoteLedger.Failure {
        let before = listing
        listing = try fetch().listing
        // One refusal does not keep git from sending the others.
        pushed.formUnion(behind.filter { $1 == listing.ledgers[$0] }.keys)
        // Nothing has moved there: the remote refuses for a reason of its own.
        guard attempt < Self.attempts, listing.ledgers != before.ledgers else { throw error }
        for number in behind.keys.sorted() {
          let branch = LedgerBranch(number: number)
          _ = try LedgerUnion(branch, in: repository).unite(pins: Pins(), now: now.seconds)
        }
      }
    }
  }
}

// What the remote was seen to have: a line `<commit> <remote>` beside the hook's index.
extension Publication {
  private static let longestNote = 4_096

  private func note(_ number: Int64) -> String {
    LedgerIndex.root(of: LedgerBranch(number: number), in: repository) + "/seen"
  }

  private func lastSeen(_ number: Int64) -> ObjectID? {
    guard let bytes = try? Files.read(note(number), limit: Self.longestNote) else { return nil }
    let words = String(decoding: bytes, as: UTF8.self).split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[1] == "\(remote.remote)\n" else { return nil }
    return ObjectID(hex: String(words[0]))
  }

  private func noteSeen(_ id: ObjectID, _ number: Int64) {
    // Of projects that are not taken up here nothing is kept.
    let branch = LedgerBranch(number: number)
    guard lastSeen(number) != id, (try? repository.reference(branch.name)) ?? nil != nil else {
      return
    }
    // Without the note a warning may be missing; nothing else depends on it.
    try? Files.makeFolder("relay/\(number)", under: repository.commonDirectory)
    try? Files.write(Array("\(id) \(remote.remote)\n".utf8), to: note(number))
  }
}
