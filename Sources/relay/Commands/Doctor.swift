import ArgumentParser
import Git
import Ledger
import LedgerStore
import Proof

/// `relay doctor`: whether all that relay needs is in order.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check git, hooks, key, ledger and remote; name the command that repairs each.",
    discussion: """
      Changes nothing. Ends with 0 where all is well, with 1 where something needs repair. What is \
      indented are commands for a shell.
      """)

  @Flag(help: "Do not talk to the remote.")
  var offline = false

  @Flag(help: "Print a versioned JSON object.")
  var json = false

  func run() throws {
    let session = try Session.open()
    var diagnosis = Diagnosis(session)
    diagnosis.examinePrograms()
    diagnosis.examineRepository()
    diagnosis.examineHooks()
    let key = diagnosis.examineKey()
    diagnosis.examineLedgers(key: key)
    diagnosis.examineCommits(key: key)
    if !offline { diagnosis.examineRemote() }
    let findings = diagnosis.findings
    if json {
      Terminal.json([.init("findings", .array(findings.map(\.json)))])
    } else {
      for finding in findings { finding.printText() }
      let faults = findings.filter { $0.state == .fault }.count
      Terminal.line()
      let count = faults == 1 ? "One thing needs" : "\(faults) things need"
      Terminal.line(
        faults == 0
          ? "All is well." : "\(count) repair; where a command mends it, it stands below it.")
    }
    if findings.contains(where: { $0.state == .fault }) { throw ExitCode(1) }
  }
}

extension Diagnosis.Finding {
  func printText() {
    let mark =
      switch state {
      case .good: "ok  "
      case .note: "note"
      case .fault: Terminal.styled("FAIL", .bold)
      }
    let lead = "\(mark)  \(Terminal.padded(area, to: 9))"
    Terminal.line("\(lead)\(text)")
    for line in repair { Terminal.line("               \(line)") }
  }

  var json: JSON {
    .object([
      .init("area", .string(area)), .init("state", .string("\(state)")),
      .init("text", .string(text)), .init("repair", .array(repair.map { .string($0) })),
    ])
  }
}
