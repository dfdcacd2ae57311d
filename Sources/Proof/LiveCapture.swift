public import Git
public import Ledger
public import LedgerStore
internal import SSHSignature

/// What the hook does: proves one commit in the projects that its message names.
public struct LiveCapture {
  private let repository: Repository
  private let signer: () throws -> Signer
  private let now: Timestamp
  private let copyFailure: (FileError) -> Void

  /// Prepares a capture.
  ///
  /// `copyFailure` hears why the readable copy of a proof was not written. `signer` is asked only
  /// when there is something to sign.
  public init(
    in repository: Repository, now: Timestamp, copyFailure: @escaping (FileError) -> Void,
    signer: @escaping () throws -> Signer
  ) {
    self.copyFailure = copyFailure
    self.repository = repository
    self.now = now
    self.signer = signer
  }

  /// What became of one tag.
  public struct Outcome {
    public let tag: Tag

    /// The proof made or found; `nil` within if it was there before.
    public let result: Result<VerifiedRecord?, any Error>
  }

  /// Proves a commit in each project that its message names.
  public func capture(
    _ commit: Commit, as capture: CommitProof.Capture
  ) throws -> [Outcome] {
    let tags = try grammar().tags(in: commit.message)
    return tags.map { tag in
      Outcome(tag: tag, result: Result { try prove(commit, tag, as: capture) })
    }
  }

  private func grammar() throws -> TagGrammar {
    let tickets = try LedgerIndex.claimedTickets(in: repository)
    return TagGrammar(words: try Settings.read(in: repository).prefixes, tickets: tickets)
  }

  private func prove(
    _ commit: Commit, _ tag: Tag, as capture: CommitProof.Capture
  ) throws -> VerifiedRecord? {
    let branch = LedgerBranch(number: tag.project)
    let genesis = try Settings.genesis(of: tag.project, in: repository)
    var summary: CommitSummary?
    var attempts = Attempts()
    repeat {
      guard
        let index = try LedgerIndex.current(of: branch, in: repository, genesis: genesis)
          ?? adopt(branch, genesis: genesis)
      else {
        let known = try LedgerBranch.numbers(in: repository)
        throw AppendError.notSetUp(project: tag.project, known: known)
      }
      if try index.proof(of: commit.id.hex, in: repository) != nil { return nil }
      let signer = try signer()
      guard let emails = index.builders[signer.key.fingerprint] else {
        throw CaptureError.notABuilder(
          project: tag.project, fingerprint: signer.key.fingerprint)
      }
      let authorship = try Authorship(emails: emails, in: repository)
      let relation = authorship.relation(to: commit)
      guard relation != .foreign else {
        throw CaptureError.foreignCommit(project: tag.project, commit: commit.id)
      }
      let known = try summary ?? CommitSummary.compute(of: commit, in: repository)
      summary = known
      let proof = CommitProof(
        commit, known, branch: try repository.currentBranch(),
        milestone: tag.milestone ?? index.openMilestone, capture: capture,
        isVouched: relation != .own, supersedes: [])
      let draft = try Draft(
        proof, project: tag.project, genesis: index.genesis, parents: index.heads,
        signer: signer.key, time: now)
      let record = try signer.sign(draft)
      if try append(record, to: branch, index) { return record }
    } while attempts.pause()
    throw AppendError.contention
  }

  /// Starts the local branch from a remote's, in a clone where nobody has yet run a command.
  private func adopt(_ branch: LedgerBranch, genesis: RecordID?) throws -> LedgerIndex? {
    let union = LedgerUnion(branch, in: repository)
    guard
      let united = try union.unite(genesis: genesis, pins: Pins(), now: now.seconds)
    else { return nil }
    try Settings.settle(on: united.ledger.state.genesis, of: branch.number, in: repository)
    return try LedgerIndex.store(united.ledger, of: branch, at: united.tip, in: repository)
  }

  /// Adds a record to the branch, then to the caches.
  ///
  /// - Returns: Whether the branch was still where the record's parents are from.
  private func append(
    _ record: VerifiedRecord, to branch: LedgerBranch, _ index: LedgerIndex
  ) throws -> Bool {
    let writer = BranchWriter(branch)
    let change = BranchWriter.Change(appending: record, after: index.heads)
    let commit = try writer.commit(change, on: index.tip, time: now.seconds, in: repository)
    do throws(GitError) {
      try writer.move(from: index.tip, to: commit, in: repository)
    } catch {
      guard error.isLostRace else { throw error }
      return false
    }
    // The record is in the ledger: what follows are conveniences that `sync` can make good.
    var index = index
    try? index.advance(over: [record], to: commit)
    do {
      try VisibleCopy(of: branch, in: repository)?.add([record])
    } catch let error as FileError {
      copyFailure(error)
    }
    return true
  }
}

extension CommitProof {
  /// Describes a commit with what was counted in it.
  init(
    _ commit: Commit, _ summary: CommitSummary, branch: [UInt8]?, milestone: Int64?,
    capture: Capture, isVouched: Bool, supersedes: [RecordID]
  ) {
    self.init(
      commit: commit.id.hex, commitSHA256: Hex.encode(SHA256.hash(commit.bytes)),
      tree: commit.tree.hex, parents: commit.parents.map(\.hex), patchID: summary.patchID,
      authorTime: commit.author.time, committerTime: commit.committer.time,
      counts: summary.counts,
      // A name that is not UTF-8 cannot stand in JSON.
      branch: branch.flatMap { String(validating: $0, as: UTF8.self) }, milestone: milestone,
      capture: capture, isVouched: isVouched, supersedes: supersedes)
  }
}
