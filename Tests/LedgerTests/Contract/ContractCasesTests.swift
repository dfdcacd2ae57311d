import Ledger
import SSHSignature
import TestSupport
import Testing

/// Ledgers by which relay once came to something else than its document says.
@Suite struct ContractCasesTests {
  private let cast: Company

  init() throws { cast = try ContractPropertyTests.cast.get() }

  private var ana: Party { cast.ana.key }
  private var bob: Party { cast.bob.key }
  private var dan: Party { cast.dan.key }
  private var bobsNext: Party { cast.bob.keys[1] }

  private func terms(_ title: String, client: Party?, escrow: Party? = nil) -> ProjectTerms {
    ProjectTerms(
      title: title, description: nil, roots: [], currency: nil, budget: nil,
      client: .init(name: nil, email: nil, key: client?.publicKey), builders: [ana.builder],
      escrow: .init(name: nil, email: nil, key: escrow?.publicKey), tickets: [],
      nonce: "00112233445566778899aabbccddeeff")
  }

  /// Terms with a client and an escrow agent, accepted.
  private func agreed() throws -> Chain {
    var chain = Chain()
    let first = try chain.add(terms("One", client: bob, escrow: dan), by: ana)
    try chain.add(Agreement(first), by: bob)
    return chain
  }

  /// Expects that the model and relay admit a record, or neither.
  private func expect(_ id: RecordID, in chain: Chain, isAdmitted: Bool) throws {
    let model = ReferenceModel(chain)
    let ledger = try Ledger.read(chain.storage)
    #expect((model.pasts[id] != nil) == isAdmitted, "\(model.refusals)")
    #expect(ledger.records.contains { $0.id == id } == isAdmitted, "\(ledger.findings)")
  }

  @Test func aKeyOfEarlierTermsCanBeRevoked() throws {
    var chain = try agreed()
    let second = try chain.add(terms("Two", client: bob), by: ana)
    try chain.add(Agreement(second), by: bob)
    let end = Revocation(key: dan.fingerprint, keeps: chain.heads, reason: nil)
    try expect(try chain.add(end, by: ana), in: chain, isAdmitted: true)
  }

  @Test func aKeyThatHasEndedIsNotLetInAgain() throws {
    var chain = try agreed()
    try chain.add(Rotation(key: bobsNext.publicKey, keeps: chain.heads), by: bob)
    let second = try chain.add(terms("Two", client: bobsNext), by: ana)
    try chain.add(Agreement(second), by: bobsNext)
    let again = Admission(role: .witness, key: bob.publicKey, name: nil, emails: [])
    try expect(try chain.add(again, by: bobsNext), in: chain, isAdmitted: false)
  }

  @Test func whatWaitsIsNothingToStandOnWhateverOthersName() throws {
    var chain = Chain()
    let first = try chain.add(terms("One", client: nil), by: ana)
    let knock = try chain.add(Agreement(first), by: bob)
    let next = Application(role: .witness, name: nil, emails: [])
    let late = try chain.add(next, by: cast.eve.key, after: [knock])
    let alone = try Ledger.read(chain.storage)
    #expect(!alone.records.contains { $0.id == late })
    var names: [RecordID] = []
    // Of two records as deep as the late one, at least one of these mostly comes before it.
    for number in 1...8 {
      names.append(try chain.add(CommitProof.sample(number), by: ana, after: [knock]))
    }
    #expect(names.contains { $0 < late })
    try expect(late, in: chain, isAdmitted: false)
  }

  @Test func agreementsMayAcceptWhatIsUnknown() throws {
    var chain = try agreed()
    let note = try chain.add(UnknownNote(number: 1), by: ana)
    try expect(try chain.add(Agreement(note), by: bob), in: chain, isAdmitted: true)
  }

  /// Ana's key is stolen, and the thief's rotation makes a witness the builder.
  @Test func aContestedRotationGivesNoRole() throws {
    var chain = try agreed()
    let (start, heads, witness) = (chain.records[0].id, chain.heads, cast.cleo.key)
    try chain.add(Rotation(key: witness.publicKey, keeps: []), by: ana, after: [start])
    let admission = Admission(role: .witness, key: witness.publicKey, name: nil, emails: [])
    try chain.add(admission, by: bob, after: heads)
    try chain.add(Revocation(key: ana.fingerprint, keeps: heads, reason: nil), by: bob)
    let ledger = try Ledger.read(chain.storage)
    #expect(ledger.findings.isEmpty)
    #expect(ReferenceModel(chain).whole().role(of: witness.fingerprint) != .builder)
    #expect(ledger.state.parties().role(of: witness.fingerprint) != .builder)
  }

