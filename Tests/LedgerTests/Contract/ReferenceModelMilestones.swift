import Ledger
import SSHSignature

/// What the decisions on a submission, or on one proof in it, come to.
enum ModelVerdict: String {
  case undecided, approved, rejected, conflict
}

/// A submission with what has been said of it.
struct ModelReview {
  let submission: Said<Submission>
  let verdict: ModelVerdict
  let proofs: [RecordID: ModelVerdict]
  let isTakenBack: Bool
  let released: Int64

  /// Whether any decision on it is an approval.
  let hasApproval: Bool

  var isOpen: Bool { !isTakenBack && (verdict == .undecided || verdict == .conflict) }
}

/// A milestone as somebody sees it.
struct ModelMilestone {
  let number: Int64
  let terms: Said<MilestoneTerms>?
  let proposals: [Said<MilestoneTerms>]
  let reviews: [ModelReview]
  let released: Int64
  let settled: Int64

  /// Whether all agreements to the terms are contested, and no decision stands on them.
  let isQuestioned: Bool

  /// Whether the client has approved anything of it.
  var hasApproval: Bool { reviews.contains { $0.hasApproval } }

  var isUnderReview: Bool { reviews.contains { $0.isOpen } }

  /// The submissions that answer the terms in force.
  var answers: [ModelReview] { reviews.filter { $0.submission.content.terms == terms?.id } }

  var isApproved: Bool { answers.contains { $0.verdict == .approved } }

  var status: String {
    if terms == nil { return "proposed" }
    if isQuestioned { return "conflict" }
    if reviews.contains(where: { !$0.isTakenBack && $0.verdict == .conflict }) { return "conflict" }
    if isApproved && released > 0 && settled >= released { return "completed" }
    if isApproved { return "approved" }
    if isUnderReview { return "in_review" }
    if answers.last(where: { !$0.isTakenBack })?.verdict == .rejected { return "rejected" }
    return "pending"
  }

  /// The proofs that are submitted or approved.
  var bound: Set<RecordID> {
    var bound: Set<RecordID> = []
    for review in reviews {
      if review.isOpen || review.verdict == .approved {
        bound.formUnion(review.submission.content.proofs)
      }
      bound.formUnion(review.proofs.filter { $0.value == .approved }.keys)
    }
    return bound
  }
}

// Decisions.
extension ReferenceView {
  /// The keys whose decisions count for a reader who has pinned the client's.
  ///
  private var trusted: Set<String>? {
    guard let pinned else { return nil }
    let hasSigned = records.contains { $0.signer == pinned && model.roles[$0.id] == .client }
    let before = said(Rotation.self).map(\.signer).filter {
      hasSigned && successors(of: $0).contains(pinned)
    }
    return successors(of: pinned).union(before).union([pinned])
  }

  /// The decisions on a submission that count for this reader.
  func decisions(on submission: RecordID) -> [Said<Decision>] {
    let trusted = trusted
    return said(Decision.self).filter {
      $0.content.submission == submission && (trusted?.contains($0.signer) ?? true)
    }
  }

  /// Whether a decision is contested and nobody whom it costs something has stood by it.
  func isInQuestion(_ decision: Said<Decision>) -> Bool {
    guard isContested(decision.record) else { return false }
    guard let total = decision.content.release?.total else { return true }
    let receipts = said(Receipt.self)
      .filter { $0.content.decision == decision.id && $0.content.total == total }.map(\.record)
    let payments = said(Payment.self)
      .filter {
        $0.content.decision == decision.id && $0.role == .escrow && $0.content.total == total
      }.map(\.record)
    return (receipts + payments).allSatisfy { isContested($0) }
  }

  /// What decisions on one subject come to.
  private func verdict(_ decisions: [Said<Decision>]) -> ModelVerdict {
    let last = decisions.filter { decision in
      !decisions.contains { had($0.id, seen: decision.id) }
    }
    if last.isEmpty { return .undecided }
    if last.contains(where: { isInQuestion($0) }) { return .conflict }
    let verdicts = Set(last.map(\.content.verdict))
    return verdicts.count > 1 ? .conflict : verdicts == [.approved] ? .approved : .rejected
  }

  /// Whether somebody else has built on an approval before it was contradicted.
  func hasAnchoredApproval(_ decisions: [Said<Decision>]) -> Bool {
    let approvals = decisions.filter {
      $0.content.verdict == .approved && !isContested($0.record)
    }
    return approvals.contains { approval in
      let against = decisions.filter { other in
        other.content.verdict == .rejected && !had(approval.id, seen: other.id)
          && !had(other.id, seen: approval.id)
          && (other.content.proof == nil || approval.content.proof == nil
            || other.content.proof == approval.content.proof)
      }
      return !against.isEmpty
        && records.contains { record in
          let role = model.roles[record.id]
          // What is unknown is left alone, so it anchors nothing.
          return role != nil && role != .client && !record.isJudgedByTheWhole
            && had(record.id, seen: approval.id)
            && against.allSatisfy { !had(record.id, seen: $0.id) }
        }
    }
  }

