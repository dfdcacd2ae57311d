import Ledger
import Proof
import Report
import SSHSignature

/// A verdict for people.
struct VerdictText {
  let verdict: LedgerVerdict

  /// What stands before the verdict, where it is not one on all of what was handed over.
  var prefix = ""

  /// How many files or proofs are named one by one.
  static let listed = 20

  private var state: ProjectState { verdict.state }
  private var rows: [Assessment.Row] { verdict.assessment.rows }

  func print() {
    let title = state.currentVersion()?.terms.title.map { ": " + Inert.text($0) } ?? ""
    Terminal.heading("Project \(state.number)\(title)")
    printParties()
    line("records", "\(verdict.assessment.ledger.records.count), all signatures good")
    let unknown = verdict.assessment.ledger.records.filter { $0.statement == nil }
    for type in Set(unknown.map(\.payload.type)).sorted() {
      line("", "unknown to this relay: type \(Inert.text(type.utf8, limit: 40))")
    }
    line("proofs", proofText)
    printChecks()
    for milestone in state.milestones() {
      let text = MilestoneText(milestone, state)
      line(text.name, text.line(limit: 77 - max(9, text.name.count + 1)))
      if let reason = milestone.conflictReason { line("", reason) }
    }
    printFindings()
    let color: Terminal.Style = verdict.isContradicted ? .red : .green
    Terminal.line(Terminal.styled(prefix + verdict.sentence, color))
    if !verdict.isContradicted && !verdict.isPinned { printPinHint() }
  }

  private func printParties() {
    let terms = state.currentVersion()?.terms
    for member in state.shownParties.members where member.role != .client {
      line(member.role.rawValue, member.key.fingerprint, InitSummary.person(member))
    }
    let clients = state.shownParties.members(.client)
    for client in clients {
      line("client", client.key.fingerprint, InitSummary.person(client))
    }
    if clients.isEmpty {
      let isAbsent = verdict.pinCheck.absent.contains(Role.client)
      let text =
        verdict.pins.client.map {
          isAbsent ? "no key known; the pinned one has not signed here" : $0
        } ?? "no key known"
      let emails = terms?.client.email.map { [$0] } ?? []
      line("client", text, InitSummary.person(terms?.client.name, emails))
    }
    if verdict.isDisputed {
      line("", "in dispute: different clients have agreed to different terms")
      line("", "pin the client's key to settle it")
    }
    for remark in verdict.pinCheck.remarks { line("note", remark) }
    for end in state.keyEnds where end.successor == nil {
      let who = end.signerRole.map { "by the \($0.title), " } ?? ""
      line("ended", end.key, "\(who)record \(end.id.short)")
    }
  }

  private func line(_ name: String, _ value: String, _ more: String = "") {
    Terminal.line("  \(Terminal.padded(name, to: 9))\(value)")
    if !more.isEmpty { Terminal.line("           \(more)") }
  }

  private var proofText: String {
    let parts = Evidence.statuses.compactMap { word in
      verdict.count(word) > 0 ? "\(verdict.count(word)) \(word)" : nil
    }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }

  private func printChecks() {
    let checked = rows.filter { $0.check == .checked }.count
    if checked > 0 { line("commits", "\(checked) recomputed from the repository") }
    var partly = 0
    for row in rows {
      if case .objectChecked = row.check { partly += 1 }
    }
    if partly > 0 { line("", "\(partly) without their counts: objects are not here") }
    let absent = rows.filter { $0.check == .notHere }.count
    if absent > 0 { line("", "\(absent) not here") }
    for reason in Set(rows.compactMap(\.pendingReason)).sorted() {
      line("pending", reason)
    }
    if !state.isAgreed && verdict.count("pending") == 0 {
      line("pending", "the client has not agreed")
    }
  }

  private func printFindings() {
    let findings = verdict.assessment.ledger.findings
    for finding in findings.prefix(Self.listed) {
      let word = Terminal.styled(
        finding.verdict.word, finding.verdict == .invalid ? .red : .yellow)
      Terminal.line("  \(word) \(finding.path)")
      Terminal.line("    \(finding.reason)")
    }
    let rest = findings.count - Self.listed
    if rest > 0 { Terminal.line("  … and \(rest) more: relay verify --json") }
    let failed = Terminal.styled("failed", .red)
    for row in verdict.failed.prefix(Self.listed) {
      Terminal.line(
        "  \(failed) proof \(row.entry.id.short), commit \(row.entry.proof.commit.prefix(10))")
      Terminal.line("    \(Inert.text(row.status.reason))")
    }
    for problem in verdict.pinCheck.problems { Terminal.line("  \(failed) \(problem)") }
  }

  private func printPinHint() {
    Terminal.line("Compare the fingerprints with ones that you know from elsewhere, then pin them:")
    Terminal.line("  relay verify --client SHA256:… --builder SHA256:…")
  }
}
