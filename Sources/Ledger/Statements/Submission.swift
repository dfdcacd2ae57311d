internal import SSHSignature

/// `submission`: a builder hands a milestone's work in, on exact terms, with exact proofs.
public struct Submission: Statement {
  public static let type = "submission"

  public let milestone: Int64

  /// The terms that it answers.
  public let terms: RecordID

  public let proofs: [RecordID]

  /// The numbers of the deliverables that are met, from 1.
  public let deliverables: [Int64]

  public let note: String?

  /// Who is to be paid, and where; a decision that releases money names the same.
  public let payee: String?

  /// Hands work in.
  public init(
    milestone: Int64, terms: RecordID, proofs: [RecordID], deliverables: [Int64], note: String?,
    payee: String?
  ) {
    self.milestone = milestone
    self.terms = terms
    self.proofs = proofs.sorted()
    self.deliverables = deliverables.sorted()
    self.note = note
    self.payee = payee
  }

  public init(_ fields: Fields) throws(RecordError) {
    milestone = try fields.integer("milestone", in: 1...JSON.largestInteger)
    terms = try fields.id("terms")
    proofs = try fields.requiredIDs("proofs")
    deliverables = try fields.integers("deliverables", in: 1...200)
    note = try fields.optionalString("note")
    payee = try fields.optionalLine("payee")
  }

  public var members: [JSON.Member] {
    var members: [JSON.Member] = [
      .init("milestone", .integer(milestone)), .init("terms", .string(terms.hex)),
      .init("proofs", .array(proofs.map { .string($0.hex) })),
    ]
    if !deliverables.isEmpty {
      members.append(.init("deliverables", .array(deliverables.map(JSON.integer))))
    }
    if let note { members.append(.init("note", .string(note))) }
    if let payee { members.append(.init("payee", .string(payee))) }
    return members
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    if let refusal = state.refusal(unless: [.builder], sign: "a submission", record) {
      return refusal
    }
    guard let known = state.milestone(milestone, seenBy: record.past) else {
      return .invalid("there is no milestone \(milestone)")
    }
    guard let agreed = known.terms, agreed.id == terms else {
      return .invalid("the terms it answers are not those that both parties have accepted")
    }
    guard deliverables.allSatisfy({ $0 <= agreed.content.deliverables.count }) else {
      return .invalid("it meets a deliverable that the terms do not have")
    }
    if agreed.content.amount.map({ $0.amount > 0 }) ?? false, payee == nil {
      return .invalid("it does not say who is to be paid")
    }
    if let open = known.openSubmission {
      return .invalid("milestone \(milestone) is under review already: \(open.id.short)")
    }
    if known.isApproved { return .invalid("milestone \(milestone) is approved") }
    return state.refusal(ofMoving: proofs, from: milestone, record)
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.submissions[milestone, default: []].append(state.entry(self, record))
  }
}
