import Ledger
import TestSupport
import Testing

/// Random contracts: relay says of each what the document's rules say.
@Suite struct ContractPropertyTests {
  static let cast = Result { try Company() }

  /// Reads random ledgers by the model and by relay; nothing may differ, and everything must occur.
  @Test func relayAndTheModelAgree() async throws {
    let cast = try Self.cast.get()
    let seeds = UInt64(1)...Self.seeds
    let reached = try await withThrowingTaskGroup(of: Reached.self) { group in
      for worker in UInt64(0)..<2 {
        group.addTask {
          var reached = Reached()
          for seed in seeds where seed % 2 == worker { try Self.compare(seed, cast, &reached) }
          return reached
        }
      }
      return try await group.reduce(into: Reached()) { $0.add($1) }
    }
    for status in Milestone.Status.allCases {
      #expect(reached.statuses[status.rawValue, default: 0] > 0, "no milestone is \(status)")
    }
    for type in Reached.types {
      #expect(reached.admitted[type, default: 0] > 0, "no \(type) was admitted")
      #expect(reached.refused[type, default: 0] > 0, "no \(type) was refused")
    }
    for word in [
      "rival", "waiting", "questioned", "gone", "superseded", "taken back", "in question",
      "anchored",
    ] {
      #expect(reached.others[word, default: 0] > 0, "nothing is \(word)")
    }
    if Self.tells { print(reached) }
  }

  /// How many ledgers are read.
  private static let seeds: UInt64 = 90

  /// Whether what occurred is printed, for whoever changes the generator.
  private static let tells = false

  /// Compares everything that the two say of a ledger.
  private static func compare(_ seed: UInt64, _ cast: Company, _ reached: inout Reached) throws {
    var generator = try ContractGenerator(
      seed: seed, cast: cast, clones: 1 + Int(seed % 4), hostility: [5, 12, 30][Int(seed % 3)])
    try generator.grow(to: 40 + Int(seed % 7))
    let chain = generator.chain
    let model = ReferenceModel(chain)
    let ledger = try Ledger.read(chain.storage, genesis: chain.genesis)
    let story = ContractStory(chain, model, cast)
    let difference =
      story.judgedDifferently(ledger)
      ?? ContractText.difference(ContractText.admitted(model), ContractText.admitted(ledger))
    if let difference {
      Issue.record("seed \(seed): \(difference)\n\(story.text())")
      return
    }
    let readers = [cast.bob.key, cast.eve.key, cast.bob.keys[1]]
    for pin in [nil, readers[Int(seed / 2 % 3)]] {
      let pins = Pins(client: pin?.fingerprint)
      let ledger =
        pin == nil
        ? ledger : try Ledger.read(chain.storage, genesis: chain.genesis, pins: pins)
      let difference = ContractText.difference(
        ContractText.believed(model.whole(pinned: pins.client)),
        ContractText.believed(ledger.state))
      if let difference {
        let reader = pin?.name ?? "nobody"
        Issue.record("seed \(seed), pinned \(reader): \(difference)\n\(story.text())")
        return
      }
    }
    reached.add(model, chain)
  }

  /// Clones that go on alone and unite in any order come to one ledger.
  @Test(arguments: UInt64(1)...16)
  func clonesThatUniteAgree(seed: UInt64) throws {
    let cast = try Self.cast.get()
    var generator = try ContractGenerator(
      seed: seed &+ 5_000, cast: cast, clones: 2 + Int(seed % 4), hostility: 0, shapes: .ownHeads)
    try generator.grow(to: 30)
    let chain = generator.chain
    let genesis = chain.genesis
    let clones = try generator.clones.map { seen in
      let records = chain.records.filter { seen.contains($0.id) }.shuffled(using: &generator.random)
      return try Ledger.read(MemoryStorage(records), genesis: genesis)
    }
    var ends: [Set<RecordID>: String] = [:]
    for _ in 0..<3 {
      // Some take records over one after the other, and some read everything anew.
      var order = clones.shuffled(using: &generator.random)
      var united = order.removeLast()
      while let next = order.popLast() {
        united = random(&generator) ? united.adding(next.records) : next.adding(united.records)
        let ids = Set(united.records.map(\.id))
        let text = Self.text(united)
        #expect(ends[ids, default: text] == text, "seed \(seed): \(ids.count) records, two states")
        ends[ids] = text
        let storage = MemoryStorage(united.records).shuffled(using: &generator.random)
        #expect(Self.text(try Ledger.read(storage, genesis: genesis)) == text, "seed \(seed)")
      }
      #expect(united.findings.isEmpty)
      #expect(Set(united.records.map(\.id)) == Set(clones.flatMap(\.records).map(\.id)))
    }
  }

  private func random(_ generator: inout ContractGenerator) -> Bool { generator.chance(1, of: 2) }

  private static func text(_ ledger: Ledger) -> String {
    ledger.summary + ContractText.believed(ledger.state).joined(separator: "\n")
  }

  /// What is admitted in a part of a ledger that holds all ancestors is admitted in the whole.
  @Test(arguments: UInt64(1)...24)
  func whatIsAdmittedInAPartStaysSo(seed: UInt64) throws {
    let cast = try Self.cast.get()
    var generator = try ContractGenerator(
      seed: seed &+ 9_000, cast: cast, clones: 3, hostility: 20)
    try generator.grow(to: 45)
    let chain = generator.chain
    let whole = try Ledger.read(chain.storage, genesis: chain.genesis)
    let admitted = Set(whole.records.map(\.id))
    let parents = Dictionary(
      uniqueKeysWithValues: chain.records.map { ($0.id, $0.payload.parents) })
    for _ in 0..<8 {
      var part = Set(chain.genesis.map { [$0] } ?? [])
      var next = (0...generator.random.below(4)).map { _ in generator.some(chain.records).id }
      while let id = next.popLast() {
        if part.insert(id).inserted { next += parents[id] ?? [] }
      }
      let records = chain.records.filter { part.contains($0.id) }
      let ledger = try Ledger.read(MemoryStorage(records), genesis: chain.genesis)
      let lost = ledger.records.filter { !admitted.contains($0.id) }
      #expect(lost.isEmpty, "seed \(seed): \(lost.map(\.payload.type))")
      // The place in the order stays too.
      let order = whole.records.map(\.id).filter { id in ledger.records.contains { $0.id == id } }
      #expect(ledger.records.map(\.id) == order, "seed \(seed)")
    }
  }
}
