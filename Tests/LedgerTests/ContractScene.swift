import Ledger
import TestSupport
import Testing

/// Who plays in a scene; one cast may play in several.
struct Cast: Sendable {
  let ana: Party
  let bob: Party
  let cleo: Party
  let dan: Party
  let eve: Party

  init() throws {
    ana = try Party("ana")
    bob = try Party("bob")
    cleo = try Party("cleo")
    dan = try Party("dan")
    eve = try Party("eve")
  }
}

/// Ana works for Bob, Dan holds the money; milestone 1 is agreed, and there is a proof for it.
struct ContractScene {
  static let full: Int64 = 900_000
  static let payee = "Ana, DE02 1203 0000 0000 2020 51"
  static let approval = "I approve milestone 1 'Login' of project 123"

  let cast: Cast
  var chain: Chain
  private(set) var agreement = RecordID(hashing: [])
  private(set) var terms = RecordID(hashing: [])
  private(set) var proof = RecordID(hashing: [])

  init(
    cast: Cast? = nil, number: Int64 = 123, budget: Int64 = 1_500_000, isClientOpen: Bool = false
  ) throws {
    let cast = try cast ?? Cast()
    self.cast = cast
    chain = Chain(number: number)
    let genesis = try add(
      Self.project(client: isClientOpen ? nil : cast.bob, cast: cast, budget: budget), by: cast.ana)
    guard !isClientOpen else { return }
    agreement = try add(Agreement(genesis), by: cast.bob)
    terms = try agree(Self.login())
    proof = try add(CommitProof.sample(1), by: cast.ana)
  }

  /// What a writer who has all records names as parents.
  var heads: [RecordID] {
    get throws { chain.genesis == nil ? [] : try read().heads }
  }

  func read(pins: Pins = Pins()) throws -> Ledger { try Ledger.read(chain.storage, pins: pins) }

  /// Signs on top of what an honest program names, or of what the test says.
  @discardableResult
  mutating func add(
    _ statement: any Statement, by party: Party, after parents: [RecordID]? = nil
  ) throws -> RecordID {
    try chain.add(statement, by: party, after: parents ?? (try heads))
  }

  /// Terms that Ana offers and Bob accepts.
  mutating func agree(_ milestone: MilestoneTerms) throws -> RecordID {
    let id = try add(milestone, by: cast.ana)
    try add(Agreement(id), by: cast.bob)
    return id
  }

  /// Ana hands in.
  @discardableResult
  mutating func submit(
    _ proofs: [RecordID]? = nil, terms: RecordID? = nil, milestone: Int64 = 1,
    payee: String? = payee, after parents: [RecordID]? = nil
  ) throws -> RecordID {
    let submission = Submission(
      milestone: milestone, terms: terms ?? self.terms, proofs: proofs ?? [proof],
      deliverables: [], note: nil, payee: payee)
    return try add(submission, by: cast.ana, after: parents)
  }

  /// Bob decides, unless somebody else does.
  @discardableResult
  mutating func decide(
    _ decision: Decision, by party: Party? = nil, after parents: [RecordID]? = nil
  ) throws -> RecordID {
    try add(decision, by: party ?? cast.bob, after: parents)
  }

  /// What became of a record.
  func outcome(of id: RecordID, pins: Pins = Pins()) throws -> Outcome {
    let ledger = try read(pins: pins)
    if ledger.records.contains(where: { $0.id == id }) { return .admitted }
    let path = LedgerPath.record(id).text
    let finding = try #require(ledger.findings.first { $0.path == path })
    return .refused(finding.verdict, finding.reason)
  }

  func standing(_ number: Int64 = 1, pins: Pins = Pins()) throws -> Standing? {
    try read(pins: pins).state.milestones(trustingPins: true).first { $0.number == number }.map {
      Standing($0.status, released: $0.released, settled: $0.settled)
    }
  }

  /// Whether a milestone stands so.
  func stands(
    _ status: Milestone.Status, released: Int64 = 0, settled: Int64 = 0, milestone: Int64 = 1,
    pins: Pins = Pins()
  ) throws -> Bool {
    try standing(milestone, pins: pins) == Standing(status, released: released, settled: settled)
  }

  func role(of party: Party) throws -> Role? {
    try read().state.role(of: party.fingerprint, seenBy: nil)
  }
}

extension ContractScene {
  struct Standing: Equatable {
    let status: Milestone.Status
    let released: Int64
    let settled: Int64

    init(_ status: Milestone.Status, released: Int64, settled: Int64) {
      self.status = status
      self.released = released
      self.settled = settled
    }
  }

  enum Outcome: Equatable {
    case admitted
    case refused(Finding.Verdict, String)

    static func invalid(_ reason: String) -> Outcome { .refused(.invalid, reason) }

    /// What a stranger's record comes to.
    static func unknown(_ party: Party) -> Outcome {
      .refused(.unknownSigner, "signed by \(party.fingerprint), which has no role in the project")
    }
  }

  static func euros(_ cents: Int64) throws -> Money { try money(cents, "EUR") }

  static func money(_ amount: Int64, _ code: String) throws -> Money {
    let currency = try #require(Currency(code))
    return try #require(Money(amount: amount, currency: currency))
  }

  static func project(
    title: String = "Shop", client: Party?, cast: Cast, builders: [Party]? = nil,
    budget: Int64 = 1_500_000
  ) -> ProjectTerms {
    ProjectTerms(
      title: title, description: nil, roots: [], currency: "EUR", budget: budget,
      client: .init(name: "Bob", email: nil, key: client?.publicKey),
      builders: (builders ?? [cast.ana]).map(\.builder),
      escrow: .init(name: "Dan", email: nil, key: cast.dan.publicKey), tickets: [],
      nonce: "00112233445566778899aabbccddeeff")
  }

  static func login(
    _ number: Int64 = 1, title: String = "Login", amount: Int64 = full, replaces: RecordID? = nil
  ) throws -> MilestoneTerms {
    MilestoneTerms(
      milestone: number, title: title, amount: try euros(amount), escrow: "E-77",
      replaces: replaces)
  }

  /// Approves and releases the whole, unless the test says something else.
  static func approve(
    _ submission: RecordID, proof: RecordID? = nil, total: Money? = nil, escrow: String? = "E-77",
    payee: String = payee, sentence: String? = nil
  ) throws -> Decision {
    let total = try total ?? euros(full)
    let part = total.amount == full ? "" : " in all of EUR 9,000.00"
    let from = escrow.map { " from escrow \($0)" } ?? ""
    return Decision(
      submission: submission, proof: proof, verdict: .approved, feedback: nil, revisionNotes: nil,
      sentence: sentence ?? "\(approval) and release \(total)\(part)\(from) to \(payee).",
      release: .init(escrow: escrow, total: total, payee: payee))
  }

  static func reject(_ submission: RecordID) -> Decision {
    Decision(
      submission: submission, proof: nil, verdict: .rejected, feedback: nil, revisionNotes: nil,
      sentence: "I reject milestone 1 'Login' of project 123.", release: nil)
  }

  static func payment(_ decision: RecordID, _ cents: Int64) throws -> Payment {
    Payment(
      decision: decision, total: try euros(cents), paidAt: Timestamp(seconds: 0), reference: nil)
  }

  static func receipt(_ decision: RecordID, _ cents: Int64) throws -> Receipt {
    Receipt(
      decision: decision, total: try euros(cents), receivedAt: Timestamp(seconds: 0),
      reference: nil)
  }
}
