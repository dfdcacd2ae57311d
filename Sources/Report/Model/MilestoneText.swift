internal import Ledger
internal import SSHSignature

/// A milestone as a report shows it.
struct MilestoneText: Sendable {
  let number: Int64

  /// As people name it: `123/2`.
  let name: String
  let title: String
  let description: String?
  let status: String

  /// Why it is in conflict.
  let conflict: String?
  let amount: Money?

  /// The share of the budget, in hundredths of a percent.
  let share: Int64?
  let released: Money?
  let settled: Money?
  let claimedPaid: Money?
  let due: String?
  let escrow: String?
  let deliverables: [(text: String, isDone: Bool)]
  let criteria: [(text: String, isDone: Bool)]

  /// The terms in force, and newer ones that one party has signed.
  let terms: TermsText?
  let offers: [TermsText]
  let submissions: [SubmissionText]
  let proofs: Evidence.Totals

  /// How it came to terms.
  struct TermsText: Sendable {
    let id: String
    let time: Timestamp
    let key: String
    let signer: String
    let role: String
    let title: String
    let amount: Money?
    let acceptedBy: [Signature]
  }

  /// Who signed something, and when.
  struct Signature: Sendable {
    let id: String
    let time: Timestamp
    let key: String
    let signer: String
    let role: String
  }

  init(
    _ milestone: Milestone, _ state: ProjectState, _ names: PartyNames, budget: Money?,
    _ proofs: [ProofText]
  ) {
    let shown = milestone.shownTerms
    number = milestone.number
    name = "\(state.number)/\(milestone.number)"
    title = DisplayText.line(shown?.title ?? "")
    description = DisplayText.lines(shown?.description)
    status = milestone.status.rawValue
    conflict = milestone.conflictReason
    let amount = shown?.amount
    self.amount = amount
    share = amount.flatMap { amount in
      guard let budget, budget.currency == amount.currency, budget.amount > 0 else {
        return shown?.percent
      }
      return MoneySummary.share(amount.amount, of: budget.amount)
    }
    func money(_ minor: Int64) -> Money? {
      amount.flatMap { Money(amount: minor, currency: $0.currency) }
    }
    released = money(milestone.released)
    settled = money(milestone.settled)
    claimedPaid = money(milestone.claimedPaid)
    due = shown?.due
    escrow = shown?.escrow.map { DisplayText.line($0) }
    let live = milestone.reviews.last { !$0.isWithdrawn }
    let met = Set(live?.submission.content.deliverables ?? [])
    deliverables = (shown?.deliverables ?? []).enumerated().map { index, text in
      (DisplayText.line(text, limit: 2_000), met.contains(Int64(index + 1)))
    }
    criteria = (shown?.criteria ?? []).map { text in
      (DisplayText.line(text, limit: 2_000), milestone.isApproved)
    }
    func terms(_ entry: Entry<MilestoneTerms>) -> TermsText {
      TermsText(
        id: entry.id.hex, time: entry.time, key: entry.signer.fingerprint,
        signer: names[entry.signer.fingerprint].name,
        role: entry.role?.title ?? names[entry.signer.fingerprint].role,
        title: DisplayText.line(entry.content.title),
        amount: entry.content.amount,
        acceptedBy: state.acceptances(of: entry.id).map { agreement in
          Signature(
            id: agreement.id.hex, time: agreement.time, key: agreement.signer.fingerprint,
            signer: names[agreement.signer.fingerprint].name,
            role: agreement.role?.title ?? names[agreement.signer.fingerprint].role)
        })
    }
    self.terms = milestone.terms.map(terms)
    offers = milestone.proposals.map(terms)
    submissions = milestone.reviews.map { SubmissionText($0, state, names) }
    self.proofs = ProofText.totals(of: proofs.filter { $0.milestone == milestone.number })
  }
}

/// A submission and what came of it.
struct SubmissionText: Sendable {
  let id: String
  let time: Timestamp
  let key: String
  let signer: String

  /// `open`, `approved`, `rejected`, `conflict` or `withdrawn`.
  let state: String
  let note: String?
  let payee: String?
  let deliverables: [Int64]
  let proofs: [String]
  let decisions: [DecisionText]

  init(_ review: Review, _ state: ProjectState, _ names: PartyNames) {
    let submission = review.submission
    id = submission.id.hex
    time = submission.time
    key = submission.signer.fingerprint
    signer = names[submission.signer.fingerprint].name
    if review.isWithdrawn {
      self.state = "withdrawn"
    } else {
      switch review.verdict {
      case .undecided: self.state = "open"
      case .approved: self.state = "approved"
      case .rejected: self.state = "rejected"
      case .conflict: self.state = "conflict"
      }
    }
    note = DisplayText.lines(submission.content.note)
    payee = submission.content.payee.map { DisplayText.line($0) }
    deliverables = submission.content.deliverables
    proofs = submission.content.proofs.map(\.hex)
    decisions = (review.decisions.map { ($0, true) } + review.foreign.map { ($0, false) })
      .map { DecisionText($0, isCounted: $1, state, names) }
  }
}

/// A decision, and the money that moved for it.
struct DecisionText: Sendable {
  let id: String
  let time: Timestamp
  let key: String
  let signer: String
  let verdict: String

  /// The one proof that it is about.
  let proof: String?
  let sentence: String
  let feedback: String?
  let revisionNotes: String?
  let release: Money?
  let payee: String?
  let escrow: String?

  /// Whether the pinned client signed it.
  let isCounted: Bool
  let transfers: [TransferText]

  init(
    _ entry: Entry<Decision>, isCounted: Bool, _ state: ProjectState, _ names: PartyNames
  ) {
    let content = entry.content
    id = entry.id.hex
    time = entry.time
    key = entry.signer.fingerprint
    signer = names[entry.signer.fingerprint].name
    verdict = content.verdict.rawValue
    proof = content.proof?.hex
    sentence = DisplayText.line(content.sentence, limit: 4_000)
    feedback = DisplayText.lines(content.feedback)
    revisionNotes = DisplayText.lines(content.revisionNotes)
    release = content.release?.total
    payee = content.release.map { DisplayText.line($0.payee) }
    escrow = content.release?.escrow.map { DisplayText.line($0) }
    self.isCounted = isCounted
    let payments = (state.payments[entry.id] ?? []).map { payment in
      TransferText(
        id: payment.id.hex, kind: "payment", time: payment.time, key: payment.signer.fingerprint,
        signer: names[payment.signer.fingerprint].name, role: payment.role?.title ?? "somebody",
        total: payment.content.total, moved: payment.content.paidAt,
        reference: payment.content.reference.map { DisplayText.line($0) })
    }
    let receipts = (state.receipts[entry.id] ?? []).map { receipt in
      TransferText(
        id: receipt.id.hex, kind: "receipt", time: receipt.time, key: receipt.signer.fingerprint,
        signer: names[receipt.signer.fingerprint].name, role: receipt.role?.title ?? "somebody",
        total: receipt.content.total, moved: receipt.content.receivedAt,
        reference: receipt.content.reference.map { DisplayText.line($0) })
    }
    transfers = payments + receipts
  }
}

/// A payment or a receipt.
struct TransferText: Sendable {
  let id: String
  let kind: String
  let time: Timestamp

  /// The fingerprint of the key that signed it, and whose it is.
  let key: String
  let signer: String
  let role: String
  let total: Money
  let moved: Timestamp
  let reference: String?
}
