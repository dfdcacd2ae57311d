/// A report for pull requests and mail.
public struct MarkdownReport {
  private let model: ReportModel
  private let templates: ReportTemplates
  private let version: String

  /// How many proofs are listed: a forge takes 65,536 characters.
  private static let listed = 100

  /// Takes what is to be shown, and how; `version` is the program's.
  public init(_ model: ReportModel, templates: ReportTemplates = .own, version: String) {
    self.model = model
    self.templates = templates
    self.version = version
  }

  /// Writes the text.
  public func text() throws(ReportError) -> String {
    let view = HTMLView(model: model)
    var page = view.page(version: version)
    page["charts"] = false
    page["authors"] = false
    page["proofs"] = model.proofs.prefix(Self.listed).map { view.proof($0).view }
    page["moreProofs"] =
      model.proofs.count > Self.listed
      ? DisplayText.count(model.proofs.count - Self.listed, "older proof") : false
    guard let inert = Self.inert(page) as? [String: Any] else { return "" }
    return try templates.render("report.md.mustache", partials: [:], inert)
  }

  /// Names whose values are digits and letters that stand between backticks or in an address.
  private static let exact: Set<String> = [
    "fingerprint", "genesis", "id", "shortID", "commit", "commitAddress", "address", "head",
    "heads",
    "number", "version",
  ]

  private static func inert(_ value: Any, named name: String = "") -> Any {
    switch value {
    case let text as String:
      let isExact = exact.contains(name)
      return isExact
        ? text
        : text.split(separator: "\n", omittingEmptySubsequences: false)
          .map { Markdown.inert(String($0)) }.joined(separator: "<br>")
    case let view as [String: Any]:
      var result: [String: Any] = [:]
      for (key, value) in view { result[key] = inert(value, named: key) }
      return result
    case let list as [Any]: return list.map { inert($0, named: name) }
    default: return value
    }
  }
}
