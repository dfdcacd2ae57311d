internal import Ledger
internal import Mustache
internal import SSHSignature

/// A report as one page.
public struct HTMLReport {
  private let model: ReportModel
  private let templates: ReportTemplates
  private let version: String

  /// Takes what is to be shown, and how; `version` is the program's.
  public init(_ model: ReportModel, templates: ReportTemplates = .own, version: String) {
    self.model = model
    self.templates = templates
    self.version = version
  }

  /// How many rows are rendered by one worker at a time.
  private static let batch = 64

  /// About how long a proof and a record of the activity are on a page, in bytes.
  private static let proofLength = 2_600
  private static let recordLength = 700

  /// Stand where the long parts go, which are put in at the end: no text can be mistaken for one,
  /// as none has a NUL.
  private enum Place: String, CaseIterable {
    case proofs = "\u{0}proofs\u{0}"
    case activity = "\u{0}activity\u{0}"
    case bundle = "\u{0}bundle\u{0}"
    case data = "\u{0}data\u{0}"
    case script = "\u{0}script\u{0}"
  }

  /// Writes the page: the archive that it carries, and what it was made from beside it.
  ///
  /// - Throws: ``ReportError`` where a template is none.
  /// - Returns: The file's bytes.
  public func bytes(bundle: [UInt8], data: ReportData) throws(ReportError) -> [UInt8] {
    let view = HTMLView(model: model)
    var page = view.page(version: version)
    page["policy"] = Page.policy(script: ReportTemplates.script)
    page["style"] = templates.style
    page["proofRows"] = Place.proofs.rawValue
    page["activityRows"] = Place.activity.rawValue
    page["bundle"] = Place.bundle.rawValue
    page["data"] = Place.data.rawValue
    page["script"] = Place.script.rawValue
    let frame = try templates.render(
      "report.html.mustache", partials: ["milestone": "milestone.html.mustache"], page)
    let proof = try templates.template("proof.html.mustache")
    let record = try templates.template("record.html.mustache")
    var written: [UInt8] = []
    // Growing by doubling would take as much again.
    written.reserveCapacity(
      frame.utf8.count + bundle.count / 3 * 4 + ReportTemplates.script.utf8.count
        + model.proofs.count * Self.proofLength + model.activity.count * Self.recordLength)
    var rest = Array(frame.utf8)[...]
    while let start = rest.firstIndex(of: 0) {
      written += rest[..<start]
      let end = rest[(start + 1)...].firstIndex(of: 0) ?? rest.endIndex - 1
      let name = String(decoding: rest[start...end], as: UTF8.self)
      switch Place(rawValue: name) {
      case .proofs: Self.add(model.proofs, to: &written) { proof.render(view.proof($0)) }
      case .activity: Self.add(model.activity, to: &written) { record.render(view.record($0)) }
      case .bundle: ReportFile.Part.bundle.write(bundle, to: &written)
      case .data: ReportFile.Part.data.write(data.serialize(templates), to: &written)
      case .script: written += Array(ReportTemplates.script.utf8)
      case nil: break
      }
      rest = rest[(end + 1)...]
    }
    return written + rest
  }

  /// Renders a long list on all cores, in pieces.
  private static func add<Item: Sendable>(
    _ items: [Item], to written: inout [UInt8], _ row: @Sendable (Item) -> String
  ) {
    let batches = stride(from: 0, to: items.count, by: batch).map { start in
      Array(items[start..<min(start + batch, items.count)])
    }
    for part in Parallel.map(batches, { batch in batch.flatMap { Array(row($0).utf8) } }) {
      written += part
    }
  }
}
