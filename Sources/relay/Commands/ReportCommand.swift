import ArgumentParser
import Git
import Ledger
import LedgerStore
import Programs
import Proof
import Report

/// `relay report`: a page for people who install nothing.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write a report of a project or of one of its milestones.",
    usage: "relay report [<work>] [<options>]",
    discussion: """
      HTML is one file that opens in any browser, without a network. It carries the records and the \
      commits that they are about: relay verify and relay-client.html check it, and relay import \
      takes it. Markdown is for pull requests and mail, JSON for programs (docs/report-json.md).

      The same ledger, pinned keys and commits, with the same branch checked out and the same remote, \
      give the same bytes in one version of relay.
      """)

  /// What a report is written in.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case html
    case md
    case json
  }

  @Argument(help: "N or N/M; the project may be left out where there is one.")
  var work: WorkReference?

  @Option(help: "The format.")
  var format: Format = .html

  @Option(name: .shortAndLong, help: "The file to write; - for standard output.")
  var output: String?

  @Flag(help: "Open it in a browser.")
  var open = false

  @Option(help: "A folder with templates of your own in place of relay's; see docs/templates.md.")
  var template: String?

  func validate() throws {
    if open, output == "-" || format != .html {
      throw ValidationError("--open needs an HTML file")
    }
  }

  func run() throws {
    // A report is made from one's own repository: its disk is trusted as git trusts it.
    try Library.setVerifiesObjects(false)
    let session = try Session.open()
    let number = try session.number(work?.project)
    let templates = try templates()
    let reporting = try Reporting(session, number, scope: work?.milestone)
    Terminal.trace("assessed")
    let milestone = work?.milestone.map { "-\($0)" } ?? ""
    let path = output ?? "relay-\(number)\(milestone).\(format.rawValue)"
    guard path != "-" else {
      try write(reporting, session, templates, to: Terminal.write)
      return
    }
    try OutputFile.write(to: path) { try write(reporting, session, templates, to: $0) }
    Terminal.trace("written")
    Terminal.line("Wrote \(Session.shortened(path))")
    if format == .html {
      Terminal.line("Next: send it to the client; it opens in any browser. The page that checks")
      Terminal.line("it and signs the client takes from the release, not from you; its SHA-256 is")
      Terminal.line("  \(try ClientPage.sha256(version: Version.text))")
    }
    if open { try show(path) }
  }

  /// Writes the report, piece by piece where it may be long.
  private func write(
    _ reporting: Reporting, _ session: Session, _ templates: ReportTemplates,
    to write: ([UInt8]) throws -> Void
  ) throws {
    do {
      switch format {
      case .html:
        try HTMLReport(reporting.model, templates: templates, version: Version.text)
          .write(
            carrying: try reporting.files(session.repository), reporting.data, to: write)
      case .md:
        let report = MarkdownReport(reporting.model, templates: templates, version: Version.text)
        try write(Array(try report.text().utf8))
      case .json:
        try write(reporting.model.json(relay: Version.text).serialize() + [UInt8(ascii: "\n")])
      }
    } catch let error as ReportError {
      throw Wording(Inert.text(error.message))
    }
  }

  /// The templates that a folder holds, the program's own for the others.
  private func templates() throws -> ReportTemplates {
    guard let template else { return .own }
    var files: [String: String] = [:]
    for name in ReportTemplates.names {
      if let bytes = try Self.read("\(template)/\(name)") {
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw Wording("\(Inert.text(template))/\(name) is not UTF-8")
        }
        files[name] = text
      }
    }
    // A pipe, socket or device is no template, and in a folder of templates nothing else that is meant.
    for name in try Files.names(in: template) {
      let path = "\(template)/\(String(decoding: name, as: UTF8.self))"
      if try Files.kind(path) == .other, Files.linkTarget(path) == nil {
        throw Self.irregular(path)
      }
    }
    guard !files.isEmpty else {
      throw Wording(
        "\(Inert.text(template)) holds no template",
        hint: "it may hold \(ReportTemplates.names.joined(separator: ", "))")
    }
    return ReportTemplates(replacing: files)
  }

  private static func read(_ path: String) throws -> [UInt8]? {
    do { return try Files.read(path, limit: 4 << 20, followsLinks: true) } catch {
      if error.code == FileError.irregular { throw irregular(path) }
      throw error
    }
  }

  private static func irregular(_ path: String) -> Wording {
    Wording("\(Inert.text(path)) is not a regular file")
  }

  private func show(_ path: String) throws {
    #if os(macOS)
      let program = "open"
    #else
      let program = "xdg-open"
    #endif
    do {
      let outcome = try Program(program).run([try Session.absolute(path)])
      guard outcome.status == 0 else {
        throw Wording("\(program) could not open \(Session.shortened(path))")
      }
    } catch let failure as Program.Failure {
      throw Wording("no browser could be opened: \(failure.message)")
    }
  }
}
