public import Git
public import Ledger

/// A project's proofs with what the repository says of their commits.
public struct Assessment: Sendable {
  /// One proof.
  public struct Row: Sendable {
    public let entry: ProjectState.ProofEntry
    public let check: CommitCheck?
    public let status: ProofStatus

    /// The commit, if it is at hand.
    public let commit: Commit?
  }

  public let ledger: Ledger
  public let rows: [Row]

  /// The proofs that count, all of the ledger's.
  public let standing: [ProjectState.ProofEntry]

  /// Checks proofs: `entries`, or all of the ledger.
  ///
  /// - Throws: ``GitError`` where the repository itself is damaged.
  public init(
    _ ledger: Ledger, _ entries: [ProjectState.ProofEntry]? = nil, against commits: CommitSource
  ) throws {
    self.ledger = ledger
    let state = ledger.state
    let shown = entries ?? state.proofs
    // A proof that lies about its commit must not take the place of one that does not: where
    // several prove one commit all of them are checked, shown or not.
    let ids = Set(shown.map(\.id))
    let groups = Dictionary(grouping: state.proofs, by: \.proof.commit)
    let doubtful = groups.values.filter { $0.count > 1 }.joined().filter { !ids.contains($0.id) }
    let all = shown + doubtful
    let checks = try commits.checks(of: all)
    let contradicted = zip(all, checks).filter { $1.isContradiction }.map(\.0.id)
    standing = state.standingProofs(without: Set(contradicted))
    let standingIDs = Set(standing.map(\.id))
    let questioned = state.questionedProofs
    let accepted = Set(shown.map(\.signer)).filter { state.isAcceptedSigner($0) }
    let isAgreed = state.isAgreed
    rows = zip(shown, checks).map { entry, check in
      Row(
        entry: entry, check: check,
        status: ProofStatus(
          entry, in: state, isAgreed: isAgreed, check: check,
          isStanding: standingIDs.contains(entry.id), isAccepted: accepted.contains(entry.signer),
          questionedBy: questioned[entry.id]),
        commit: commits.commit(of: entry.proof, check))
    }
  }

  /// What the builders themselves have done: lines of standing proofs that are not only vouched for,
  /// each change once however often it was picked.
  public var ownLines: (additions: Int64, deletions: Int64) {
    Self.ownLines(of: standing)
  }

  /// The lines of some proofs; see ``ownLines``.
  public static func ownLines(
    of proofs: [ProjectState.ProofEntry]
  ) -> (additions: Int64, deletions: Int64) {
    var seen: Set<String> = []
    var sum: (additions: Int64, deletions: Int64) = (0, 0)
    for entry in proofs where !entry.proof.isVouched {
      if let patchID = entry.proof.patchID, !seen.insert(patchID).inserted { continue }
      sum.additions += entry.proof.counts.additions
      sum.deletions += entry.proof.counts.deletions
    }
    return sum
  }
}

extension CommitCheck? {
  fileprivate var isContradiction: Bool {
    if case .contradicts = self { true } else { false }
  }
}
