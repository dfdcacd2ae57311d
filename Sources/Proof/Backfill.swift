public import Git
public import Ledger
public import LedgerStore
internal import SSHSignature

/// What `relay sync` does with commits: finds those that belong to a project and have no proof.
public struct Backfill {
  /// Which commits to look at.
  public struct Scope: Sendable {
    /// Commits to start from, with the names to record as branch; `nil` for all branches, local and
    /// remote, and what work trees stand at.
    public var tips: [Tip]?

    /// The earliest committer time, in seconds since 1970.
    public var since: Int64?

    /// Whether commits of others are proven too, marked as vouched for.
    public var allAuthors: Bool

    /// Whether it is the whole history of every branch.
    public var isWhole: Bool { tips == nil && since == nil }

    /// Describes a scope.
    public init(tips: [Tip]? = nil, since: Int64? = nil, allAuthors: Bool = false) {
      self.tips = tips
      self.since = since
      self.allAuthors = allAuthors
    }
  }

  /// A commit to start from.
  public struct Tip: Sendable {
    /// The short name of what points at it.
    public let name: [UInt8]
    public let id: ObjectID

    /// Names a commit.
    public init(name: [UInt8], id: ObjectID) {
      self.name = name
      self.id = id
    }
  }

  /// What a search found.
  public struct Findings: Sendable {
    /// New proofs, oldest commit first.
    public var proofs: [CommitProof] = []

    /// Proofs in place of the signer's own that stand beside ones of commits which are gone: an
    /// amended commit is proven at once, and only later is it told that the one before is gone.
    public var renewed: [CommitProof] = []

    /// The signer's standing proofs of commits that are here, that no branch, tag or work tree
    /// reaches, and that nothing replaces.
    public var gone: [RecordID] = []

    /// Commits that name the project and are not counted, since their proofs were taken back.
    public var takenBack: [ObjectID] = []

    /// Commits that wait because what they changed is not here or cannot be read.
    public var waiting: [ObjectID] = []

    /// Commits of others that were left out.
    public var foreign = 0

    /// Commits that name the project.
    public var tagged = 0

    /// Whether there is nothing to sign.
    public var isEmpty: Bool { proofs.isEmpty && renewed.isEmpty }

    /// The fingerprint of the key that is to sign.
    fileprivate let signer: String

    /// The new proofs less those that a ledger has got meanwhile.
    public func stillMissing(in ledger: Ledger) -> [CommitProof] {
      let proven = ledger.provenCommits(for: signer)
      let standing = Set(ledger.state.standingProofs.map(\.id))
      return proofs.filter {
        !proven.own.contains($0.commit) && !proven.others.contains($0.commit)
      }
        + renewed.filter { standing.isSuperset(of: $0.supersedes) }
    }
  }

  private let repository: Repository
  private let ledger: Ledger

  /// Prepares a search for one project.
  public init(_ ledger: Ledger, in repository: Repository) {
    self.ledger = ledger
    self.repository = repository
  }

  private struct Candidate: Sendable {
    let commit: Commit
    let branch: [UInt8]
    let milestone: Int64?
    let isVouched: Bool

    func proof(
      _ summary: CommitSummary, _ capture: CommitProof.Capture, _ openMilestone: Int64?,
      replacing old: Set<RecordID>
    ) -> CommitProof {
      CommitProof(
        commit, summary, branch: branch, milestone: milestone ?? openMilestone, capture: capture,
        isVouched: isVouched, supersedes: old.sorted())
    }
  }

