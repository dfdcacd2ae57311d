internal import SSHSignature

/// What has been said of one submission, as seen from some point of a ledger.
public struct Review: Sendable {
  /// What the client's decisions come to.
  public enum Verdict: Equatable, Sendable {
    case undecided
    case approved
    case rejected
    /// Decisions contradict each other, or one is in question; how.
    case conflict(String)
  }

  public let submission: Entry<Submission>

  /// Every decision on it, in the ledger's order.
  public let decisions: [Entry<Decision>]

  /// Decisions by keys that are not the pinned client's: shown, never counted.
  public let foreign: [Entry<Decision>]

  /// What is said of each proof.
  public let proofVerdicts: [RecordID: Verdict]

  public let verdict: Verdict

  /// Whether the builder has taken it back.
  public let isWithdrawn: Bool

  /// The most that any decision on it sets free, whatever the others say, in minor units.
  let largestRelease: Int64

  /// All the money that it has set free, in minor units.
  ///
  /// Totals, not steps: of concurrent ones the largest counts, never the sum.
  public var released: Int64 { verdict == .approved ? largestRelease : 0 }

  /// Whether it waits for the client.
  public var isOpen: Bool {
    guard !isWithdrawn else { return false }
    switch verdict {
    case .undecided, .conflict: return true
    case .approved, .rejected: return false
    }
  }

  /// Whether approving one more proof approves all.
  public func isApproved(with proof: RecordID) -> Bool {
    submission.content.proofs.allSatisfy { $0 == proof || proofVerdicts[$0] == .approved }
  }

  /// The newest approval that sets money free.
  public var release: Entry<Decision>? {
    decisions.last { decision in
      decision.content.release.map { $0.total.amount == released } ?? false
    }
  }
}

extension ProjectState {
  /// A submission that a signer had seen.
  func submission(_ id: RecordID, seenBy past: Past) -> Entry<Submission>? {
    guard hasSeen(id, in: past) else { return nil }
    return submissions.values.lazy.joined().first { $0.id == id }
  }

  /// A decision that a signer had seen.
  func decision(_ id: RecordID, seenBy past: Past) -> Entry<Decision>? {
    guard hasSeen(id, in: past) else { return nil }
    return decisions.values.lazy.joined().first { $0.id == id }
  }

  /// The terms that a submission answers.
  public func terms(of submission: Entry<Submission>, seenBy past: Past? = nil)
    -> Entry<MilestoneTerms>?
  {
    milestoneTerms[submission.content.milestone]?.first {
      $0.id == submission.content.terms && hasSeen($0.id, in: past ?? everything)
    }
  }

  /// Whether a key is the pinned client's, or one that it vouches for: a successor, or a
  /// predecessor whose succession it has confirmed by signing anything.
  private func isPinnedClient(_ key: String) -> Bool {
    guard let pin = pins.client else { return true }
    return hasPlace(key, of: pin)
      || (hasPlace(pin, of: key) && signers.contains { $0.key == pin && $0.role == .client })
  }

