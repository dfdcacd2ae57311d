internal import Mustache
internal import Templates

/// What a report shows, in the words in which it shows it. Text is inert for a terminal; the
/// templates make it so for a page.
public struct ReportModel: Sendable {
  /// Who takes part.
  public struct Party: Sendable {
    let role: String
    let person: String
    let fingerprint: String

    /// Describes a party.
    public init(role: String, person: String, fingerprint: String) {
      self.role = role
      self.person = person
      self.fingerprint = fingerprint
    }
  }

  /// A proof.
  public struct Row: Sendable {
    let id: String
    let commit: String
    let status: String
    let reason: String
    let subject: String
    let author: String
    let time: String
    let additions: Int64
    let deletions: Int64
    let files: Int64

    /// Describes a proof.
    public init(
      id: String, commit: String, status: String, reason: String, subject: String,
      author: String, time: String, additions: Int64, deletions: Int64, files: Int64
    ) {
      self.id = id
      self.commit = commit
      self.status = status
      self.reason = reason
      self.subject = subject
      self.author = author
      self.time = time
      self.additions = additions
      self.deletions = deletions
      self.files = files
    }
  }

  let number: Int64
  let title: String?
  let isAgreed: Bool
  let genesis: String
  let heads: [String]
  let parties: [Party]
  let rows: [Row]

  /// Describes a project.
  public init(
    number: Int64, title: String?, isAgreed: Bool, genesis: String, heads: [String],
    parties: [Party], rows: [Row]
  ) {
    self.number = number
    self.title = title
    self.isAgreed = isAgreed
    self.genesis = genesis
    self.heads = heads
    self.parties = parties
    self.rows = rows
  }

  /// The report as one page without scripts.
  public func html() throws -> String {
    try MustacheTemplate(string: Templates.html).render(view { $0 })
  }

  /// The report for pull requests and mail.
  public func markdown() throws -> String {
    try MustacheTemplate(string: Templates.markdown).render(view { Markdown.inert($0) })
  }

  private func view(_ text: (String) -> String) -> [String: Any] {
    let standing = rows.filter { $0.status == "verified" || $0.status == "pending" }
    return [
      "number": String(number),
      "title": text(title ?? "Project \(number)"),
      "agreed": isAgreed,
      "genesis": genesis,
      "heads": heads,
      "count": String(standing.count),
      "additions": String(standing.reduce(0) { $0 + $1.additions }),
      "deletions": String(standing.reduce(0) { $0 + $1.deletions }),
      "parties": parties.map { party in
        ["role": party.role, "person": text(party.person), "fingerprint": party.fingerprint]
      },
      "isEmpty": rows.isEmpty,
      "rows": rows.map { row in
        [
          "id": row.id, "shortID": String(row.id.prefix(10)), "commit": row.commit,
          "shortCommit": String(row.commit.prefix(10)), "status": row.status,
          "reason": text(row.reason), "subject": text(row.subject), "author": text(row.author),
          "time": row.time, "date": String(row.time.prefix(10)),
          "additions": String(row.additions), "deletions": String(row.deletions),
          "files": String(row.files),
        ]
      },
    ]
  }
}
