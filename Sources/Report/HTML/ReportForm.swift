internal import Ledger
internal import Mustache
internal import SSHSignature

/// What every report of the program's own form has in common, for the client page: with it the page
/// tells a report that holds something else.
///
/// Of the head, which holds the style and the script, it is the length and the SHA-256 of the bytes
/// before the title and after it; of the body the templates.
enum ReportForm {
  /// Ends the head: what follows is compared with the templates.
  private static let bodyStart = "<body>\n"

  /// The script that tells it to the page.
  ///
  /// - Throws: ``ReportError`` where the program's own template is none.
  /// - Returns: One statement.
  static func script(version: String) throws(ReportError) -> String {
    let templates = ReportTemplates.own
    let report = templates.text("report.html.mustache")
    guard let start = report.firstRange(of: bodyStart) else {
      throw ReportError("the template of the report has no body")
    }
    // What differs between two reports is where the NULs are.
    let view = [
      "version": version, "style": templates.style, "title": "\0", "number": "\0",
      "policy": Page.policy(script: ReportTemplates.script), "script": ReportTemplates.script,
    ]
    let head: String
    do {
      head = try MustacheTemplate(string: String(report[..<start.upperBound])).render(view)
    } catch { throw ReportError("the template of the report cannot be read") }
    let parts = head.split(separator: "\0", omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw ReportError("the report's title is not where it was") }
    let files = ["milestone", "proof", "record"].map { name in
      JSON.Member(name, .string(templates.text("\(name).html.mustache")))
    }
    let form = JSON.object([
      .init("version", .string(version)), .init("frame", .string(templates.fingerprint)),
      .init("start", piece(parts[0])), .init("end", piece(parts[2])),
      .init("body", .string(String(report[start.upperBound...]))), .init("parts", .object(files)),
    ])
    let text = String(decoding: form.serialize(), as: UTF8.self)
    // No tag stands in a script, so that none can end it.
    return "const reportForm = \(text.replacing("<", with: "\\u003c"));\n"
  }

  private static func piece(_ text: Substring) -> JSON {
    let bytes = Array(text.utf8)
    return .object([
      .init("length", .integer(Int64(bytes.count))),
      .init("sha256", .string(Hex.encode(SHA256.hash(bytes)))),
    ])
  }
}
