internal import Git
internal import Ledger

/// The commits whose proofs a signer has taken back: they count again only when they are claimed.
///
/// Among them are those that came in place of such a commit, by an amend or a rebase, and those that one
/// had replaced whose proof was then taken back: what was taken back is the work, whatever its commit.
struct TakenBack {
  private var own: Set<String> = []
  private var retracted: Set<String> = []
  private let standing: Set<String>
  private let map: RewriteMap

  /// `signer` is a key's fingerprint.
  init(_ ledger: Ledger, by signer: String, in repository: Repository) throws {
    let state = ledger.state
    for entry in state.proofs where entry.signer == signer {
      own.insert(entry.proof.commit)
      if state.isTakenBack(entry.id) { retracted.insert(entry.proof.commit) }
    }
    standing = Set(state.standingProofs.map(\.proof.commit))
    map = retracted.isEmpty ? RewriteMap() : try RewriteMap.known(in: repository)
  }

  /// Whether a commit is not to be proven by itself.
  func contains(_ commit: ObjectID) -> Bool {
    guard !retracted.isEmpty, !standing.contains(commit.hex) else { return false }
    if own.contains(commit.hex) { return retracted.contains(commit.hex) }
    var origins: Set<String> = []
    map.visitOrigins(of: commit) { old in
      guard own.contains(old.hex) else { return true }
      origins.insert(old.hex)
      return false
    }
    return !origins.isEmpty && origins.isSubset(of: retracted.subtracting(standing))
  }
}
