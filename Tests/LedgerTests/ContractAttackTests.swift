import Ledger
import TestSupport
import Testing

/// What somebody who has a key, or has stolen one, may try with the contract.
///
/// Signatures are good throughout: what is asked is who may say what.
@Suite struct ContractAttackTests {
  typealias Scene = ContractScene

  // Who decides, who pays, who receives.

  @Test func theBuilderApprovesItsOwnWork() throws {
    var scene = try Scene()
    let work = try scene.submit()
    let decision = try scene.decide(try Scene.approve(work), by: scene.cast.ana)
    #expect(
      try scene.outcome(of: decision)
        == .invalid("a decision signed by the builder; that is for the client"))
    #expect(try scene.stands(.inReview))
  }

  @Test func theEscrowAgentApproves() throws {
    var scene = try Scene()
    let work = try scene.submit()
    let decision = try scene.decide(try Scene.approve(work), by: scene.cast.dan)
    #expect(
      try scene.outcome(of: decision)
        == .invalid("a decision signed by the escrow agent; that is for the client"))
    #expect(try scene.stands(.inReview))
  }

  @Test func aStrangerPays() throws {
    var scene = try Scene()
    let decision = try scene.decide(try Scene.approve(try scene.submit()))
    let payment = try scene.add(try Scene.payment(decision, Scene.full), by: scene.cast.eve)
    #expect(try scene.outcome(of: payment) == .unknown(scene.cast.eve))
    #expect(try scene.stands(.approved, released: Scene.full))
  }

  @Test func theClientSaysThatTheBuilderHasTheMoney() throws {
    var scene = try Scene()
    let decision = try scene.decide(try Scene.approve(try scene.submit()))
    let receipt = try scene.add(try Scene.receipt(decision, Scene.full), by: scene.cast.bob)
    #expect(
      try scene.outcome(of: receipt)
        == .invalid("a receipt signed by the client; that is for the builder"))
    #expect(try scene.stands(.approved, released: Scene.full))
  }

  @Test func theClientsOwnPaymentCompletesNothing() throws {
    var scene = try Scene()
    let decision = try scene.decide(try Scene.approve(try scene.submit()))
    let payment = try scene.add(try Scene.payment(decision, Scene.full), by: scene.cast.bob)
    #expect(try scene.outcome(of: payment) == .admitted)
    #expect(try scene.stands(.approved, released: Scene.full))
    #expect(try scene.read().state.milestone(1)?.claimedPaid == Scene.full)
  }

  @Test func moreIsPaidThanReleased() throws {
    var scene = try Scene()
    let part = try Scene.euros(300_000)
    let decision = try scene.decide(try Scene.approve(try scene.submit(), total: part))
    for party in [scene.cast.dan, scene.cast.bob] {
      let payment = try scene.add(try Scene.payment(decision, Scene.full), by: party)
      #expect(
        try scene.outcome(of: payment)
          == .invalid("it is about EUR 9,000.00; the decision releases EUR 3,000.00"))
    }
    #expect(try scene.stands(.approved, released: 300_000))
  }

  // What is handed in.

  @Test func aSubmissionNamesProofsThatItsSignerHadNotSeen() throws {
    var scene = try Scene()
    let base = try scene.heads
    let unseen = try scene.add(CommitProof.sample(2), by: scene.cast.ana, after: base)
    let work = try scene.submit([unseen], after: base)
    // Which of the two comes first is up to their ids.
    let reasons = [
      "it names proof \(unseen.short), which its signer had not seen",
      "\(unseen.short) is no proof of this project",
    ]
    let outcome = try scene.outcome(of: work)
    #expect(reasons.contains { outcome == .invalid($0) })
    #expect(try scene.stands(.pending))
  }

  @Test func aSubmissionNamesNoProofAtAll() throws {
    var scene = try Scene()
    let work = try scene.submit([scene.terms])
    #expect(
      try scene.outcome(of: work)
        == .invalid("\(scene.terms.short) is no proof of this project"))
  }

  @Test func aProofIsTakenBackAfterItWasSubmitted() throws {
    var scene = try Scene()
    let work = try scene.submit()
    let reason = "proof \(scene.proof.short) is submitted with milestone 1"
    for _ in 0..<2 {
      let retraction = try scene.add(
        Retraction(proofs: [scene.proof], reason: nil), by: scene.cast.ana)
      #expect(try scene.outcome(of: retraction) == .invalid(reason))
      // The same after the approval.
      try scene.decide(try Scene.approve(work), after: [work])
    }
    #expect(try scene.stands(.approved, released: Scene.full))
  }

  @Test func aProofIsTakenBackOnAForkThatHidesTheSubmission() throws {
    var scene = try Scene()
    let base = try scene.heads
    let work = try scene.submit(after: base)
    let retraction = try scene.add(
      Retraction(proofs: [scene.proof], reason: nil), by: scene.cast.ana, after: base)
    #expect(try scene.outcome(of: retraction) == .admitted)
    // Said, and the approval is no other for it.
    try scene.decide(try Scene.approve(work))
    let state = try scene.read().state
    #expect(state.retraction(of: scene.proof) != nil)
    #expect(state.standingProofs.isEmpty)
    #expect(try scene.stands(.approved, released: Scene.full))
  }

  @Test func aProofIsGoneAfterItWasSubmitted() throws {
    var scene = try Scene()
    let work = try scene.submit()
    let decision = try scene.decide(try Scene.approve(work))
    var storage = scene.chain.storage
    let path = Array(LedgerPath.record(scene.proof).text.utf8)
    storage.files.removeAll { $0.path == path }
    let ledger = try Ledger.read(storage)
    // What stands on it is refused, so that nobody approves what is not there.
    #expect(ledger.records.count == 4)
    let paths = [work, decision].map { LedgerPath.record($0).text }
    #expect(Set(ledger.findings.map(\.path)) == Set(paths))
    #expect(ledger.findings.allSatisfy { $0.verdict == .invalid })
    #expect(ledger.state.milestone(1)?.status == .pending)
  }

  @Test func aProofThatIsApprovedIsSubmittedForAnotherMilestone() throws {
    var scene = try Scene()
    try scene.decide(try Scene.approve(try scene.submit()))
    let second = try scene.agree(try Scene.login(2, title: "Shop", amount: 600_000))
    let again = try scene.submit(terms: second, milestone: 2)
    #expect(
      try scene.outcome(of: again)
        == .invalid("proof \(scene.proof.short) is submitted with milestone 1"))
    #expect(try scene.stands(.pending, milestone: 2))
  }

  @Test func workIsHandedInForTermsThatOnlyItsBuilderHasSigned() throws {
    var scene = try Scene()
    let raised = try scene.add(
      try Scene.login(amount: 1_000_000, replaces: scene.terms), by: scene.cast.ana)
    let work = try scene.submit(terms: raised)
    #expect(
      try scene.outcome(of: work)
        == .invalid("the terms it answers are not those that both parties have accepted"))
    #expect(try scene.stands(.pending))
  }

  // The terms.

  @Test func anApprovedMilestoneIsRemoved() throws {
    var scene = try Scene()
    try scene.decide(try Scene.approve(try scene.submit()))
    for party in [scene.cast.ana, scene.cast.bob] {
      let removal = try scene.add(MilestoneRemoval(milestone: 1, terms: scene.terms), by: party)
      #expect(
        try scene.outcome(of: removal)
          == .invalid("milestone 1 has approved proofs; it cannot be removed"))
    }
    #expect(try scene.stands(.approved, released: Scene.full))
  }

  @Test func aMilestoneIsRemovedOnAForkThatHidesTheApproval() throws {
    var scene = try Scene()
    let base = try scene.heads
    let work = try scene.submit(after: base)
    let decision = try scene.decide(try Scene.approve(work), after: [work])
    let removal = try scene.add(
      MilestoneRemoval(milestone: 1, terms: scene.terms), by: scene.cast.bob, after: base)
    #expect(try scene.outcome(of: removal) == .admitted)
    #expect(try scene.outcome(of: decision) == .admitted)
    // One party alone removes nothing.
    #expect(try scene.stands(.approved, released: Scene.full))
  }

  @Test func theAmountIsRaisedAfterTheApproval() throws {
    var scene = try Scene()
    let work = try scene.submit()
    try scene.decide(try Scene.approve(work))
    let raised = try scene.agree(try Scene.login(amount: 1_000_000, replaces: scene.terms))
    #expect(try scene.outcome(of: raised) == .admitted)
    // The approval answers the terms that the client had seen, for the sum that they named.
    #expect(try scene.stands(.pending, released: Scene.full))
    let more = try scene.decide(
      try Scene.approve(
        work, total: try Scene.euros(1_000_000),
        sentence: "\(Scene.approval) and release EUR 10,000.00 in all of EUR 9,000.00 from "
          + "escrow E-77 to \(Scene.payee)."))
    #expect(
      try scene.outcome(of: more)
        == .invalid("it releases EUR 10,000.00, the terms say EUR 9,000.00"))
  }

  @Test func theAmountIsLoweredBelowWhatWasReleased() throws {
    var scene = try Scene()
    try scene.decide(try Scene.approve(try scene.submit()))
    let lowered = try scene.add(
      try Scene.login(amount: Scene.full - 1, replaces: scene.terms), by: scene.cast.bob)
    #expect(
      try scene.outcome(of: lowered)
        == .invalid("milestone 1 has had more released than the amount"))
  }

  @Test func theTermsChangeWhileTheClientLooksAtTheWork() throws {
    var scene = try Scene()
    try scene.submit()
    let changed = try scene.add(
      try Scene.login(title: "Log in", replaces: scene.terms), by: scene.cast.ana)
    #expect(
      try scene.outcome(of: changed)
        == .invalid("milestone 1 is under review; its terms cannot change now"))
  }

  private let overBudget = Scene.Outcome.invalid(
    "the milestones come to more than the project's budget")

  @Test func milestonesTogetherComeToMoreThanTheBudget() throws {
    var scene = try Scene()
    let over = try scene.add(
      try Scene.login(2, title: "Shop", amount: 600_001), by: scene.cast.ana)
    #expect(try scene.outcome(of: over) == overBudget)
    let exact = try scene.add(
      try Scene.login(2, title: "Shop", amount: 600_000), by: scene.cast.ana)
    #expect(try scene.outcome(of: exact) == .admitted)
  }

  @Test func theBudgetOverflows() throws {
    let most = JSON.largestInteger
    var scene = try Scene(budget: most)
    let over = try scene.add(try Scene.login(2, amount: most), by: scene.cast.ana)
    #expect(try scene.outcome(of: over) == overBudget)
    // On forks that hide each other each fits; together they are far above.
    let base = try scene.heads
    for number in 2..<60 {
      try scene.add(
        try Scene.login(Int64(number), amount: most - Scene.full), by: scene.cast.ana, after: base)
    }
    let last = try scene.add(try Scene.login(60, amount: 1), by: scene.cast.ana)
    #expect(try scene.outcome(of: last) == overBudget)
  }
}