  /// The proof is approved by itself, in a submission that another proof spoils.
  @Test func anApprovedProofIsNotTakenBack() throws {
    var chain = try agreed()
    let part = try chain.add(MilestoneTerms(milestone: 1, title: "Part"), by: ana)
    try chain.add(Agreement(part), by: bob)
    let good = try chain.add(CommitProof.sample(1), by: ana)
    let bad = try chain.add(CommitProof.sample(2), by: ana)
    let work = try chain.add(
      Submission(
        milestone: 1, terms: part, proofs: [good, bad], deliverables: [], note: nil, payee: nil),
      by: ana)
    for (proof, verdict) in [(good, Decision.Verdict.approved), (bad, .rejected)] {
      let verb = verdict == .approved ? "approve" : "reject"
      let words = "I \(verb) proof \(proof.short) of milestone 1 'Part' of project 123."
      try chain.add(
        Decision(
          submission: work, proof: proof, verdict: verdict, feedback: nil, revisionNotes: nil,
          sentence: words, release: nil), by: bob)
    }
    let retraction = try chain.add(Retraction(proofs: [good], reason: nil), by: ana)
    try expect(retraction, in: chain, isAdmitted: false)
  }

  @Test func whatWasApprovedStaysThoughItsRemovalIsAccepted() throws {
    var chain = try agreed()
    let part = try chain.add(MilestoneTerms(milestone: 1, title: "Part"), by: ana)
    try chain.add(Agreement(part), by: bob)
    let heads = chain.heads
    let removal = try chain.add(MilestoneRemoval(milestone: 1, terms: part), by: ana)
    try chain.add(Agreement(removal), by: bob)
    let work = try chain.add(
      Submission(
        milestone: 1, terms: part, proofs: [], deliverables: [], note: nil, payee: nil), by: ana,
      after: heads)
    try chain.add(
      Decision(
        submission: work, proof: nil, verdict: .approved, feedback: nil, revisionNotes: nil,
        sentence: "I approve milestone 1 'Part' of project 123.", release: nil), by: bob,
      after: [work])
    let ledger = try Ledger.read(chain.storage)
    #expect(ledger.findings.isEmpty)
    #expect(ledger.state.milestones().map(\.status) == [.approved])
    #expect(ReferenceModel(chain).whole().milestones.map(\.status) == ["approved"])
    let again = try chain.add(MilestoneRemoval(milestone: 1, terms: part), by: ana)
    try expect(again, in: chain, isAdmitted: false)
  }

  @Test func whoeverPinsAClientTakesItsTerms() throws {
    var chain = Chain()
    let first = try chain.add(terms("One", client: bob), by: ana)
    let other = try chain.add(terms("Two", client: bobsNext), by: ana)
    try chain.add(Agreement(first), by: bob, after: [first])
    try chain.add(
      Agreement(accepts: [first, other], name: nil, email: nil), by: bobsNext, after: [other])
    let key = bobsNext.fingerprint
    #expect(ReferenceModel(chain).whole(pinned: key).inForce.terms?.id == other)
    let ledger = try Ledger.read(chain.storage, pins: Pins(client: key))
    #expect(ledger.findings.isEmpty)
    #expect(ledger.state.currentVersion()?.id == other)
  }

