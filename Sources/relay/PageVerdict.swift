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

  var isCompared: Bool { obstacle == nil }
  var isContradicted: Bool { !differences.isEmpty }

  init(_ file: ReportFile, _ bundle: Bundle, _ ledger: Ledger) throws {
    // A report carries what was admitted. Anything else was put there afterwards.
    let strays = ledger.findings.filter { $0.verdict == .unknownSigner }
      .map { "it carries \($0.path), which is no part of the ledger" }
    guard let data = file.data, data.difference == nil else {
      obstacle =
        file.data?.difference ?? "it does not say what it was made from"
      differences = strays
      return
    }
    obstacle = nil
    do {
      let reporting = try Reporting(data, bundle)
      let expected = try HTMLReport(reporting.model, version: data.version)
        .bytes(carrying: file.files, data)
      let found = PageComparison(shown: file.bytes, expected: expected).differences
      let failures = reporting.assessment.rows.compactMap { row -> String? in
        guard case .failed = row.status else { return nil }
        return "proof \(row.entry.id.short): \(Inert.text(row.status.reason))"
      }
      // What its writer had found, too, it may show.
      differences = strays + found.map { Inert.text($0.text) } + (found.isEmpty ? [] : failures)
    } catch let error as Wording {
      differences = strays + [error.message]
    } catch let error as ReportError {
      differences = strays + [Inert.text(error.message)]
    } catch Ledger.ReadError.noProject, Ledger.ReadError.several {
      differences = strays + ["its records are not those of project \(data.project)"]
    }
  }

  private static let sentences = (
    same: "the page shows what its records say",
    differs: "the page shows other than its records say"
  )

  func print() {
    for difference in differences.prefix(PageComparison.listed + 10) {
      Terminal.line("  \(Terminal.styled("differs", .red)) \(difference)")
    }
    if isContradicted {
      Terminal.line(Terminal.styled("FAILED: \(Self.sentences.differs)", .red))
    } else if let obstacle {
      Terminal.line("NOT COMPARED: what the page shows; \(obstacle)")
      Terminal.line("Its records are checked, as above: believe those, not the page")
    } else {
      Terminal.line(Terminal.styled("OK: \(Self.sentences.same)", .green))
    }
  }

  var json: JSON {
    .object([
      .init("compared", .bool(isCompared)),
      .init("obstacle", obstacle.map { .string($0) } ?? .null),
      .init("differences", .array(differences.map { .string($0) })),
    ])
  }
}
