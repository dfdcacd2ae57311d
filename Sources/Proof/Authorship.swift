public import Git

/// Tells the signer's own commits from those of others.
public final class Authorship {
  /// How a commit relates to the signer.
  public enum Relation: Sendable {
    /// The signer wrote it.
    case own
    /// The signer committed what somebody else wrote.
    case committed
    case foreign
  }

  private let emails: Set<[UInt8]>
  private let mailmap: Mailmap

  /// Knows the signer by the addresses in the project's record and the repository's `.mailmap`.
  public init(emails: [String], in repository: Repository) throws(GitError) {
    self.emails = Set(emails.map { Self.folded(Array($0.utf8)) })
    mailmap = try Mailmap.read(in: repository)
  }

  /// Compares author and committer with the signer.
  public func relation(to commit: Commit) -> Relation {
    if isSigner(commit.author) { return .own }
    return isSigner(commit.committer) ? .committed : .foreign
  }

  private func isSigner(_ person: Commit.Person) -> Bool {
    emails.contains(Self.folded(person.email))
      || emails.contains(Self.folded(mailmap.email(of: person)))
  }

  private static func folded(_ email: [UInt8]) -> [UInt8] {
    email.map(\.lowercasedASCII)
  }
}