  /// What has been said of a submission. With `trustingPins` only by the pinned client.
  public func review(
    of submission: Entry<Submission>, seenBy past: Past? = nil, trustingPins: Bool = false
  ) -> Review {
    let past = past ?? everything
    let all = seen(decisions[submission.id], in: past)
    let foreign =
      trustingPins ? all.filter { !isPinnedClient($0.signer.fingerprint) } : []
    let counted = all.filter { decision in !foreign.contains { $0.id == decision.id } }
    let subjects: [RecordID?] =
      submission.content.proofs.isEmpty ? [nil] : submission.content.proofs.map { $0 }
    var verdicts: [RecordID: Review.Verdict] = [:]
    var parts: [Review.Verdict] = []
    // Most proofs have no decision of their own.
    let named = Set(counted.compactMap(\.content.proof))
    let common = verdict(on: counted.filter { $0.content.proof == nil }, past)
    for subject in subjects {
      let isNamed = subject.map(named.contains) ?? false
      let verdict =
        isNamed
        ? verdict(
          on: counted.filter { $0.content.proof == nil || $0.content.proof == subject }, past)
        : common
      parts.append(verdict)
      if let subject { verdicts[subject] = verdict }
    }
    var verdict = Self.sum(parts)
    if verdict == .rejected,
      let approval = anchoredApproval(of: submission.id, against: counted, seenBy: past)
    {
      verdict = .conflict(
        "approval \(approval.short) had been seen by others before it was contradicted")
    }
    let isWithdrawn =
      !seen(withdrawals[submission.id], in: past).isEmpty
      && (verdict == .undecided || verdict == .rejected)
    let sums = counted.filter { !isInQuestion($0, past) }
      .compactMap { $0.content.release?.total.amount }
    return Review(
      submission: submission, decisions: counted, foreign: foreign, proofVerdicts: verdicts,
      verdict: verdict, isWithdrawn: isWithdrawn, largestRelease: sums.max() ?? 0)
  }

  /// What decisions on one subject come to: those count that no other has seen.
  private func verdict(on decisions: [Entry<Decision>], _ past: Past) -> Review.Verdict {
    var seen = Past()
    for decision in decisions { seen.formUnion(decision.past) }
    let newest = decisions.filter { !hasSeen($0.id, in: seen) }
    if let questioned = newest.first(where: { isInQuestion($0, past) }) {
      return .conflict("decision \(questioned.id.short) is signed by a key that has ended since")
    }
    let verdicts = Set(newest.map(\.content.verdict))
    if verdicts.count > 1 {
      let names = newest.map(\.id.short).joined(separator: ", ")
      return .conflict("decisions contradict each other: \(names)")
    }
    switch verdicts.first {
    case .approved: return .approved
    case .rejected: return .rejected
    case nil: return .undecided
    }
  }

  private static func sum(_ parts: [Review.Verdict]) -> Review.Verdict {
    for part in parts { if case .conflict = part { return part } }
    if parts.allSatisfy({ $0 == .approved }) { return .approved }
    return parts.contains(.undecided) ? .undecided : .rejected
  }

  /// Whether a decision is contested, and nobody whom it costs something has stood by it.
  private func isInQuestion(_ decision: Entry<Decision>, _ past: Past) -> Bool {
    guard isContested(decision, seenBy: past) else {
      return false
    }
    // Only for all of it: nobody gives away the rest for a cent.
    guard let total = decision.content.release?.total else { return true }
    let isReceived = seen(receipts[decision.id], in: past).contains {
      $0.content.total == total
        && !isContested($0, seenBy: past)
    }
    let isPaid = seen(payments[decision.id], in: past).contains {
      $0.role == .escrow && $0.content.total == total
        && !isContested($0, seenBy: past)
    }
    return !isReceived && !isPaid
  }

  /// An approval that is contradicted only by rejections which had not seen it, after somebody else
  /// had seen it and none of them.
  func anchoredApproval(
    of submission: RecordID, against known: [Entry<Decision>]?, seenBy past: Past
  ) -> RecordID? {
    let decisions = known ?? seen(decisions[submission], in: past)
    let approvals = decisions.filter {
      $0.content.verdict == .approved
        && !isContested($0, seenBy: past)
    }
    let rejections = decisions.filter { $0.content.verdict == .rejected }
    return approvals.first { approval in
      let contradicting = rejections.filter { rejection in
        !hasSeen(rejection.id, in: approval.past) && !hasSeen(approval.id, in: rejection.past)
      }
      guard !contradicting.isEmpty else { return false }
      return pastsOfOthers(than: .client, seenBy: past).contains { other in
        hasSeen(approval.id, in: other)
          && !contradicting.contains { hasSeen($0.id, in: other) }
      }
    }?.id
  }
}
