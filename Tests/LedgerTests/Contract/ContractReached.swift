import Ledger
import TestSupport

/// What has occurred in some ledgers, so that nothing is thought tested that never was.
struct Reached: Sendable {
  /// How many milestones are how far.
  private(set) var statuses: [String: Int] = [:]

  /// How many records of each type were admitted.
  private(set) var admitted: [String: Int] = [:]

  /// How many records of each type were refused.
  private(set) var refused: [String: Int] = [:]

  /// The reasons for which records were refused.
  private(set) var reasons: [String: Int] = [:]

  /// How often something else was so.
  private(set) var others: [String: Int] = [:]

  /// Every type, and one that no version knows.
  static let types = [
    "project", "agreement", "application", "admission", "rotation", "revocation", "milestone",
    "milestone-removal", "proof", "assignment", "retraction", "submission", "withdrawal",
    "decision", "payment", "receipt", "x_note",
  ]

  /// Counts what is in a ledger.
  mutating func add(_ model: ReferenceModel, _ chain: Chain) {
    let whole = model.whole()
    for milestone in whole.milestones {
      statuses[milestone.status, default: 0] += 1
      others["taken back", default: 0] += milestone.reviews.filter(\.isTakenBack).count
    }
    for record in chain.records {
      if model.pasts[record.id] != nil {
        admitted[record.payload.type, default: 0] += 1
      } else {
        refused[record.payload.type, default: 0] += 1
        reasons[model.refusals[record.id] ?? "no parent", default: 0] += 1
      }
    }
    let proofs = whole.said(CommitProof.self)
    others["rival", default: 0] += whole.inForce.rivals.count
    others["waiting", default: 0] += whole.waiting.count
    others["questioned", default: 0] += proofs.filter { whole.isQuestioned($0) }.count
    others["gone", default: 0] += proofs.filter { whole.isGone($0) }.count
    others["superseded", default: 0] += proofs.filter { whole.isSuperseded($0) }.count
    let decisions = whole.said(Decision.self)
    let contested = decisions.filter { whole.isContested($0.record) }
    others["contested decision", default: 0] += contested.count
    others["in question", default: 0] += contested.filter { whole.isInQuestion($0) }.count
    let anchored = whole.said(Submission.self).filter { submission in
      whole.hasAnchoredApproval(whole.decisions(on: submission.id))
    }
    others["anchored", default: 0] += anchored.count
  }

  /// Adds what another has counted.
  mutating func add(_ other: Reached) {
    statuses.merge(other.statuses, uniquingKeysWith: +)
    admitted.merge(other.admitted, uniquingKeysWith: +)
    refused.merge(other.refused, uniquingKeysWith: +)
    reasons.merge(other.reasons, uniquingKeysWith: +)
    others.merge(other.others, uniquingKeysWith: +)
  }
}
