internal import Mustache
internal import SSHSignature

/// What gives a report its form: the program's own templates, or a user's in their place.
public struct ReportTemplates: Sendable {
  /// The files that a user's folder may hold; what it lacks is the program's own.
  public static let names = [
    "report.html.mustache", "milestone.html.mustache", "proof.html.mustache",
    "record.html.mustache", "report.md.mustache", "report.css",
  ]

  /// The program's own.
  public static let own = ReportTemplates(replacing: [:])

  /// Whether nothing is a user's.
  public let isOwn: Bool

  private let texts: [String: String]

  /// Takes files by their names in place of the program's own.
  public init(replacing files: [String: String]) {
    isOwn = files.isEmpty
    var texts: [String: String] = [:]
    for name in Self.names { texts[name] = files[name] ?? Templates.text(name) }
    self.texts = texts
  }

  func text(_ name: String) -> String { texts[name] ?? "" }

  var style: String { Page.style(["base.css"]) + "\n" + text("report.css") }

  /// The script of every report.
  static let script = Page.script(Page.library + ["report-lists.js", "report.js"])

  /// A template with those that it may name.
  func template(_ name: String) throws(ReportError) -> MustacheTemplate {
    try checkTags(of: name)
    do { return try MustacheTemplate(string: text(name)) } catch let error
      as MustacheTemplate.ParserError
    {
      let place = "line \(error.context.lineNumber), column \(error.context.columnNumber)"
      throw ReportError("template \(name), \(place): \(Self.words(error.error))")
    } catch {
      throw ReportError("template \(name) cannot be read")
    }
  }

  /// How deep sections may be nested: the library goes down with each, and back with the stack.
  private static let deepest = 64

  /// Refuses what the library would follow for ever, or without a word leave out.
  private func checkTags(of name: String) throws(ReportError) {
    var depth = 0
    for part in text(name).split(separator: "{{", omittingEmptySubsequences: false).dropFirst() {
      let tag = part.drop { $0.isWhitespace }
      switch tag.first {
      case "#", "^", "$", "<": depth += 1
      case "/": depth -= 1
      case ">":
        let partial = tag.dropFirst().prefix { $0 != "}" }.filter { !$0.isWhitespace }
        guard name == "report.html.mustache", partial == "milestone" else {
          throw ReportError(
            "template \(name) names a template that it cannot have: \(partial.prefix(40))")
        }
      default: break
      }
      guard depth <= Self.deepest else {
        throw ReportError("template \(name) nests more than \(Self.deepest) sections")
      }
    }
  }

  /// The template of the page, ready to be rendered.
  func render(_ name: String, partials: [String: String], _ view: [String: Any])
    throws(ReportError) -> String
  {
    var library: [String: MustacheTemplate] = [:]
    for (partial, file) in partials { library[partial] = try template(file) }
    library["page"] = try template(name)
    guard let text = MustacheLibrary(templates: library).render(view, withTemplate: "page") else {
      throw ReportError("template \(name) cannot be rendered")
    }
    return text
  }

  private static func words(_ error: any Error) -> String {
    switch error as? MustacheTemplate.Error {
    case .sectionCloseNameIncorrect: "a section is closed by another name than it was opened with"
    case .unfinishedName: "a tag has no end"
    case .expectedSectionEnd: "a section has no end"
    case .invalidSetDelimiter: "the delimiters are set wrongly"
    default: "it is no template"
    }
  }

  /// The SHA-256 of all that a report has of the program: two reports with the same records and the
  /// same of this are the same.
  var fingerprint: String {
    var all: [UInt8] = []
    for name in Self.names where name != "report.md.mustache" {
      all += Array(text(name).utf8) + [0]
    }
    all += Array(style.utf8) + [0] + Array(Self.script.utf8)
    return Hex.encode(SHA256.hash(all))
  }
}

/// Why there is no report, or none to be compared.
public struct ReportError: Error, Equatable, Sendable {
  /// The cause, for people.
  public let message: String

  init(_ message: String) {
    self.message = message
  }
}
