internal import SSHSignature

/// A milestone, as seen from some point of a ledger.
public struct Milestone: Sendable {
  /// How far it is.
  public enum Status: String, Sendable, CaseIterable {
    /// Only one party has signed its terms.
    case proposed
    /// Agreed, and nothing is submitted.
    case pending
    /// The client is to decide.
    case inReview = "in_review"
    case approved
    case rejected
    /// Approved, and the money has come or the escrow agent has paid it.
    case completed
    /// Decisions contradict each other, or one is in question.
    case conflict
  }

  public let number: Int64

  /// The terms that both parties have accepted.
  public let terms: Entry<MilestoneTerms>?

  /// Newer terms that one party has signed.
  public let proposals: [Entry<MilestoneTerms>]

  /// Every submission, in the ledger's order.
  public let reviews: [Review]

  public let status: Status

  /// The agreement to the terms, if it is in question.
  public let questionedAgreement: RecordID?

  /// All the money that approvals have set free, in minor units.
  public let released: Int64

  /// All that the escrow agent has paid or a builder has received, in minor units.
  public let settled: Int64

  /// All that the client says it has paid, in minor units.
  public let claimedPaid: Int64

  /// The terms in force, else the newest proposal.
  public var shownTerms: MilestoneTerms? { (terms ?? proposals.last)?.content }

  /// What waits for the client's decision.
  public var openSubmission: Entry<Submission>? { openReview?.submission }

  /// What waits for the client's decision.
  public var openReview: Review? { reviews.first(where: \.isOpen) }

  /// Whether the terms in force are fulfilled, as the client says.
  public var isApproved: Bool { status == .approved || status == .completed }

  /// Why it is in conflict; `nil` if it is not.
  public var conflictReason: String? {
    if let agreement = questionedAgreement {
      return "agreement \(agreement.short) is signed by a key that has ended since"
    }
    for review in reviews {
      if case .conflict(let reason) = review.verdict { return reason }
    }
    return nil
  }

  /// Whether anything of it has ever been approved.
  var hasApproval: Bool {
    reviews.contains { review in review.decisions.contains { $0.content.verdict == .approved } }
  }

  /// The proofs that are submitted or approved, and so stay where they are.
  public var heldProofs: Set<RecordID> {
    Set(
      reviews.flatMap { review in
        review.submission.content.proofs.filter { proof in
          review.isOpen || review.verdict == .approved || review.proofVerdicts[proof] == .approved
        }
      })
  }

  /// What the terms promise and no approval has set free yet, in minor units.
  public var remaining: Int64 { max(0, (terms?.content.amount?.amount ?? 0) - released) }
}

extension ProjectState {
  /// The milestones that there are, by number. With `trustingPins` as the pinned client says.
  public func milestones(trustingPins: Bool = true) -> [Milestone] {
    milestoneTerms.keys.sorted().compactMap { milestone($0, trustingPins: trustingPins) }
  }

  /// A milestone as a signer had seen it; `nil` if there is none, or it was removed.
  public func milestone(
    _ number: Int64, seenBy past: Past? = nil, trustingPins: Bool = false
  ) -> Milestone? {
    let past = past ?? everything
    let (terms, proposals) = termsAndProposals(of: number, past, trustingPins)
    guard terms != nil || !proposals.isEmpty else { return nil }
    let reviews = seen(submissions[number], in: past).map {
      review(of: $0, seenBy: past, trustingPins: trustingPins)
    }
    let released = reviews.map(\.released).max() ?? 0
    // What has moved does not depend on whom the reader trusts.
    let ids = reviews.flatMap { $0.decisions + $0.foreign }.map(\.id)
    let paid = ids.flatMap { seen(payments[$0], in: past) }
      .filter { !isContested($0, seenBy: past) }
    let received = ids.flatMap { seen(receipts[$0], in: past) }
      .filter { !isContested($0, seenBy: past) }
    let settled =
      (paid.filter { $0.role == .escrow }.map(\.content.total.amount)
      + received.map(\.content.total.amount)).max() ?? 0
    let questioned = terms.flatMap { questionedAgreement(to: $0, reviews, past, trustingPins) }
    return Milestone(
      number: number, terms: terms, proposals: proposals, reviews: reviews,
      status: questioned != nil
        ? .conflict : Self.status(terms, reviews, released: released, settled: settled),
      questionedAgreement: questioned,
      released: released, settled: settled,
      claimedPaid: paid.filter { $0.role == .client }.map(\.content.total.amount).max() ?? 0)
  }

