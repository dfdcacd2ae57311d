internal import SSHSignature

/// What every page is made of: one script, one style, and a policy that lets nothing else in.
///
/// This is the one place that knows which scripts make a page, and in which order.
enum Page {
  /// The library that checks a ledger, in the order in which its parts build on each other.
  ///
  /// `order.txt` says it to the tests of the scripts as well.
  static let library = Templates.text("scripts/order.txt").split(separator: "\n").map { name in
    String(name)
  }

  /// One script, which shares no name with anything outside of it; `first` stands before its files.
  static func script(_ names: [String], after first: String? = nil) -> String {
    let parts = (first.map { [$0] } ?? []) + names.map { Templates.text("scripts/\($0)") }
    return "(() => {\n\"use strict\";\n\(parts.joined(separator: "\n"))})();\n"
  }

  /// One style sheet.
  static func style(_ names: [String]) -> String {
    names.map { Templates.text($0) }.joined(separator: "\n")
  }

  /// What a browser may do for the page: run this script, and nothing else that is not in the file.
  static func policy(script: String) -> String {
    let digest = SHA256.hash(Array(script.utf8))
    let hash = String(decoding: Base64.encode(digest), as: UTF8.self)
    return "default-src 'none'; script-src 'sha256-\(hash)'; style-src 'unsafe-inline'; "
      + "img-src data:; base-uri 'none'; form-action 'none'"
  }
}
