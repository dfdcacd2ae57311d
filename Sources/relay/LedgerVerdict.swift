import Ledger
import Proof
import SSHSignature

/// What `relay verify` says of one ledger.
struct LedgerVerdict {
  let assessment: Assessment
  let pins: Pins

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

  /// What the pinned keys contradict.
  var pinProblems: [String] {
    pinned.compactMap { pin, role in
      let holders = holders(of: role)
      guard !holders.contains(pin), successor(of: pin, role) == nil else { return nil }
      if role == .client {
        return holders.first.map { "the client's key is \($0), not the pinned \(pin)" }
      }
      return "the pinned \(pin) is no builder's key"
    }
  }

  /// Pinned keys in whose place others have come, by their holders' own rotation.
  var successions: [String] {
    pinned.compactMap { pin, role in
      successor(of: pin, role).map {
        "the \(role.title)'s key has been replaced by \($0)"
      }
    }
  }

  private var pinned: [(String, Role)] {
    [(pins.client, Role.client), (pins.builder, .builder)].compactMap { pin, role in
      pin.map { ($0, role) }
    }
  }

  private func holders(of role: Role) -> [String] {
    state.shownParties.members(role).map(\.key.fingerprint)
  }

  private func successor(of pin: String, _ role: Role) -> String? {
    let holders = holders(of: role)
    return holders.contains(pin) ? nil : holders.first { state.hasPlace($0, of: pin) }
  }

  /// Whether a client key is pinned that neither holds the role nor has signed an agreement.
  var isPinnedClientAbsent: Bool {
    guard let pin = pins.client else { return false }
    return holders(of: .client).isEmpty
      && !state.agreements.contains { $0.signer.fingerprint == pin }
  }

  var isPinned: Bool { pins.client != nil || pins.builder != nil }

  /// Whether it is in dispute who the client is.
  var isDisputed: Bool { !state.shownParties.rivals.isEmpty }

  var conflicts: [Milestone] { state.milestones().filter { $0.status == .conflict } }

  var isContradicted: Bool {
    !failed.isEmpty || !findings(.invalid).isEmpty || !pinProblems.isEmpty
  }

  func exitStatus(strict: Bool) -> Int32 {
    if isContradicted { return 1 }
    if !findings(.unsupported).isEmpty { return 2 }
    let isUnfinished =
      count("pending") > 0 || !isPinned || !state.isAgreed || isDisputed || !conflicts.isEmpty
      || !findings(.unknownSigner).isEmpty
    return strict && isUnfinished ? 2 : 0
  }

  /// The verdict in one sentence.
  var sentence: String {
    if isContradicted { return "FAILED: something contradicts" }
    if !findings(.unsupported).isEmpty { return "NOT CHECKED: see above" }
    if isDisputed { return "OK so far: who the client is is in dispute" }
    if !conflicts.isEmpty { return "OK so far: a milestone is in conflict" }
    guard isPinned else { return "OK: consistent with itself" }
    return isPinnedClientAbsent
      ? "OK so far: the pinned client has signed nothing here"
      : "OK: nothing contradicts, and the pinned keys are those of the project"
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
      .init("pin_problems", .array(pinProblems.map { .string($0) })),
      .init(
        "findings",
        .array(
          assessment.ledger.findings.map {
            .object([
              .init("path", .string($0.path)), .init("verdict", .string(Self.word($0.verdict))),
              .init("reason", .string($0.reason)),
            ])
          })),
    ])
  }

  static func word(_ verdict: Finding.Verdict) -> String {
    switch verdict {
    case .invalid: "invalid"
    case .unknownSigner: "unknown signer"
    case .unsupported: "unsupported"
    }
  }
}
