public import Git
public import Ledger
public import LedgerStore
internal import SSHSignature

/// What the hooks do: proves commits in the projects that their messages name, without reading a
/// whole ledger.
public struct LiveCapture {
  private let repository: Repository
  private let signer: SignerOnce
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
    self.signer = SignerOnce(signer)
  }

  /// A commit to prove.
  public struct Item {
    let commit: Commit
    let capture: CommitProof.Capture
    let branch: [UInt8]?

    /// Names a commit.
    ///
    /// - Parameters:
    ///   - commit: The commit.
    ///   - capture: How it came to be known.
    ///   - branch: The short name of the branch that it is on.
    public init(_ commit: Commit, as capture: CommitProof.Capture, on branch: [UInt8]?) {
      self.commit = commit
      self.capture = capture
      self.branch = branch
    }
  }

  /// What became of a project's commits.
  public struct Outcome {
    public let project: Int64

    /// The new proofs.
    public let result: Result<[VerifiedRecord], any Error>

    /// Commits without a proof, since those that they came in place of were taken back.
    public let takenBack: [ObjectID]

    /// Whether nothing is left to be proven, as far as this clone may, nor what became of what to
    /// be kept in mind.
    fileprivate let isWhole: Bool
  }

  /// Whose commits are looked at.
  public enum Reach: Sendable {
    /// The one that was just made: what cannot be proven is said.
    case made
    /// Those that came to be by some other way, some of others': only the builders' own are, and
    /// projects that this clone has not taken up are left alone.
    case found
  }

  /// Proves commits, oldest first, in each project that their messages name.
  ///
  /// `rewritten` says what some of them came in place of, whose proofs theirs supersede. That is
  /// noted before anything is tried, and until all is done.
  public func capture(
    _ items: [Item], _ reach: Reach, rewritten: RewriteMap = RewriteMap()
  ) throws -> [Outcome] {
    let supersession = Supersession(of: rewritten, in: repository)
    let notes = RewriteNotes(of: repository)
    // Where it cannot be noted there is still the proof to be made.
    let note = try? notes.keep(rewritten)
    let grammar = try grammar()
    var tagged: [Int64: [Tagged]] = [:]
    var projects: [Int64] = []
    for item in items {
      for tag in grammar.tags(in: item.commit.message) {
        if tagged[tag.project] == nil { projects.append(tag.project) }
        tagged[tag.project, default: []].append((item, tag.milestone))
      }
    }
    let outcomes = projects.map { project in
      do {
        let yield = try prove(tagged[project] ?? [], project, reach, supersession, grammar)
        return Outcome(
          project: project, result: .success(yield.records), takenBack: yield.takenBack,
          isWhole: yield.isWhole && yield.takenBack.isEmpty)
      } catch {
        return Outcome(project: project, result: .failure(error), takenBack: [], isWhole: false)
      }
    }
    if let note, outcomes.allSatisfy(\.isWhole) { notes.drop(note) }
    return outcomes
  }

  /// What in a message looks like a tag and is none.
  public func nearMisses(in commit: Commit) throws -> [NearMiss] {
    NearMiss.find(in: commit.message, words: try Settings.read(in: repository).prefixes)
  }

  private func grammar() throws -> TagGrammar {
    try TagGrammar(try Settings.read(in: repository), in: repository)
  }

  private typealias Tagged = (item: Item, milestone: Int64?)

  /// What proving a project's commits has come to.
  private struct Yield {
    var records: [VerifiedRecord] = []
    var takenBack: [ObjectID] = []
    var isWhole = true
  }

  private func prove(
    _ tagged: [Tagged], _ project: Int64, _ reach: Reach, _ supersession: Supersession,
    _ grammar: TagGrammar
  ) throws -> Yield {
    let branch = LedgerBranch(number: project)
    if reach == .found, try repository.reference(branch.name) == nil { return Yield() }
    let genesis = try Settings.genesis(of: project, in: repository)
    let turn = AppendTurn(at: branch, in: repository)
    defer { turn.end() }
    var summaries: [ObjectID: CommitSummary] = [:]
    var attempts = Attempts()
    var hasUnited = false
    repeat {
      guard
        let index = try LedgerIndex.current(of: branch, in: repository, genesis: genesis)
          ?? adopt(branch)
      else {
        let known = try LedgerBranch.numbers(in: repository)
        throw AppendError.notSetUp(project: project, known: known)
      }
      let missing = try unproven(tagged, index, reach)
      // What was pulled may have come with its proofs, or with their having been taken back.
      let mayBeKnown =
        reach == .found || missing.contains { supersession.concerns($0.item.commit.id) }
      if mayBeKnown, !missing.isEmpty, !hasUnited, try hasUnseen(branch, at: index.tip) {
        hasUnited = true
        // Where that fails the proof is made all the same, and `relay sync` says why.
        _ = try? adopt(branch)
        continue
      }
      let renewals = try renewals(among: tagged, without: missing, index, supersession)
      guard !missing.isEmpty || !renewals.isEmpty else { return Yield() }
      let signer = try signer.signer()
      let fingerprint = signer.key.fingerprint
      guard let authorship = try authorship(of: signer, index) else {
        if reach == .found { return Yield() }
        throw CaptureError.notABuilder(project: project, fingerprint: fingerprint)
      }
      var yield = Yield()
      var proofs = renewals.filter { $0.signer == fingerprint }.map(\.proof)
      for (item, milestone) in missing {
        let relation = authorship.relation(to: item.commit)
        guard relation != .foreign else {
          if reach == .found { continue }
          throw CaptureError.foreignCommit(project: project, commit: item.commit.id)
        }
        guard try !supersession.isTakenBack(item.commit.id, by: fingerprint, index) else {
          yield.takenBack.append(item.commit.id)
          continue
        }
        let known = summaries[item.commit.id]
        guard let summary = try known ?? summary(of: item.commit, reach) else {
          yield.isWhole = false
          continue
        }
        summaries[item.commit.id] = summary
        // Kept in mind for `relay sync`, which compares changes.
        let isUntold = try supersession.isUntold(item.commit.id, by: fingerprint, index) { old in
          grammar.tags(in: old.message).contains { $0.project == project }
        }
        if isUntold { yield.isWhole = false }
        proofs.append(
          CommitProof(
            item.commit, summary, branch: item.branch,
            milestone: milestone ?? index.openMilestone, capture: item.capture,
            isVouched: relation != .own,
            supersedes: try supersession.proofs(
              replacedBy: item.commit.id, by: fingerprint, index)))
      }
      guard !proofs.isEmpty else { return yield }
      var drafts: [Draft] = []
      for proof in proofs {
        drafts.append(
          try Draft(
            proof, project: project, genesis: index.genesis,
            parents: drafts.last.map { [$0.id] } ?? index.heads, signer: signer.key, time: now))
      }
      yield.records = try self.signer.sign(drafts)
      if try append(yield.records, to: branch, index) { return yield }
    } while attempts.pause()
    throw AppendError.contention
  }

  /// New proofs of commits that have one which says nothing of what they came in place of.
  private func renewals(
    among tagged: [Tagged], without missing: [Tagged], _ index: LedgerIndex,
    _ supersession: Supersession
  ) throws -> [(proof: CommitProof, signer: String)] {
    let unproven = Set(missing.map(\.item.commit.id))
    return try tagged.compactMap { item, _ in
      guard supersession.concerns(item.commit.id), !unproven.contains(item.commit.id) else {
        return nil
      }
      return try supersession.renewal(of: item.commit.id, index)
    }
  }

  /// Those that have no proof; where nothing was made just now, those that a builder may have made.
  private func unproven(
    _ tagged: [Tagged], _ index: LedgerIndex, _ reach: Reach
  ) throws -> [Tagged] {
    let missing = try tagged.filter {
      try index.proof(of: $0.item.commit.id.hex, in: repository) == nil
    }
    guard reach == .found, !missing.isEmpty else { return missing }
    let builders = try Authorship(emails: index.builders.values.flatMap { $0 }, in: repository)
    return missing.filter { builders.relation(to: $0.item.commit) != .foreign }
  }

  /// Whose commits a key may prove as their own; `nil` if it may prove none. A witness proves the
  /// builders'.
  private func authorship(of signer: Signer, _ index: LedgerIndex) throws -> Authorship? {
    let fingerprint = signer.key.fingerprint
    if let emails = index.builders[fingerprint] {
      return try Authorship(emails: emails, in: repository)
    }
    guard index.witnesses.contains(fingerprint) else { return nil }
    return try Authorship(emails: index.builders.values.flatMap { $0 }, in: repository)
  }

  /// What a commit changed; `nil` where that cannot be told and others are not to wait for it.
  private func summary(of commit: Commit, _ reach: Reach) throws -> CommitSummary? {
    do throws(GitError) { return try CommitSummary.compute(of: commit, in: repository) } catch {
      if reach == .found { return nil }
      throw error
    }
  }

  /// Whether a remote's ledger has been fetched that the local branch does not hold yet.
  private func hasUnseen(_ branch: LedgerBranch, at tip: ObjectID) throws -> Bool {
    try branch.trackingTips(in: repository).contains { try !repository.isAncestor($0.id, of: tip) }
  }

  /// Brings the local branch and remotes' together, in a clone where nobody has yet run a command
  /// also from those alone.
  private func adopt(_ branch: LedgerBranch) throws -> LedgerIndex? {
    let union = LedgerUnion(branch, in: repository)
    guard let united = try union.unite(pins: Pins(), now: now.seconds) else { return nil }
    return try LedgerIndex.store(united.ledger, of: branch, at: united.tip, in: repository)
  }

  /// Adds a chain of records to the branch, then to the caches.
  ///
  /// - Returns: Whether the branch was still where the chain's parents are from.
  private func append(
    _ records: [VerifiedRecord], to branch: LedgerBranch, _ index: LedgerIndex
  ) throws -> Bool {
    guard let last = records.last else { return true }
    let writer = BranchWriter(branch)
    let change = BranchWriter.Change(appending: records, from: index.heads, to: [last.id])
    let commit = try writer.commit(change, on: index.tip, time: now.seconds, in: repository)
    do throws(GitError) {
      try writer.move(from: index.tip, to: commit, in: repository)
    } catch {
      guard error.isLostRace else { throw error }
      return false
    }
    // The records are in the ledger: what follows are conveniences that `sync` can make good.
    var index = index
    try? index.advance(over: records, to: commit)
    do {
      try VisibleCopy(of: branch, in: repository)?.add(records)
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
