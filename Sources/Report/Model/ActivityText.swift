internal import Ledger
internal import SSHSignature

/// One record: what somebody signed.
struct ActivityText: Sendable {
  let id: String
  let type: String
  let time: Timestamp
  let signer: String
  let signerName: String
  let signerRole: String

  /// What it says, in a sentence.
  let sentence: String

  /// Words that its signer added.
  let quote: String?

  /// The milestone that it is about.
  let milestone: Int64?

  /// Every record, in the ledger's order.
  static func all(
    _ ledger: Ledger, _ names: PartyNames, _ evidence: Evidence
  ) -> [ActivityText] {
    Parallel.map(ledger.records) { record in
      let signer = names[record.payload.signer]
      let (sentence, quote) = Self.words(record, ledger.state, evidence)
      return ActivityText(
        id: record.id.hex, type: DisplayText.line(record.payload.type, limit: 40),
        time: record.payload.time, signer: record.payload.signer, signerName: signer.name,
        signerRole: signer.role, sentence: sentence, quote: quote,
        milestone: milestone(record, ledger.state))
    }
  }

  private static func milestone(_ record: VerifiedRecord, _ state: ProjectState) -> Int64? {
    switch record.statement {
    case let terms as MilestoneTerms: return terms.milestone
    case let removal as MilestoneRemoval: return removal.milestone
    case let assignment as Assignment: return assignment.milestone
    case let submission as Submission: return submission.milestone
    case let withdrawal as Withdrawal: return milestone(ofSubmission: withdrawal.submission, state)
    case let decision as Decision: return milestone(ofSubmission: decision.submission, state)
    case let payment as Payment: return milestone(ofDecision: payment.decision, state)
    case let receipt as Receipt: return milestone(ofDecision: receipt.decision, state)
    case is CommitProof: return state.proof(record.id).flatMap { state.milestone(of: $0) }
    default: return nil
    }
  }

  private static func milestone(ofSubmission id: RecordID, _ state: ProjectState) -> Int64? {
    state.submissions.first { $0.value.contains { $0.id == id } }?.key
  }

  private static func milestone(ofDecision id: RecordID, _ state: ProjectState) -> Int64? {
    state.decisions.first { $0.value.contains { $0.id == id } }
      .flatMap { milestone(ofSubmission: $0.key, state) }
  }

  private static func words(
    _ record: VerifiedRecord, _ state: ProjectState, _ evidence: Evidence
  ) -> (sentence: String, quote: String?) {
    switch record.statement {
    case is ProjectTerms:
      return (
        record.payload.genesis == nil ? "founds the project" : "offers terms of the project", nil
      )
    case let agreement as Agreement: return (Self.words(agreement, state), nil)
    case let application as Application: return ("asks to be \(application.role.title)", nil)
    case let admission as Admission:
      return (
        "admits \(person(admission.name, admission.emails)) as \(admission.role.title), with "
          + "key \(admission.key.fingerprint)", nil
      )
    case let rotation as Rotation:
      return ("replaces its key by \(rotation.key.fingerprint)", nil)
    case let revocation as Revocation:
      return (
        "ends key \(DisplayText.line(revocation.key))", DisplayText.lines(revocation.reason)
      )
    case let terms as MilestoneTerms:
      let amount = terms.amount.map { " for \($0)" } ?? ""
      let verb = terms.replaces == nil ? "offers" : "offers new terms of"
      return (
        "\(verb) milestone \(terms.milestone) ‘\(DisplayText.line(terms.title))’\(amount)", nil
      )
    case let removal as MilestoneRemoval:
      return ("takes milestone \(removal.milestone) out", nil)
    case let assignment as Assignment:
      let proofs = DisplayText.count(assignment.proofs.count, "proof")
      return ("moves \(proofs) to milestone \(assignment.milestone)", nil)
    case let retraction as Retraction:
      return (
        "takes back \(DisplayText.count(retraction.proofs.count, "proof"))",
        DisplayText.lines(retraction.reason)
      )
    case let submission as Submission:
      let proofs = DisplayText.count(submission.proofs.count, "proof")
      return (
        "hands in milestone \(submission.milestone) with \(proofs)",
        DisplayText.lines(submission.note)
      )
    case let withdrawal as Withdrawal:
      return ("takes submission \(withdrawal.submission.short) back", nil)
    case let decision as Decision:
      let words = [decision.feedback, decision.revisionNotes].compactMap { DisplayText.lines($0) }
      return (
        "decides: \(DisplayText.line(decision.sentence, limit: 4_000))",
        words.isEmpty ? nil : words.joined(separator: "\n")
      )
    case let payment as Payment: return ("says that \(payment.total) in all is paid", nil)
    case let receipt as Receipt: return ("has received \(receipt.total) in all", nil)
    case let proof as CommitProof:
      let subject = evidence.proofs[record.id]?.commit.map { ": " + subjectLine($0) } ?? ""
      return ("proves commit \(proof.commit.prefix(10))\(subject)", nil)
    default:
      return ("says something that this relay does not know", nil)
    }
  }

  private static func subjectLine(_ commit: Evidence.CommitText) -> String {
    DisplayText.line(commit.subject, limit: 120)
  }

  private static func person(_ name: String?, _ emails: [String]) -> String {
    let text = [name, emails.first].compactMap { $0 }.first { !$0.isEmpty }
    return text.map { DisplayText.line($0, limit: 200) } ?? "somebody"
  }

  private static func words(_ agreement: Agreement, _ state: ProjectState) -> String {
    var parts: [String] = []
    for id in agreement.accepts {
      if state.versions.contains(where: { $0.id == id }) {
        parts.append("the project")
      } else if let terms = state.milestoneTerms.values.joined().first(where: { $0.id == id }) {
        parts.append("milestone \(terms.content.milestone)")
      } else {
        parts.append("record \(id.short)")
      }
    }
    let shown = parts.sorted().prefix(12).joined(separator: ", ")
    return "agrees to \(shown)\(parts.count > 12 ? ", …" : "")"
  }
}
