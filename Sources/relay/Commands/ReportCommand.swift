import ArgumentParser
import Ledger
import LedgerStore
import Proof
import Report

/// `relay report`: a page for people who install nothing.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write a report of a project as HTML or Markdown.")

  /// What a report is written in.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case html
    case md
  }

  @Argument(help: "The project's number; may be left out where there is one.")
  var number: Int64?

  @Option(help: "The format.")
  var format: Format = .html

  @Option(name: .shortAndLong, help: "The file to write; - for standard output.")
  var output: String?

  func run() throws {
    let session = try Session.open()
    let number = try session.number(number)
    let pins = try session.pins(client: nil, builder: nil, number: number)
    let assessment = try Assessment(
      try session.ledger(number, pins: pins), against: .repository(session.repository))
    let model = ReportModel.make(from: assessment)
    let text: String
    switch format {
    case .html: text = try model.html()
    case .md: text = try model.markdown()
    }
    let path = output ?? "relay-\(number).\(format.rawValue)"
    guard path != "-" else {
      Terminal.line(String(text.dropLast()))
      return
    }
    try OutputFile.write(Array(text.utf8), to: path)
    Terminal.line("Wrote \(Session.shortened(path))")
    Terminal.line("Next: send it to the client; it opens in any browser")
  }
}
