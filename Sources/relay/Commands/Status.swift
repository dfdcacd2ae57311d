import ArgumentParser
import Git
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// `relay status`: what waits for whom.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what waits for whom in each project.")

  @Argument(help: "The project's number; all projects if left out.")
  var number: Int64?

  @Flag(help: "Print a versioned JSON object.")
  var json = false

  func run() throws {
    let session = try Session.open()
    let numbers =
      try number.map { [$0] } ?? LedgerBranch.numbers(in: session.repository)
    if numbers.isEmpty { _ = try session.number(nil) }
    var ledgers: [Ledger] = []
    let failures = try session.forEach(numbers) { ledgers.append(try session.ledger($0)) }
    if json {
      Terminal.json([.init("projects", .array(try ledgers.map { try Self.json($0, session) }))])
    } else {
      for (index, ledger) in ledgers.enumerated() {
        if index > 0 { Terminal.line() }
        try describe(ledger, session)
      }
      tellHookNews(session)
    }
    if !failures.isEmpty { throw ExitCode(failures.contains(where: \.isContradiction) ? 1 : 2) }
  }

  /// What hooks had to say since the last time, once.
  private func tellHookNews(_ session: Session) {
    let log = HookLog(of: session.repository)
    let news = log.takeNews()
    guard let last = news.last else { return }
    let times = news.count == 1 ? "once" : "\(news.count) times"
    Terminal.note("hint: hooks have warned \(times) since the last look; the last:")
    Terminal.note("hint:   \(Inert.text(last.utf8, limit: 66))")
    Terminal.note(
      "hint: all in \(Inert.text(Session.shortened(log.file))).old; relay sync catches up")
  }

  private func describe(_ ledger: Ledger, _ session: Session) throws {
    let state = ledger.state
    let title = state.currentVersion()?.terms.title.map { ": " + Inert.text($0) } ?? ""
    Terminal.heading("Project \(state.number)\(title)")
    for item in try Waiting.items(ledger, session) {
      Terminal.line("  \(Terminal.padded(item.who, to: 9))\(item.what)")
      Terminal.line("           \(item.command)")
    }
    for milestone in state.milestones() {
      let text = MilestoneText(milestone, state)
      let name = Terminal.padded(text.name, to: 9)
      Terminal.line("  \(name)\(text.line(limit: 77 - name.count))")
    }
    let assessment = try Assessment(ledger, [], against: .repository(session.repository))
    let standing = assessment.standing
    let lines = assessment.ownLines
    Terminal.line("  proofs   \(standing.count), +\(lines.additions) -\(lines.deletions) lines")
    if let newest = standing.last {
      let rows = try Assessment(ledger, [newest], against: .repository(session.repository)).rows
      if let row = rows.first {
        Terminal.line("  newest   \(ProofText(row: row).subject(limit: 60))")
      }
    }
    if !ledger.findings.isEmpty {
      let count = ledger.findings.count
      let some = count == 1 ? "1 file that is" : "\(count) files that are"
      Terminal.line("  found    \(some) no part of the ledger (relay verify)")
    }
  }

  private static func json(_ ledger: Ledger, _ session: Session) throws -> JSON {
    let state = ledger.state
    let assessment = try Assessment(ledger, [], against: .repository(session.repository))
    return .object([
      .init("project", .integer(state.number)),
      .init("genesis", .string(state.genesis.hex)),
      .init("agreed", .bool(state.isAgreed)),
      .init("proofs", .integer(Int64(assessment.standing.count))),
      .init("additions", .integer(assessment.ownLines.additions)),
      .init("deletions", .integer(assessment.ownLines.deletions)),
      .init("findings", .integer(Int64(ledger.findings.count))),
      .init("milestones", .array(state.milestones().map { MilestoneText($0, state).json })),
      .init(
        "waiting",
        .array(
          try Waiting.items(ledger, session).map { item in
            .object([
              .init("who", .string(item.who)), .init("what", .string(item.what)),
              .init("command", .string(item.command)),
            ])
          })),
    ])
  }
}
