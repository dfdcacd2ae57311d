import Ledger
import TestSupport
import Testing

extension ContractAttackTests {
  @Test func aThousandStrangersWait() throws {
    var scene = try Scene(isClientOpen: true)
    let genesis = try #require(scene.chain.genesis)
    let honest = try scene.heads
    var crowd: [RecordID] = []
    for number in 0..<1_000 {
      let stranger = number % 10 == 0 ? try Party("stranger \(number)") : scene.cast.eve
      let statement: any Statement =
        number % 2 == 0
        ? Agreement(accepts: [genesis], name: "\(number)", email: nil)
        : Application(role: .builder, name: "\(number)", emails: [])
      crowd.append(try scene.add(statement, by: stranger, after: [genesis]))
    }
    let ledger = try scene.read()
    let kept = Set(crowd.sorted().prefix(64))
    #expect(Set(ledger.records.map(\.id)) == kept.union([genesis]))
    #expect(ledger.findings.count == 936)
    #expect(
      Set(ledger.findings.map(\.reason)) == ["too many wait for a role already"])
    #expect(ledger.findings.allSatisfy { $0.verdict == .unknownSigner })
    // Nobody signs over any of it.
    #expect(ledger.heads == honest)
    let work = try scene.chain.add(CommitProof.sample(1), by: scene.cast.ana, after: ledger.heads)
    let after = ledger.adding(Array(scene.chain.records.suffix(1)))
    #expect(after.heads == [work])
    let last = try #require(scene.chain.records.last)
    #expect(last.payload.parents == [genesis])
    #expect(after.records.filter { !kept.contains($0.id) }.map(\.id) == [genesis, work])
  }

  @Test func aClaimNamesAnotherClaim() throws {
    var scene = try Scene(isClientOpen: true)
    let genesis = try #require(scene.chain.genesis)
    let claim = try scene.add(Agreement(genesis), by: scene.cast.bob, after: [genesis])
    let onTop = try scene.add(Agreement(genesis), by: scene.cast.eve, after: [claim])
    #expect(try scene.outcome(of: onTop) == .unknown(scene.cast.eve))
    let application = try scene.add(
      Application(role: .builder, name: nil, emails: []), by: scene.cast.eve, after: [claim])
    #expect(try scene.outcome(of: application) == .unknown(scene.cast.eve))
    #expect(try scene.outcome(of: claim) == .admitted)
    #expect(try scene.heads == [genesis])
  }

  @Test func aStrangersRecordBecomesTheAncestorOfHonestOnesAndIsThenCrowdedOut() throws {
    var scene = try Scene()
    let cast = scene.cast
    let base = try scene.heads
    // The one of many whose id is the highest: the first to go when others come.
    var spare = scene
    let names = (0..<40).map(String.init)
    let ids = try names.map { name in
      try spare.add(
        Application(role: .builder, name: name, emails: []), by: cast.cleo, after: base)
    }
    let asked = try #require(ids.max())
    for record in spare.chain.records where record.id == asked { scene.chain.keep(record) }
    let admission = try scene.add(
      Admission(role: .builder, key: cast.cleo.publicKey, name: nil, emails: []), by: cast.bob,
      after: base + [asked])
    let work = try scene.add(CommitProof.sample(2), by: cast.cleo)
    let before = try scene.read()
    for number in 0..<200 {
      try scene.add(
        Application(role: .witness, name: "\(number)", emails: []), by: cast.eve, after: base)
    }
    let after = try scene.read()
    #expect(Set(before.records.map(\.id)).isSubset(of: after.records.map(\.id)))
    for id in [asked, admission, work] { #expect(after.records.contains { $0.id == id }) }
    #expect(after.heads == [work])
    #expect(after.records.count == before.records.count + 64)
  }

  /// Whoever has built on a record keeps it, whatever comes later.
  @Test(arguments: UInt64(1)...12)
  func laterRecordsTakeNothingAway(seed: UInt64) throws {
    var scene = try Scene()
    let cast = scene.cast
    let work = try scene.submit()
    let approval = try scene.decide(try Scene.approve(work), after: [work])
    try scene.decide(Scene.reject(work), after: [work])
    try scene.add(try Scene.receipt(approval, Scene.full), by: cast.ana, after: [approval])
    try scene.add(Rotation(key: cast.cleo.publicKey, keeps: [work]), by: cast.bob, after: [work])
    try scene.add(Rotation(key: cast.eve.publicKey, keeps: [work]), by: cast.bob, after: [work])
    try scene.add(
      Revocation(key: cast.bob.fingerprint, keeps: [scene.agreement], reason: nil), by: cast.ana,
      after: [scene.agreement])
    let newcomer = try Party("newcomer")
    let early = try scene.add(CommitProof.sample(7), by: newcomer, after: [work])
    let admission = try scene.add(
      Admission(role: .builder, key: newcomer.publicKey, name: nil, emails: []), by: cast.bob,
      after: [work])
    try scene.add(CommitProof.sample(8), by: newcomer, after: [admission, early])
    try scene.add(
      Scene.project(title: "Swapped", client: cast.eve, cast: cast), by: cast.ana,
      after: [scene.chain.records[0].id])
    try scene.add(Withdrawal(submission: work), by: cast.ana, after: [work])

    var generator = SeededGenerator(seed: seed)
    var pool = scene.chain.records
    var present: [VerifiedRecord] = [pool.removeFirst()]
    var admitted: Set<RecordID> = []
    while true {
      let ledger = try Ledger.read(MemoryStorage(present))
      let now = Set(ledger.records.map(\.id))
      #expect(admitted.isSubset(of: now))
      admitted = now
      let ids = Set(present.map(\.id))
      let next = pool.indices.filter { ids.isSuperset(of: pool[$0].payload.parents) }
      guard let index = next.randomElement(using: &generator) else { break }
      present.append(pool.remove(at: index))
    }
    #expect(pool.isEmpty)
    let last = try Ledger.read(MemoryStorage(present))
    #expect(try scene.read().records.map(\.id) == last.records.map(\.id))
  }
}
