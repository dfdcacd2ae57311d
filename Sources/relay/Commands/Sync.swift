import ArgumentParser
import Git
import Ledger
import LedgerStore
import Programs
import Proof

/// `relay sync`: catches up with everything.
struct Sync: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prove commits that have no proof yet; fetch, unite and push the ledger.",
    usage: "relay sync [<number>] [<options>]",
    discussion: """
      Looks at every commit that a branch reaches, takes those that name the project and are by \
      you, and adds one proof each. Safe to run at any time: what is there stays.
      """)

  @Argument(help: "The project's number; all that this clone has taken up if left out.")
  var number: Int64?

  @Option(help: "Only commits since a date that git understands, such as 2.weeks.")
  var since: String?

  @Option(help: "Only commits that this branch reaches; may be given several times.")
  var branch: [String] = []

  @Flag(help: "Commits of others too, marked as vouched for.")
  var allAuthors = false

  @Flag(help: "Do not talk to the remote.")
  var offline = false

  @Flag(help: "Print a versioned JSON object.")
  var json = false

  func run() throws {
    // Counts are for proofs that anyone will recompute: the disk is trusted as git trusts it.
    try Library.setVerifiesObjects(false)
    let session = try Session.open()
    let scope = Backfill.Scope(
      tips: try tips(session.repository), since: try sinceTime(session.now), allAuthors: allAuthors)
    // Before the ledgers are read: what hooks note from now on is not judged by these.
    let notes = try RewriteNotes(of: session.repository).all()
    let exchange = try exchange(session)
    var failures: [SyncFailure] = []
    let listing = exchange.flatMap { fetch($0, &failures) }
    let numbers = try number.map { [$0] } ?? numbers(session)
    var results: [SyncResult] = []
    for number in numbers {
      do {
        results.append(
          try bringUpToDate(
            number, scope, session, listing?.truncated[number] ?? 0, &failures
          ) { try listing?.listing.ledgers[number].map { _ in try exchange?.fetchWhole(number) } })
      } catch {
        // One project's broken ledger must not keep the others from catching up.
        guard numbers.count > 1 else { throw error }
        failures.append(SyncFailure(error, project: number))
      }
    }
    if failures.isEmpty, !notes.isEmpty, try isAll(numbers, session),
      try isWhole(scope, session)
    {
      RewriteNotes(of: session.repository).prune(
        notes, standing: results.reduce(into: []) { $0.formUnion($1.counted) },
        waiting: results.flatMap(\.waiting))
    }
    let empty = listing?.listing.empty ?? .none
    if let exchange, let listing, empty == .none {
      push(exchange, listing.listing, &results, &failures)
    }
    report(results, failures, scope, session)
    if !json { tellOfRemote(session, empty) }
    // What could be done is done; that it was not all is said to programs too.
    if !failures.isEmpty { throw ExitCode(2) }
  }

  private func numbers(_ session: Session) throws -> [Int64] {
    let (takenUp, candidates) = try LedgerBranch.numbersToWorkOn(in: session.repository)
    guard candidates.count < 2 else {
      let list = candidates.map { String($0) }.joined(separator: ", ")
      throw Wording("there are several projects: \(list)", hint: "name one of them")
    }
    let numbers = takenUp + candidates
    // Where there is none, says so.
    return numbers.isEmpty ? [try session.number(nil)] : numbers
  }

  /// Whether these are all projects that this clone has taken up.
  private func isAll(_ numbers: [Int64], _ session: Session) throws -> Bool {
    Set(numbers).isSuperset(
      of: try LedgerBranch.numbers(in: session.repository, isLocal: true))
  }

  /// Whether all that can be told of what was rewritten has been: of a part of the history nothing
  /// is compared.
  private func isWhole(_ scope: Backfill.Scope, _ session: Session) throws -> Bool {
    try scope.isWhole && session.repository.shallowBoundary().isEmpty
  }

  private func tips(_ repository: Repository) throws -> [Backfill.Tip]? {
    guard !branch.isEmpty else { return nil }
    return try branch.map { name in
      for candidate in ["refs/heads/\(name)", "refs/remotes/\(name)", name] {
        // A name that no branch can have is not there either.
        if let id = (try? repository.reference(candidate)) ?? nil {
          return Backfill.Tip(name: Array(name.utf8), id: id)
        }
      }
      throw Wording("there is no branch \"\(Inert.text(name))\"")
    }
  }

  /// Asks git what a date means. What it does not understand it takes for this very moment.
  private func sinceTime(_ now: Timestamp) throws -> Int64? {
    guard let since else { return nil }
    let outcome = try Program("git").run(["rev-parse", "--since=\(since)"])
    let text = String(decoding: outcome.output, as: UTF8.self)
    let digits = text.drop { $0 != "=" }.dropFirst().prefix { $0.isNumber }
    guard outcome.status == 0, let time = Int64(digits), time < now.seconds else {
      throw Wording("git does not take \"\(Inert.text(since))\" for a date in the past")
    }
    return time
  }

  private func exchange(_ session: Session) throws -> Publication? {
    guard !offline, session.settings.pushes, let remote = session.settings.remote else {
      return nil
    }
    let limit: Duration? = Terminal.isInputTerminal ? nil : .seconds(600)
    return Publication(
      with: RemoteLedger(remote, of: session.repository, limit: limit), in: session.repository,
      now: session.now)
  }

  private typealias Fetched = (listing: RemoteLedger.Listing, truncated: [Int64: Int])

  private func fetch(_ exchange: Publication, _ failures: inout [SyncFailure]) -> Fetched? {
    do { return try exchange.fetch() } catch {
      // Being offline must not keep the work from being proven.
      failures.append(SyncFailure(error))
      return nil
    }
  }

  private func push(
    _ exchange: Publication, _ listing: RemoteLedger.Listing, _ results: inout [SyncResult],
    _ failures: inout [SyncFailure]
  ) {
    var pushed: Set<Int64> = []
    var others: [OtherLedger] = []
    do {
      try exchange.push(
        results.map(\.number), known: listing, others: &others, pushed: &pushed)
    } catch {
      failures.append(SyncFailure(error))
    }
    failures += others.map { SyncFailure(Wording($0), project: $0.project) }
    for index in results.indices { results[index].pushed = pushed.contains(results[index].number) }
  }

  private func bringUpToDate(
    _ number: Int64, _ scope: Backfill.Scope, _ session: Session, _ truncated: Int,
    _ failures: inout [SyncFailure], refetch: () throws -> Void?
  ) throws -> SyncResult {
    let repository = session.repository
    let branch = LedgerBranch(number: number)
    let union = LedgerUnion(branch, in: repository)
    let pins = try session.pins(client: nil, builder: nil, number: number)
    func unite(isMending: Bool) throws -> LedgerUnion.Outcome? {
      try union.unite(pins: pins, now: session.now.seconds, isMending: isMending)
    }
    if !offline { try session.complete(number) }
    let outcome: LedgerUnion.Outcome?
    do { outcome = try unite(isMending: false) } catch let error as GitError
      where error.kind == .notFound
    {
      // What a partial clone lacks is no damage.
      guard try repository.promisorRemote() == nil else { throw error }
      Terminal.note("the ledger of project \(number) lacks objects here; it is being mended")
      _ = try refetch()
      outcome = try unite(isMending: true)
    }
    guard let united = outcome else {
      throw AppendError.notSetUp(project: number, known: [])
    }
    var result = SyncResult(number: number, truncated: truncated)
    result.united = united.added
    result.left = united.ledger.findings
    var current = (ledger: united.ledger, tip: united.tip)
    do {
      current = try prove(scope, united, session, &result)
    } catch SignerError.noKey where !isBuilder(united.ledger, session) {
      // Whoever has only cloned has nothing to prove.
      Terminal.trace("no key, and no builder's address")
    } catch let error as SignerError {
      failures.append(SyncFailure(error, project: number))
    } catch CaptureError.notABuilder {
      Terminal.trace("this key makes no proofs")
    }
    let state = current.ledger.state
    let takenBack = state.proofsTakenBack
    result.counted = Set(
      (state.standingProofs + state.proofs.filter { takenBack.contains($0.id) })
        .map(\.proof.commit))
    try session.refresh(current.ledger, at: current.tip)
    return result
  }

  /// Whether git's settings name the user by a builder's address.
  private func isBuilder(_ ledger: Ledger, _ session: Session) -> Bool {
    let known = ledger.state.parties().members(.builder).flatMap(\.emails)
    let configuration = try? session.repository.configuration()
    let own = configuration.flatMap { try? Identity.configured(in: $0) }?.emails ?? []
    return own.contains { known.contains($0) }
  }

  private func prove(
    _ scope: Backfill.Scope, _ united: LedgerUnion.Outcome, _ session: Session,
    _ result: inout SyncResult
  ) throws -> (ledger: Ledger, tip: ObjectID) {
    let signer = try session.signer()
    Terminal.trace("united")
    let found = try Backfill(united.ledger, in: session.repository).find(
      in: scope, signer: signer
    ) {
      Terminal.progress($0, of: $1, "counting")
    }
    result.foreign = found.foreign
    result.waiting = found.waiting
    result.tagged = found.tagged
    result.gone = found.gone
    result.takenBack = found.takenBack
    guard !found.isEmpty else { return (united.ledger, united.tip) }
    let appender = RecordAppender(
      to: LedgerBranch(number: result.number), in: session.repository, signer: signer,
      now: session.now)
    Terminal.trace("signing \(found.proofs.count) proofs")
    let appended = try appender.append(to: united) { found.stillMissing(in: $0) }
    result.proven = appended.records.count
    Terminal.trace("appended")
    return (appended.ledger, appended.tip)
  }

  private func report(
    _ results: [SyncResult], _ failures: [SyncFailure], _ scope: Backfill.Scope,
    _ session: Session
  ) {
    if json {
      Terminal.json([
        .init("projects", .array(results.map(\.json))),
        .init("failures", .array(failures.map(\.json))),
      ])
      return
    }
    for var result in results {
      let told = ToldCommits(of: result.number, in: session.repository)
      result.newlyTakenBack = told.tell(result.takenBack, isAll: scope.isWhole)
      result.printText(
        remote: session.settings.remote,
        missing: (try? MissingObjects(waiting: result.waiting, in: session.repository)) ?? nil)
    }
  }

  /// What keeps the ledger from being published, though nothing has failed.
  private func tellOfRemote(_ session: Session, _ empty: RemoteLedger.Emptiness) {
    if let remote = session.settings.remote, let place = empty.place(of: remote) {
      let first = FirstPush(to: remote, session)
      Terminal.note("hint: \(first.text(place)): \(first.command)")
    }
    guard !offline, session.settings.remote == nil else { return }
    guard let choice = try? RemoteChoice(in: session.repository) else { return }
    Terminal.note("hint: \(choice.text)")
    for command in choice.commands { Terminal.note("hint:   \(command)") }
  }
}
