public import Ledger

/// What a report shows, in the words in which it shows it.
///
/// Made from records and ``Evidence`` alone: the same give the same. All text is inert for a
/// terminal; each format makes it so for itself.
public struct ReportModel: Sendable {
  /// The version of what ``json`` says; see `docs/report-json.md`.
  static let version: Int64 = 1

  let number: Int64
  let title: String
  let description: String?
  let genesis: String
  let heads: [String]
  let recordCount: Int

  /// The signer's clock of the newest record.
  let newest: Timestamp

  /// The one milestone that the report is about; `nil` for all.
  let scope: Int64?

  let isAgreed: Bool
  let isDisputed: Bool
  let pins: Pins
  let origin: Origin?
  let verdict: Evidence.Verdict
  let parties: [PartyText]
  let money: MoneySummary?
  let totals: Evidence.Totals
  let tasks: [Evidence.Task]
  let milestones: [MilestoneText]

  /// Newest first.
  let proofs: [ProofText]

  /// Every record, in the ledger's order.
  let activity: [ActivityText]

  let findings: [Finding]

  /// How a report is limited and what it was made from.
  public struct Setting: Sendable {
    /// The only milestone to show.
    public let scope: Int64?
    public let pins: Pins

    /// The repository at hand, if there was one.
    public let origin: Origin?

    /// Describes what a report is made from.
    public init(scope: Int64?, pins: Pins, origin: Origin?) {
      self.scope = scope
      self.pins = pins
      self.origin = origin
    }
  }

  /// Makes a report.
  public init(_ ledger: Ledger, _ evidence: Evidence, _ setting: Setting) {
    let state = ledger.state
    let terms = state.currentVersion()?.terms
    let names = PartyNames(ledger)
    number = state.number
    title = terms?.title.map { DisplayText.line($0) } ?? "Project \(state.number)"
    description = DisplayText.lines(terms?.description)
    genesis = state.genesis.hex
    heads = ledger.heads.map(\.hex)
    recordCount = ledger.records.count
    newest = ledger.records.map(\.payload.time).max() ?? Timestamp(seconds: 0)
    scope = setting.scope
    isAgreed = state.isAgreed
    isDisputed = !state.shownParties.rivals.isEmpty
    pins = setting.pins
    origin = setting.origin
    verdict = evidence.verdict
    tasks = evidence.tasks
    findings = ledger.findings
    parties = PartyText.all(state)
    let known = state.milestones().filter { setting.scope == nil || $0.number == setting.scope }
    money = MoneySummary(terms, known)
    let proofs = ProofText.all(state, evidence, names, setting.origin?.website)
      .filter { setting.scope == nil || $0.milestones.contains(setting.scope ?? 0) }
    self.proofs = proofs
    totals = setting.scope == nil ? evidence.totals : ProofText.totals(of: proofs)
    milestones = known.map { MilestoneText($0, state, names, budget: terms?.money, proofs) }
    let shown = setting.scope.map { scope in
      { (activity: ActivityText) in activity.milestone == nil || activity.milestone == scope }
    }
    let shownProofs = Set(proofs.map(\.id))
    activity = ActivityText.all(ledger, names, evidence).filter { activity in
      activity.type == "proof" && setting.scope != nil
        ? shownProofs.contains(activity.id) : shown?(activity) ?? true
    }
  }

  /// How many shown proofs have a status.
  func count(_ status: String) -> Int { proofs.count { $0.status == status } }
}

/// The money of the shown milestones together.
struct MoneySummary: Sendable {
  let budget: Money?
  let agreed: Money
  let released: Money
  let settled: Money
  let claimedPaid: Money

  /// Sums up; `nil` where there is no money, or milestones have different currencies.
  init?(_ terms: ProjectTerms?, _ milestones: [Milestone]) {
    let currencies = Set(milestones.compactMap { $0.shownTerms?.amount?.currency })
    guard let currency = terms?.money?.currency ?? currencies.first,
      currencies.allSatisfy({ $0 == currency })
    else { return nil }
    func sum(_ amounts: [Int64]) -> Money? {
      let (total, isTooMuch) = amounts.reduce((Int64(0), false)) { sum, amount in
        let next = sum.0.addingReportingOverflow(amount)
        return (next.partialValue, sum.1 || next.overflow)
      }
      return isTooMuch ? nil : Money(amount: total, currency: currency)
    }
    guard let agreed = sum(milestones.compactMap { $0.terms?.content.amount?.amount }),
      let released = sum(milestones.map(\.released)), let settled = sum(milestones.map(\.settled)),
      let claimed = sum(milestones.map(\.claimedPaid))
    else { return nil }
    budget = terms?.money
    self.agreed = agreed
    self.released = released
    self.settled = settled
    claimedPaid = claimed
  }

  /// The whole that shares are taken of: the budget, else what is agreed.
  var whole: Money { budget ?? agreed }

  /// A share of the whole in hundredths of a percent.
  func share(_ part: Money) -> Int64 { Self.share(part.amount, of: whole.amount) }

  static func share(_ part: Int64, of whole: Int64) -> Int64 {
    guard whole > 0, part > 0 else { return 0 }
    guard part < whole else { return 10_000 }
    return whole.dividingFullWidth(part.multipliedFullWidth(by: 10_000)).quotient
  }
}
