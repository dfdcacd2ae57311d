import Git
import Ledger
import LedgerStore
import Proof

/// Before a push: proves what the pushed branches hold, and pushes the ledgers along to the one
/// remote that may have them.
struct PrePush {
  /// The remote's name as git gives it, or its URL if it has no name.
  let remote: String

  /// Where the push goes.
  let url: String

  /// What git says is about to be pushed.
  private let updates: [Update]

  /// Takes what git says, or what pre-commit passes on of it: one update, in the environment.
  static func told(_ arguments: [String]) throws -> PrePush {
    guard arguments.isEmpty, let name = Hook.variable("PRE_COMMIT_REMOTE_NAME") else {
      let remote = arguments.first ?? ""
      return PrePush(
        remote: remote, url: arguments.dropFirst().first ?? remote, updates: readUpdates())
    }
    let localName = Hook.variable("PRE_COMMIT_LOCAL_BRANCH") ?? ""
    var id = Hook.variable("PRE_COMMIT_TO_REF").flatMap { ObjectID(hex: $0) }
    // It tells none where all that a branch has is new to the remote.
    if id == nil { id = try Hook.openRepository().reference(localName) }
    let update = id.map { id in
      Update(
        localName: localName, localID: id,
        remoteName: Hook.variable("PRE_COMMIT_REMOTE_BRANCH") ?? "")
    }
    return PrePush(
      remote: name, url: Hook.variable("PRE_COMMIT_REMOTE_URL") ?? name,
      updates: update.map { [$0] } ?? [])
  }

  /// What the push is told.
  enum Verdict {
    case go
    case stop
  }

  /// One line of what git says is about to be pushed.
  private struct Update {
    let localName: String
    let localID: ObjectID
    let remoteName: String

    var isDeletion: Bool { localID.isZero }

    /// The project whose ledger it carries.
    var ledger: Int64? { LedgerBranch.number(of: localName) ?? LedgerBranch.number(of: remoteName) }
  }

  func run() throws -> Verdict {
    // Nothing, or only deletions, is being pushed.
    guard updates.contains(where: { !$0.isDeletion }) else { return .go }
    let repository = try Hook.openRepository()
    let settings = try Settings.read(in: repository)
    let isAllowed = try mayHaveLedgers(settings, repository)
    if !isAllowed, let carried = try carriedLedger(updates, repository) {
      explainStop(carried, settings)
      return .stop
    }
    guard isAllowed, remote == settings.remote else { return .go }
    do { try exchange(updates, repository) } catch {
      Hook.warn(Wording(for: error))
      return settings.requiresLedger ? required() : .go
    }
    return .go
  }

  private func required() -> Verdict {
    Hook.note("error: not pushed, since the ledger was not (relay.requireLedger)")
    return .stop
  }

  /// Whether the user has chosen this remote to have the ledgers.
  private func mayHaveLedgers(_ settings: Settings, _ repository: Repository) throws -> Bool {
    let names = (settings.pushes ? settings.remote.map { [$0] } ?? [] : []) + settings.sharedWith
    // For a push to a URL git gives the URL as name.
    return try names.contains { name in
      try name == remote || name == url || repository.url(ofRemote: name) == url
    }
  }

  /// The project whose ledger the push would carry, by whatever name.
  private func carriedLedger(_ updates: [Update], _ repository: Repository) throws -> Int64? {
    for update in updates where !update.isDeletion {
      if let number = update.ledger { return number }
    }
    // A ledger's commit by another name, an old one, or a tag of one.
    let pushed = try updates.compactMap { try repository.commit(behind: $0.localID) }
    return try LedgerBranch.numbers(in: repository).first { number in
      let branch = LedgerBranch(number: number)
      let tips =
        try branch.trackingTips(in: repository).map(\.id)
        + [repository.reference(branch.name)].compactMap { $0 }
      return try pushed.contains { try repository.isReached($0, by: tips) }
    }
  }

