internal import SSHSignature

/// `receipt`: a builder says that released money has come.
public struct Receipt: Statement {
  public static let type = "receipt"

  /// The decision that released the money.
  public let decision: RecordID

  /// All that has come for the milestone so far: a sum, not a step.
  public let total: Money

  public let receivedAt: Timestamp

  /// The bank's or the escrow's own number for it.
  public let reference: String?

  /// Says what has come.
  public init(decision: RecordID, total: Money, receivedAt: Timestamp, reference: String?) {
    self.decision = decision
    self.total = total
    self.receivedAt = receivedAt
    self.reference = reference
  }

  public init(_ fields: Fields) throws(RecordError) {
    decision = try fields.id("decision")
    total = try fields.money()
    receivedAt = try fields.timestamp("received_at")
    reference = try fields.optionalLine("reference")
  }

  public var members: [JSON.Member] {
    var members = [JSON.Member("decision", .string(decision.hex))] + total.members
    members.append(.init("received_at", .string(receivedAt.description)))
    if let reference { members.append(.init("reference", .string(reference))) }
    return members
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    if let refusal = state.refusal(unless: [.builder], sign: "a receipt", record)
      ?? state.refusal(ofSettling: decision, total, record)
    {
      return refusal
    }
    guard
      let submission = state.decision(decision, seenBy: record.past)?.content.submission,
      let entry = state.submission(submission, seenBy: record.past)
    else { return nil }
    return state.refusal(unlessSubmitter: entry, record)
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.receipts[decision, default: []].append(state.entry(self, record))
  }
}
