import Ledger
import SSHSignature
import TestSupport
import Testing

/// The rules of the contract, beside those that the vectors show.
@Suite struct AdmissionTests {
  let ana: Party
  let bob: Party
  let cleo: Party
  let eve: Party

  init() throws {
    ana = try Party("ana")
    bob = try Party("bob")
    cleo = try Party("cleo")
    eve = try Party("eve")
  }

  private func agreed() throws -> Chain {
    var chain = Chain()
    let terms = try chain.add(ProjectTerms.sample(client: bob, builders: [ana]), by: ana)
    try chain.add(Agreement(terms), by: bob)
    return chain
  }

  private func verdicts(_ ledger: Ledger) -> [Finding.Verdict] { ledger.findings.map(\.verdict) }

  @Test func aRoleMustBeHeldInARecordsOwnPast() throws {
    var chain = try agreed()
    let before = chain.heads
    let joined = try chain.add(ProjectTerms.sample(client: bob, builders: [ana, cleo]), by: ana)
    try chain.add(Agreement(joined), by: bob)
    let terms = ProjectTerms.sample(title: "Cleo's", client: bob, builders: [cleo])
    let early = try chain.add(terms, by: cleo, after: before)
    var ledger = try Ledger.read(chain.storage)
    #expect(verdicts(ledger) == [.unknownSigner])
    #expect(ledger.findings.first?.path == LedgerPath.record(early).text)
    // The same words after the agreement are an offer.
    var later = Chain()
    let first = try later.add(ProjectTerms.sample(client: bob, builders: [ana]), by: ana)
    try later.add(Agreement(first), by: bob)
    let second = try later.add(ProjectTerms.sample(client: bob, builders: [ana, cleo]), by: ana)
    try later.add(Agreement(second), by: bob)
    let offer = try later.add(terms, by: cleo)
    ledger = try Ledger.read(later.storage)
    #expect(verdicts(ledger).isEmpty)
    #expect(ledger.state.proposals.map(\.id) == [offer])
    #expect(ledger.state.currentVersion()?.id == second)
  }

  @Test func aClientWhoHasBeenReplacedAgreesToNothingMore() throws {
    var chain = try agreed()
    let replaced = try chain.add(ProjectTerms.sample(client: cleo, builders: [ana]), by: ana)
    try chain.add(Agreement(replaced), by: bob)
    let next = try chain.add(
      ProjectTerms.sample(title: "Next", client: cleo, builders: [ana]), by: ana)
    try chain.add(Agreement(next), by: bob)
    var ledger = try Ledger.read(chain.storage)
    #expect(verdicts(ledger) == [.unknownSigner])
    #expect(ledger.state.currentVersion()?.id == replaced)
    #expect(ledger.state.role(of: bob.fingerprint, seenBy: nil) == nil)
    #expect(ledger.state.role(of: cleo.fingerprint, seenBy: nil) == .client)
    try chain.add(Agreement(next), by: cleo, after: [next])
    ledger = try Ledger.read(chain.storage)
    #expect(ledger.state.currentVersion()?.id == next)
  }

  @Test func theClientCannotMakeItselfABuilder() throws {
    var chain = try agreed()
    try chain.add(ProjectTerms.sample(client: cleo, builders: [ana, bob]), by: bob)
    try chain.add(CommitProof.sample(1), by: bob)
    let ledger = try Ledger.read(chain.storage)
    #expect(verdicts(ledger) == [.invalid])
    #expect(ledger.state.role(of: bob.fingerprint, seenBy: nil) == .client)
  }

  @Test func aStrangerCannotBecomeTheClientOfASettledProject() throws {
    var chain = try agreed()
    try chain.add(ProjectTerms.sample(client: eve, builders: [ana]), by: eve)
    let pins = Pins(client: eve.fingerprint)
    #expect(verdicts(try Ledger.read(chain.storage)) == [.unknownSigner])
    // Not even for a reader who has pinned the stranger's key.
    let ledger = try Ledger.read(chain.storage, pins: pins)
    #expect(ledger.state.role(of: eve.fingerprint, seenBy: nil) == nil)
    #expect(verdicts(ledger) == [.unknownSigner])
  }

