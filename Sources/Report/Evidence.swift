public import Ledger

/// What is known of a project beside its ledger: what somebody has found who had the commits.
public struct Evidence: Sendable {
  /// The words that stand beside proofs, in the order in which they are counted.
  public static let statuses = [
    "verified", "pending", "failed", "superseded", "duplicate", "retracted",
  ]

  /// What was found out about one proof.
  public struct Proof: Sendable {
    /// The word that people read, such as `verified`, and what stands behind it.
    public let status: String
    public let reason: String

    /// How far the commit was checked, in a word, and why not further.
    public let check: CheckWord
    public let checkReason: String

    /// The commit; `nil` where it was not at hand.
    public let commit: CommitText?

    /// The ticket that the message names for the project.
    public let ticket: String?

    /// Describes what was found.
    public init(
      status: String, reason: String, check: CheckWord, checkReason: String, commit: CommitText?,
      ticket: String?
    ) {
      self.status = status
      self.reason = reason
      self.check = check
      self.checkReason = checkReason
      self.commit = commit
      self.ticket = ticket
    }
  }

  /// What a commit says in words. Anybody may have written it.
  public struct CommitText: Sendable {
    public let subject: [UInt8]
    public let message: [UInt8]
    public let authorName: [UInt8]
    public let authorEmail: [UInt8]

    /// Describes a commit.
    public init(
      subject: [UInt8], message: [UInt8], authorName: [UInt8], authorEmail: [UInt8]
    ) {
      self.subject = subject
      self.message = message
      self.authorName = authorName
      self.authorEmail = authorEmail
    }
  }

  /// What `relay verify` says of the whole.
  public struct Verdict: Sendable {
    /// How it stands.
    public enum Mood: String, Sendable {
      case good
      case wait
      case bad
    }

    public let mood: Mood
    public let sentence: String

    /// What is to be known beside the sentence.
    public let remarks: [String]

    /// Describes a verdict.
    public init(mood: Mood, sentence: String, remarks: [String]) {
      self.mood = mood
      self.sentence = sentence
      self.remarks = remarks
    }
  }

  /// Something that somebody is to do.
  public struct Task: Sendable {
    public let who: String
    public let what: String
    public let command: String

    /// Whether it can be done on the client page as well.
    public let isForClientPage: Bool

    /// Describes a task.
    public init(who: String, what: String, command: String, isForClientPage: Bool) {
      self.who = who
      self.what = what
      self.command = command
      self.isForClientPage = isForClientPage
    }
  }

  /// Lines, each change once.
  public struct Totals: Sendable, Equatable {
    public let proofs: Int
    public let additions: Int64
    public let deletions: Int64

    /// Describes the totals.
    public init(proofs: Int, additions: Int64, deletions: Int64) {
      self.proofs = proofs
      self.additions = additions
      self.deletions = deletions
    }
  }

  public let proofs: [RecordID: Proof]

  /// The proofs that count.
  public let standing: Set<RecordID>
  public let totals: Totals
  public let verdict: Verdict
  public let tasks: [Task]

  /// Gathers what is known.
  public init(
    proofs: [RecordID: Proof], standing: Set<RecordID>, totals: Totals, verdict: Verdict,
    tasks: [Task]
  ) {
    self.proofs = proofs
    self.standing = standing
    self.totals = totals
    self.verdict = verdict
    self.tasks = tasks
  }
}
