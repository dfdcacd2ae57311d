/// Applies the rules of the contract to records in order.
struct Judgement {
  private(set) var state: ProjectState
  private(set) var records: [VerifiedRecord] = []
  private(set) var findings: [Finding] = []

  /// Admits what the rules allow.
  ///
  /// `excluded` are the records that an earlier round has refused, with the reason.
  init(
    of graph: RecordGraph, from founder: VerifiedRecord, without excluded: [RecordID: Refusal],
    pins: Pins
  ) {
    state = ProjectState(number: founder.payload.project, genesis: founder.id, pins: pins)
    for record in graph.records {
      if let refusal = excluded[record.id] {
        refuse(record, refusal)
        continue
      }
      admit(record)
    }
  }

  private mutating func admit(_ record: VerifiedRecord) {
    if let missing = record.payload.parents.first(where: { !state.isAdmitted($0) }) {
      refuse(record, .invalid("its ancestor \(missing.short) is not admitted"))
      return
    }
    let context = RecordContext(
      id: record.id, payload: record.payload, signer: record.publicKey,
      past: state.past(after: record.payload.parents))
    let isStructural = record.statement.map { type(of: $0).isStructural } ?? false
    if isStructural, let refusal = record.statement?.refusal(of: context, in: state) {
      refuse(record, refusal)
      return
    }
    state.admit(context, isStructural: isStructural)
    record.statement?.apply(context, to: &state)
    records.append(record)
  }

  private mutating func refuse(_ record: VerifiedRecord, _ refusal: Refusal) {
    switch refusal {
    case .unknownSigner:
      findings.append(
        Finding(
          record: record.id, .unknownSigner,
          "signed by \(record.payload.signer), which has no role in the project"))
    case .noRoom:
      findings.append(
        Finding(record: record.id, .unknownSigner, "too many wait for a role already"))
    case .invalid(let reason):
      findings.append(Finding(record: record.id, .invalid, reason))
    }
  }

  /// The admitted proofs, and records of unknown type, whose signers turn out to have no such role
  /// anywhere in the ledger.
  func refusedProofs() -> [RecordID: Refusal] {
    var refused: [RecordID: Refusal] = [:]
    for record in records {
      guard let statement = record.statement else {
        if !state.hasEverHadRole(record.payload.signer) { refused[record.id] = .unknownSigner }
        continue
      }
      guard !type(of: statement).isStructural else { continue }
      let context = RecordContext(
        id: record.id, payload: record.payload, signer: record.publicKey,
        past: state.past(after: record.payload.parents))
      refused[record.id] = statement.refusal(of: context, in: state)
    }
    return refused
  }

  /// The admitted records that no other names as parent, those that wait at the door left out:
  /// nobody signs over a stranger's record who has not let the stranger in.
  var heads: [RecordID] {
    var named: Set<RecordID> = []
    for record in records where !state.isWaiting(record.id) {
      named.formUnion(record.payload.parents)
    }
    return records.map(\.id).filter { !named.contains($0) && !state.isWaiting($0) }.sorted()
  }
}
