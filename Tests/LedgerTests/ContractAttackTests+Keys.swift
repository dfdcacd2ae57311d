import Ledger
import TestSupport
import Testing

extension ContractAttackTests {
  // One key, two roles.

  @Test func aKeyIsNamedInTwoRolesByTerms() throws {
    let scene = try Scene()
    let cast = scene.cast
    for terms in [
      Scene.project(client: cast.ana, cast: cast),
      Scene.project(client: cast.bob, cast: cast, builders: [cast.ana, cast.dan]),
      Scene.project(client: cast.bob, cast: cast, builders: [cast.ana, cast.ana]),
    ] {
      // Not even a draft: the record would be malformed.
      #expect(throws: RecordError.self) {
        try Draft(
          terms, project: 123, genesis: scene.chain.genesis, parents: [scene.terms],
          signer: cast.ana.publicKey, time: Timestamp(seconds: 0))
      }
    }
  }

  @Test func theClientBecomesABuilderByTermsThatItAlsoAccepts() throws {
    var scene = try Scene()
    let work = try scene.submit()
    let offer = try scene.add(
      Scene.project(client: scene.cast.cleo, cast: scene.cast, builders: [scene.cast.bob]),
      by: scene.cast.bob)
    try scene.add(Agreement(offer), by: scene.cast.bob)
    // Its own acceptance is none: it stays the client, and no builder.
    #expect(try scene.role(of: scene.cast.bob) == .client)
    #expect(try scene.role(of: scene.cast.cleo) == nil)
    let decision = try scene.decide(try Scene.approve(work), by: scene.cast.cleo)
    #expect(try scene.outcome(of: decision) == .unknown(scene.cast.cleo))
  }

  @Test func aKeyIsAdmittedIntoASecondRole() throws {
    var scene = try Scene()
    let cast = scene.cast
    let second = try scene.add(
      Admission(role: .witness, key: cast.ana.publicKey, name: nil, emails: []), by: cast.bob)
    #expect(
      try scene.outcome(of: second)
        == .invalid("the admission of a witness with a key that is the builder's"))
    let itself = try scene.add(
      Admission(role: .builder, key: cast.bob.publicKey, name: nil, emails: []), by: cast.bob)
    #expect(
      try scene.outcome(of: itself)
        == .invalid("the admission of a builder with a key that is the client's"))
    #expect(try scene.role(of: cast.ana) == .builder)
    #expect(try scene.role(of: cast.bob) == .client)
  }

  @Test func aKeyIsAdmittedIntoTwoRolesOnForksThatHideEachOther() throws {
    var scene = try Scene()
    let base = try scene.heads
    let roles: [Role] = [.builder, .witness]
    let admissions = try roles.map { role in
      try scene.add(
        Admission(role: role, key: scene.cast.cleo.publicKey, name: nil, emails: []),
        by: scene.cast.bob, after: base)
    }
    // It keeps the first that it gets, in the order of the records.
    let first = try #require(zip(admissions, roles).min { $0.0 < $1.0 })
    let parties = try scene.read().state.parties()
    #expect(parties.members.filter { $0.key == scene.cast.cleo.publicKey }.map(\.role) == [first.1])
  }

  @Test func theClientRotatesToTheBuildersKey() throws {
    var scene = try Scene()
    let rotation = try scene.add(
      Rotation(key: scene.cast.ana.publicKey, keeps: try scene.heads), by: scene.cast.bob)
    #expect(
      try scene.outcome(of: rotation)
        == .invalid("a rotation to a key that is or was the builder's"))
    #expect(try scene.role(of: scene.cast.bob) == .client)
  }

  @Test func theBuilderAndTheClientRotateToOneKeyOnForks() throws {
    var scene = try Scene()
    let base = try scene.heads
    let cleo = scene.cast.cleo
    for party in [scene.cast.ana, scene.cast.bob] {
      try scene.add(Rotation(key: cleo.publicKey, keeps: base), by: party, after: base)
    }
    let members = try scene.read().state.parties().members
    #expect(members.filter { $0.key == cleo.publicKey }.count == 1)
    // It hands in or decides, never both.
    let submission = Submission(
      milestone: 1, terms: scene.terms, proofs: [scene.proof], deliverables: [], note: nil,
      payee: Scene.payee)
    let own = try scene.add(submission, by: cleo)
    let decision = try scene.decide(try Scene.approve(own), by: cleo)
    #expect(try scene.outcome(of: decision) != .admitted)
    #expect(try scene.standing()?.released == 0)
  }

  // Who is the client?

  @Test func theBuilderSwapsTheClientsKeyOnAForkThatTheClientDoesNotSee() throws {
    var scene = try Scene()
    let cast = scene.cast
    let genesis = try #require(scene.chain.genesis)
    let work = try scene.submit()
    let offer = try scene.add(
      Scene.project(title: "Swapped", client: cast.eve, cast: cast), by: cast.ana,
      after: [genesis])
    let accepted = try scene.add(Agreement(offer), by: cast.eve, after: [offer])
    let decision = try scene.decide(
      try Scene.approve(work), by: cast.eve, after: [accepted, work])
    let ledger = try scene.read()
    #expect(ledger.state.shownParties.rivals.count == 1)
    #expect(ledger.records.contains { $0.id == decision })
    // Who knows Bob's key takes his terms, and no approval by another.
    let bobs = Pins(client: cast.bob.fingerprint)
    let state = try scene.read(pins: bobs).state
    #expect(state.currentVersion()?.id == genesis)
    #expect(state.shownParties.rivals.isEmpty)
    #expect(try scene.stands(.inReview, pins: bobs))
    let milestone = try #require(state.milestones(trustingPins: true).first)
    #expect(milestone.reviews.first?.foreign.map(\.id) == [decision])
    let eves = Pins(client: cast.eve.fingerprint)
    #expect(try scene.read(pins: eves).state.currentVersion()?.id == offer)
    #expect(try scene.stands(.approved, released: Scene.full, pins: eves))
  }

  @Test func aStrangerAgreesFirst() throws {
    var scene = try Scene(isClientOpen: true)
    let cast = scene.cast
    let genesis = try #require(scene.chain.genesis)
    try scene.add(Agreement(genesis), by: cast.eve, after: [genesis])
    #expect(try scene.heads == [genesis])
    #expect(try scene.role(of: cast.eve) == nil)
    let claim = try scene.add(Agreement(genesis), by: cast.bob, after: [genesis])
    #expect(try !scene.read().state.isAgreed)
    #expect(try scene.read(pins: Pins(client: cast.bob.fingerprint)).state.isAgreed)
    try scene.add(
      Admission(role: .client, key: cast.bob.publicKey, name: nil, emails: []), by: cast.ana,
      after: [genesis, claim])
    let state = try scene.read().state
    #expect(state.isAgreed)
    #expect(state.claims.map(\.signer) == [cast.eve.publicKey])
    #expect(try scene.role(of: cast.bob) == .client)
    // From now on the door is closed.
    let late = try scene.add(Agreement(genesis), by: cast.cleo)
    #expect(try scene.outcome(of: late) == .unknown(cast.cleo))
  }

  @Test func aBuilderLetsAnotherClientInWhileThereIsOne() throws {
    var scene = try Scene()
    let admission = try scene.add(
      Admission(role: .client, key: scene.cast.eve.publicKey, name: nil, emails: []),
      by: scene.cast.ana)
    #expect(
      try scene.outcome(of: admission)
        == .invalid("the admission of a client while there is one"))
  }

  // Keys that end.

  @Test func theClientRevokesItsOwnKeyToUndoAnApproval() throws {
    var scene = try Scene()
    let work = try scene.submit()
    let decision = try scene.decide(try Scene.approve(work))
    try scene.add(
      Revocation(key: scene.cast.bob.fingerprint, keeps: [work], reason: "stolen"),
      by: scene.cast.bob)
    // Neither void nor valid: in question, until the money has moved.
    #expect(try scene.stands(.conflict))
    let receipt = try scene.add(try Scene.receipt(decision, Scene.full), by: scene.cast.ana)
    #expect(try scene.outcome(of: receipt) == .admitted)
    #expect(try scene.stands(.completed, released: Scene.full, settled: Scene.full))
  }

  @Test func theClientRevokesItsOwnKeyAfterTheEscrowAgentHasPaid() throws {
    var scene = try Scene()
    let work = try scene.submit()
    let decision = try scene.decide(try Scene.approve(work))
    try scene.add(try Scene.payment(decision, Scene.full), by: scene.cast.dan, after: [decision])
    try scene.add(
      Revocation(key: scene.cast.bob.fingerprint, keeps: [work], reason: nil), by: scene.cast.bob,
      after: [decision])
    #expect(try scene.stands(.completed, released: Scene.full, settled: Scene.full))
  }

  @Test func theThiefOfARotatedKeyBackdatesDecisions() throws {
    var scene = try Scene()
    let cast = scene.cast
    let work = try scene.submit()
    try scene.add(Rotation(key: cast.cleo.publicKey, keeps: [work]), by: cast.bob)
    let late = try scene.decide(try Scene.approve(work))
    #expect(try scene.outcome(of: late) == .unknown(cast.bob))
    #expect(try scene.stands(.inReview))
    let backdated = try scene.decide(try Scene.approve(work), after: [work])
    #expect(try scene.outcome(of: backdated) == .admitted)
    #expect(try scene.stands(.conflict))
    // The payment that the thief makes himself does not settle it.
    try scene.add(try Scene.payment(backdated, Scene.full), by: cast.bob, after: [backdated])
    #expect(try scene.stands(.conflict))
    // The key that took its place does.
    try scene.decide(Scene.reject(work), by: cast.cleo)
    #expect(try scene.stands(.rejected))
  }

  @Test func theThiefRotatesTheStolenKeyAtTheSameTime() throws {
    var scene = try Scene()
    let cast = scene.cast
    let work = try scene.submit()
    for key in [cast.cleo, cast.eve] {
      try scene.add(Rotation(key: key.publicKey, keeps: [work]), by: cast.bob, after: [work])
    }
    // Each puts the other in question: nobody is the client, until a builder lets one in.
    #expect(try scene.role(of: cast.cleo) == nil)
    #expect(try scene.role(of: cast.eve) == nil)
    #expect(try scene.read().state.parties().isClientOpen)
    let decision = try scene.decide(try Scene.approve(work), by: cast.eve)
    #expect(try scene.outcome(of: decision) == .unknown(cast.eve))
    #expect(try scene.stands(.inReview))
  }
}
