internal import SSHSignature

/// `milestone`: what is to be delivered for what amount. A proposal until the other party agrees;
/// a later one for the same number replaces it then.
public struct MilestoneTerms: Statement {
  public static let type = "milestone"

  /// The milestone's number.
  public let milestone: Int64

  public let title: String
  public let description: String?

  /// `nil` where no money is involved.
  public let amount: Money?

  /// The share of the budget that the amount was made from, in hundredths of a percent; for people.
  public let percent: Int64?

  /// What is to be handed over.
  public let deliverables: [String]

  /// By what it is judged.
  public let criteria: [String]

  /// `YYYY-MM-DD`.
  public let due: String?

  /// The escrow's id, for whoever holds the money.
  public let escrow: String?

  /// The terms that these replace.
  public let replaces: RecordID?

  /// Describes a milestone.
  public init(
    milestone: Int64, title: String, description: String? = nil, amount: Money? = nil,
    percent: Int64? = nil, deliverables: [String] = [], criteria: [String] = [],
    due: String? = nil, escrow: String? = nil, replaces: RecordID? = nil
  ) {
    self.milestone = milestone
    self.title = title
    self.description = description
    self.amount = amount
    self.percent = percent
    self.deliverables = deliverables
    self.criteria = criteria
    self.due = due
    self.escrow = escrow
    self.replaces = replaces
  }

  public init(_ fields: Fields) throws(RecordError) {
    milestone = try fields.integer("milestone", in: 1...JSON.largestInteger)
    title = try fields.line("title", limit: 200)
    description = try fields.optionalString("description")
    amount = try fields.optionalMoney()
    percent = try fields.optionalInteger("percent", in: 1...10_000)
    deliverables = try fields.lines("deliverables")
    criteria = try fields.lines("criteria")
    due = try fields.optionalString("due")
    escrow = try fields.optionalLine("escrow", limit: 200)
    replaces = try fields.optionalID("replaces")
    if let due, Timestamp("\(due)T00:00:00Z") == nil {
      throw .malformed("\"due\" is not a date such as 2026-11-23")
    }
  }

  public var members: [JSON.Member] {
    var members: [JSON.Member] = [
      .init("milestone", .integer(milestone)), .init("title", .string(title)),
    ]
    if let description { members.append(.init("description", .string(description))) }
    if let amount { members += amount.members }
    if let percent { members.append(.init("percent", .integer(percent))) }
    if !deliverables.isEmpty {
      members.append(.init("deliverables", .array(deliverables.map(JSON.string))))
    }
    if !criteria.isEmpty { members.append(.init("criteria", .array(criteria.map(JSON.string)))) }
    if let due { members.append(.init("due", .string(due))) }
    if let escrow { members.append(.init("escrow", .string(escrow))) }
    if let replaces { members.append(.init("replaces", .string(replaces.hex))) }
    return members
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    let what = "terms of a milestone"
    if let refusal = state.refusal(unless: [.client, .builder], sign: what, record) {
      return refusal
    }
    let earlier = state.seen(state.milestoneTerms[milestone], in: record.past)
    if let replaces, !earlier.contains(where: { $0.id == replaces }) {
      return .invalid("it replaces \(replaces.short), which is no earlier version of it")
    }
    let known = state.milestone(milestone, seenBy: record.past)
    if known?.openSubmission != nil {
      return .invalid("milestone \(milestone) is under review; its terms cannot change now")
    }
    if let released = known?.released, released > amount?.amount ?? 0 {
      return .invalid("milestone \(milestone) has had more released than the amount")
    }
    return overAllocation(record, in: state)
  }

  /// Milestones may not come to more than the project's budget.
  private func overAllocation(_ record: RecordContext, in state: ProjectState) -> Refusal? {
    guard let terms = state.parties(seenBy: record.past).terms?.terms,
      let budget = terms.budget, let currency = terms.currency, let amount
    else { return nil }
    guard amount.currency.code == currency else {
      return .invalid("milestone \(milestone) is in \(amount.currency.code), not in \(currency)")
    }
    var total = amount.amount
    for (number, _) in state.milestoneTerms where number != milestone {
      let (sum, overflow) = total.addingReportingOverflow(
        state.allocation(of: number, seenBy: record.past))
      guard !overflow, sum <= budget else { total = .max; break }
      total = sum
    }
    guard total > budget else { return nil }
    return .invalid("the milestones come to more than the project's budget")
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.milestoneTerms[milestone, default: []].append(state.entry(self, record))
  }
}

extension Money {
  /// The two members that a sum takes in a payload.
  var members: [JSON.Member] {
    [.init("amount", .integer(amount)), .init("currency", .string(currency.code))]
  }
}
