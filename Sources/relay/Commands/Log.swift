import ArgumentParser
import Ledger
import LedgerStore
import Proof

/// `relay log`: the proofs, newest first.
struct Log: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the proofs of a project, newest first.")

  @Argument(help: "The project's number; may be left out where there is one.")
  var number: Int64?

  @Option(name: [.customShort("n"), .long], help: "How many to list at the most.")
  var limit: Int = 20

  @Flag(help: "List all of them.")
  var all = false

  @Flag(help: "Print a versioned JSON object, with all proofs.")
  var json = false

  func validate() throws {
    guard limit > 0 else { throw ValidationError("the limit is a number above 0") }
  }

  func run() throws {
    let session = try Session.open()
    let number = try session.number(number)
    let ledger = try session.ledger(number)
    let newest = ledger.state.proofs.reversed()
    let shown = json || all ? Array(newest) : Array(newest.prefix(limit))
    let assessment = try Assessment(ledger, shown, against: .repository(session.repository))
    if json {
      Terminal.json([
        .init("project", .integer(number)),
        .init("genesis", .string(ledger.state.genesis.hex)),
        .init("proofs", .array(assessment.rows.map { ProofText(row: $0).json })),
      ])
      return
    }
    guard !assessment.rows.isEmpty else {
      Terminal.line("Project \(number) has no proofs yet.")
      Terminal.line("Next: git commit -m \"… #relay-\(number)\", or relay sync for earlier commits")
      return
    }
    for row in assessment.rows { Terminal.line(ProofText(row: row).line()) }
    let rest = ledger.state.proofs.count - shown.count
    if rest > 0 { Terminal.line("… and \(rest) more: relay log --all") }
    let reasons = Set(assessment.rows.compactMap(\.pendingReason))
    for reason in reasons.sorted() { Terminal.line("pending: \(reason)") }
  }
}

extension Assessment.Row {
  /// Why the proof is pending, if it is.
  var pendingReason: String? {
    if case .pending = status { status.reason } else { nil }
  }
}