  @Test func aClaimCountsForWhoeverKnowsTheKey() throws {
    var chain = Chain()
    let terms = try chain.add(ProjectTerms.sample(builders: [ana]), by: ana)
    let claim = try chain.add(Agreement(terms), by: bob, after: [terms])
    try chain.add(Agreement(terms), by: eve, after: [terms])
    var ledger = try Ledger.read(chain.storage)
    #expect(!ledger.state.isAgreed)
    #expect(ledger.state.claims.count == 2)
    ledger = try Ledger.read(chain.storage, pins: Pins(client: bob.fingerprint))
    #expect(ledger.state.isAgreed)
    #expect(ledger.state.claims.map(\.signer) == [eve.publicKey])
    #expect(ledger.state.acceptances(of: terms).contains { $0.id == claim })
    // Pins change what is believed, never what is admitted.
    #expect(ledger.state.role(of: bob.fingerprint, seenBy: nil) == nil)
    #expect(ledger.records.map(\.id) == (try Ledger.read(chain.storage)).records.map(\.id))
    // The builder's own key, pinned as the client's by mistake, does not make an agreement.
    ledger = try Ledger.read(chain.storage, pins: Pins(client: ana.fingerprint))
    #expect(!ledger.state.isAgreed)
  }

  @Test func aBuildersAcceptanceOfItsOwnTermsIsNone() throws {
    var chain = Chain()
    let terms = try chain.add(ProjectTerms.sample(client: bob, builders: [ana, cleo]), by: ana)
    try chain.add(Agreement(terms), by: ana)
    try chain.add(Agreement(terms), by: cleo)
    let ledger = try Ledger.read(chain.storage)
    #expect(verdicts(ledger).isEmpty)
    #expect(!ledger.state.isAgreed)
  }

  @Test func concurrentAmendmentsEndTheSameForEveryReader() throws {
    var chain = try agreed()
    let base = chain.heads
    var offers: [RecordID] = []
    for title in ["One", "Two", "Three"] {
      let terms = ProjectTerms.sample(title: title, client: bob, builders: [ana])
      let offer = try chain.add(terms, by: ana, after: base)
      try chain.add(Agreement(offer), by: bob, after: [offer])
      offers.append(offer)
    }
    let ledger = try Ledger.read(chain.storage)
    #expect(ledger.state.currentVersion()?.id == offers.max())
  }

  @Test func whatARefusedRecordSaysDoesNotCount() throws {
    var chain = try agreed()
    // A stranger's record as parent takes with it the agreement that names it.
    let junk = try chain.add(CommitProof.sample(1), by: eve)
    let offer = try chain.add(
      ProjectTerms.sample(title: "Dearer", client: bob, builders: [ana]), by: ana, after: [junk])
    try chain.add(Agreement(offer), by: bob, after: [offer])
    let ledger = try Ledger.read(chain.storage)
    #expect(ledger.records.count == 2)
    #expect(Set(verdicts(ledger)) == [.unknownSigner, .invalid])
    #expect(ledger.findings.count == 3)
    #expect(ledger.state.versions.count == 1)
  }

  @Test func ofTwoSignaturesOverOneLineEveryReaderKeepsTheSame() throws {
    let line = try Vectors.read("records/valid/key-p256.relay").prefix { $0 != 0x0A } + [0x0A]
    let folder = try TemporaryFolder()
    try Tool.succeed(
      "ssh-keygen", ["-q", "-N", "", "-t", "ecdsa", "-f", folder.path("key")], in: folder)
    guard case .unencrypted(let key) = try PrivateKeyFile.parse(try folder.read("key")) else {
      throw SetupError("no key")
    }
    let terms = ProjectTerms(
      title: nil, description: nil, roots: [], currency: nil, budget: nil,
      client: ProjectTerms.Person(name: nil, email: nil, key: nil),
      builders: [ProjectTerms.Builder(name: nil, emails: [], key: key.publicKey)], tickets: [],
      nonce: String(repeating: "0", count: 32))
    let draft = try Draft(
      terms, project: 1, genesis: nil, parents: [], signer: key.publicKey,
      time: Timestamp(seconds: 0))
    #expect(!line.isEmpty)
    let records = try (0..<4).map { _ in
      try draft.signed(with: key.sign(draft.line, namespace: UnverifiedRecord.namespace))
    }
    #expect(Set(records.map(\.bytes)).count > 1)
    let least = records.map(\.bytes).min { $0.lexicographicallyPrecedes($1) }
    for order in [records, records.reversed()] {
      let ledger = try Ledger.read(MemoryStorage(order))
      #expect(ledger.records.map(\.bytes) == [least])
      #expect(ledger.findings.isEmpty)
    }
  }

