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

  /// Ledgers only grow: what is admitted in a part of one is admitted in the whole.
  @Test(arguments: UInt64(1)...24)
  func whatIsAdmittedStaysSo(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed &+ 99)
    let chain = try Self.randomChain(&generator)
    let whole = Set(
      try Ledger.read(chain.storage, genesis: chain.genesis).records.map(\.id))
    for count in 1...chain.records.count {
      let part = MemoryStorage(Array(chain.records.prefix(count)))
      let ledger = try Ledger.read(part, genesis: chain.genesis)
      #expect(!ledger.heads.isEmpty)
      #expect(ledger.records.allSatisfy { whole.contains($0.id) })
    }
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
