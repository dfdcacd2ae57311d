import Ledger
import TestSupport
import Testing

/// Attacks by a party, or with a stolen key, that need several steps.
///
/// Where the rules of the specification themselves let one through, what should be is written down
/// as a known issue.
extension ContractAttackTests {
  private func admission(_ role: Role, _ party: Party) -> Admission {
    Admission(role: role, key: party.publicKey, name: nil, emails: [])
  }

  @Test func theBuilderEndsTheClientsKeyAndLetsItsOwnManIn() throws {
    var scene = try Scene()
    let cast = scene.cast
    let work = try scene.submit()
    try scene.add(
      Revocation(key: cast.bob.fingerprint, keeps: [work], reason: "lost"), by: cast.ana)
    try scene.add(admission(.client, cast.eve), by: cast.ana)
    let decision = try scene.decide(try Scene.approve(work), by: cast.eve)
    try scene.add(try Scene.receipt(decision, Scene.full), by: cast.ana)
    // Consistent in itself, which is all that can be said without knowing a key.
    #expect(try scene.stands(.completed, released: Scene.full, settled: Scene.full))
    // Who knows Bob's key is not taken in.
    let pins = Pins(client: cast.bob.fingerprint)
    let milestone = try #require(scene.read(pins: pins).state.milestones(trustingPins: true).first)
    #expect(milestone.status == .inReview)
    #expect(milestone.released == 0)
    #expect(milestone.reviews.first?.foreign.map(\.id) == [decision])
  }

  @Test func theClientEndsTheBuildersKeyAndThenItsOwn() throws {
    var scene = try Scene()
    let cast = scene.cast
    let work = try scene.submit()
    let decision = try scene.decide(try Scene.approve(work))
    try scene.add(try Scene.receipt(decision, Scene.full), by: cast.ana)
    #expect(try scene.stands(.completed, released: Scene.full, settled: Scene.full))
    for party in [cast.ana, cast.bob] {
      try scene.add(
        Revocation(key: party.fingerprint, keeps: [work], reason: nil), by: cast.bob)
    }
    // Neither the approval nor the receipt counts by itself any more; nothing of it is hidden.
    #expect(try scene.stands(.conflict))
    // The escrow agent settles it, unless the client ends that key too, on a fork from before.
    try scene.add(try Scene.payment(decision, Scene.full), by: cast.dan)
    #expect(try scene.stands(.completed, released: Scene.full, settled: Scene.full))
    try scene.add(
      Revocation(key: cast.dan.fingerprint, keeps: [work], reason: nil), by: cast.bob,
      after: [work])
    #expect(try scene.stands(.conflict))
  }

  @Test func theThiefDecidesWithAKeyThatItHasPutInTheStolenOnesPlace() throws {
    var scene = try Scene()
    let cast = scene.cast
    let mallory = try Party("mallory")
    let work = try scene.submit()
    try scene.add(Rotation(key: cast.cleo.publicKey, keeps: [work]), by: cast.bob)
    // As if the rotation had not been seen: what the old key signs itself would be contested.
    let stolen = try scene.add(
      Rotation(key: mallory.publicKey, keeps: [work]), by: cast.bob, after: [work])
    let decision = try scene.decide(try Scene.approve(work), by: mallory, after: [stolen])
    #expect(try scene.role(of: mallory) == nil)
    #expect(try scene.outcome(of: decision) == .admitted)
    let standing = try scene.standing()
    let old = try scene.standing(pins: Pins(client: cast.bob.fingerprint))
    #expect(standing == Scene.Standing(.conflict, released: 0, settled: 0))
    #expect(old?.released == 0)
    // Who has pinned the key that took the stolen one's place is not taken in.
    #expect(try scene.stands(.inReview, pins: Pins(client: cast.cleo.fingerprint)))
  }

