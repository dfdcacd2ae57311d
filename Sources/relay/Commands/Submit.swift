import ArgumentParser
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// `relay submit`: hands a milestone in.
struct Submit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hand a milestone in, with its proofs, for the client to decide.",
    usage: "relay submit <project>/<number> [<options>]",
    discussion: """
      Names the exact terms and the exact proofs: those that stand, are good and belong to the \
      milestone. Nothing of them can change while the client decides.
      """)

  @Argument(help: "The milestone, as PROJECT/NUMBER or NUMBER.")
  var reference: MilestoneReference

  @Option(help: "The number of a deliverable that is met; all of them if left out.")
  var met: [Int64] = []

  @Option(help: "A note to the client.")
  var note: String?

  @Option(help: "Who is to be paid, and where; from the project's terms if left out.")
  var payee: String?

  @OptionGroup var options: SigningOptions

  func run() throws {
    let signing = try Signing.open(reference.project, options)
    let milestone = try signing.milestone(reference.milestone)
    guard let terms = milestone.terms else {
      throw Wording(
        "milestone \(milestone.number) is not agreed yet",
        hint: milestone.proposals.last?.role == signing.role
          ? "the other party runs `relay agree \(signing.number)`"
          : "relay agree \(signing.number)")
    }
    let proofs = try ready(milestone, signing)
    let paid = terms.content.amount.map { $0.amount > 0 } ?? false
    let submission = Submission(
      milestone: milestone.number, terms: terms.id, proofs: proofs.map(\.id),
      deliverables: met.isEmpty
        ? (0..<terms.content.deliverables.count).map { Int64($0 + 1) } : Array(Set(met)),
      note: note, payee: paid ? try payee ?? signing.payee() : payee)
    let lines = Assessment.ownLines(of: proofs)
    var text = [
      "I hand in milestone \(milestone.number) '\(terms.content.title)' of project "
        + "\(signing.number)",
      "  with \(Terminal.count(proofs.count, "proof")), +\(lines.additions) -\(lines.deletions) lines,",
      "  on the terms of record \(terms.id.short)"
        + (terms.content.amount.map { ", for \($0)" } ?? "") + ".",
    ]
    if let payee = submission.payee { text.append("  To be paid: \(payee)") }
    try signing.sign("submission", [submission], saying: text) { reach in
      [
        reach.line(to: "client", number: signing.number),
        "The client decides: relay approve \(signing.number)/\(milestone.number)",
      ]
    }
  }

  /// The proofs that can be handed in.
  private func ready(
    _ milestone: Milestone, _ signing: Signing
  ) throws -> [ProjectState.ProofEntry] {
    let state = signing.state
    let held = Set(
      state.milestones().filter { $0.number != milestone.number }
        .flatMap { $0.reviews.filter { $0.isOpen || $0.verdict == .approved } }
        .flatMap(\.submission.content.proofs))
    let entries = state.proofs(of: milestone).filter { !held.contains($0.id) }
    let rows = try Assessment(signing.ledger, entries, against: signing.desk.commits).rows
    let good = rows.filter { row in
      switch row.status {
      case .verified, .pending: true
      case .failed, .superseded, .duplicate, .retracted: false
      }
    }
    for row in rows {
      if case .failed(let reason) = row.status {
        Terminal.warn(Wording("proof \(row.entry.id.short) is left out: \(Inert.text(reason))"))
      }
    }
    if good.isEmpty { Terminal.warn(Wording("milestone \(milestone.number) has no proofs")) }
    return good.map(\.entry)
  }
}

extension Signing {
  /// Who is paid for the signer's work, as the terms say.
  func payee() throws -> String {
    let fingerprint = signer.key.fingerprint
    guard
      let member = state.shownParties.members.first(where: { $0.key.fingerprint == fingerprint })
    else { throw AppendError.refused(.unknownSigner) }
    let person = InitSummary.person(member.name, Array(member.emails.prefix(1)))
    let account = state.currentVersion()?.terms.builders.first {
      $0.key.fingerprint == fingerprint
    }?.account
    return Inert.text([person, account ?? ""].filter { !$0.isEmpty }.joined(separator: ", "))
  }
}

/// `relay withdraw`: takes a submission back.
struct Withdraw: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take a submission back, before the client has decided.",
    usage: "relay withdraw <project>/<number> [<options>]")

  @Argument(help: "The milestone, as PROJECT/NUMBER or NUMBER.")
  var reference: MilestoneReference

  @OptionGroup var options: SigningOptions

  func run() throws {
    let signing = try Signing.open(reference.project, options)
    let milestone = try signing.milestone(reference.milestone)
    guard let open = milestone.openSubmission else {
      throw Wording("milestone \(milestone.number) is not under review")
    }
    try signing.sign(
      "withdrawal", [Withdrawal(submission: open.id)],
      saying: [
        "I take back the submission \(open.id.short) of milestone \(milestone.number) of project "
          + "\(signing.number)."
      ]
    ) { reach in
      [reach.line(to: "client", number: signing.number)]
    }
  }
}
