import Ledger
import SSHSignature
import TestSupport
import Testing

/// What random ledgers don't come to, by the model and by relay.
@Suite struct ContractRulesTests {
  /// Of those that wait the 64 with the lowest ids stay.
  @Test(arguments: [0, 5])
  func only64WaitAtTheDoor(named: Int) throws {
    let cast = try ContractPropertyTests.cast.get()
    var chain = Chain()
    let terms = try chain.add(ProjectTerms.sample(builders: [cast.ana.key]), by: cast.ana.key)
    var knocks: [RecordID] = []
    for number in 1...70 {
      let stranger = try Party(seeded: "stranger \(number)")
      knocks.append(
        number % 2 == 0
          ? try chain.add(Agreement(terms), by: stranger, after: [terms])
          : try chain.add(
            Application(role: .witness, name: nil, emails: []), by: stranger, after: [terms]))
    }
    if named > 0 {
      try chain.add(CommitProof.sample(1), by: cast.ana.key, after: Array(knocks.prefix(named)))
    }
    let model = ReferenceModel(chain)
    let ledger = try Ledger.read(chain.storage)
    let kept = knocks.dropFirst(named).sorted().prefix(64)
    #expect(model.whole().waiting == Set(kept))
    #expect(
      ContractText.difference(ContractText.admitted(model), ContractText.admitted(ledger)) == nil)
  }

  /// A stranger can't stand on another's knock.
  @Test func noKnockStandsOnAKnock() throws {
    let cast = try ContractPropertyTests.cast.get()
    var chain = Chain()
    let terms = try chain.add(ProjectTerms.sample(builders: [cast.ana.key]), by: cast.ana.key)
    let knock = try chain.add(Agreement(terms), by: cast.bob.key)
    try chain.add(Agreement(terms), by: cast.eve.key, after: [knock])
    let model = ReferenceModel(chain)
    let ledger = try Ledger.read(chain.storage)
    #expect(ledger.records.map(\.id) == [terms, knock])
    #expect(model.order.map(\.id) == [terms, knock])
    #expect(ledger.heads == [terms])
  }
}