  func review(_ submission: Said<Submission>) -> ModelReview {
    let decisions = decisions(on: submission.id)
    var proofs: [RecordID: ModelVerdict] = [:]
    for proof in submission.content.proofs {
      proofs[proof] = verdict(
        decisions.filter { $0.content.proof == proof || $0.content.proof == nil })
    }
    let each = Array(proofs.values)
    var verdict =
      each.isEmpty
      ? self.verdict(decisions)
      : each.contains(.conflict)
        ? .conflict
        : each.allSatisfy { $0 == .approved }
          ? .approved : each.contains(.undecided) ? .undecided : .rejected
    if verdict == .rejected && hasAnchoredApproval(decisions) { verdict = .conflict }
    let isWithdrawn = said(Withdrawal.self).contains { $0.content.submission == submission.id }
    let totals = decisions.filter { !isInQuestion($0) }.compactMap(\.content.release?.total.amount)
    return ModelReview(
      submission: submission, verdict: verdict, proofs: proofs,
      isTakenBack: isWithdrawn && (verdict == .undecided || verdict == .rejected),
      released: verdict == .approved ? totals.max() ?? 0 : 0,
      hasApproval: decisions.contains { $0.content.verdict == .approved })
  }
}

// Milestones.
extension ReferenceView {
  /// Whether the party that did not sign a record has accepted it.
  func isAccepted(_ id: RecordID, signedAs role: Role?) -> Bool {
    !agreements(to: id, signedAs: role).isEmpty
  }

  private func agreements(to id: RecordID, signedAs role: Role?) -> [Said<Agreement>] {
    guard let other = role?.other else { return [] }
    return said(Agreement.self).filter { agreement in
      guard agreement.content.accepts.contains(id) else { return false }
      if let role = agreement.role { return role == other }
      // A claim counts once its key is the client's.
      let role = model.view(of: seen).given[agreement.signer]
      let isClients = agreement.signer == pinned || role == .client
      return isClients && other == .client
    }
  }

  var milestoneNumbers: [Int64] {
    Set(said(MilestoneTerms.self).map(\.content.milestone)).sorted()
  }

  var milestones: [ModelMilestone] { milestoneNumbers.compactMap { milestone($0) } }

  /// A milestone; `nil` if there is none, or it was removed.
  func milestone(_ number: Int64) -> ModelMilestone? {
    let versions = said(MilestoneTerms.self).filter { $0.content.milestone == number }
    let removals = said(MilestoneRemoval.self).filter { $0.content.milestone == number }
    let agreed = versions.filter { isAccepted($0.id, signedAs: $0.role) }
    let last = agreed.last
    let isRemoved =
      removals.contains { $0.content.terms == last?.id && isAccepted($0.id, signedAs: $0.role) }
      && !(last.map { wasApproved($0.id) } ?? false)
    let later = last.map { last in Array(versions.drop { $0.id != last.id }.dropFirst()) }
    let proposals = (later ?? versions).filter { version in
      wasApproved(version.id)
        || !removals.contains { removal in
          removal.content.terms == version.id
            && (removal.role == version.role || isAccepted(removal.id, signedAs: removal.role))
        }
    }
    let terms = isRemoved ? nil : last
    if terms == nil && proposals.isEmpty { return nil }
    let reviews = said(Submission.self).filter { $0.content.milestone == number }.map { review($0) }
    return ModelMilestone(
      number: number, terms: terms, proposals: proposals, reviews: reviews,
      released: reviews.map(\.released).max() ?? 0, settled: settled(reviews),
      isQuestioned: terms.map { isQuestioned($0, reviews) } ?? false)
  }

  /// Whether something that was handed in on terms was approved.
  private func wasApproved(_ terms: RecordID) -> Bool {
    let submissions = Set(said(Submission.self).filter { $0.content.terms == terms }.map(\.id))
    return said(Decision.self).contains {
      $0.content.verdict == .approved && submissions.contains($0.content.submission)
    }
  }

  private func isQuestioned(_ terms: Said<MilestoneTerms>, _ reviews: [ModelReview]) -> Bool {
    let answers = reviews.filter { $0.submission.content.terms == terms.id }
    let decisions = answers.flatMap { self.decisions(on: $0.submission.id) }
    return agreements(to: terms.id, signedAs: terms.role).allSatisfy { isContested($0.record) }
      && decisions.allSatisfy { isContested($0.record) }
  }

  private func settled(_ reviews: [ModelReview]) -> Int64 {
    // Whoever's: what has moved does not depend on the reader.
    let work = Set(reviews.map(\.submission.id))
    let all = said(Decision.self).filter { work.contains($0.content.submission) }
    let decisions = Set(all.map(\.id))
    let payments = said(Payment.self).filter {
      decisions.contains($0.content.decision) && $0.role == .escrow && !isContested($0.record)
    }
    let receipts = said(Receipt.self).filter {
      decisions.contains($0.content.decision) && !isContested($0.record)
    }
    return (payments.map(\.content.total.amount) + receipts.map(\.content.total.amount)).max() ?? 0
  }
}
