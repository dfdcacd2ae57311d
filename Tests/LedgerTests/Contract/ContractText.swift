import Ledger
import SSHSignature

/// What a ledger comes to as lines, by the model and by relay in the same words.
enum ContractText {
  /// Milestone lines by number, so that what follows can look at them.
  private static func line(
    _ number: Int64, _ status: String, released: Int64, settled: Int64, terms: RecordID?,
    proposals: [RecordID]
  ) -> String {
    "milestone \(number): \(status), released \(released), settled \(settled), terms "
      + "\(terms.short), proposals \(proposals.map(\.short))"
  }

  private static func line(
    _ submission: RecordID, _ verdict: String, isTakenBack: Bool, proofs: [RecordID: String]
  ) -> String {
    let proofs = proofs.map { "\($0.key.short) \($0.value)" }.sorted()
    return "submission \(submission.short): \(verdict), \(isTakenBack), \(proofs)"
  }

  /// What is admitted, and what does not depend on who reads.
  static func admitted(_ model: ReferenceModel) -> [String] {
    let view = model.whole()
    var lines = model.order.map { "admitted \($0.id.short)" }
    lines += view.heads.map { "head \($0.short)" }
    lines += view.waiting.sorted().map { "waiting \($0.short)" }
    let holders = view.holders
    lines += holders.map { "role \($0.key) \($0.value)" }.sorted()
    for proof in view.said(CommitProof.self).sorted(by: { $0.id < $1.id }) {
      lines.append(
        "proof \(proof.id.short): superseded \(view.isSuperseded(proof)), gone "
          + "\(view.isGone(proof)), milestone \(view.milestone(of: proof) ?? 0), questioned "
          + "\(view.isQuestioned(proof))")
    }
    lines += view.standing.map(\.id).sorted().map { "standing \($0.short)" }
    return lines
  }

  /// What is admitted, and what does not depend on who reads.
  static func admitted(_ ledger: Ledger) -> [String] {
    let state = ledger.state
    let signers = Set(ledger.records.map(\.payload.signer)).sorted()
    var lines = ledger.records.map { "admitted \($0.id.short)" }
    lines += ledger.heads.map { "head \($0.short)" }
    lines += signers.flatMap { state.waiting(by: $0) }.sorted().map { "waiting \($0.short)" }
    lines += state.parties().members.map { "role \($0.key.fingerprint) \($0.role)" }.sorted()
    for proof in state.proofs.sorted(by: { $0.id < $1.id }) {
      lines.append(
        "proof \(proof.id.short): superseded \(state.replacement(of: proof.id) != nil), gone "
          + "\(state.retraction(of: proof.id) != nil), milestone \(state.milestone(of: proof) ?? 0)"
          + ", questioned \(state.questionedProofs[proof.id] != nil)")
    }
    lines += state.standingProofs.map(\.id).sorted().map { "standing \($0.short)" }
    return lines
  }

  /// What a reader believes.
  static func believed(_ view: ReferenceView) -> [String] {
    let inForce = view.inForce
    var lines = ["in force \((inForce.terms?.id).short)"]
    lines += inForce.agreed.map { "agreed \($0.id.short)" }
    lines += inForce.rivals.map { "rival \($0.id.short)" }
    for milestone in view.milestones {
      lines.append(
        line(
          milestone.number, milestone.status, released: milestone.released,
          settled: milestone.settled, terms: milestone.terms?.id,
          proposals: milestone.proposals.map(\.id)))
      lines += milestone.reviews.map {
        line(
          $0.submission.id, $0.verdict.rawValue, isTakenBack: $0.isTakenBack,
          proofs: $0.proofs.mapValues(\.rawValue))
      }
    }
    return lines
  }

  /// What a reader believes.
  static func believed(_ state: ProjectState) -> [String] {
    let parties = state.pins == Pins() ? state.parties() : state.shownParties
    var lines = ["in force \((state.currentVersion()?.id).short)"]
    lines += parties.agreed.map { "agreed \($0.id.short)" }
    lines += parties.rivals.map { "rival \($0.id.short)" }
    for milestone in state.milestones() {
      lines.append(
        line(
          milestone.number, milestone.status.rawValue, released: milestone.released,
          settled: milestone.settled, terms: milestone.terms?.id,
          proposals: milestone.proposals.map(\.id)))
      lines += milestone.reviews.map {
        line(
          $0.submission.id, word($0.verdict), isTakenBack: $0.isWithdrawn,
          proofs: $0.proofVerdicts.mapValues(word))
      }
    }
    return lines
  }

  private static func word(_ verdict: Review.Verdict) -> String {
    switch verdict {
    case .undecided: "undecided"
    case .approved: "approved"
    case .rejected: "rejected"
    case .conflict: "conflict"
    }
  }

  /// The first line in which two texts differ; `nil` if there is none.
  static func difference(_ model: [String], _ relay: [String]) -> String? {
    for index in 0..<max(model.count, relay.count) {
      let expected = index < model.count ? model[index] : "nothing"
      let found = index < relay.count ? relay[index] : "nothing"
      if expected != found { return "the model says \"\(expected)\", relay \"\(found)\"" }
    }
    return nil
  }
}

extension RecordID? {
  /// The leading digits, for people.
  var short: String { self?.short ?? "none" }
}
