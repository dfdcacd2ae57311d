import ArgumentParser
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// `relay approve`.
struct Approve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Approve a submitted milestone, or one proof in it, and set the money free.",
    usage: "relay approve <project>/<number> [<options>]",
    discussion: """
      Shows the sentence that the decision means, and signs it. An approval is final for its amount. \
      With --amount only a part is set free; the rest stays open for a later approval.
      """)

  @Argument(help: "The milestone, as PROJECT/NUMBER or NUMBER.")
  var reference: MilestoneReference

  @Option(help: "Approve this proof alone: the id of the proof or of its commit.")
  var proof: String?

  @Option(help: "All that is to be free by now, such as \"1000 EUR\"; the whole if left out.")
  var amount: String?

  @Option(help: "What you think of it.")
  var feedback: String?

  @OptionGroup var options: SigningOptions

  func run() throws {
    let signing = try Signing.open(reference.project, options)
    let subject = try Subject.find(reference.milestone, proof: proof, signing, approving: true)
    let release = try subject.release(amount: amount)
    try subject.decide(.approved, release: release, feedback: feedback, notes: nil)
  }
}

/// `relay reject`.
struct Reject: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reject a submitted milestone, or one proof in it, and say what to change.",
    usage: "relay reject <project>/<number> [<options>]")

  @Argument(help: "The milestone, as PROJECT/NUMBER or NUMBER.")
  var reference: MilestoneReference

  @Option(help: "Reject this proof alone: the id of the proof or of its commit.")
  var proof: String?

  @Option(help: "What you think of it.")
  var feedback: String?

  @Option(help: "What is to change.")
  var revisionNotes: String?

  @OptionGroup var options: SigningOptions

  func run() throws {
    let signing = try Signing.open(reference.project, options)
    let subject = try Subject.find(reference.milestone, proof: proof, signing, approving: false)
    try subject.decide(.rejected, release: nil, feedback: feedback, notes: revisionNotes)
  }
}

extension Milestone {
  /// What may be approved though it is not under review: the newest answer to the terms in force, and
  /// nothing older.
  ///
  /// Approved in part it can be approved for more; rejected, the client may think better of it; and
  /// what was approved with a key that is lost, whoever has its role now says once more.
  fileprivate func approvable(by key: String, _ state: ProjectState) -> Review? {
    let answer = reviews.last { !$0.isWithdrawn && $0.submission.content.terms == terms?.id }
    guard let answer else { return nil }
    switch answer.verdict {
    case .rejected: return answer
    case .approved:
      let isOwn = answer.decisions.contains { state.hasPlace(key, of: $0.signer.fingerprint) }
      return remaining > 0 || !isOwn ? answer : nil
    case .undecided, .conflict: return nil
    }
  }
}

/// What a client decides on.
private struct Subject {
  let signing: Signing
  let milestone: Milestone
  let review: Review
  let terms: MilestoneTerms
  let proof: RecordID?

  static func find(
    _ number: Int64, proof: String?, _ signing: Signing, approving: Bool
  ) throws -> Subject {
    let milestone = try signing.milestone(number)
    let other =
      approving ? milestone.approvable(by: signing.signer.key.fingerprint, signing.state) : nil
    guard let review = milestone.openReview ?? other,
      let terms = signing.state.terms(of: review.submission)?.content
    else {
      throw Wording(
        "milestone \(number) of project \(signing.number) is not under review",
        hint: "its status is \(MilestoneText(milestone, signing.state).status); the builder runs "
          + "`relay submit \(signing.number)/\(number)`")
    }
    let id = try proof.map { try signing.ledger.record($0).id }
    if let id, !review.submission.content.proofs.contains(id) {
      throw Wording("proof \(id.short) is not in the submission")
    }
    return Subject(
      signing: signing, milestone: milestone, review: review, terms: terms, proof: id)
  }

  /// The money that an approval sets free: with one proof alone only the last one does.
  func release(amount: String?) throws -> Decision.Release? {
    let isComplete = proof.map { review.isApproved(with: $0) } ?? true
    guard let whole = terms.amount, whole.amount > 0, let payee = review.submission.content.payee,
      isComplete
    else {
      if amount != nil { throw Wording("this approval sets no money free") }
      return nil
    }
    return Decision.Release(
      escrow: terms.escrow, total: try Money.amount(amount, outOf: whole), payee: payee)
  }

  func decide(
    _ verdict: Decision.Verdict, release: Decision.Release?, feedback: String?, notes: String?
  ) throws {
    let sentence = Decision.sentence(
      verdict: verdict, proof: proof, terms: terms, project: signing.number, release: release)
    let decision = Decision(
      submission: review.submission.id, proof: proof, verdict: verdict, feedback: feedback,
      revisionNotes: notes, sentence: sentence, release: release)
    let entries = review.submission.content.proofs.compactMap { signing.state.proof($0) }
    let rows = try Assessment(signing.ledger, entries, against: signing.desk.commits).rows
    let failed = rows.filter { if case .failed = $0.status { true } else { false } }
    if verdict == .approved, let row = failed.first {
      throw Wording(
        "proof \(row.entry.id.short) contradicts its commit: \(Inert.text(row.status.reason))",
        hint: "reject it, or look closer with `relay verify`", isContradiction: true)
    }
    let lines = Assessment.ownLines(of: entries)
    let number = "\(signing.number)/\(milestone.number)"
    try signing.sign(
      "decision", [decision],
      saying: [
        "\(Terminal.count(entries.count, "proof")), +\(lines.additions) -\(lines.deletions) lines, submitted by "
          + review.submission.signer.fingerprint,
        sentence,
      ]
    ) { reach in
      let next = [reach.line(to: "builder", number: signing.number)]
      guard verdict == .approved, release != nil else { return next }
      return next + [
        "The escrow agent asks:",
        "  relay release \(number) --check --client \(signing.signer.key.fingerprint)",
      ]
    }
  }
}
