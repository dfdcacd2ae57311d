import Ledger
import Proof
import SSHSignature

/// A milestone for people and for programs.
struct MilestoneText {
  private let milestone: Milestone
  private let state: ProjectState

  init(_ milestone: Milestone, _ state: ProjectState) {
    self.milestone = milestone
    self.state = state
  }

  private var terms: MilestoneTerms? { milestone.shownTerms }

  /// The status as people read it.
  var status: String { milestone.status.rawValue.replacing("_", with: " ") }

  /// The milestone as people name it.
  var name: String { "\(state.number)/\(milestone.number)" }

  /// One line: status, money, title.
  func line(limit: Int) -> String {
    let start = "\(status)  \(moneyText)"
    let title = Inert.text((terms?.title ?? "").utf8, limit: max(8, limit - start.count - 2))
    return "\(start)  \(title)"
  }

  /// The money, released and in all.
  var moneyText: String {
    guard let amount = terms?.amount else { return "no money" }
    let released = Self.money(milestone.released, like: amount)
    return milestone.released == 0 ? "\(amount)" : "\(released) of \(amount) released"
  }

  static func money(_ amount: Int64, like money: Money) -> String {
    Money(amount: amount, currency: money.currency)?.description ?? "\(amount)"
  }

  func print(_ proofs: [Assessment.Row]) {
    Terminal.heading("Milestone \(name): \(Inert.text(terms?.title ?? ""))")
    row("status", Terminal.styled(status, Self.style(milestone.status)))
    if let conflict = milestone.conflictReason { row("", conflict) }
    printTerms()
    for review in milestone.reviews { printReview(review) }
    if milestone.claimedPaid > 0, let amount = terms?.amount {
      row("paid", "\(Self.money(milestone.claimedPaid, like: amount)), says the client")
    }
    if milestone.settled > 0, let amount = terms?.amount {
      row("settled", Self.money(milestone.settled, like: amount))
    }
    let lines = Assessment.ownLines(of: proofs.map(\.entry))
    row("proofs", "\(proofs.count), +\(lines.additions) -\(lines.deletions) lines")
    for proof in proofs { Terminal.line("  \(ProofText(row: proof).line(limit: 78))") }
  }

  static func style(_ status: Milestone.Status) -> Terminal.Style {
    switch status {
    case .approved, .completed: .green
    case .rejected, .conflict: .red
    case .inReview: .yellow
    case .proposed, .pending: .bold
    }
  }

  private func printTerms() {
    guard let terms else { return }
    if let amount = terms.amount {
      let share = terms.percent.map { "  (\(Self.percent($0)) of the budget)" } ?? ""
      row("amount", "\(amount)\(share)")
      if milestone.released > 0 {
        row("", "\(Self.money(milestone.released, like: amount)) released")
      }
    }
    if let escrow = terms.escrow { row("escrow", escrow) }
    if let due = terms.due { row("due", due) }
    if let text = terms.description { row("about", Inert.text(text.utf8, limit: 400)) }
    let met = Set(milestone.reviews.last?.submission.content.deliverables ?? [])
    for (index, text) in terms.deliverables.enumerated() {
      let mark = met.contains(Int64(index + 1)) ? "x" : " "
      row(index == 0 ? "deliver" : "", "[\(mark)] \(index + 1). \(text)")
    }
    for (index, text) in terms.criteria.enumerated() {
      row(index == 0 ? "criteria" : "", "- \(text)")
    }
    for proposal in milestone.proposals where proposal.id != milestone.terms?.id {
      let who = proposal.role?.title ?? "somebody"
      let amount = proposal.content.amount.map { ", \($0)" } ?? ""
      row("offer", "\(proposal.id.short) by the \(who)\(amount)")
    }
  }

  private func printReview(_ review: Review) {
    let submission = review.submission
    let state = review.isWithdrawn ? ", taken back" : ""
    row("submit", "\(submission.id.short) \(submission.time)\(state)")
    if let note = submission.content.note { row("", Inert.text(note.utf8, limit: 400)) }
    for decision in review.decisions {
      let subject = decision.content.proof.map { " proof \($0.short)" } ?? ""
      row("decide", "\(decision.id.short) \(decision.content.verdict.rawValue)\(subject)")
      if let feedback = decision.content.feedback {
        row("", Inert.text(feedback.utf8, limit: 400))
      }
      if let notes = decision.content.revisionNotes {
        row("", "to revise: \(Inert.text(notes.utf8, limit: 400))")
      }
      if let release = decision.content.release { row("", "releases \(release.total) in all") }
    }
    for decision in review.foreign {
      row("decide", "\(decision.id.short) by a key that is not the pinned client's: not counted")
    }
  }

  private func row(_ name: String, _ value: String) { Terminal.row(name, value) }

  static func percent(_ hundredths: Int64) -> String {
    let fraction = hundredths % 100
    let digits = fraction == 0 ? "" : ".\(fraction < 10 ? "0" : "")\(fraction)"
    return "\(hundredths / 100)\(digits)%"
  }

  var json: JSON {
    var members: [JSON.Member] = [
      .init("milestone", .integer(milestone.number)),
      .init("status", .string(milestone.status.rawValue)),
      .init("released", .integer(milestone.released)),
      .init("settled", .integer(milestone.settled)),
      .init("claimed_paid", .integer(milestone.claimedPaid)),
      .init("terms", milestone.terms.map { .string($0.id.hex) } ?? .null),
      .init("proposals", .array(milestone.proposals.map { .string($0.id.hex) })),
      .init("reviews", .array(milestone.reviews.map { Self.json($0) })),
    ]
    if let terms {
      let shown = terms.members.filter { member in !members.contains { $0.key == member.key } }
      members += shown
    }
    if let conflict = milestone.conflictReason {
      members.append(.init("conflict", .string(conflict)))
    }
    return .object(members)
  }

  private static func json(_ review: Review) -> JSON {
    let verdict =
      switch review.verdict {
      case .undecided: "undecided"
      case .approved: "approved"
      case .rejected: "rejected"
      case .conflict: "conflict"
      }
    return .object([
      .init("submission", .string(review.submission.id.hex)),
      .init("withdrawn", .bool(review.isWithdrawn)),
      .init("verdict", .string(verdict)),
      .init("released", .integer(review.released)),
      .init("proofs", .array(review.submission.content.proofs.map { .string($0.hex) })),
      .init(
        "decisions",
        .array(
          review.decisions.map { decision in
            .object(
              decision.content.members + [
                .init("id", .string(decision.id.hex)),
                .init("by", .string(decision.signer.fingerprint)),
                .init("at", .string(decision.time.description)),
              ])
          })),
    ])
  }
}