  /// Finds the commits that need a proof by a signer, and describes them.
  ///
  /// `progress` is called from any thread with the number of commits described so far and in all.
  ///
  /// - Throws: ``CaptureError`` if the key is no builder's or witness's; ``GitError``.
  public func find(
    in scope: Scope, signer: Signer, progress: @escaping @Sendable (Int, Int) -> Void
  ) throws -> Findings {
    let (authorship, capture) = try authorship(of: signer)
    let number = ledger.state.number
    let tickets = ledger.state.parties().terms?.terms.tickets ?? []
    let grammar = TagGrammar(
      words: try Settings.read(in: repository).prefixes, tickets: tickets.map { ($0, number) })
    let proven = ledger.provenCommits(for: signer.key.fingerprint)
    let takenBack = try TakenBack(ledger, by: signer.key.fingerprint, in: repository)
    var findings = Findings(signer: signer.key.fingerprint)
    var candidates: [Candidate] = []
    var witnessed: [String: Candidate] = [:]
    var reached: Set<ObjectID> = []
    for tip in try scope.tips ?? allTips() {
      try repository.forEachCommit(reachableFrom: [tip.id], seen: &reached) { commit in
        if let since = scope.since, commit.committer.time < since { return }
        guard let tag = grammar.tags(in: commit.message).first(where: { $0.project == number })
        else { return }
        findings.tagged += 1
        guard !takenBack.contains(commit.id) else {
          findings.takenBack.append(commit.id)
          return
        }
        guard !proven.own.contains(commit.id.hex) else { return }
        let relation = authorship.relation(to: commit)
        let candidate = Candidate(
          commit: commit, branch: tip.name, milestone: tag.milestone, isVouched: relation != .own)
        guard !proven.others.contains(commit.id.hex) else {
          if relation == .own { witnessed[commit.id.hex] = candidate }
          return
        }
        guard relation != .foreign || scope.allAuthors else {
          findings.foreign += 1
          return
        }
        candidates.append(candidate)
      }
    }
    candidates.sort {
      ($0.commit.committer.time, $0.commit.id) < ($1.commit.committer.time, $1.commit.id)
    }
    let openMilestone = ledger.state.openMilestone
    let replaced = try Replacements(ledger, by: signer, reached: reached, scope, in: repository)
    for (candidate, summary) in zip(candidates, try summaries(of: candidates, progress)) {
      guard let summary else {
        findings.waiting.append(candidate.commit.id)
        continue
      }
      let old = replaced.proofs(
        replacedBy: candidate.commit, changing: summary.patchID, isVouched: candidate.isVouched)
      findings.proofs.append(candidate.proof(summary, capture, openMilestone, replacing: old))
    }
    findings.renewed = try rewritten(witnessed, replaced, openMilestone)
    let taken = Set((findings.proofs + findings.renewed).flatMap(\.supersedes))
    findings.renewed += try replaced.renewed(ledger, by: signer, reached: reached, without: taken)
    let settled = taken.union(findings.renewed.flatMap(\.supersedes))
    findings.gone = try replaced.gone(without: settled)
    return findings
  }

  /// Proofs of commits that somebody else has proven, as far as they take the place of the signer's
  /// own: nobody else's can.
  private func rewritten(
    _ witnessed: [String: Candidate], _ replaced: Replacements, _ openMilestone: Int64?
  ) throws -> [CommitProof] {
    guard !witnessed.isEmpty else { return [] }
    var proofs: [CommitProof] = []
    for entry in ledger.state.standingProofs {
      guard let candidate = witnessed[entry.proof.commit] else { continue }
      let old = replaced.proofs(
        replacedBy: candidate.commit, changing: entry.proof.patchID,
        isVouched: candidate.isVouched)
      // What the other says is asked first: counting is slow.
      guard !old.isEmpty,
        let summary = try? CommitSummary.compute(of: candidate.commit, in: repository),
        summary.patchID == entry.proof.patchID
      else { continue }
      proofs.append(candidate.proof(summary, .rewritten, openMilestone, replacing: old))
    }
    return proofs
  }

