import Ledger
import LedgerStore
import Proof
import Report

/// Whether what a report shows follows from the records that it carries.
///
/// Nothing is read off the page: it is written again from its records, and has to be the same.
struct PageVerdict {
  /// Why the page cannot be written again; `nil` if it can.
  private let obstacle: String?

  /// What the page shows otherwise than its records say, in words.
  private let differences: [String]

  /// What only the page's writer can know, in sentences.
  private let claims: [String]

  /// For whom it was written, where that is somebody who knows other keys than the reader.
  private let otherReader: String?

  /// What it would show otherwise for the reader.
  private let forReader: [String]

  var isCompared: Bool { obstacle == nil }
  var isContradicted: Bool { !differences.isEmpty }

  /// Compares a page with its records; `pins` are the reader's own.
  init(_ file: ReportFile, _ bundle: Bundle, _ ledger: Ledger, pins: Pins) throws {
    // A report carries what was admitted. Anything else was put there afterwards.
    let proven = Set(ledger.state.proofs.map(\.proof.commit))
    let strays =
      ledger.findings.filter { $0.verdict == .unknownSigner }
      .map { "it carries \($0.path), which is no part of the ledger" }
      + bundle.commits.keys.filter { !proven.contains($0) }.sorted().prefix(PageComparison.listed)
      .map { "it carries the commit \(Inert.text($0)), which no proof names" }
    let data: ReportData
    switch file.data {
    case .known(let known): data = known
    case .malformed(let reason):
      (obstacle, differences) = (nil, strays + [Inert.text(reason)])
      (claims, otherReader, forReader) = ([], nil, [])
      return
    case .unknown(let reason, let said):
      obstacle = reason
      let found = try? Self.differencesOfMarks(file, bundle, ledger, said, reason)
      differences = strays + (found ?? [])
      (claims, otherReader, forReader) = ([], nil, [])
      return
    }
    obstacle = nil
    claims = data.claims.map { Inert.text($0) }
    let writers = data.setting.pins
    otherReader =
      writers == pins
      ? nil : "for somebody who knows \(Self.words(writers)); you know \(Self.words(pins))"
    var forReader: [String] = []
    do {
      let reporting = try Reporting(data, bundle)
      let found = try Self.differences(file, data, reporting)
      let failures = reporting.assessment.rows.compactMap { row -> String? in
        guard case .failed = row.status else { return nil }
        return "proof \(row.entry.id.short): \(Inert.text(row.status.reason))"
      }
      // What its writer had found, too, it may show.
      if found.isEmpty && writers != pins {
        forReader = try Self.differences(file, data, Reporting(data, bundle, pins: pins))
          .filter { !$0.isAboutReader }.map { Inert.text($0.text) }
      }
      differences = strays + found.map { Inert.text($0.text) } + (found.isEmpty ? [] : failures)
    } catch let error as Wording {
      differences = strays + [error.message]
    } catch let error as ReportError {
      differences = strays + [Inert.text(error.message)]
    } catch Ledger.ReadError.noProject, Ledger.ReadError.several {
      differences = strays + ["its records are not those of project \(data.project)"]
    }
    self.forReader = forReader
  }

  private static func differences(
    _ file: ReportFile, _ data: ReportData, _ reporting: Reporting
  ) throws -> [PageDifference] {
    let expected = try HTMLReport(reporting.model, version: data.version)
      .bytes(carrying: file.files, data)
    return PageComparison(shown: file.bytes, expected: expected).differences
  }

  /// What a page of another form shows otherwise at the marks that it has of relay's. `said` is what
  /// it says that it was made from.
  private static func differencesOfMarks(
    _ file: ReportFile, _ bundle: Bundle, _ ledger: Ledger, _ said: ReportData?, _ obstacle: String
  ) throws -> [String] {
    let shown = PageMarks(file.bytes)
    let checks = ledger.state.proofs.map { entry in
      bundle.commits[entry.proof.commit] == nil
        ? ReportData.Check(.notHere) : .init(.objectChecked, reason: CheckWord.obstacles[0])
    }
    let data =
      said
      ?? ReportData(
        version: Version.text, project: ledger.state.number,
        setting: .init(
          scope: shown.scope, pins: Pins(client: nil, builder: nil),
          origin: shown.origin),
        checks: checks, findings: [])
    let expected = try HTMLReport(Reporting(data, bundle).model, version: data.version)
      .bytes(carrying: [], data)
    let own = PageMarks(expected)
    let claim = shown.hasForm(of: own) ? ["\(obstacle), but has the form that relay writes"] : []
    return claim + shown.differences(from: own).map { Inert.text($0.text) }
  }

  private static func words(_ pins: Pins) -> String {
    let keys = [("client", pins.client), ("builder", pins.builder)].compactMap { role, key in
      key.map { "the \(role)'s key \($0)" }
    }
    return keys.isEmpty ? "no key" : keys.joined(separator: " and ")
  }

  private static let sentences = (
    same: "the page shows what its records say",
    differs: "the page shows other than its records say"
  )

  func print() {
    for difference in differences.prefix(PageComparison.listed + 10) {
      Terminal.line("  \(Terminal.styled("differs", .red)) \(difference)")
    }
    if isCompared && !isContradicted && !claims.isEmpty {
      Terminal.line("Its writer says, and nobody can check here:")
      for claim in claims { Terminal.paragraph(claim, indent: 2) }
    }
    if isContradicted {
      Terminal.line(Terminal.styled("FAILED: \(Self.sentences.differs)", .red))
    } else if let obstacle {
      Terminal.line("NOT COMPARED: what the page shows; \(obstacle)")
      Terminal.line("Its records are checked, as above: believe those, not the page")
    } else {
      Terminal.line(Terminal.styled("OK: \(Self.sentences.same)", .green))
    }
    guard let otherReader else { return }
    Terminal.paragraph("It was written \(otherReader).", indent: 0)
    guard !forReader.isEmpty else { return }
    Terminal.line("With your keys its records say other than it shows:")
    for difference in forReader { Terminal.line("  \(difference)") }
  }

  var json: JSON {
    func list(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }
    return .object([
      .init("compared", .bool(isCompared)),
      .init("obstacle", obstacle.map { .string($0) } ?? .null),
      .init("differences", list(differences)),
      .init("claims", list(claims)),
      .init("written_for", otherReader.map { .string($0) } ?? .null),
      .init("for_reader", list(forReader)),
    ])
  }
}

extension PageDifference {
  /// Whether it only says which keys a reader knows, and what follows from that alone.
  fileprivate var isAboutReader: Bool {
    isCode || about == "the verdict" || name == "pins"
      || (name == "remark" && [shown, expected].allSatisfy { $0 == nil || $0 == "pinned" })
  }
}
