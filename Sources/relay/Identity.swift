import Git
import Ledger
import Proof

/// A name and addresses, of the user or as typed.
struct Identity {
  let name: String?
  let emails: [String]

  var email: String? { emails.first }

  /// Who git says the user is.
  static func configured(in configuration: Configuration) throws -> Identity {
    let name = Session.variable("GIT_AUTHOR_NAME") ?? configuration["user.name"]
    let candidates = [
      Session.variable("GIT_AUTHOR_EMAIL"), configuration["author.email"],
      configuration["user.email"], Session.variable("GIT_COMMITTER_EMAIL"),
      configuration["committer.email"],
    ]
    var emails: [String] = []
    for email in candidates.compactMap({ $0 }) where !email.isEmpty && !emails.contains(email) {
      emails.append(email)
    }
    guard !emails.isEmpty else {
      throw Wording(
        "git does not know your mail address",
        hint: "git config --global user.email you@example.com")
    }
    return Identity(name: name.map { shortened($0) }, emails: emails.map { shortened($0) })
  }

  /// What a record holds of a name or an address: a line that is not too long.
  private static func shortened(_ text: String) -> String {
    var line = Inert.text(text)
    while line.utf8.count > 200 { line.removeLast() }
    return line
  }

  private init(name: String?, emails: [String]) {
    self.name = name
    self.emails = emails
  }

  /// Reads `Name <mail>`, or either alone.
  init(parsing text: String) {
    guard let open = text.firstIndex(of: "<"), let close = text.lastIndex(of: ">"), open < close
    else {
      let isMail = text.contains("@")
      name = isMail ? nil : text
      emails = isMail ? [text] : []
      return
    }
    let name = text[..<open].drop { $0 == " " }
    let trimmed = String(name.reversed().drop { $0 == " " }.reversed())
    self.name = trimmed.isEmpty ? nil : trimmed
    emails = [String(text[text.index(after: open)..<close])]
  }
}
