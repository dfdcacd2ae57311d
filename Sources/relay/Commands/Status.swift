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
    for number in numbers {
      do { ledgers.append(try session.ledger(number)) } catch {
        // One project's broken ledger must not hide the others.
        guard numbers.count > 1 else { throw error }
        Terminal.warn(Wording(for: error))
      }
    }
    if json {
      Terminal.json([.init("projects", .array(try ledgers.map { try Self.json($0, session) }))])
    }
    for (index, ledger) in ledgers.enumerated() where !json {
      if index > 0 { Terminal.line() }
      try describe(ledger, session)
    }
    if ledgers.count < numbers.count { throw ExitCode(2) }
  }

  private func describe(_ ledger: Ledger, _ session: Session) throws {
    let state = ledger.state
    let title = state.currentVersion()?.terms.title.map { ": " + Inert.text($0) } ?? ""
    Terminal.line(Terminal.styled("Project \(state.number)\(title)", .bold))
    for item in try Self.waiting(ledger, session) {
      Terminal.line("  \(item.who) \(item.what)")
      Terminal.line("           \(item.command)")
    }
    let standing = try Self.standingProofs(ledger, session)
    // What somebody else wrote is vouched for, not work of one's own.
    let counts = standing.filter { !$0.proof.isVouched }.map(\.proof.counts)
    let added = counts.reduce(0) { $0 + $1.additions }
    let removed = counts.reduce(0) { $0 + $1.deletions }
    Terminal.line("  proofs   \(standing.count), +\(added) -\(removed) lines")
    if let newest = standing.last {
      let rows = try Assessment(ledger, [newest], against: session.repository).rows
      if let row = rows.first {
        Terminal.line("  newest   \(ProofText(row: row).subject(limit: 60))")
      }
    }
    let odd = ledger.findings.filter { $0.verdict != .note }
    if !odd.isEmpty {
      Terminal.line("  found    \(odd.count) files that are no part of the ledger (relay verify)")
    }
  }

  /// The proofs that count. Only where several prove one commit must the repository tell which of
  /// them contradicts it.
  private static func standingProofs(
    _ ledger: Ledger, _ session: Session
  ) throws -> [ProjectState.ProofEntry] {
    let groups = Dictionary(grouping: ledger.state.proofs, by: \.proof.commit)
    let doubtful = groups.values.filter { $0.count > 1 }.flatMap { $0 }
    let rows = try Assessment(ledger, doubtful, against: session.repository).rows
    let contradicted = rows.filter { $0.status.word == "failed" }.map(\.entry.id)
    return ledger.state.standingProofs(without: Set(contradicted))
  }

  private struct Item {
    let who: String
    let what: String
    let command: String
  }

  private static func waiting(_ ledger: Ledger, _ session: Session) throws -> [Item] {
    let state = ledger.state
    var items: [Item] = []
    if !state.isAgreed, let version = state.currentVersion() {
      let founder = version.terms.role(of: version.signer)
      let claims = state.claims
      if let claim = claims.first {
        let name = Inert.text(claim.agreement.name ?? claim.agreement.email ?? "somebody")
        items.append(
          Item(
            who: "you    ", what: "are to tell whether \(name) is the client:",
            command: "compare \(claim.signer.fingerprint)"))
      } else {
        items.append(
          Item(
            who: founder == .client ? "builder" : "client ", what: "has not agreed yet",
            command: "in a clone: relay agree \(state.number)"))
      }
    }
    for proposal in state.isAgreed ? state.proposals : [] {
      let role = proposal.terms.role(of: proposal.signer)
      items.append(
        Item(
          who: role == .client ? "builder" : "client ", what: "has new terms to agree to",
          command: "in a clone: relay agree \(state.number)   (record \(proposal.id.short))"))
    }
    if let remote = session.settings.remote, session.settings.pushes {
      let branch = LedgerBranch(number: state.number)
      let local = try session.repository.reference(branch.name)
      let there = try session.repository.reference(branch.trackingName(remote: remote))
      if local != there {
        items.append(
          Item(
            who: "you    ", what: "have a ledger that \(Inert.text(remote)) does not have yet",
            command: "relay sync"))
      }
    }
    return items
  }

  private static func json(_ ledger: Ledger, _ session: Session) throws -> JSON {
    let state = ledger.state
    return .object([
      .init("project", .integer(state.number)),
      .init("genesis", .string(state.genesis.hex)),
      .init("agreed", .bool(state.isAgreed)),
      .init("proofs", .integer(Int64(state.standingProofs.count))),
      .init("findings", .integer(Int64(ledger.findings.count))),
      .init(
        "waiting",
        .array(
          try waiting(ledger, session).map { item in
            .object([
              .init("who", .string(String(item.who.prefix { $0 != " " }))),
              .init("what", .string(item.what)), .init("command", .string(item.command)),
            ])
          })),
    ])
  }
}
