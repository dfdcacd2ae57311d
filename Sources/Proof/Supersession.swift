internal import Git
internal import Ledger
internal import LedgerStore

/// Which proofs those of rewritten commits take the place of.
///
/// One's own, not submitted, of a commit that no branch reaches any more. Where the commit before
/// has no proof, since its turn has not come or it named no project, those of the ones before that
/// count.
final class Supersession {
  private typealias Proof = LedgerIndex.ReplaceableProof

  private let map: RewriteMap
  private let repository: Repository

  // Asked for once, and only if one of them has a proof.
  private var knownUnreached: Set<ObjectID>?

  /// Follows what was just rewritten, and what notes say that was rewritten before.
  init(of rewritten: RewriteMap, in repository: Repository) {
    self.repository = repository
    var map = rewritten
    if !rewritten.isEmpty {
      // A note that cannot be read is left to `relay sync`, which says so.
      for (_, earlier) in (try? RewriteNotes(of: repository).all()) ?? [] { map.add(earlier) }
    }
    self.map = map
  }

  /// Whether something was rewritten to a commit.
  func concerns(_ commit: ObjectID) -> Bool { !map.commits(replacedBy: commit).isEmpty }

  /// A signer's proofs that one of a commit supersedes.
  func proofs(
    replacedBy commit: ObjectID, by signer: String, _ index: LedgerIndex
  ) throws -> [RecordID] {
    try unreached(candidates(commit, signer, index)).map(\.id).sorted()
  }

  /// Whether no proof is known of all that a commit came in place of, and some of it names the
  /// project: what was proven may have become that by a rebase of which nobody told.
  func isUntold(
    _ commit: ObjectID, by signer: String, _ index: LedgerIndex,
    where namesProject: (Commit) -> Bool
  ) throws -> Bool {
    guard try candidates(commit, signer, index).isEmpty else { return false }
    var isUntold = false
    map.visitOrigins(of: commit) { old in
      // What cannot be read may have named it.
      if (try? repository.commit(old)).map(namesProject) ?? true { isUntold = true }
      return !isUntold
    }
    return isUntold
  }

  /// Whether all that a commit came in place of has been taken back by a signer.
  func isTakenBack(
    _ commit: ObjectID, by signer: String, _ index: LedgerIndex
  ) throws -> Bool {
    let proofs = try candidates(commit, signer, index).map(\.proof)
    return !proofs.isEmpty && proofs.allSatisfy(\.isTakenBack)
  }

  /// The proof that a commit has once more, in place of those that it should have superseded and
  /// does not, with its signer; `nil` if there are none.
  ///
  /// It was made when nobody had yet told what the commit came in place of.
  func renewal(
    of commit: ObjectID, _ index: LedgerIndex
  ) throws -> (proof: CommitProof, signer: String)? {
    let proofs = try index.replaceableProofs(of: commit.hex, in: repository) ?? []
    for signer in Set(proofs.map(\.signer)).sorted() {
      let own = proofs.filter { $0.signer == signer }
      let superseded = Set(own.flatMap(\.proof.supersedes))
      let standing = own.filter { !superseded.contains($0.id) }
      let forgotten = try unreached(
        candidates(commit, signer, index).filter { !superseded.contains($0.proof.id) })
      guard let newest = standing.first, !forgotten.isEmpty else { continue }
      let old = Set((standing + forgotten).map(\.id)).sorted()
      return (newest.proof.renewed(replacing: old), signer)
    }
    return nil
  }

  private func candidates(
    _ commit: ObjectID, _ signer: String, _ index: LedgerIndex
  ) throws -> [(commit: ObjectID, proof: Proof)] {
    var found: [(commit: ObjectID, proof: Proof)] = []
    try map.visitOrigins(of: commit) { old in
      guard let proofs = try index.replaceableProofs(of: old.hex, in: repository) else {
        return true
      }
      let own = proofs.filter { $0.signer == signer }
      // One that was renewed is none any more.
      let renewed = Set(own.flatMap(\.proof.supersedes))
      found += own.filter { !renewed.contains($0.id) }.map { (old, $0) }
      return false
    }
    return found
  }

  private func unreached(_ candidates: [(commit: ObjectID, proof: Proof)]) throws -> [Proof] {
    guard !candidates.isEmpty else { return [] }
    let unreached: Set<ObjectID>
    if let knownUnreached {
      unreached = knownUnreached
    } else {
      unreached = try repository.unreached(map.oldCommits, by: repository.standingTips())
      knownUnreached = unreached
    }
    return candidates.filter { unreached.contains($0.commit) }.map(\.proof)
  }
}
