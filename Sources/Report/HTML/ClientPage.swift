internal import Mustache
internal import SSHSignature

/// The page with which a client checks a project and signs its decisions: nothing in it is a
/// project's, so it is the same for everyone who has one version of the program.
public enum ClientPage {
  /// The file's name where nobody gives another.
  public static let name = "relay-client.html"

  /// The file.
  ///
  /// - Throws: ``ReportError`` where the program's own template is none.
  /// - Returns: The page's bytes.
  public static func bytes(version: String) throws(ReportError) -> [UInt8] {
    let own = Templates.text("scripts/client-order.txt").split(separator: "\n").map { String($0) }
    // The template has the script on lines of its own.
    let form = try ReportForm.script(version: version)
    let script = "\n\(Page.script(Page.library + own, after: form))\n"
    let view = [
      "version": version, "style": Page.style(["base.css", "client.css"]),
      "policy": Page.policy(script: script), "script": String(script.dropFirst().dropLast()),
    ]
    let text = Templates.text("client.html.mustache")
    do { return Array(try MustacheTemplate(string: text).render(view).utf8) } catch {
      throw ReportError("the template of the client page cannot be read")
    }
  }

  /// The SHA-256 of the file, in hex: it is published with the program, so that nobody can hand
  /// over another page in its place.
  ///
  /// - Throws: ``ReportError`` as ``bytes(version:)`` does.
  /// - Returns: 64 hex digits.
  public static func sha256(version: String) throws(ReportError) -> String {
    Hex.encode(SHA256.hash(try bytes(version: version)))
  }
}