  /// The contested agreement by which terms are in force, unless another agrees too, or a decision
  /// that is not in question stands on them.
  private func questionedAgreement(
    to terms: Entry<MilestoneTerms>, _ reviews: [Review], _ past: Past, _ trustingPins: Bool
  ) -> RecordID? {
    guard !keyEnds.isEmpty else { return nil }
    let agreements = agreements(to: terms, past, trustingPins)
    guard agreements.allSatisfy({ isContested($0, seenBy: past) }) else { return nil }
    let isConfirmed = reviews.contains { review in
      review.submission.content.terms == terms.id
        && review.decisions.contains { !isContested($0, seenBy: past) }
    }
    return isConfirmed ? nil : agreements.first?.id
  }

  private static func status(
    _ terms: Entry<MilestoneTerms>?, _ reviews: [Review], released: Int64, settled: Int64
  ) -> Milestone.Status {
    guard let terms else { return .proposed }
    let live = reviews.filter { !$0.isWithdrawn }
    for review in live { if case .conflict = review.verdict { return .conflict } }
    let answering = live.filter { $0.submission.content.terms == terms.id }
    if answering.contains(where: { $0.verdict == .approved }) {
      return released > 0 && settled >= released ? .completed : .approved
    }
    if live.contains(where: \.isOpen) { return .inReview }
    return answering.last?.verdict == .rejected ? .rejected : .pending
  }

  private func termsAndProposals(
    of number: Int64, _ past: Past, _ trustingPins: Bool
  ) -> (terms: Entry<MilestoneTerms>?, proposals: [Entry<MilestoneTerms>]) {
    let removals = seen(milestoneRemovals[number], in: past)
    // What is approved stays, also where a removal was accepted that had not seen it.
    let approved = Set(
      seen(submissions[number], in: past).filter { submission in
        seen(decisions[submission.id], in: past).contains { $0.content.verdict == .approved }
      }.map(\.content.terms))
    func isRemoved(_ version: Entry<MilestoneTerms>, isAccepted: Bool) -> Bool {
      guard !approved.contains(version.id) else { return false }
      return removals.contains { removal in
        guard removal.content.terms == version.id else { return false }
        return self.isAccepted(removal, past, trustingPins)
          || (!isAccepted && removal.role == version.role)
      }
    }
    var terms: Entry<MilestoneTerms>?
    var proposals: [Entry<MilestoneTerms>] = []
    for version in seen(milestoneTerms[number], in: past) {
      let isAccepted = isAccepted(version, past, trustingPins)
      if isAccepted {
        terms = isRemoved(version, isAccepted: true) ? nil : version
        proposals = []
      } else if !isRemoved(version, isAccepted: false) {
        proposals.append(version)
      }
    }
    return (terms, proposals)
  }

  /// Whether the party that did not sign a record has accepted it.
  private func isAccepted<Content>(
    _ entry: Entry<Content>, _ past: Past, _ trustingPins: Bool
  ) -> Bool {
    !agreements(to: entry, past, trustingPins).isEmpty
  }

  /// The agreements to a record by the party that did not sign it.
  private func agreements<Content>(
    to entry: Entry<Content>, _ past: Past, _ trustingPins: Bool
  ) -> [Entry<Agreement>] {
    guard let other = entry.role?.counterparty else { return [] }
    return seen(acceptances[entry.id], in: past).filter { acceptance in
      if let role = acceptance.role { return role == other }
      // A claim counts once its key has got the role that it claims.
      let signer = acceptance.signer.fingerprint
      return other == .client
        && (parties(seenBy: past).lineage[signer] == .client
          || (trustingPins && signer == pins.client))
    }
  }

  /// The money that a milestone takes of the budget, in minor units.
  func allocation(of number: Int64, seenBy past: Past) -> Int64 {
    let (terms, proposals) = termsAndProposals(of: number, past, false)
    return ((terms.map { [$0] } ?? []) + proposals).compactMap { $0.content.amount?.amount }.max()
      ?? 0
  }

  /// The lowest milestone that new work belongs to when a commit names none.
  public var openMilestone: Int64? {
    milestones().first { milestone in
      switch milestone.status {
      case .proposed, .pending, .rejected: true
      case .inReview, .approved, .completed, .conflict: false
      }
    }?.number
  }

  /// The proofs that are submitted or approved in any milestone.
  public var heldProofs: Set<RecordID> {
    Set(milestones(trustingPins: false).flatMap(\.heldProofs))
  }

  /// Removals of milestones that one party has signed.
  public var proposedRemovals: [Entry<MilestoneRemoval>] {
    milestoneRemovals.values.joined().filter { removal in
      milestone(removal.content.milestone)?.terms?.id == removal.content.terms
    }.sorted { order(of: $0.id) < order(of: $1.id) }
  }
}