  @Test func theThiefLetsAnEscrowAgentInWhoPaysItsApproval() throws {
    var scene = try Scene()
    let cast = scene.cast
    let work = try scene.submit()
    let decision = try scene.decide(try Scene.approve(work))
    let escrow = try scene.add(admission(.escrow, cast.eve), by: cast.bob, after: [decision])
    // Who holds the money stands in the terms, which both accept.
    #expect(
      try scene.outcome(of: escrow)
        == .invalid("the admission of an escrow agent; both parties name one in the terms"))
    try scene.add(try Scene.payment(decision, Scene.full), by: cast.eve, after: [decision])
    try scene.add(
      Revocation(key: cast.bob.fingerprint, keeps: [work], reason: "stolen"), by: cast.ana,
      after: [decision])
    #expect(try scene.role(of: cast.eve) == nil)
    let standing = try scene.standing()
    #expect(standing == Scene.Standing(.conflict, released: 0, settled: 0))
  }

  @Test func theClientLetsItsOwnManInAsEscrowAgent() throws {
    var scene = try Scene()
    let cast = scene.cast
    let decision = try scene.decide(try Scene.approve(try scene.submit()))
    try scene.add(admission(.escrow, cast.eve), by: cast.bob)
    try scene.add(try Scene.payment(decision, Scene.full), by: cast.eve)
    let standing = try scene.standing()
    #expect(standing == Scene.Standing(.approved, released: Scene.full, settled: 0))
  }

  @Test func theThiefLetsABuilderInOnAForkFromBefore() throws {
    var scene = try Scene()
    let cast = scene.cast
    try scene.add(Rotation(key: cast.cleo.publicKey, keeps: try scene.heads), by: cast.bob)
    let stolen = try scene.add(admission(.builder, cast.eve), by: cast.bob, after: [scene.proof])
    try scene.add(CommitProof.sample(5), by: cast.eve, after: [stolen])
    let state = try scene.read().state
    #expect(state.parties().role(of: cast.eve.fingerprint) == nil)
    #expect(!state.isAcceptedSigner(cast.eve.fingerprint))
  }

  @Test func milestonesOnForksComeToMoreThanTheBudgetTogether() throws {
    var scene = try Scene()
    let base = try scene.heads
    let offers = try (2...4).map { number in
      try scene.add(
        try Scene.login(Int64(number), amount: 600_000), by: scene.cast.ana, after: base)
    }
    try scene.add(Agreement(accepts: offers.sorted(), name: nil, email: nil), by: scene.cast.bob)
    let milestones = try scene.read().state.milestones(trustingPins: true)
    let sum = milestones.compactMap { $0.terms?.content.amount?.amount }.reduce(0, +)
    #expect(sum <= 1_500_000)
  }

  @Test func theClientAcceptsAnOldRemovalAfterItHasApproved() throws {
    var scene = try Scene()
    let removal = try scene.add(
      MilestoneRemoval(milestone: 1, terms: scene.terms), by: scene.cast.ana)
    #expect(try scene.stands(.pending))
    try scene.decide(try Scene.approve(try scene.submit()))
    try scene.add(Agreement(removal), by: scene.cast.bob)
    let standing = try scene.standing()
    #expect(standing == Scene.Standing(.approved, released: Scene.full, settled: 0))
  }

  @Test func theThiefOfARotatedKeyEndsItOnAForkFromBefore() throws {
    var scene = try Scene()
    let cast = scene.cast
    let work = try scene.submit()
    let decision = try scene.decide(try Scene.approve(work))
    try scene.add(Rotation(key: cast.cleo.publicKey, keeps: [decision]), by: cast.bob)
    #expect(try scene.role(of: cast.cleo) == .client)
    try scene.add(
      Revocation(key: cast.bob.fingerprint, keeps: [], reason: nil), by: cast.bob, after: [work])
    // Which of the two is the thief cannot be told: nobody is the client, and nothing is paid.
    #expect(try scene.role(of: cast.cleo) == nil)
    #expect(try scene.stands(.conflict))
    // The way out: the builder lets the new key in again, and it decides once more.
    let again = try scene.add(admission(.client, cast.cleo), by: cast.ana)
    #expect(try scene.outcome(of: again) == .admitted)
    try scene.decide(try Scene.approve(work), by: cast.cleo)
    #expect(try scene.role(of: cast.cleo) == .client)
    #expect(try scene.stands(.approved, released: Scene.full))
  }

  @Test func aStrangerAnchorsNothing() throws {
    var scene = try Scene()
    let work = try scene.submit()
    let approval = try scene.decide(try Scene.approve(work), after: [work])
    let rejection = try scene.decide(Scene.reject(work), after: [work])
    try scene.add(
      Application(role: .witness, name: nil, emails: []), by: scene.cast.eve, after: [approval])
    let settled = try scene.decide(Scene.reject(work), after: [approval, rejection])
    #expect(try scene.outcome(of: settled) == .admitted)
    #expect(try scene.stands(.rejected))
  }

  @Test func theClientAnchorsNothing() throws {
    var scene = try Scene()
    let cast = scene.cast
    let work = try scene.submit()
    let approval = try scene.decide(try Scene.approve(work), after: [work])
    let rejection = try scene.decide(Scene.reject(work), after: [work])
    try scene.add(try Scene.payment(approval, 1), by: cast.bob, after: [approval])
    try scene.add(CommitProof.sample(9), by: cast.ana, after: [approval])
    try scene.decide(Scene.reject(work), after: [approval, rejection])
    #expect(try scene.stands(.rejected))
  }

  @Test func theBuilderTakesApprovedWorkBackOnAFork() throws {
    var scene = try Scene()
    let work = try scene.submit()
    try scene.decide(try Scene.approve(work), after: [work])
    let withdrawal = try scene.add(
      Withdrawal(submission: work), by: scene.cast.ana, after: [work])
    #expect(try scene.outcome(of: withdrawal) == .admitted)
    #expect(try scene.stands(.approved, released: Scene.full))
  }

  @Test func twoSubmissionsOnForksAreBothApproved() throws {
    var scene = try Scene()
    let base = try scene.heads
    var approvals: [RecordID] = []
    for payee in [Scene.payee, "Ana, another account"] {
      let work = try scene.submit(payee: payee, after: base)
      let decision = try Scene.approve(work, payee: payee)
      approvals.append(try scene.decide(decision, after: [work]))
    }
    #expect(try scene.stands(.approved, released: Scene.full))
    for approval in approvals {
      try scene.add(try Scene.payment(approval, Scene.full), by: scene.cast.dan)
    }
    #expect(try scene.stands(.completed, released: Scene.full, settled: Scene.full))
  }
}
