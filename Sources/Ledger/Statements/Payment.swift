internal import SSHSignature

/// `payment`: the escrow agent or the client says that released money was paid.
public struct Payment: Statement {
  public static let type = "payment"

  /// The decision that released the money.
  public let decision: RecordID

  /// All that was paid for the milestone so far: a sum, not a step.
  public let total: Money

  public let paidAt: Timestamp

  /// The bank's or the escrow's own number for it.
  public let reference: String?

  /// Says what was paid.
  public init(decision: RecordID, total: Money, paidAt: Timestamp, reference: String?) {
    self.decision = decision
    self.total = total
    self.paidAt = paidAt
    self.reference = reference
  }

  public init(_ fields: Fields) throws(RecordError) {
    decision = try fields.id("decision")
    total = try fields.money()
    paidAt = try fields.timestamp("paid_at")
    reference = try fields.optionalLine("reference")
  }

  public var members: [JSON.Member] {
    var members = [JSON.Member("decision", .string(decision.hex))] + total.members
    members.append(.init("paid_at", .string(paidAt.description)))
    if let reference { members.append(.init("reference", .string(reference))) }
    return members
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    state.refusal(unless: [.escrow, .client], sign: "a payment", record)
      ?? state.refusal(ofSettling: decision, total, record)
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.payments[decision, default: []].append(state.entry(self, record))
  }
}

extension ProjectState {
  /// Why a record may not say that a decision's money has moved.
  func refusal(
    ofSettling id: RecordID, _ total: Money, _ record: RecordContext
  ) -> Refusal? {
    guard let decision = decision(id, seenBy: record.past)?.content,
      let release = decision.release
    else { return .invalid("\(id.short) is no decision that releases money") }
    guard total.currency == release.total.currency, total.amount <= release.total.amount else {
      return .invalid("it is about \(total); the decision releases \(release.total)")
    }
    return nil
  }
}
