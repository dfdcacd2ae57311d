public import Git
public import Ledger

/// Where the commits are that proofs are about.
public enum CommitSource {
  /// A repository of which nothing is believed: everything is read and counted again.
  case repository(Repository)
  /// The user's own repository, believed as git believes it.
  case trusted(Repository)
  /// Raw commit objects by id, as a bundle carries them.
  case objects([String: [UInt8]])
  /// Raw commit objects by id, and what somebody says who had the repository. Believed only where
  /// the objects do not say otherwise.
  case recorded([String: [UInt8]], [RecordID: CommitCheck])
  /// Only the ledger is at hand.
  case none

  /// Checks proofs; `nil` for each where there is nothing to check against.
  ///
  /// - Throws: ``GitError`` where the repository itself is damaged.
  func checks(of entries: [ProjectState.ProofEntry]) throws -> [CommitCheck?] {
    switch self {
    case .repository(let repository):
      return try CommitCheck.perform(entries.map(\.proof), in: repository)
    case .trusted(let repository):
      return try CommitCheck.perform(entries.map(\.proof), trusting: repository)
    case .objects(let objects):
      return Parallel.map(entries) { entry in
        objects[entry.proof.commit].map { CommitCheck.perform(entry.proof, object: $0) } ?? .notHere
      }
    case .recorded(let objects, let checks):
      return Parallel.map(entries) { entry in
        Self.confirmed(checks[entry.id], entry.proof, objects[entry.proof.commit])
      }
    case .none: return entries.map { _ in nil }
    }
  }

  /// What somebody says of a commit, if its object does not contradict.
  private static func confirmed(
    _ check: CommitCheck?, _ proof: CommitProof, _ object: [UInt8]?
  ) -> CommitCheck? {
    switch check {
    case .checked, .objectChecked:
      guard let object else {
        return .contradicts("it is said to be checked, and did not come along")
      }
      let found = CommitCheck.perform(proof, object: object)
      if case .contradicts = found { return found }
      return check
    case .notHere, .contradicts, nil: return check
    }
  }

  /// The commit that a proof is about, if it is at hand and not contradicted.
  func commit(of proof: CommitProof, _ check: CommitCheck?) -> Commit? {
    switch check {
    case .checked, .objectChecked: break
    case .notHere, .contradicts, nil: return nil
    }
    guard let id = ObjectID(hex: proof.commit) else { return nil }
    switch self {
    case .repository(let repository), .trusted(let repository): return try? repository.commit(id)
    case .objects(let objects), .recorded(let objects, _):
      return objects[proof.commit].flatMap { try? Commit(id: id, bytes: $0) }
    case .none: return nil
    }
  }
}