  @Test func aKnownFirstRecordMustBeThere() throws {
    let chain = try agreed()
    let genesis = try #require(chain.genesis)
    #expect(try Ledger.read(chain.storage, genesis: genesis).records.count == 2)
    let other = RecordID(hashing: [1])
    let error = #expect(throws: Ledger.ReadError.self) {
      try Ledger.read(chain.storage, genesis: other)
    }
    guard case .noProject(let findings)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(findings.map(\.path) == [LedgerPath.record(other).text])
  }

  @Test func theNumberMustBeTheOneAskedFor() throws {
    let chain = try agreed()
    #expect(try Ledger.read(chain.storage, number: 123).state.number == 123)
    #expect(throws: Ledger.ReadError.self) { try Ledger.read(chain.storage, number: 124) }
    #expect(throws: Ledger.ReadError.self) { try Ledger.read(MemoryStorage()) }
  }

  /// What is asked before signing is what is asked at every verification.
  @Test func refusesADraftForTheReasonForWhichItWouldBeRefusedLater() throws {
    let chain = try agreed()
    let ledger = try Ledger.read(chain.storage)
    let statements: [(any Statement, Party)] = [
      (CommitProof.sample(1), ana), (CommitProof.sample(1), bob), (CommitProof.sample(1), eve),
      (Agreement(chain.records[0].id), ana), (Agreement(chain.records[0].id), eve),
      (Agreement(RecordID(hashing: [1])), bob),
      (ProjectTerms.sample(client: bob, builders: [ana]), bob),
      (ProjectTerms.sample(client: bob, builders: [ana]), eve),
    ]
    for (statement, party) in statements {
      let draft = try Draft(
        statement, project: 123, genesis: chain.genesis, parents: ledger.heads,
        signer: party.publicKey, time: Timestamp(seconds: 0))
      let refusal = ledger.refusal(of: draft, signer: party.publicKey)
      var storage = chain.storage
      let record = try party.sign(draft)
      storage.add(record.bytes, at: LedgerPath.record(record.id).text)
      let after = try Ledger.read(storage)
      switch refusal {
      case nil: #expect(after.findings.isEmpty)
      case .unknownSigner, .noRoom: #expect(verdicts(after) == [.unknownSigner])
      case .invalid(let reason):
        #expect(verdicts(after) == [.invalid])
        #expect(after.findings.first?.reason == reason)
      }
    }
  }

  @Test func addingRecordsGivesTheLedgerThatReadingGives() throws {
    var chain = try agreed()
    let before = try Ledger.read(chain.storage)
    try chain.add(CommitProof.sample(1), by: ana)
    let offer = try chain.add(ProjectTerms.sample(client: bob, builders: [ana, cleo]), by: ana)
    try chain.add(Agreement(offer), by: bob)
    try chain.add(CommitProof.sample(2), by: cleo)
    let more = Array(chain.records.dropFirst(before.records.count))
    let after = before.adding(more)
    #expect(after.summary == (try Ledger.read(chain.storage)).summary)
    #expect(before.adding([]).summary == before.summary)
    #expect(after.adding(chain.records).summary == after.summary)
  }

  @Test func storagesThatCannotReadAFileSaySo() throws {
    var storage = try agreed().storage
    let path = Array("files/\(String(repeating: "a", count: 64))".utf8)
    storage.files.append(LedgerFile(path: path, content: .tooLong(1 << 40)))
    storage.files.append(LedgerFile(path: Array("link".utf8), content: .unreadable("a link")))
    storage.files.append(LedgerFile(path: [0xff, 0x1b], content: .bytes([])))
    let ledger = try Ledger.read(storage)
    #expect(
      ledger.findings.map(\.path).sorted() == [
        String(decoding: path, as: UTF8.self), "link", "\u{fffd}\\u{1b}",
      ])
    #expect(verdicts(ledger) == [.invalid, .invalid, .invalid])
  }
}
