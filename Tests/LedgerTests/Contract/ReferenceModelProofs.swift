import Ledger
import SSHSignature

// Proofs.
extension ReferenceView {
  /// Whether a later proof by the same signer takes a proof's place.
  func isSuperseded(_ proof: Said<CommitProof>) -> Bool {
    said(CommitProof.self).drop { $0.id != proof.id }.dropFirst().contains {
      $0.signer == proof.signer && $0.content.supersedes.contains(proof.id)
    }
  }

  /// Whether a proof was taken back.
  func isGone(_ proof: Said<CommitProof>) -> Bool {
    said(Retraction.self).contains { $0.content.proofs.contains(proof.id) }
  }

  /// The one proof for each commit that stands.
  var standing: [Said<CommitProof>] {
    let all = said(CommitProof.self).filter { !isSuperseded($0) && !isGone($0) }
    return all.filter { proof in
      all.allSatisfy { other in
        other.id == proof.id || other.content.commit != proof.content.commit
          || (proof.content.isVouched == other.content.isVouched
            ? proof.id < other.id : other.content.isVouched)
      }
    }
  }

  /// The milestone that a proof belongs to.
  func milestone(of proof: Said<CommitProof>) -> Int64? {
    let moves = said(Assignment.self).filter { $0.content.proofs.contains(proof.id) }
    return moves.last?.content.milestone ?? proof.content.milestone
  }

  /// Whether the end of its key leaves a proof in question, and no approval has settled that.
  func isQuestioned(_ proof: Said<CommitProof>) -> Bool {
    // Where only the way of its key to its role is in question the last end is the one to have seen.
    let isVoid = footing.void.contains(proof.signer)
    let own = questions(of: proof.record)
    let ends = own.isEmpty && isVoid ? ends.suffix(1) : own[...]
    let submissions = said(Submission.self).filter { $0.content.proofs.contains(proof.id) }
    let approvals = said(Decision.self).filter { decision in
      decision.content.verdict == .approved
        && submissions.contains { $0.id == decision.content.submission }
        && (decision.content.proof ?? proof.id) == proof.id
    }
    return !ends.isEmpty
      && !approvals.contains { approval in
        ends.contains { had(approval.id, seen: $0.id) }
      }
  }
}