  private func explainStop(_ number: Int64, _ settings: Settings) {
    let place = Inert.text(remote)
    Hook.warn(
      Wording(
        "not pushed: it would carry the ledger of project \(number) to \(place)",
        hint: "to push code alone: git push \(place) <branch>"))
    let others = settings.remote.map { "is for \(Inert.text($0))" } ?? "is for no remote yet"
    Hook.note("hint: the ledger \(others); to let \(place) have it too:")
    Hook.note("hint:   git config --add relay.shareWith \(place)")
  }

  private func exchange(_ updates: [Update], _ repository: Repository) throws {
    // The push carries the ledger itself, as `push --all` does: a second one would collide.
    guard !updates.contains(where: { $0.ledger != nil }) else { return }
    let (takenUp, candidates) = try LedgerBranch.numbersToWorkOn(in: repository)
    let numbers = candidates.count == 1 ? candidates : takenUp
    guard !numbers.isEmpty else { return }
    let publication = Publication(
      with: RemoteLedger(remote, of: repository, limit: Hook.remoteLimit), in: repository,
      now: Hook.now)
    let (listing, _) = try publication.fetch()
    for number in numbers {
      do { try complete(number, updates, in: repository) } catch {
        // One project's broken ledger must not keep the others back.
        Hook.warn(Wording(for: error))
      }
    }
    guard !listing.isEmpty else {
      Hook.warn(
        Wording(
          "\(remote) is empty; the ledger was not pushed, so that it does not become the default"
            + " branch", hint: "after this push: relay sync"))
      return
    }
    var pushed: Set<Int64> = []
    try publication.push(numbers, known: listing, pushed: &pushed)
  }

  /// Unites a ledger with the remote's and proves tagged commits that have no proof yet.
  private func complete(
    _ number: Int64, _ updates: [Update], in repository: Repository
  ) throws {
    let branch = LedgerBranch(number: number)
    let genesis = try Settings.genesis(of: number, in: repository)
    let union = LedgerUnion(branch, in: repository)
    guard let united = try union.unite(genesis: genesis, pins: Pins(), now: Hook.now.seconds)
    else { return }
    try Settings.settle(on: united.ledger.state.genesis, of: number, in: repository)
    try LedgerIndex.store(united.ledger, of: branch, at: united.tip, in: repository)
    do {
      let signer = try Hook.signer(in: repository)
      // By id: for `git push origin HEAD` git names no branch.
      let tips = try updates.compactMap { update in
        try repository.commit(behind: update.localID).map {
          Backfill.Tip(name: shortName(update.localName), id: $0)
        }
      }
      let scope = Backfill.Scope(tips: tips)
      let found = try Backfill(united.ledger, in: repository).find(
        in: scope, signer: signer, progress: { _, _ in })
      guard !found.isEmpty else { return }
      let appender = RecordAppender(to: branch, in: repository, signer: signer, now: Hook.now)
      let appended = try appender.append(to: united) { found.stillMissing(in: $0) }
      try VisibleCopy(of: branch, in: repository)?.add(appended.records)
    } catch let error as SignerError {
      Hook.warn(Wording(for: error))
    } catch CaptureError.notABuilder {
      // A client pushes too, and proves nothing.
      return
    }
  }

  private func shortName(_ reference: String) -> [UInt8] {
    let prefix = "refs/heads/"
    return Array(reference.utf8.dropFirst(reference.hasPrefix(prefix) ? prefix.utf8.count : 0))
  }

  private static func readUpdates() -> [Update] {
    var updates: [Update] = []
    while let line = readLine() {
      // <local name> <local id> <remote name> <remote id>
      let words = line.split(separator: " ")
      guard words.count == 4, let id = ObjectID(hex: String(words[1])) else { continue }
      updates.append(
        Update(localName: String(words[0]), localID: id, remoteName: String(words[2])))
    }
    return updates
  }
}