  /// Describes commits that their builder names by hand, tagged or not, where they have no proof.
  ///
  /// - Throws: ``CaptureError`` if the key is no builder's, or a commit is by somebody else and
  ///   `allAuthors` is not set; ``GitError``.
  public func claim(
    _ commits: [Commit], milestone: Int64?, signer: Signer, allAuthors: Bool
  ) throws -> [CommitProof] {
    let builder = try builder(signer)
    let authorship = try Authorship(emails: builder.emails, in: repository)
    var proven = Set(ledger.state.standingProofs.map(\.proof.commit))
    var proofs: [CommitProof] = []
    for commit in commits where proven.insert(commit.id.hex).inserted {
      let relation = authorship.relation(to: commit)
      guard relation != .foreign || allAuthors else {
        throw CaptureError.foreignClaim(commit: commit.id)
      }
      proofs.append(
        CommitProof(
          commit, try CommitSummary.compute(of: commit, in: repository),
          branch: try repository.currentBranch(),
          milestone: milestone ?? ledger.state.openMilestone, capture: .claimed,
          isVouched: relation != .own, supersedes: []))
    }
    return proofs
  }

  /// Whose commits a key may prove, and how they came to be known to it: a witness proves the
  /// builders', as it does when they are pushed to it.
  private func authorship(
    of signer: Signer
  ) throws -> (authorship: Authorship, capture: CommitProof.Capture) {
    let parties = ledger.state.parties()
    guard parties.members(.witness).contains(where: { $0.key == signer.key }) else {
      return (try Authorship(emails: try builder(signer).emails, in: repository), .synced)
    }
    let emails = parties.members(.builder).flatMap(\.emails)
    return (try Authorship(emails: emails, in: repository), .received)
  }

  private func builder(_ signer: Signer) throws -> Parties.Member {
    let builders = ledger.state.parties().members(.builder)
    guard let builder = builders.first(where: { $0.key == signer.key }) else {
      throw CaptureError.notABuilder(
        project: ledger.state.number, fingerprint: signer.key.fingerprint)
    }
    return builder
  }

  /// The commits to start from, with the short name of what points at them, the one checked out
  /// first.
  private func allTips() throws -> [Tip] {
    var tips: [Tip] = []
    if let head = try repository.reference("HEAD") {
      tips.append(Tip(name: try repository.currentBranch() ?? [], id: head))
    }
    return tips + (try repository.codeBranches().map { Tip(name: $0.shortName, id: $0.id) })
      + (try repository.detachedHeads().map { Tip(name: [], id: $0) })
  }

  /// Counts what commits changed. `nil` where that cannot be done: somebody may have pushed a
  /// commit that is made to be unreadable, and the others are not to wait for it.
  private func summaries(
    of candidates: [Candidate], _ progress: @escaping @Sendable (Int, Int) -> Void
  ) throws -> [CommitSummary?] {
    let counter = ProgressCounter(total: candidates.count, report: progress)
    return try CommitSummary.recall(of: candidates.map(\.commit), in: repository) {
      counter.advance()
    }.map { try? $0.get() }
  }
}

extension Ledger {
  /// The commits of which a signer need not add a proof.
  ///
  /// Somebody else's vouching does not take an author's own work away. A proof of the signer's own
  /// that another has replaced is not made once more: where a branch is behind, that would replace
  /// the other in turn, for ever.
  fileprivate func provenCommits(
    for signer: String
  ) -> (own: Set<String>, others: Set<String>) {
    let own = state.proofs.filter { $0.signer == signer }
    let others = state.standingProofs.filter { !$0.proof.isVouched && $0.signer != signer }
    return (Set(own.map(\.proof.commit)), Set(others.map(\.proof.commit)))
  }
}

extension CommitProof {
  /// The same of the same commit, in place of other proofs.
  func renewed(replacing old: [RecordID]) -> CommitProof {
    CommitProof(
      commit: commit, commitSHA256: commitSHA256, tree: tree, parents: parents, patchID: patchID,
      authorTime: authorTime, committerTime: committerTime, counts: counts, branch: branch,
      milestone: milestone, capture: .rewritten, isVouched: isVouched, supersedes: old)
  }
}
