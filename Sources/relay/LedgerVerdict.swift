import Ledger
import Proof
import SSHSignature

/// What `relay verify` says of one ledger.
struct LedgerVerdict {
  let assessment: Assessment
  let pins: Pins

  /// What the pinned keys come to.
  let pinCheck: PinCheck

  init(assessment: Assessment, pins: Pins) {
    self.assessment = assessment
    self.pins = pins
    pinCheck = assessment.ledger.state.pinCheck
  }

  var state: ProjectState { assessment.ledger.state }

  func findings(_ verdict: Finding.Verdict) -> [Finding] {
    assessment.ledger.findings.filter { $0.verdict == verdict }
  }

  var failed: [Assessment.Row] {
    assessment.rows.filter { if case .failed = $0.status { true } else { false } }
  }

  func count(_ word: String) -> Int {
    assessment.rows.filter { $0.status.word == word }.count
  }

  /// The role whose pinned key has signed nothing here.
  var absentRole: Role? { pinCheck.absent.first }

  var isPinned: Bool { pins.client != nil || pins.builder != nil }

  /// Whether it is in dispute who the client is.
  var isDisputed: Bool { !state.shownParties.rivals.isEmpty }

  var conflicts: [Milestone] { state.milestones().filter { $0.status == .conflict } }

  var isContradicted: Bool {
    !failed.isEmpty || !findings(.invalid).isEmpty || !pinCheck.problems.isEmpty
  }

  func exitStatus(strict: Bool) -> Int32 {
    if isContradicted { return 1 }
    if !findings(.unsupported).isEmpty { return 2 }
    let isUnfinished =
      count("pending") > 0 || !isPinned || !state.isAgreed || isDisputed || !conflicts.isEmpty
      || absentRole != nil || !findings(.unknownSigner).isEmpty
    return strict && isUnfinished ? 2 : 0
  }

  /// The verdict in one sentence.
  var sentence: String {
    if isContradicted { return "FAILED: something contradicts" }
    if !findings(.unsupported).isEmpty { return "NOT CHECKED: see above" }
    if isDisputed { return "OK so far: who the client is is in dispute" }
    if !conflicts.isEmpty { return "OK so far: a milestone is in conflict" }
    guard isPinned else { return "OK: consistent with itself" }
    if let absentRole {
      return "OK so far: the pinned \(absentRole.title) has signed nothing here"
    }
    return "OK: nothing contradicts, and the pinned keys are those of the project"
  }

  var json: JSON {
    let verdict = isContradicted ? "failed" : findings(.unsupported).isEmpty ? "ok" : "not_checked"
    let members = state.shownParties.members.map { member -> JSON in
      .object([
        .init("role", .string(member.role.rawValue)),
        .init("fingerprint", .string(member.key.fingerprint)),
        .init("name", member.name.map { .string($0) } ?? .null),
      ])
    }
    return .object([
      .init("project", .integer(state.number)),
      .init("genesis", .string(state.genesis.hex)),
      .init("heads", .array(assessment.ledger.heads.map { .string($0.hex) })),
      .init("verdict", .string(verdict)),
      .init("pinned", .bool(isPinned)),
      .init("agreed", .bool(state.isAgreed)),
      .init("disputed", .bool(isDisputed)),
      .init("parties", .array(members)),
      .init("records", .integer(Int64(assessment.ledger.records.count))),
      .init("milestones", .array(state.milestones().map { MilestoneText($0, state).json })),
      .init("proofs", .array(assessment.rows.map { ProofText(row: $0).json })),
      .init("pin_problems", .array(pinCheck.problems.map { .string($0) })),
      .init("pin_remarks", .array(pinCheck.remarks.map { .string($0) })),
      .init("pins_absent", .array(pinCheck.absent.map { .string($0.rawValue) })),
      .init(
        "findings",
        .array(
          assessment.ledger.findings.map {
            .object([
              .init("path", .string($0.path)), .init("verdict", .string($0.verdict.word)),
              .init("reason", .string($0.reason)),
            ])
          })),
    ])
  }
}
