internal import SSHSignature

/// `assignment`: moves proofs to a milestone.
public struct Assignment: Statement {
  public static let type = "assignment"

  public let milestone: Int64
  public let proofs: [RecordID]

  /// Moves proofs.
  public init(milestone: Int64, proofs: [RecordID]) {
    self.milestone = milestone
    self.proofs = proofs.sorted()
  }

  public init(_ fields: Fields) throws(RecordError) {
    milestone = try fields.integer("milestone", in: 1...JSON.largestInteger)
    proofs = try fields.ids("proofs")
    guard !proofs.isEmpty else { throw .malformed("\"proofs\" is empty") }
  }

  public var members: [JSON.Member] {
    [
      .init("milestone", .integer(milestone)),
      .init("proofs", .array(proofs.map { .string($0.hex) })),
    ]
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    if let refusal = state.refusal(unless: [.builder], sign: "an assignment", record) {
      return refusal
    }
    if state.milestone(milestone, seenBy: record.past) == nil {
      return .invalid("there is no milestone \(milestone)")
    }
    return state.refusal(ofMoving: proofs, record)
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    let entry = state.entry(self, record)
    for proof in proofs { state.assignments[proof, default: []].append(entry) }
  }
}

extension ProjectState {
  /// Why proofs may not be moved or taken back: they are not there, or somebody decides on them.
  ///
  /// `milestone` may have them: it hands them in once more, on other terms.
  func refusal(
    ofMoving proofs: [RecordID], from milestone: Int64? = nil, _ record: RecordContext
  ) -> Refusal? {
    if let refusal = refusal(ofNaming: proofs, record) { return refusal }
    for number in submissions.keys.sorted() where number != milestone {
      guard let known = self.milestone(number, seenBy: record.past) else { continue }
      let held = known.heldProofs
      if let proof = proofs.first(where: { held.contains($0) }) {
        return .invalid("proof \(proof.short) is submitted with milestone \(number)")
      }
    }
    return nil
  }

  /// Why a record may not name these proofs.
  func refusal(ofNaming proofs: [RecordID], _ record: RecordContext) -> Refusal? {
    if let id = proofs.first(where: { proof($0) == nil }) {
      return .invalid("\(id.short) is no proof of this project")
    }
    return missing(proofs, from: record.payload.parents).min().map {
      .invalid("it names proof \($0.short), which its signer had not seen")
    }
  }
}
