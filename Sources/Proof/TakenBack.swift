internal import Git
internal import Ledger

/// The commits whose proofs a signer has taken back: they count again only when they are claimed.
///
/// Among them are those that came in place of such a commit, by an amend or a rebase, and those
/// that one had replaced whose proof was then taken back: what was taken back is the work, whatever
/// its commit.
///
/// A commit that was claimed since has a proof that was not taken back, whatever became of it.
struct TakenBack {
  /// The commits that the signer has proven.
  private let own: Set<String>

  /// Those of which every proof was taken back, and that nobody else's proof counts.
  private let left: Set<String>

  /// The commits that have a proof which counts, by anybody.
  private let standing: Set<String>
  private let map: RewriteMap

  /// `signer` is a key's fingerprint.
  init(_ ledger: Ledger, by signer: String, in repository: Repository) throws {
    let takenBack = ledger.state.proofsTakenBack
    let proofs = ledger.state.proofs.filter { $0.signer == signer }
    let others = proofs.filter { !takenBack.contains($0.id) }
    own = Set(proofs.map(\.proof.commit))
    standing = Set(ledger.state.standingProofs.map(\.proof.commit))
    left = own.subtracting(others.map(\.proof.commit)).subtracting(standing)
    map = left.isEmpty ? RewriteMap() : try RewriteMap.known(in: repository)
  }

  /// Whether a commit is not to be proven by itself.
  func contains(_ commit: ObjectID) -> Bool {
    guard !left.isEmpty, !standing.contains(commit.hex) else { return false }
    if own.contains(commit.hex) { return left.contains(commit.hex) }
    var origins: Set<String> = []
    map.visitOrigins(of: commit) { old in
      guard own.contains(old.hex) else { return true }
      origins.insert(old.hex)
      return false
    }
    return !origins.isEmpty && origins.isSubset(of: left)
  }
}
