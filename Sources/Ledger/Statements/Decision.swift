internal import SSHSignature

/// `decision`: the client approves or rejects a submission, or one proof in it.
public struct Decision: Statement {
  public static let type = "decision"

  /// What the client says of the work.
  public enum Verdict: String, Sendable {
    case approved
    case rejected
  }

  /// The money that an approval sets free.
  public struct Release: Sendable, Equatable {
    /// The escrow's id, as in the terms.
    public let escrow: String?

    /// All that is set free for the milestone so far: a sum, not a step.
    public let total: Money

    /// Who is paid, as in the submission.
    public let payee: String

    /// Describes a release.
    public init(escrow: String?, total: Money, payee: String) {
      self.escrow = escrow
      self.total = total
      self.payee = payee
    }
  }

  public let submission: RecordID

  /// The one proof that is decided on; `nil` for the whole submission.
  public let proof: RecordID?

  public let verdict: Verdict
  public let feedback: String?
  public let revisionNotes: String?

  /// What the decision means, in words; see ``sentence(verdict:proof:terms:project:release:)``.
  public let sentence: String

  public let release: Release?

  /// Decides.
  public init(
    submission: RecordID, proof: RecordID?, verdict: Verdict, feedback: String?,
    revisionNotes: String?, sentence: String, release: Release?
  ) {
    self.submission = submission
    self.proof = proof
    self.verdict = verdict
    self.feedback = feedback
    self.revisionNotes = revisionNotes
    self.sentence = sentence
    self.release = release
  }

  public init(_ fields: Fields) throws(RecordError) {
    submission = try fields.id("submission")
    proof = try fields.optionalID("proof")
    guard let verdict = Verdict(rawValue: try fields.string("verdict")) else {
      throw .malformed("\"verdict\" is neither approved nor rejected")
    }
    self.verdict = verdict
    feedback = try fields.optionalString("feedback")
    revisionNotes = try fields.optionalString("revision_notes")
    sentence = try fields.line("sentence", limit: 4_000)
    release = try fields.optionalObject("release").map { fields throws(RecordError) in
      Release(
        escrow: try fields.optionalLine("escrow", limit: 200), total: try fields.money(),
        payee: try fields.line("payee"))
    }
    if release != nil && verdict == .rejected {
      throw .malformed("a rejection with a \"release\"")
    }
  }

  public var members: [JSON.Member] {
    var members: [JSON.Member] = [
      .init("submission", .string(submission.hex)), .init("verdict", .string(verdict.rawValue)),
      .init("sentence", .string(sentence)),
    ]
    if let proof { members.append(.init("proof", .string(proof.hex))) }
    if let feedback { members.append(.init("feedback", .string(feedback))) }
    if let revisionNotes { members.append(.init("revision_notes", .string(revisionNotes))) }
    if let release {
      let escrow = release.escrow.map { [JSON.Member("escrow", .string($0))] } ?? []
      members.append(
        .init(
          "release",
          .object(release.total.members + escrow + [.init("payee", .string(release.payee))])))
    }
    return members
  }

  /// The one sentence that says what a decision means.
  ///
  ///     I approve milestone 1 'Login' of project 123 and release EUR 3,000.00 from escrow E-77 to
  ///     Ana Builder <ana@example.com>.
  ///     I approve proof 28371f5f54 of milestone 1 'Login' of project 123.
  ///     I reject milestone 1 'Login' of project 123.
  public static func sentence(
    verdict: Verdict, proof: RecordID?, terms: MilestoneTerms, project: Int64, release: Release?
  ) -> String {
    let verb = verdict == .approved ? "approve" : "reject"
    let subject = proof.map { "proof \($0.short) of " } ?? ""
    var text =
      "I \(verb) \(subject)milestone \(terms.milestone) '\(terms.title)' of project \(project)"
    if let release {
      let isPart = release.total != terms.amount
      text += " and release \(release.total)"
      if isPart, let whole = terms.amount { text += " in all of \(whole)" }
      if let escrow = release.escrow { text += " from escrow \(escrow)" }
      text += " to \(release.payee)"
    }
    return text + "."
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    if let refusal = state.refusal(unless: [.client], sign: "a decision", record) {
      return refusal
    }
    guard let entry = state.submission(submission, seenBy: record.past) else {
      return .invalid("it decides on \(submission.short), which is no submission it had seen")
    }
    if let proof, !entry.content.proofs.contains(proof) {
      return .invalid("proof \(proof.short) is not in the submission")
    }
    guard let terms = state.terms(of: entry, seenBy: record.past)?.content else {
      return .invalid("the terms of the submission are not there")
    }
    let meaning = Self.sentence(
      verdict: verdict, proof: proof, terms: terms, project: state.number, release: release)
    guard sentence.utf8.elementsEqual(meaning.utf8) else {
      return .invalid("its sentence does not say what it means")
    }
    let review = state.review(of: entry, seenBy: record.past)
    if review.isWithdrawn { return .invalid("the submission was taken back") }
    if verdict == .rejected { return rejection(of: review, record, in: state) }
    return release.flatMap { refusal(of: $0, entry, terms, review, record, in: state) }
  }

  /// An approval is final: it can be taken back neither later nor by making up a contradiction once
  /// somebody else has built on it.
  private func rejection(
    of review: Review, _ record: RecordContext, in state: ProjectState
  ) -> Refusal? {
    if review.verdict == .approved { return .invalid("the submission is approved, finally") }
    let anchored = state.anchoredApproval(of: submission, against: nil, seenBy: record.past)
    return anchored.map {
      .invalid("approval \($0.short) had been seen by others before it was contradicted")
    }
  }

  private func refusal(
    of release: Release, _ entry: Entry<Submission>, _ terms: MilestoneTerms, _ review: Review,
    _ record: RecordContext, in state: ProjectState
  ) -> Refusal? {
    guard let amount = terms.amount, amount.currency == release.total.currency else {
      return .invalid("the terms release no money in \(release.total.currency.code)")
    }
    guard release.total.amount <= amount.amount else {
      return .invalid("it releases \(release.total), the terms say \(amount)")
    }
    guard isSame(release.escrow, terms.escrow) else {
      return .invalid("it releases from another escrow than the terms name")
    }
    guard isSame(release.payee, entry.content.payee) else {
      return .invalid("it pays somebody else than the submission names")
    }
    // A release that a rejection has overruled would count again once the work is approved.
    let released = max(
      state.milestone(terms.milestone, seenBy: record.past)?.released ?? 0,
      review.largestRelease)
    guard release.total.amount >= released else {
      return .invalid("more has been released already: an approval is final for its amount")
    }
    if let proof, !review.isApproved(with: proof) {
      return .invalid("it releases money while other proofs are not approved")
    }
    return nil
  }

  /// Whether two texts have the same bytes: Swift calls others equal too.
  private func isSame(_ left: String?, _ right: String?) -> Bool {
    left.map { Array($0.utf8) } == right.map { Array($0.utf8) }
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.decisions[submission, default: []].append(state.entry(self, record))
  }
}
