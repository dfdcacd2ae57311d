/// Applies the rules of the contract to records in order.
struct Admission {
  private(set) var state: ProjectState
  private(set) var records: [VerifiedRecord] = []
  private(set) var findings: [Finding] = []

  private var pasts: [RecordID: Past] = [:]

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
    var past = Past()
    for parent in record.payload.parents {
      guard let seen = pasts[parent] else {
        refuse(record, .invalid("its ancestor \(parent.short) is not admitted"))
        return
      }
      // Almost every record has one parent: its set is then shared, not copied.
      if past == Past() { past = seen } else { past.formUnion(seen) }
    }
    let context = RecordContext(
      id: record.id, payload: record.payload, signer: record.publicKey, past: past)
    if let statement = record.statement {
      if type(of: statement).isStructural {
        if let refusal = statement.refusal(of: context, in: state) {
          refuse(record, refusal)
          return
        }
        past.insert(state.addStructural(record.id))
      }
      statement.apply(context, to: &state)
    }
    pasts[record.id] = past
    records.append(record)
  }

  private mutating func refuse(_ record: VerifiedRecord, _ refusal: Refusal) {
    switch refusal {
    case .unknownSigner:
      findings.append(
        Finding(
          record: record.id, .unknownSigner,
          "signed by \(record.payload.signer), which has no role in the project"))
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
        if state.role(of: record.payload.signer, seenBy: nil) == nil {
          refused[record.id] = .unknownSigner
        }
        continue
      }
      guard !type(of: statement).isStructural else { continue }
      let context = RecordContext(
        id: record.id, payload: record.payload, signer: record.publicKey,
        past: pasts[record.id] ?? Past())
      refused[record.id] = statement.refusal(of: context, in: state)
    }
    return refused
  }

  var heads: [RecordID] {
    let named = Set(records.flatMap(\.payload.parents))
    return records.map(\.id).filter { !named.contains($0) }.sorted()
  }

  /// What somebody who has all admitted records has seen.
  var pastOfHeads: Past {
    var past = Past()
    for head in heads { past.formUnion(pasts[head] ?? Past()) }
    return past
  }
}
