public import Git
public import Ledger
public import LedgerStore
internal import SSHSignature

/// What the hooks do: proves commits in the projects that their messages name, without reading a
/// whole ledger.
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

  /// A commit to prove.
  public struct Item {
    let commit: Commit
    let capture: CommitProof.Capture
    let branch: [UInt8]?
    let replaced: [ObjectID]

    /// Names a commit.
    ///
    /// - Parameters:
    ///   - commit: The commit.
    ///   - capture: How it came to be known.
    ///   - branch: The short name of the branch that it is on.
    ///   - replaced: Commits in whose place it came. Their proofs are superseded unless a branch
    ///     still reaches them.
    public init(
      _ commit: Commit, as capture: CommitProof.Capture, on branch: [UInt8]?,
      replacing replaced: [ObjectID] = []
    ) {
      self.commit = commit
      self.capture = capture
      self.branch = branch
      self.replaced = replaced
    }
  }

  /// What became of a project's commits.
  public struct Outcome {
    public let project: Int64

    /// The new proofs.
    public let result: Result<[VerifiedRecord], any Error>
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
  public func capture(_ items: [Item], _ reach: Reach) throws -> [Outcome] {
    let grammar = try grammar()
    var tagged: [Int64: [(item: Item, milestone: Int64?)]] = [:]
    var projects: [Int64] = []
    for item in items {
      for tag in grammar.tags(in: item.commit.message) {
        if tagged[tag.project] == nil { projects.append(tag.project) }
        tagged[tag.project, default: []].append((item, tag.milestone))
      }
    }
    return projects.map { project in
      Outcome(
        project: project, result: Result { try prove(tagged[project] ?? [], project, reach) })
    }
  }

  /// What in a message looks like a tag and is none.
  public func nearMisses(in commit: Commit) throws -> [NearMiss] {
    NearMiss.find(in: commit.message, words: try Settings.read(in: repository).prefixes)
  }

  private func grammar() throws -> TagGrammar {
    let tickets = try LedgerIndex.claimedTickets(in: repository)
    return TagGrammar(words: try Settings.read(in: repository).prefixes, tickets: tickets)
  }

  private func prove(
    _ tagged: [(item: Item, milestone: Int64?)], _ project: Int64, _ reach: Reach
  ) throws -> [VerifiedRecord] {
    let branch = LedgerBranch(number: project)
    if reach == .found, try repository.reference(branch.name) == nil { return [] }
    let genesis = try Settings.genesis(of: project, in: repository)
    let turn = AppendTurn(at: branch, in: repository)
    defer { turn.end() }
    var summaries: [ObjectID: CommitSummary] = [:]
    var attempts = Attempts()
    repeat {
      guard
        let index = try LedgerIndex.current(of: branch, in: repository, genesis: genesis)
          ?? adopt(branch, genesis: genesis)
      else {
        let known = try LedgerBranch.numbers(in: repository)
        throw AppendError.notSetUp(project: project, known: known)
      }
      let missing = try unproven(tagged, index, reach)
      guard !missing.isEmpty else { return [] }
      let signer = try signer()
      guard let authorship = try authorship(of: signer, index) else {
        if reach == .found { return [] }
        throw CaptureError.notABuilder(project: project, fingerprint: signer.key.fingerprint)
      }
      var drafts: [Draft] = []
      for (item, milestone) in missing {
        let relation = authorship.relation(to: item.commit)
        guard relation != .foreign else {
          if reach == .found { continue }
          throw CaptureError.foreignCommit(project: project, commit: item.commit.id)
        }
        let known = summaries[item.commit.id]
        guard let summary = try known ?? summary(of: item.commit, reach) else { continue }
        summaries[item.commit.id] = summary
        let proof = CommitProof(
          item.commit, summary, branch: item.branch, milestone: milestone ?? index.openMilestone,
          capture: item.capture, isVouched: relation != .own,
          supersedes: try superseded(by: item, of: signer, index))
        drafts.append(
          try Draft(
            proof, project: project, genesis: index.genesis,
            parents: drafts.last.map { [$0.id] } ?? index.heads, signer: signer.key, time: now))
      }
      guard !drafts.isEmpty else { return [] }
      let records = try signer.sign(drafts)
      if try append(records, to: branch, index) { return records }
    } while attempts.pause()
    throw AppendError.contention
  }

  /// Those that have no proof; where nothing was made just now, those that a builder may have made.
  private func unproven(
    _ tagged: [(item: Item, milestone: Int64?)], _ index: LedgerIndex, _ reach: Reach
  ) throws -> [(item: Item, milestone: Int64?)] {
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

  private func superseded(
    by item: Item, of signer: Signer, _ index: LedgerIndex
  ) throws -> [RecordID] {
    var ids: Set<RecordID> = []
    for old in item.replaced where old != item.commit.id {
      let proofs = try index.replaceableProofs(
        of: old.hex, by: signer.key.fingerprint, in: repository)
      guard !proofs.isEmpty, try !repository.isReached(old, by: repository.branchTips()) else {
        continue
      }
      ids.formUnion(proofs)
    }
    return ids.sorted()
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

extension Repository {
  /// The commits that branches, here and of remotes, and the work tree stand at; ledgers, and what a
  /// rebase that ends is about to move, aside.
  func branchTips() throws(GitError) -> [ObjectID] {
    var tips: Set<ObjectID> = []
    if let head = try reference("HEAD") { tips.insert(head) }
    let moving = try branchesInRebase()
    for glob in ["refs/heads/*", "refs/remotes/*"] {
      for (name, id) in try references(matching: glob)
      where LedgerBranch.number(of: name) == nil && !moving.contains(name) { tips.insert(id) }
    }
    return Array(tips)
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