  /// Each offer is within the budget, all that were made side by side are beyond a sum's range.
  @Test func sumsOfOffersMadeApartAreBounded() throws {
    var chain = Chain()
    let budget: Int64 = 9_007_199_254_740_991
    let first = try chain.add(
      ProjectTerms(
        title: "One", description: nil, roots: [], currency: "EUR", budget: budget,
        client: .init(name: nil, email: nil, key: bob.publicKey), builders: [ana.builder],
        escrow: nil, tickets: [], nonce: "00112233445566778899aabbccddeeff"), by: ana)
    let euro = try #require(Currency("EUR"))
    var offers: [RecordID] = []
    for number in Int64(1)...1_025 {
      let part = MilestoneTerms(
        milestone: number, title: "Part", amount: Money(amount: budget, currency: euro))
      offers.append(try chain.add(part, by: ana, after: [first]))
    }
    let again = try chain.add(
      MilestoneTerms(milestone: 1, title: "Part", amount: Money(amount: 1, currency: euro)),
      by: ana, after: offers)
    let ledger = try Ledger.read(chain.storage)
    #expect(ledger.records.count == 1_026)
    #expect(ledger.findings.map(\.path) == [LedgerPath.record(again).text])
  }

  /// A rejection has overruled a release; a later approval for less would bring it back to life.
  @Test func anOverruledReleaseIsNotUndercut() throws {
    var chain = try agreed()
    let euro = try #require(Currency("EUR"))
    let whole = try #require(Money(amount: 300_000, currency: euro))
    let part = try chain.add(MilestoneTerms(milestone: 1, title: "Part", amount: whole), by: ana)
    try chain.add(Agreement(part), by: bob)
    let work = try chain.add(
      Submission(
        milestone: 1, terms: part, proofs: [], deliverables: [], note: nil, payee: "Ana"), by: ana)
    func decide(_ amount: Int64?, _ sentence: String, after: [RecordID]) throws -> RecordID {
      let release = amount.flatMap { Money(amount: $0, currency: euro) }.map {
        Decision.Release(escrow: nil, total: $0, payee: "Ana")
      }
      return try chain.add(
        Decision(
          submission: work, proof: nil, verdict: amount == nil ? .rejected : .approved,
          feedback: nil, revisionNotes: nil, sentence: sentence, release: release), by: bob,
        after: after)
    }
    let all = "I approve milestone 1 'Part' of project 123 and release EUR 3,000.00 to Ana."
    let less =
      "I approve milestone 1 'Part' of project 123 and release EUR 1,000.00 "
      + "in all of EUR 3,000.00 to Ana."
    let no = "I reject milestone 1 'Part' of project 123."
    let yes = try decide(300_000, all, after: [work])
    let against = try decide(nil, no, after: [work])
    let both = try decide(nil, no, after: [yes, against])
    #expect(try Ledger.read(chain.storage).state.milestones().map(\.status) == [.rejected])
    try expect(try decide(100_000, less, after: [both]), in: chain, isAdmitted: false)
    try expect(try decide(300_000, all, after: [both]), in: chain, isAdmitted: true)
  }

  /// Another builder steps in where the submitter, and whoever came in its place, is gone for good.
  @Test func anotherBuilderTakesWorkBackOnlyWhenTheSubmitterIsGone() throws {
    let (cleo, anasNext) = (cast.cleo.key, cast.ana.keys[1])
    var chain = Chain()
    let first = try chain.add(
      ProjectTerms(
        title: "One", description: nil, roots: [], currency: nil, budget: nil,
        client: .init(name: nil, email: nil, key: bob.publicKey),
        builders: [ana.builder, cleo.builder], escrow: nil, tickets: [],
        nonce: "00112233445566778899aabbccddeeff"), by: ana)
    try chain.add(Agreement(first), by: bob)
    let part = try chain.add(MilestoneTerms(milestone: 1, title: "Part"), by: ana)
    try chain.add(Agreement(part), by: bob)
    let work = try chain.add(
      Submission(
        milestone: 1, terms: part, proofs: [], deliverables: [], note: nil, payee: nil), by: ana)
    func withdraw(isAdmitted: Bool) throws {
      let heads = chain.heads
      var fork = chain
      let withdrawal = Withdrawal(submission: work)
      try expect(
        try fork.add(withdrawal, by: cleo, after: heads), in: fork, isAdmitted: isAdmitted)
    }
    try withdraw(isAdmitted: false)
    try chain.add(Rotation(key: anasNext.publicKey, keeps: chain.heads), by: ana)
    try withdraw(isAdmitted: false)
    let end = Revocation(key: anasNext.fingerprint, keeps: chain.heads, reason: nil)
    try chain.add(end, by: bob)
    try withdraw(isAdmitted: true)
  }
}
