import Ledger
import TestSupport
import Testing

/// Random ledgers: what they come to depends on nothing but the records.
@Suite struct OrderTests {
  static let parties = Result { try ["ana", "bob", "cleo", "eve"].map { try Party($0) } }

  @Test(arguments: UInt64(1)...24)
  func theOrderOfFilesDoesNotMatter(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let chain = try Self.randomChain(&generator)
    let genesis = chain.genesis
    let pins = seed % 3 == 0 ? Pins(client: try Self.parties.get()[1].fingerprint) : Pins()
    let first = try Ledger.read(chain.storage, genesis: genesis, pins: pins)
    for _ in 0..<4 {
      let storage = chain.storage.shuffled(using: &generator)
      let ledger = try Ledger.read(storage, genesis: genesis, pins: pins)
      #expect(ledger.summary == first.summary)
    }
    // What was refused leaves no trace.
    let admitted = try Ledger.read(MemoryStorage(first.records), genesis: genesis, pins: pins)
    #expect(admitted.findings.isEmpty)
    #expect(admitted.records.map(\.id) == first.records.map(\.id))
    #expect(admitted.heads == first.heads)
    // Every file is either admitted or found to be something else, and once.
    let found = first.findings.map(\.path) + first.records.map { LedgerPath.record($0.id).text }
    #expect(found.sorted() == Set(chain.records.map { LedgerPath.record($0.id).text }).sorted())
  }

  @Test(arguments: UInt64(1)...24)
  func aPlainReadingOfTheRulesAdmitsTheSame(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed &+ 1_000)
    let chain = try Self.randomChain(&generator)
    let ledger = try Ledger.read(chain.storage, genesis: chain.genesis)
    let reference = Reference(chain.records)
    #expect(ledger.records.map(\.id) == reference.admitted)
    #expect(ledger.state.currentVersion()?.id == reference.termsInForce)
    let unknown = Set(ledger.findings.filter { $0.verdict == .unknownSigner }.map(\.path))
    let expected = Set(reference.unknown.map { LedgerPath.record($0).text })
    #expect(unknown == expected)
  }

  @Test func laterReadersKeepWhatEarlierOnesHad() throws {
    // Ledgers only grow: the admitted part of a prefix is admitted in the whole, terms aside.
    var generator = SeededGenerator(seed: 99)
    let chain = try Self.randomChain(&generator)
    var heads: [RecordID] = []
    for count in 1...chain.records.count {
      let part = MemoryStorage(Array(chain.records.prefix(count)))
      let ledger = try Ledger.read(part, genesis: chain.genesis)
      #expect(!ledger.heads.isEmpty)
      heads = ledger.heads
    }
    #expect(heads == (try Ledger.read(chain.storage, genesis: chain.genesis)).heads)
  }

  /// A project with everything that the rules tell apart, in a graph of any shape.
  private static func randomChain(_ generator: inout SeededGenerator) throws -> Chain {
    let parties = try Self.parties.get()
    func some(_ generator: inout SeededGenerator) -> Party { parties[generator.below(4)] }
    var chain = Chain()
    let named = generator.below(2) == 0
    try chain.add(
      ProjectTerms.sample(client: named ? parties[1] : nil, builders: [parties[0]]), by: parties[0])
    for number in 1...28 {
      // Mostly the newest, sometimes anything.
      var parents: Set<RecordID> = []
      for _ in 0...generator.below(3) {
        let back = generator.below(4) == 0 ? chain.records.count : min(3, chain.records.count)
        parents.insert(chain.records[chain.records.count - 1 - generator.below(back)].id)
      }
      if generator.below(30) == 0 { parents.insert(RecordID(hashing: [UInt8(number)])) }
      let signer = some(&generator)
      let statement: any Statement
      switch generator.below(6) {
      case 0:
        let client = [nil, parties[1], parties[1], parties[2]][generator.below(4)]
        let builders = client?.name == "cleo" ? [parties[0]] : [parties[0], parties[2]]
        statement = ProjectTerms.sample(title: "\(number)", client: client, builders: builders)
      case 1, 2:
        let candidates = chain.records.filter { $0.payload.type == "project" }
        statement = Agreement(candidates[generator.below(candidates.count)].id)
      default:
        let old = chain.records[generator.below(chain.records.count)].id
        statement = CommitProof.sample(
          generator.below(9), isVouched: generator.below(3) == 0,
          supersedes: generator.below(3) == 0 ? [old] : [])
      }
      try chain.add(statement, by: signer, after: parents.sorted())
    }
    return chain
  }
}

