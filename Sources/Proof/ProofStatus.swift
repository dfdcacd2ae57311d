public import Ledger

/// The word that people read beside a proof.
public enum ProofStatus: Equatable, Sendable {
  /// The record is valid, its signer admitted, the client has agreed, the commit was checked.
  case verified
  /// Something is still missing, and what.
  case pending([String])
  /// The commit contradicts the proof, and how.
  case failed(String)
  /// Another proof replaces it.
  case superseded(by: RecordID)
  /// Another proof of the same commit stands.
  case duplicate
  /// Its builder has taken it back, for a reason.
  case retracted(String)

  /// What every proof waits for until the client agrees.
  public static let notAgreed = "the client has not agreed to the project"

  /// The word alone.
  public var word: String {
    switch self {
    case .verified: "verified"
    case .pending: "pending"
    case .failed: "failed"
    case .superseded: "superseded"
    case .duplicate: "duplicate"
    case .retracted: "retracted"
    }
  }

  /// What stands behind the word; empty for ``verified``.
  public var reason: String {
    switch self {
    case .verified: ""
    case .pending(let reasons): reasons.joined(separator: "; ")
    case .failed(let reason): reason
    case .superseded(let id): "replaced by \(id.short)"
    case .duplicate: "another proof of this commit stands"
    case .retracted(let reason): reason.isEmpty ? "taken back" : "taken back: \(reason)"
    }
  }

  /// Combines what the ledger and the repository say.
  ///
  /// `check` is `nil` where no repository was at hand; `isStanding` says whether the proof is the
  /// one that counts for its commit; `isAccepted`, whether both parties have let its signer in;
  /// `questionedBy` is the end of its key that leaves it in question.
  public init(
    _ entry: ProjectState.ProofEntry, in state: ProjectState, isAgreed: Bool, check: CommitCheck?,
    isStanding: Bool, isAccepted: Bool, questionedBy: KeyEnd?
  ) {
    if case .contradicts(let reason) = check {
      self = .failed(reason)
      return
    }
    if let retraction = state.retraction(of: entry.id) {
      self = .retracted(retraction.reason ?? "")
      return
    }
    if let replacement = state.replacement(of: entry.id) {
      self = .superseded(by: replacement)
      return
    }
    guard isStanding else {
      self = .duplicate
      return
    }
    var missing: [String] = []
    if let questionedBy {
      missing.append("contested: its key was ended by \(questionedBy.id.short), which keeps it not")
    }
    if !isAgreed {
      missing.append(Self.notAgreed)
    } else if !isAccepted {
      missing.append("its signer is no builder that the client has agreed to")
    }
    switch check {
    case .notHere: missing.append("the commit is not in this repository")
    case nil: missing.append("no repository to check the commit against")
    case .checked, .objectChecked, .contradicts: break
    }
    self = missing.isEmpty ? .verified : .pending(missing)
  }
}
