public import Git
internal import Ledger

/// Where the commits are that proofs are about.
public enum CommitSource {
  case repository(Repository)
  /// Raw commit objects by id, as a bundle carries them.
  case objects([String: [UInt8]])
  /// Only the ledger is at hand.
  case none

  /// Checks proofs; `nil` for each where there is nothing to check against.
  ///
  /// - Throws: ``GitError`` where the repository itself is damaged.
  func checks(of proofs: [CommitProof]) throws -> [CommitCheck?] {
    switch self {
    case .repository(let repository): return try CommitCheck.perform(proofs, in: repository)
    case .objects(let objects):
      return Parallel.map(proofs) { proof in
        objects[proof.commit].map { CommitCheck.perform(proof, object: $0) } ?? .notHere
      }
    case .none: return proofs.map { _ in nil }
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
    case .repository(let repository): return try? repository.commit(id)
    case .objects(let objects):
      return objects[proof.commit].flatMap { try? Commit(id: id, bytes: $0) }
    case .none: return nil
    }
  }
}