/// The rules of docs/ledger-format.md once more, slowly: with whole sets of what a signer had seen.
private struct Reference {
  private(set) var admitted: [RecordID] = []
  private(set) var unknown: Set<RecordID> = []
  var termsInForce: RecordID? { inForce(nil)?.id }

  private var pasts: [RecordID: Set<RecordID>] = [:]
  private var versions: [VerifiedRecord] = []
  private var agreements: [VerifiedRecord] = []

  init(_ records: [VerifiedRecord]) {
    let order = Self.order(records)
    var excluded: Set<RecordID> = []
    while true {
      var round = Reference()
      for record in order { round.consider(record, excluded) }
      let late = order.filter { record in
        guard round.pasts[record.id] != nil, record.statement is CommitProof else { return false }
        return round.role(record.payload.signer, nil) != .builder
      }
      if late.isEmpty {
        round.unknown.formUnion(
          order.filter {
            excluded.contains($0.id) && round.role($0.payload.signer, nil) == nil
          }.map(\.id))
        self = round
        return
      }
      excluded.formUnion(late.map(\.id))
    }
  }

  private init() {}

  /// By the longest path from the first record, then by id; without what lacks an ancestor.
  private static func order(_ records: [VerifiedRecord]) -> [VerifiedRecord] {
    var depth: [RecordID: Int] = [:]
    for record in records {
      let parents = record.payload.parents.map { depth[$0] }
      if parents.contains(nil) { continue }
      depth[record.id] = (parents.compactMap { $0 }.max() ?? -1) + 1
    }
    return records.filter { depth[$0.id] != nil }.sorted {
      (depth[$0.id] ?? 0, $0.id) < (depth[$1.id] ?? 0, $1.id)
    }
  }

  private mutating func consider(_ record: VerifiedRecord, _ excluded: Set<RecordID>) {
    guard !excluded.contains(record.id) else { return }
    var past: Set<RecordID> = []
    for parent in record.payload.parents {
      guard let seen = pasts[parent] else { return }
      past.formUnion(seen)
      past.insert(parent)
    }
    let signer = record.payload.signer
    switch record.statement {
    case is ProjectTerms where record.payload.genesis != nil:
      if role(signer, past) == nil {
        unknown.insert(record.id)
        return
      }
      versions.append(record)
    case is ProjectTerms: versions.append(record)
    case let agreement as Agreement:
      let known = Set((versions + agreements).map(\.id))
      guard agreement.accepts.allSatisfy({ past.contains($0) && known.contains($0) }) else {
        return
      }
      if role(signer, past) == nil {
        let isOpen = (inForce(past)?.statement as? ProjectTerms)?.client.key == nil
        if !isOpen || agreements.contains(where: { $0.payload.signer == signer }) {
          unknown.insert(record.id)
          return
        }
      }
      agreements.append(record)
    default: break
    }
    pasts[record.id] = past
    admitted.append(record.id)
  }

  private func agreed(_ past: Set<RecordID>?) -> [VerifiedRecord] {
    let seen = versions.filter { past?.contains($0.id) ?? true }
    func isAccepted(_ version: VerifiedRecord, _ parties: VerifiedRecord) -> Bool {
      guard let parties = parties.statement as? ProjectTerms,
        let proposer = parties.role(of: version.payload.signer)
      else { return false }
      return agreements.contains { record in
        (past?.contains(record.id) ?? true)
          && (record.statement as? Agreement)?.accepts.contains(version.id) == true
          && parties.role(of: record.payload.signer) == proposer.other
      }
    }
    let offers = seen.filter { $0.payload.signer == seen.first?.payload.signer }
    guard let first = offers.last(where: { isAccepted($0, $0) }) else { return [] }
    var result = [first]
    for version in seen.drop(while: { $0.id != first.id }).dropFirst() {
      if isAccepted(version, result[result.count - 1]) { result.append(version) }
    }
    return result
  }

  private func inForce(_ past: Set<RecordID>?) -> VerifiedRecord? {
    if let last = agreed(past).last { return last }
    let seen = versions.filter { past?.contains($0.id) ?? true }
    return seen.last { $0.payload.signer == seen.first?.payload.signer }
  }

  private func role(_ signer: String, _ past: Set<RecordID>?) -> Role? {
    if let role = (inForce(past)?.statement as? ProjectTerms)?.role(of: signer) { return role }
    guard past == nil else { return nil }
    let offers = versions.filter { $0.payload.signer == versions.first?.payload.signer }
    let isNamed = (offers + agreed(nil)).contains { record in
      (record.statement as? ProjectTerms)?.role(of: signer) == .builder
    }
    return isNamed ? .builder : nil
  }
}
