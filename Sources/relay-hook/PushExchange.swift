import Git
import Ledger
import LedgerStore
import Proof

/// What goes along with a push to the remote that the ledgers are for.
struct PushExchange {
  private let updates: [PushUpdate]
  private let remote: String

  /// Where git is about to push to.
  private let address: String
  private let repository: Repository
  private let settings: Settings

  init(
    of updates: [PushUpdate], with remote: String, at address: String, in repository: Repository,
    _ settings: Settings
  ) {
    self.updates = updates
    self.remote = remote
    self.address = address
    self.repository = repository
    self.settings = settings
  }

  /// Proves what is pushed and pushes the ledgers. What could not be done is said.
  ///
  /// - Returns: Whether the remote has all of them when the push is through.
  func run() throws -> Bool {
    let (takenUp, candidates) = try LedgerBranch.numbersToWorkOn(in: repository)
    let numbers = candidates.count == 1 ? candidates : takenUp
    guard !numbers.isEmpty else { return true }
    let publication = Publication(
      with: RemoteLedger(remote, of: repository, limit: Hook.remoteLimit), in: repository,
      now: Hook.now)
    let (listing, _) = try publication.fetch()
    var isComplete = true
    for number in numbers {
      do {
        if try !complete(number, known: listing.ledgers[number]) { isComplete = false }
      } catch {
        // One project's broken ledger must not keep the others back.
        Hook.warn(Wording(for: error))
        isComplete = false
      }
    }
    // What the push itself carries, as `push --all` does, a second one would collide with.
    let carried = numbers.filter { number in
      updates.contains { $0.remoteName == LedgerBranch(number: number).name }
    }
    for number in carried where try hasGrown(number) { isComplete = false }
    let others = numbers.filter { !carried.contains($0) }
    guard !others.isEmpty else { return isComplete }
    if let place = listing.empty.place(of: remote) {
      // git runs the hook for each address: the others need not hear of it, unless it stops them.
      if case .address(let empty) = listing.empty, empty != address, !settings.requiresLedger {
        return false
      }
      Hook.warn(
        Wording(
          "\(place) is empty; the ledger was not pushed, so that it does not become"
            + " the default branch",
          hint: settings.requiresLedger
            ? "push once with --no-verify, then: relay sync" : "after this push: relay sync"))
      return false
    }
    var pushed: Set<Int64> = []
    var strange: [OtherLedger] = []
    defer { for other in strange { Hook.warn(Wording(other)) } }
    try publication.push(others, known: listing, others: &strange, pushed: &pushed)
    return isComplete && strange.isEmpty
  }

  /// Whether a ledger that the push carries is another by now than git is about to push.
  private func hasGrown(_ number: Int64) throws -> Bool {
    let branch = LedgerBranch(number: number)
    let tip = try repository.reference(branch.name)
    guard let update = updates.last(where: { $0.remoteName == branch.name }),
      update.localID != tip
    else { return false }
    if settings.requiresLedger, !update.isDeletion {
      Hook.warn(
        Wording("the ledger of project \(number) has grown meanwhile", hint: "push once more"))
    }
    return true
  }

  /// Unites a ledger with the remote's and proves tagged commits that have no proof yet.
  ///
  /// - Returns: Whether all of them have one now.
  private func complete(_ number: Int64, known there: ObjectID?) throws -> Bool {
    let branch = LedgerBranch(number: number)
    guard try needsWork(branch, known: there) else { return true }
    let union = LedgerUnion(branch, in: repository)
    guard let united = try union.unite(pins: Pins(), now: Hook.now.seconds) else { return true }
    try LedgerIndex.store(united.ledger, of: branch, at: united.tip, in: repository)
    do {
      let signer = try Hook.signer(in: repository)
      // By id: for `git push origin HEAD` git names no branch.
      let tips = try updates.compactMap { update in
        try repository.commit(behind: update.localID).map {
          Backfill.Tip(name: shortName(update.localName), id: $0)
        }
      }
      let found = try Backfill(united.ledger, in: repository).find(
        in: Backfill.Scope(tips: tips), signer: signer, progress: { _, _ in })
      sayWaiting(found.waiting)
      guard !found.isEmpty else { return found.waiting.isEmpty }
      let appender = RecordAppender(
        to: branch, in: repository, signer: signer, now: Hook.now,
        patience: AppendTurn.hooksPatience)
      let appended = try appender.append(to: united) { found.stillMissing(in: $0) }
      try VisibleCopy(of: branch, in: repository)?.add(appended.records)
      return found.waiting.isEmpty
    } catch let error as SignerError {
      Hook.warn(Wording(for: error))
      return false
    } catch CaptureError.notABuilder {
      // A client pushes too, and proves nothing.
      return true
    }
  }

  private func sayWaiting(_ waiting: [ObjectID]) {
    guard settings.requiresLedger, let first = waiting.first else { return }
    Hook.warn(
      Wording(
        "no proof of \(first.hex.prefix(10)): what it changed is not here or cannot be read",
        hint: "`relay doctor` names what is missing, and the command that brings it"))
  }

  /// Whether the remote has records that are not here, or the push commits without a proof: else
  /// the ledger need not be read.
  private func needsWork(_ branch: LedgerBranch, known there: ObjectID?) throws -> Bool {
    guard let tip = try repository.reference(branch.name) else { return true }
    if let there, try !repository.contains(there) || !repository.isAncestor(there, of: tip) {
      return true
    }
    let pushed = try updates.compactMap { try repository.commit(behind: $0.localID) }
    let known = try repository.references(matching: "refs/remotes/\(remote)/*").map(\.id)
    return try UnprovenWork(of: branch, in: repository).isBrought(
      by: pushed, beyond: known + updates.compactMap(\.remoteID))
  }

  private func shortName(_ reference: String) -> [UInt8] {
    let prefix = "refs/heads/"
    return Array(reference.utf8.dropFirst(reference.hasPrefix(prefix) ? prefix.utf8.count : 0))
  }
}
