public import SSHSignature

/// A project's ledger, read from some storage and checked: signatures, graph and rules.
public struct Ledger: Sendable {
  /// What the admitted records come to.
  public let state: ProjectState

  /// The admitted records, ancestors first, in an order that depends on nothing but them.
  public let records: [VerifiedRecord]

  /// The admitted records that a new one names as parents, sorted.
  public let heads: [RecordID]

  /// Everything else that was found.
  public let findings: [Finding]

  /// Records that only a newer version can read, and those that stand on them: not admitted here,
  /// and not to be removed either.
  public let heldBack: Set<RecordID>

  /// Why there is no ledger to speak of.
  public enum ReadError: Error, Equatable, Sendable {
    /// No first record; what was found instead.
    case noProject([Finding])
    /// Several first records, and nothing says which is meant.
    case several([RecordID], [Finding])
  }

  /// Reads and checks a ledger.
  ///
  /// - Parameters:
  ///   - storage: Where the files are.
  ///   - number: The project's number, if it is known from where the ledger was found.
  ///   - genesis: The first record that counts, if the reader knows it.
  ///   - pins: Keys that the reader knows.
  /// - Throws: ``ReadError``, or what the storage throws.
  /// - Returns: The admitted records, and findings about all other files.
  public static func read(
    _ storage: some LedgerStorage, number: Int64? = nil, genesis: RecordID? = nil,
    pins: Pins = Pins()
  ) throws -> Ledger {
    var collection = RecordCollection()
    try storage.forEachFile { try collection.add($0) }
    collection.finish()
    let founder = try collection.founder(number: number, genesis: genesis, pins: pins)
    let graph = RecordGraph(
      collection.records, from: founder, unreadable: collection.unreadable,
      findings: &collection.findings)
    collection.checkHeads()
    return admitting(graph, from: founder, pins: pins, findings: collection.findings)
  }

  private init(
    state: ProjectState, records: [VerifiedRecord], heads: [RecordID], findings: [Finding],
    heldBack: Set<RecordID>
  ) {
    self.state = state
    self.records = records
    self.heads = heads
    self.findings = findings
    self.heldBack = heldBack
  }

  /// The same ledger, with what somebody found who read it from where more lay.
  public func reporting(_ findings: [Finding]) -> Ledger {
    Ledger(
      state: state, records: records, heads: heads, findings: findings, heldBack: heldBack)
  }

  /// The ledger with further records, whose signatures are known to be good.
  public func adding(_ more: [VerifiedRecord]) -> Ledger {
    guard let founder = records.first else { return self }
    var all = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0) })
    for record in more { all[record.id] = record }
    var findings = findings
    let graph = RecordGraph(all, from: founder, unreadable: heldBack, findings: &findings)
    return Ledger.admitting(graph, from: founder, pins: state.pins, findings: findings)
  }

  /// Applies the rules until nothing more is refused.
  private static func admitting(
    _ graph: RecordGraph, from founder: VerifiedRecord, pins: Pins, findings: [Finding]
  ) -> Ledger {
    var excluded: [RecordID: Refusal] = [:]
    for id in Doorstep(graph, from: founder).excess {
      excluded[id] = .noRoom
    }
    while true {
      let judgement = Judgement(of: graph, from: founder, without: excluded, pins: pins)
      let late = judgement.refusedProofs()
      guard late.isEmpty else {
        excluded.merge(late) { first, _ in first }
        continue
      }
      return Ledger(
        state: judgement.state, records: judgement.records, heads: judgement.heads,
        findings: (findings + judgement.findings).sorted { $0.path < $1.path },
        heldBack: graph.heldBack)
    }
  }

  /// Why the owner of a key may not add a statement now; `nil` if it may.
  public func refusal(of draft: Draft, signer: PublicKey) -> Refusal? {
    let context = RecordContext(
      id: draft.id, payload: draft.payload, signer: signer,
      past: state.past(after: draft.payload.parents))
    return draft.statement.refusal(of: context, in: state)
  }
}
