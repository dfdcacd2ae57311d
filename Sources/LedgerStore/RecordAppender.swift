public import Git
public import Ledger
internal import SSHSignature

/// Signs statements as a chain on top of a ledger and appends them in one commit.
public struct RecordAppender {
  private let branch: LedgerBranch
  private let repository: Repository
  private let signer: Signer
  private let now: Timestamp
  private let patience: Duration

  /// Prepares to append to a project's ledger. So long is waited for a turn where others were quicker.
  public init(
    to branch: LedgerBranch, in repository: Repository, signer: Signer, now: Timestamp,
    patience: Duration = AppendTurn.commandsPatience
  ) {
    self.patience = patience
    self.branch = branch
    self.repository = repository
    self.signer = signer
    self.now = now
  }

  /// Appends what `statements` answers for the ledger as it stands.
  ///
  /// A record of each is signed on the one before, so that the chain can only be taken whole. If
  /// another process moves the branch meanwhile everything is done again on the new ledger, in turn
  /// with others that have come too late.
  ///
  /// - Parameters:
  ///   - known: The ledger as it was united a moment ago, so that it need not be read again.
  ///   - pins: Keys that the reader knows.
  ///   - statements: Answers what to say, given the ledger; none to leave it.
  /// - Throws: ``AppendError``; what `statements`, the signer, the ledger and git throw.
  /// - Returns: The records, and the ledger and its branch after them.
  public func append(
    to known: LedgerUnion.Outcome? = nil, pins: Pins = Pins(),
    _ statements: (Ledger) throws -> [any Statement]
  ) throws -> (records: [VerifiedRecord], ledger: Ledger, tip: ObjectID) {
    let union = LedgerUnion(branch, in: repository)
    var attempts = Attempts()
    var turn: AppendTurn?
    defer { turn?.end() }
    var known = known
    while true {
      let fresh = try known ?? union.unite(pins: pins, now: now.seconds)
      known = nil
      guard let united = fresh else {
        throw AppendError.notSetUp(
          project: branch.number, known: try LedgerBranch.numbers(in: repository))
      }
      let statements = try statements(united.ledger)
      guard !statements.isEmpty else { return ([], united.ledger, united.tip) }
      let records = try Self.chain(statements, on: united.ledger, by: signer, now: now)
      let after = united.ledger.adding(records)
      let writer = BranchWriter(branch)
      let change = BranchWriter.Change(
        appending: records, from: united.ledger.heads, to: after.heads)
      let commit = try writer.commit(change, on: united.tip, time: now.seconds, in: repository)
      do throws(GitError) {
        try writer.move(from: united.tip, to: commit, in: repository)
      } catch {
        guard error.isLostRace else { throw error }
        guard attempts.pause() else { throw AppendError.contention }
        if turn == nil {
          turn = AppendTurn(at: branch, in: repository, patience: patience)
          // The wait is not counted; those who are still to come too late win once each.
          attempts = Attempts(atLeast: Self.leastAttempts)
        }
        continue
      }
      return (records, after, commit)
    }
  }

  /// How often a process whose turn it is tries at least.
  private static let leastAttempts = 32

  /// Signs statements on top of a ledger, each on the one before.
  ///
  /// - Throws: ``AppendError`` of kind `refused`; what the signer throws.
  public static func chain(
    _ statements: [any Statement], on ledger: Ledger, by signer: Signer, now: Timestamp
  ) throws -> [VerifiedRecord] {
    var drafts: [Draft] = []
    for statement in statements {
      let draft = try draft(
        statement, on: ledger, after: drafts.last?.id, by: signer, now: now)
      if let refusal = ledger.refusal(of: draft, signer: signer.key) {
        throw AppendError.refused(refusal)
      }
      drafts.append(draft)
    }
    return try signer.sign(drafts)
  }

  /// Writes a statement down as what comes next in a ledger, or after a record that will.
  ///
  /// - Throws: ``RecordError``.
  public static func draft(
    _ statement: any Statement, on ledger: Ledger, after last: RecordID? = nil, by signer: Signer,
    now: Timestamp
  ) throws(RecordError) -> Draft {
    // Whoever is let in is let in with what it has said at the door.
    let waiting = (statement as? Admission).map {
      ledger.state.waiting(by: $0.key.fingerprint)
    }
    return try Draft(
      statement, project: ledger.state.number, genesis: ledger.state.genesis,
      parents: (last.map { [$0] } ?? ledger.heads) + (waiting ?? []), signer: signer.key, time: now)
  }
}
