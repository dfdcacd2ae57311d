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

  /// Stand where the long parts go, which are put in at the end: no text can be mistaken for one,
  /// as none has a NUL.
  private enum Place: String, CaseIterable {
    case proofs = "\u{0}proofs\u{0}"
    case activity = "\u{0}activity\u{0}"
    case bundle = "\u{0}bundle\u{0}"
    case data = "\u{0}data\u{0}"
    case script = "\u{0}script\u{0}"
  }

  /// Writes the page, with the files that it carries in the order of their paths.
  ///
  /// - Parameters:
  ///   - files: What the page carries.
  ///   - data: What it was made from beside them.
  ///   - write: Takes the page piece by piece: a large one is longer than all that it is made from.
  /// - Throws: ``ReportError`` where a template is none, and what `write` throws.
  public func write(
    carrying files: [CarriedFile], _ data: ReportData, to write: ([UInt8]) throws -> Void
  ) throws {
    let view = HTMLView(model: model)
    var page = view.page(version: version)
    page["policy"] = Page.policy(script: ReportTemplates.script)
    page["style"] = templates.style
    // A place is told by its NULs, so no value may bring one along.
    guard !Self.holdsNUL(page) else { throw ReportError("a text of the report holds a NUL") }
    page["proofRows"] = Place.proofs.rawValue
    page["activityRows"] = Place.activity.rawValue
    page["bundle"] = Place.bundle.rawValue
    page["data"] = Place.data.rawValue
    page["script"] = Place.script.rawValue
    let frame = try templates.render(
      "report.html.mustache", partials: ["milestone": "milestone.html.mustache"], page)
    let proof = try templates.template("proof.html.mustache")
    let record = try templates.template("record.html.mustache")
    guard frame.contains(Place.bundle.rawValue) else {
      throw ReportError(
        "template report.html.mustache does not hold {{{bundle}}}: nobody could check the report")
    }
    try Self.check(frame)
    var rest = Array(frame.utf8)[...]
    while let start = rest.firstIndex(of: 0) {
      try write(Array(rest[..<start]))
      let end = rest[(start + 1)...].firstIndex(of: 0) ?? rest.endIndex - 1
      let name = String(decoding: rest[start...end], as: UTF8.self)
      switch Place(rawValue: name) {
      case .proofs: try Self.write(model.proofs, proof, to: write) { view.proof($0) }
      case .activity: try Self.write(model.activity, record, to: write) { view.record($0) }
      case .bundle:
        try write(ReportFile.Part.bundle.opening)
        try Self.gather(files.lazy.map(\.text), to: write)
        try write(ReportFile.Part.closing)
      case .data:
        let data = Base64.encode(data.serialize(templates))
        try write(ReportFile.Part.data.opening + data + ReportFile.Part.closing)
      case .script: try write(Array(ReportTemplates.script.utf8))
      case nil: throw ReportError("template report.html.mustache holds a NUL")
      }
      rest = rest[(end + 1)...]
    }
    try write(Array(rest))
  }

  /// Refuses a page that nobody could check: no reader would find what it carries.
  private static func check(_ frame: String) throws(ReportError) {
    guard frame.utf8.starts(with: ReportFile.start) else {
      throw ReportError("template report.html.mustache does not begin with <: it makes no page")
    }
    for place in [Place.bundle, .data] where frame.ranges(of: place.rawValue).count > 1 {
      let name = place.rawValue.filter { $0 != "\0" }
      throw ReportError("template report.html.mustache holds {{{\(name)}}} more than once")
    }
  }

  /// The page in memory.
  ///
  /// - Throws: ``ReportError`` where a template is none.
  /// - Returns: The file's bytes.
  public func bytes(carrying files: [CarriedFile], _ data: ReportData) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try write(carrying: files, data) { bytes += $0 }
    return bytes
  }

  private static func holdsNUL(_ value: Any) -> Bool {
    switch value {
    case let text as String: text.utf8.contains(0)
    case let view as [String: Any]: view.values.contains { holdsNUL($0) }
    case let list as [Any]: list.contains { holdsNUL($0) }
    default: false
    }
  }

  /// Renders a long list on all cores.
  private static func write<Item: Sendable>(
    _ items: [Item], _ template: MustacheTemplate, to write: ([UInt8]) throws -> Void,
    _ row: @Sendable (Item) -> Row
  ) throws {
    let rows = try Parallel.map(items, context: { RowTemplate(template) }) { template, item in
      template.render(row(item))
    }
    try gather(rows, to: write)
  }

  /// Writes many small parts as few larger ones.
  private static func gather(
    _ parts: some Sequence<[UInt8]>, to write: ([UInt8]) throws -> Void
  ) throws {
    var piece: [UInt8] = []
    for part in parts {
      piece += part
      guard piece.count >= pieceLength else { continue }
      try write(piece)
      piece.removeAll(keepingCapacity: true)
    }
    try write(piece)
  }

  /// About how many bytes are written at a time.
  private static let pieceLength = 1 << 20
}
