internal import Mustache

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

    /// Describes a proof.
    public init(
      id: String, commit: String, status: String, reason: String, subject: String,
      author: String, time: String, additions: Int64, deletions: Int64
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
    }
  }

  /// A milestone.
  public struct Milestone: Sendable {
    let name: String
    let title: String
    let status: String
    let money: String

    /// Describes a milestone.
    public init(name: String, title: String, status: String, money: String) {
      self.name = name
      self.title = title
      self.status = status
      self.money = money
    }
  }

  /// What the builders themselves have done, each change once.
  public struct Totals: Sendable {
    let proofs: Int
    let additions: Int64
    let deletions: Int64

    /// Describes the totals.
    public init(proofs: Int, additions: Int64, deletions: Int64) {
      self.proofs = proofs
      self.additions = additions
      self.deletions = deletions
    }
  }

  let number: Int64
  let title: String?
  let isAgreed: Bool
  let genesis: String
  let heads: [String]
  let parties: [Party]
  let milestones: [Milestone]
  let totals: Totals
  let rows: [Row]

  /// Describes a project.
  public init(
    number: Int64, title: String?, isAgreed: Bool, genesis: String, heads: [String],
    parties: [Party], milestones: [Milestone], totals: Totals, rows: [Row]
  ) {
    self.number = number
    self.title = title
    self.isAgreed = isAgreed
    self.genesis = genesis
    self.heads = heads
    self.parties = parties
    self.milestones = milestones
    self.totals = totals
    self.rows = rows
  }

  /// The report as one page without scripts.
  public func html() throws -> String {
    try MustacheTemplate(string: Templates.text("report.html.mustache")).render(view { $0 })
  }

  /// The report for pull requests and mail.
  public func markdown() throws -> String {
    try MustacheTemplate(string: Templates.text("report.md.mustache")).render(view { Markdown.inert($0) })
  }

  private func view(_ text: (String) -> String) -> [String: Any] {
    [
      "number": String(number),
      "title": text(title ?? "Project \(number)"),
      "agreed": isAgreed,
      "genesis": genesis,
      "heads": heads,
      "count": String(totals.proofs),
      "additions": String(totals.additions),
      "deletions": String(totals.deletions),
      "hasMilestones": !milestones.isEmpty,
      "milestones": milestones.map { milestone in
        [
          "name": milestone.name, "title": text(milestone.title), "status": milestone.status,
          "money": text(milestone.money),
        ]
      },
      "parties": parties.map { party in
        ["role": party.role, "person": text(party.person), "fingerprint": party.fingerprint]
      },
      "isEmpty": rows.isEmpty,
      "rows": rows.map { row in
        [
          "id": row.id, "shortCommit": String(row.commit.prefix(10)), "status": row.status,
          "reason": text(row.reason), "subject": text(row.subject), "author": text(row.author),
          "time": row.time, "date": String(row.time.prefix(10)),
          "additions": String(row.additions), "deletions": String(row.deletions),
        ]
      },
    ]
  }
}
