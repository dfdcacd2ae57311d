import Ledger
import SSHSignature

/// Whether money may be paid: the answer that an escrow agent acts on.
struct ReleaseCheck {
  /// Why not; empty for yes.
  let reasons: [String]

  /// The approval that sets the money free.
  let decision: Entry<Decision>?

  let milestone: Int64

  /// The heads of the ledger that was asked: what is not in it is not known.
  let heads: [RecordID]

  /// All that set money free and are in no question.
  private let decisions: [Entry<Decision>]

  private let genesis: RecordID
  private let project: Int64
  private let settled: Int64

  /// What the client says that it has paid, in minor units: shown, never counted.
  let claimedPaid: Int64

  var isYes: Bool { reasons.isEmpty }

  var release: Decision.Release? { decision?.content.release }

  init(_ ledger: Ledger, _ number: Int64, pins: Pins, memory: AgentMemory) {
    let state = ledger.state
    var reasons: [String] = []
    if pins.client == nil { reasons.append("the client's key is not pinned: --client SHA256:…") }
    if let id = memory.missing(from: ledger).first {
      reasons.append("this ledger is older than one seen before: it lacks record \(id.short)")
    }
    let known = state.milestone(number, trustingPins: true)
    if let pin = pins.client, !Self.isHeld(.client, by: pin, state) {
      reasons.append("the pinned client's key is not the client's of this project")
    }
    if let pin = pins.builder, !Self.isHeld(.builder, by: pin, state) {
      reasons.append("the pinned builder's key is no builder's of this project")
    }
    if !state.shownParties.rivals.isEmpty { reasons.append("who the client is is in dispute") }
    // An approval is final for its amount: terms that came later do not take it back.
    let approved = known?.reviews.filter { $0.verdict == .approved } ?? []
    switch known?.status {
    case nil: reasons.append("there is no milestone \(number)")
    case .conflict:
      let conflict = known?.conflictReason ?? ""
      reasons.append("milestone \(number) is in conflict: \(conflict)")
    case let status? where approved.isEmpty:
      let word = status.rawValue.replacing("_", with: " ")
      reasons.append("milestone \(number) is \(word), not approved")
    default: break
    }
    let releases = approved.flatMap { review in
      review.decisions.filter { $0.content.release != nil }.map { (review.submission, $0) }
    }
    // What the builder's receipt has settled is not in question, but it was not the client who did it:
    // the holder of an ended key and the builder together could empty the escrow.
    let good = releases.filter { !state.isContested($0.1) }
    let found = good.max { Self.total($0.1) < Self.total($1.1) }
    decision = found?.1
    decisions = good.map(\.1)
    if let pin = pins.builder, let submitter = found?.0.signer.fingerprint,
      !state.hasPlace(submitter, of: pin)
    {
      reasons.append("the work was handed in by another builder than the pinned one")
    }
    if reasons.isEmpty, decision == nil, let contested = releases.first?.1.id {
      reasons.append("decision \(contested.short) is in question: its key has ended")
    }
    if reasons.isEmpty && decision == nil {
      reasons.append("the approval sets no money free")
    }
    self.reasons = reasons
    milestone = number
    heads = ledger.heads
    genesis = state.genesis
    project = state.number
    settled = known?.settled ?? 0
    claimedPaid = known?.claimedPaid ?? 0
  }

  private static func total(_ decision: Entry<Decision>) -> Int64 {
    decision.content.release?.total.amount ?? 0
  }

  private static func isHeld(_ role: Role, by pin: String, _ state: ProjectState) -> Bool {
    state.shownParties.members(role).contains { state.hasPlace($0.key.fingerprint, of: pin) }
  }

  /// The same for the same release: of a milestone, up to a total.
  var key: String {
    let total = release.map { "\($0.total.amount) \($0.total.currency.code)" } ?? ""
    let text = "relay-release\n\(genesis)\n\(milestone)\n\(total)\n"
    return Hex.encode(SHA256.hash(Array(text.utf8)))
  }

  /// All that has moved: what the agent remembers, or what its own payments and the builder's receipts
  /// in the ledger say.
  func paid(_ memory: AgentMemory) -> Int64 { max(memory.paid(milestone), settled) }

  /// Whether an earlier run can be started again: the decision that it pays still holds.
  func canRetry(_ run: AgentMemory.Run) -> Bool {
    decisions.contains { $0.id == run.decision && Self.total($0) == run.total }
  }

  /// For programs; what the release command reads.
  ///
  /// `run` is an earlier run that is started again: it pays what it was to pay, not what has been set
  /// free since.
  func members(paid: Int64, retrying run: AgentMemory.Run? = nil) -> [JSON.Member] {
    var members: [JSON.Member] = [
      .init("project", .integer(project)), .init("genesis", .string(genesis.hex)),
      .init("milestone", .integer(milestone)),
      .init("answer", .string(isYes ? "yes" : "no")),
      .init("reasons", .array(reasons.map { .string($0) })),
      .init("heads", .array(heads.map { .string($0.hex) })),
    ]
    let decision = run.map { run in decisions.first { $0.id == run.decision } } ?? decision
    guard isYes, let decision, let release = decision.content.release else { return members }
    members += [
      .init("decision", .string(decision.id.hex)),
      .init("sentence", .string(decision.content.sentence)),
      .init("total", .integer(run?.total ?? release.total.amount)),
      .init("paid_before", .integer(paid)), .init("claimed_paid", .integer(claimedPaid)),
      .init("pay_now", .integer(max(0, (run?.total ?? release.total.amount) - paid))),
      .init("currency", .string(release.total.currency.code)),
      .init("payee", .string(release.payee)),
      .init("escrow", release.escrow.map { .string($0) } ?? .null),
      .init("idempotency_key", .string(run?.key ?? key)),
    ]
    return members
  }
}
