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

  /// Checks proofs: `entries`, or all of the ledger.
  ///
  /// `repository` is `nil` where only the ledger is at hand.
  ///
  /// - Throws: ``GitError`` where the repository itself is damaged.
  public init(
    _ ledger: Ledger, _ entries: [ProjectState.ProofEntry]? = nil, against repository: Repository?
  ) throws {
    self.ledger = ledger
    let entries = entries ?? ledger.state.proofs
    let checks: [CommitCheck?] =
      if let repository {
        try CommitCheck.perform(entries.map(\.proof), in: repository)
      } else {
        entries.map { _ in nil }
      }
    // A proof that lies about its commit must not take the place of one that does not.
    let contradicted = zip(entries, checks).filter { $1.isContradiction }.map(\.0.id)
    let standing = Set(ledger.state.standingProofs(without: Set(contradicted)).map(\.id))
    rows = zip(entries, checks).map { entry, check in
      Row(
        entry: entry, check: check,
        status: ProofStatus(
          entry, in: ledger.state, check: check, isStanding: standing.contains(entry.id)),
        commit: Self.commit(entry.proof, check, in: repository))
    }
  }

  private static func commit(
    _ proof: CommitProof, _ check: CommitCheck?, in repository: Repository?
  ) -> Commit? {
    switch check {
    case .checked, .objectChecked:
      ObjectID(hex: proof.commit).flatMap { id in try? repository?.commit(id) }
    case .notHere, .contradicts, nil: nil
    }
  }
}

extension CommitCheck? {
  fileprivate var isContradiction: Bool {
    if case .contradicts = self { true } else { false }
  }
}
