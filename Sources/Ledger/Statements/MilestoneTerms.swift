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
    // The sentence of a decision puts the title between such marks.
    // Bytes: to Swift an apostrophe with an accent after it is another character.
    guard !title.utf8.contains(UInt8(ascii: "'")) else {
      throw .malformed("\"title\" holds an apostrophe (')")
    }
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
    if earlier.isEmpty, state.countOfMilestones(seenBy: record.past) >= Self.most {
      return .invalid("more than \(Self.most) milestones")
    }
    return state.refusal(ofTerms: self, record)
      ?? state.refusal(ofAllocating: [milestone: amount?.amount ?? 0], record) {
        state.allocation(of: $0, seenBy: record.past)
      }
  }

  /// How many milestones a project may have.
  private static let most = 1_000

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.milestoneTerms[milestone, default: []].append(state.entry(self, record))
  }
}

extension ProjectState {
  /// How many milestones a signer had seen, removed ones too.
  func countOfMilestones(seenBy past: Past) -> Int {
    milestoneTerms.values.count { versions in versions.contains { hasSeen($0.id, in: past) } }
  }

  /// Why terms of a milestone may be neither offered nor accepted now.
  func refusal(ofTerms terms: MilestoneTerms, _ record: RecordContext) -> Refusal? {
    let known = milestone(terms.milestone, seenBy: record.past)
    if known?.openSubmission != nil {
      return .invalid("milestone \(terms.milestone) is under review; its terms cannot change now")
    }
    if let released = known?.released, released > terms.amount?.amount ?? 0 {
      return .invalid("milestone \(terms.milestone) has had more released than the amount")
    }
    if let before = known?.terms?.content.amount?.currency, known?.hasApproval == true,
      terms.amount?.currency != before
    {
      return .invalid("milestone \(terms.milestone) has been approved in \(before.code)")
    }
    if let amount = terms.amount,
      let currency = parties(seenBy: record.past).terms?.terms.currency,
      amount.currency.code != currency
    {
      return .invalid(
        "milestone \(terms.milestone) is in \(amount.currency.code), not in \(currency)")
    }
    return nil
  }

  /// Why milestones may not come to this: it is more than the project's budget.
  ///
  /// `other` answers what a milestone takes that is not among the `amounts`, in minor units.
  func refusal(
    ofAllocating amounts: [Int64: Int64], _ record: RecordContext, other: (Int64) -> Int64
  ) -> Refusal? {
    guard let budget = parties(seenBy: record.past).terms?.terms.budget else { return nil }
    var total: Int64 = 0
    for number in Set(milestoneTerms.keys).union(amounts.keys) {
      total += amounts[number] ?? other(number)
      // At once: of what was offered side by side there may be enough to overflow.
      guard total <= budget else {
        return .invalid("the milestones come to more than the project's budget")
      }
    }
    return nil
  }

  /// Why what was once offered may not be accepted any more.
  func refusal(ofAccepting ids: [RecordID], _ record: RecordContext) -> Refusal? {
    var amounts: [Int64: Int64] = [:]
    for (number, versions) in milestoneTerms {
      for version in versions where ids.contains(version.id) {
        if let refusal = refusal(ofTerms: version.content, record) { return refusal }
        amounts[number] = max(amounts[number] ?? 0, version.content.amount?.amount ?? 0)
      }
      for removal in milestoneRemovals[number] ?? [] where ids.contains(removal.id) {
        if let refusal = refusal(ofRemoving: number, record) { return refusal }
      }
    }
    guard !amounts.isEmpty else { return nil }
    return refusal(ofAllocating: amounts, record) {
      milestone($0, seenBy: record.past)?.terms?.content.amount?.amount ?? 0
    }
  }

  /// Why a milestone may not be removed now.
  func refusal(ofRemoving number: Int64, _ record: RecordContext) -> Refusal? {
    guard let known = milestone(number, seenBy: record.past) else {
      return .invalid("there is no milestone \(number)")
    }
    if known.openSubmission != nil {
      return .invalid("milestone \(number) is under review; it cannot be removed now")
    }
    if known.hasApproval {
      return .invalid("milestone \(number) has approved proofs; it cannot be removed")
    }
    return nil
  }
}

extension Money {
  /// The two members that a sum takes in a payload.
  var members: [JSON.Member] {
    [.init("amount", .integer(amount)), .init("currency", .string(currency.code))]
  }
}
