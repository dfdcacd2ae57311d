import Ledger
import Proof
import SSHSignature

/// What `relay verify` says of one ledger.
struct LedgerVerdict {
  let assessment: Assessment
  let pins: Pins

  /// How many files or proofs are named one by one.
  static let listed = 20

  private var state: ProjectState { assessment.ledger.state }

  private func findings(_ verdict: Finding.Verdict) -> [Finding] {
    assessment.ledger.findings.filter { $0.verdict == verdict }
  }

  private var failed: [Assessment.Row] {
    assessment.rows.filter { if case .failed = $0.status { true } else { false } }
  }

  private func count(_ word: String) -> Int {
    assessment.rows.filter { $0.status.word == word }.count
  }

  /// What the pinned keys contradict.
  private var pinProblems: [String] {
    var problems: [String] = []
    let terms = state.currentVersion()?.terms
    if let pin = pins.client, let named = terms?.client.key?.fingerprint, named != pin {
      problems.append("the client's key is \(named), not the pinned \(pin)")
    }
    if let pin = pins.builder, terms?.role(of: pin) != .builder {
      problems.append("the pinned \(pin) is no builder's key")
    }
    return problems
  }

  private var clientKeyText: String {
    if let key = state.currentVersion()?.terms.client.key { return key.fingerprint }
    guard let pin = pins.client else { return "no key named" }
    return isPinnedClientAbsent ? "no key named; the pinned one has not signed here" : pin
  }

  /// Whether a client key is pinned that neither the terms name nor an agreement was signed with.
  private var isPinnedClientAbsent: Bool {
    guard let pin = pins.client else { return false }
    return state.currentVersion()?.terms.client.key?.fingerprint != pin
      && !state.agreements.contains { $0.signer.fingerprint == pin }
  }

  private var isPinned: Bool { pins.client != nil || pins.builder != nil }

  private var isContradicted: Bool {
    !failed.isEmpty || !findings(.invalid).isEmpty || !pinProblems.isEmpty
  }

  func exitStatus(strict: Bool) -> Int32 {
    if isContradicted { return 1 }
    if !findings(.unsupported).isEmpty { return 2 }
    let isUnfinished =
      count("pending") > 0 || !isPinned || !state.isAgreed || !findings(.unknownSigner).isEmpty
    return strict && isUnfinished ? 2 : 0
  }

  func printText() {
    let terms = state.currentVersion()?.terms
    let title = terms?.title.map { ": " + Inert.text($0) } ?? ""
    Terminal.line(Terminal.styled("Project \(state.number)\(title)", .bold))
    for builder in terms?.builders ?? [] {
      line("builder", builder.key.fingerprint, InitSummary.person(builder.name, builder.emails))
    }
    let client = terms?.client
    let person = InitSummary.person(client?.name, client?.email.map { [$0] } ?? [])
    line("client", clientKeyText, person)
    line("records", "\(assessment.ledger.records.count), all signatures good")
    let unknown = assessment.ledger.records.filter { $0.statement == nil }
    for type in Set(unknown.map(\.payload.type)).sorted() {
      line("", "unknown to this relay: type \(Inert.text(type.utf8, limit: 40))")
    }
    line("proofs", proofText)
    printChecks()
    for finding in assessment.ledger.findings.prefix(Self.listed) {
      Terminal.line(
        "  \(Terminal.styled(word(finding.verdict), style(finding.verdict))) \(finding.path)")
      Terminal.line("    \(finding.reason)")
    }
    let rest = assessment.ledger.findings.count - Self.listed
    if rest > 0 { Terminal.line("  … and \(rest) more: relay verify --json") }
    for row in failed.prefix(Self.listed) {
      let name = Terminal.styled("failed", .red)
      Terminal.line(
        "  \(name) proof \(row.entry.id.short), commit \(row.entry.proof.commit.prefix(10))")
      Terminal.line("    \(Inert.text(row.status.reason))")
    }
    for problem in pinProblems { Terminal.line("  \(Terminal.styled("failed", .red)) \(problem)") }
    Terminal.line(Terminal.styled(sentence, isContradicted ? .red : .green))
    if !isContradicted && !isPinned { printPinHint() }
  }

  private func line(_ name: String, _ value: String, _ more: String = "") {
    let padded = name + String(repeating: " ", count: max(0, 9 - name.count))
    Terminal.line("  \(padded)\(value)")
    if !more.isEmpty { Terminal.line("           \(more)") }
  }

  private var proofText: String {
    let words = ["verified", "pending", "failed", "superseded", "duplicate"]
    let parts = words.compactMap { word in
      count(word) > 0 ? "\(count(word)) \(word)" : nil
    }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }

  private func printChecks() {
    let checked = assessment.rows.filter { $0.check == .checked }.count
    if checked > 0 { line("commits", "\(checked) recomputed from the repository") }
    var partly = 0
    for row in assessment.rows {
      if case .objectChecked = row.check { partly += 1 }
    }
    if partly > 0 { line("", "\(partly) without their counts: objects are not here") }
    let absent = assessment.rows.filter { $0.check == .notHere }.count
    if absent > 0 { line("", "\(absent) not here") }
    for reason in Set(assessment.rows.compactMap(\.pendingReason)).sorted() {
      line("pending", reason)
    }
    if !state.isAgreed && count("pending") == 0 { line("pending", "the client has not agreed") }
  }

  private func word(_ verdict: Finding.Verdict) -> String {
    switch verdict {
    case .invalid: "invalid"
    case .unknownSigner: "unknown signer"
    case .unsupported: "unsupported"
    case .note: "note"
    }
  }

  private func style(_ verdict: Finding.Verdict) -> Terminal.Style {
    switch verdict {
    case .invalid: .red
    case .unknownSigner, .unsupported: .yellow
    case .note: .dim
    }
  }

  private var sentence: String {
    if isContradicted { return "FAILED: something contradicts" }
    if !findings(.unsupported).isEmpty { return "NOT CHECKED: see above" }
    return isPinned
      ? isPinnedClientAbsent
        ? "OK so far: the pinned client has signed nothing here"
        : "OK: nothing contradicts, and the pinned keys are those of the project"
      : "OK: consistent with itself"
  }

  private func printPinHint() {
    Terminal.line("Compare the fingerprints with ones that you know from elsewhere, then pin them:")
    Terminal.line("  relay verify --client SHA256:… --builder SHA256:…")
  }

  var json: JSON {
    let verdict = isContradicted ? "failed" : findings(.unsupported).isEmpty ? "ok" : "not_checked"
    return .object([
      .init("project", .integer(state.number)),
      .init("genesis", .string(state.genesis.hex)),
      .init("heads", .array(assessment.ledger.heads.map { .string($0.hex) })),
      .init("verdict", .string(verdict)),
      .init("pinned", .bool(isPinned)),
      .init("agreed", .bool(state.isAgreed)),
      .init("records", .integer(Int64(assessment.ledger.records.count))),
      .init("proofs", .array(assessment.rows.map { ProofText(row: $0).json })),
      .init("pin_problems", .array(pinProblems.map { .string($0) })),
      .init(
        "findings",
        .array(
          assessment.ledger.findings.map {
            .object([
              .init("path", .string($0.path)), .init("verdict", .string(word($0.verdict))),
              .init("reason", .string($0.reason)),
            ])
          })),
    ])
  }
}
