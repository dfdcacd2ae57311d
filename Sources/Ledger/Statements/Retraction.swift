internal import SSHSignature

/// `retraction`: takes mistaken proofs back.
public struct Retraction: Statement {
  public static let type = "retraction"

  public let proofs: [RecordID]
  public let reason: String?

  /// Takes proofs back.
  public init(proofs: [RecordID], reason: String?) {
    self.proofs = proofs.sorted()
    self.reason = reason
  }

  public init(_ fields: Fields) throws(RecordError) {
    proofs = try fields.ids("proofs")
    guard !proofs.isEmpty else { throw .malformed("\"proofs\" is empty") }
    reason = try fields.optionalString("reason")
  }

  public var members: [JSON.Member] {
    var members = [JSON.Member("proofs", .array(proofs.map { .string($0.hex) }))]
    if let reason { members.append(.init("reason", .string(reason))) }
    return members
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    if let refusal = state.refusal(unless: [.builder], sign: "a retraction", record) {
      return refusal
    }
    if let refusal = state.refusal(ofMoving: proofs, record) { return refusal }
    let signer = record.signer.fingerprint
    let foreign = proofs.first { id in
      !state.hasPlace(signer, of: state.proof(id)?.signer ?? "", seenBy: record.past)
    }
    return foreign.map { .invalid("proof \($0.short) is another builder's") }
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    let entry = state.entry(self, record)
    for proof in proofs { state.retractions[proof, default: []].append(entry) }
  }
}
