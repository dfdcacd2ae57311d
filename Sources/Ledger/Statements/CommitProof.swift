internal import SSHSignature

/// `proof` of kind `commit`: one commit is a piece of work for the project.
///
/// It holds no name and no message: those are in the commit.
public struct CommitProof: Statement {
  public static let type = "proof"
  public static let isStructural = false

  /// How the proof came to be: the signer's claim.
  public enum Capture: String, Sendable, CaseIterable {
    /// By the hook, at the commit.
    case live
    /// By the hook, after an amend or a rebase.
    case rewritten
    /// Found later.
    case synced
    /// Untagged, named by hand.
    case claimed
    /// By a server.
    case received
    /// From a webhook.
    case imported
  }

  /// What a commit changed against its first parent, as git counts without any setting: Myers,
  /// exact renames only, no lines in binary files. All zero for a merge.
  public struct Counts: Sendable, Equatable {
    public var filesAdded: Int64 = 0
    public var filesModified: Int64 = 0
    public var filesRemoved: Int64 = 0
    public var filesRenamed: Int64 = 0

    /// Lines.
    public var additions: Int64 = 0

    /// Lines.
    public var deletions: Int64 = 0

    /// Counts nothing.
    public init() {}

    /// All files.
    public var filesChanged: Int64 {
      filesAdded + filesModified + filesRemoved + filesRenamed
    }
  }

  /// The commit's id: 40 hex digits, or 64.
  public let commit: String

  /// The SHA-256 of the raw commit object, as `git cat-file commit ID | sha256sum` prints it.
  public let commitSHA256: String

  public let tree: String
  public let parents: [String]

  /// What `git patch-id --stable` prints; `nil` for merges and empty commits.
  public let patchID: String?

  /// Seconds since 1970.
  public let authorTime: Int64

  /// Seconds since 1970.
  public let committerTime: Int64

  public let counts: Counts

  /// The branch that was checked out or that reaches the commit; for people.
  public let branch: String?

  /// The milestone's number, if the tag named one.
  public let milestone: Int64?

  public let capture: Capture

  /// Whether somebody else wrote the commit and the signer only vouches for it.
  public let isVouched: Bool

  /// Earlier proofs by the same signer that this one replaces.
  public let supersedes: [RecordID]

  /// Describes a commit.
  public init(
    commit: String, commitSHA256: String, tree: String, parents: [String], patchID: String?,
    authorTime: Int64, committerTime: Int64, counts: Counts, branch: String?, milestone: Int64?,
    capture: Capture, isVouched: Bool, supersedes: [RecordID]
  ) {
    self.commit = commit
    self.commitSHA256 = commitSHA256
    self.tree = tree
    self.parents = parents
    self.patchID = patchID
    self.authorTime = authorTime
    self.committerTime = committerTime
    self.counts = counts
    self.branch = branch
    self.milestone = milestone
    self.capture = capture
    self.isVouched = isVouched
    self.supersedes = supersedes.sorted()
  }

  /// What a count can be. Bounded so that sums over any ledger stay far from overflow.
  private static let countRange: ClosedRange<Int64> = 0...(1 << 40)

  public static func recognizes(_ fields: Fields) throws(RecordError) -> Bool {
    try fields.string("kind") == "commit"
  }

  public init(_ fields: Fields) throws(RecordError) {
    let object = [40, 64]
    commit = try fields.hex("commit", digits: object)
    commitSHA256 = try fields.hex("commit_sha256", digits: [64])
    tree = try fields.hex("tree", digits: object)
    parents = try fields.strings("commit_parents")
    guard fields["commit_parents"] != nil else { throw .malformed("\"commit_parents\" is missing") }
    for parent in parents where !object.contains(parent.utf8.count) || Hex.decode(parent) == nil {
      throw .malformed("\"commit_parents\" holds other than commit ids")
    }
    patchID = try fields.optionalHex("patch_id", digits: [40])
    authorTime = try fields.integer("author_time")
    committerTime = try fields.integer("committer_time")
    var counts = Counts()
    counts.filesAdded = try fields.integer("files_added", in: Self.countRange)
    counts.filesModified = try fields.integer("files_modified", in: Self.countRange)
    counts.filesRemoved = try fields.integer("files_removed", in: Self.countRange)
    counts.filesRenamed = try fields.integer("files_renamed", in: Self.countRange)
    counts.additions = try fields.integer("additions", in: Self.countRange)
    counts.deletions = try fields.integer("deletions", in: Self.countRange)
    self.counts = counts
    guard try fields.integer("files_changed") == counts.filesChanged else {
      throw .malformed("\"files_changed\" is not the sum of its kinds")
    }
    branch = try fields.optionalString("branch")
    milestone = try fields.optionalInteger("milestone", in: 1...JSON.largestInteger)
    guard let capture = Capture(rawValue: try fields.string("capture")) else {
      throw .malformed("\"capture\" is not one of the known words")
    }
    self.capture = capture
    isVouched = try fields.flag("vouched")
    supersedes = try fields.ids("supersedes")
  }

  public var members: [JSON.Member] {
    var members: [JSON.Member] = [
      .init("kind", .string("commit")),
      .init("commit", .string(commit)),
      .init("commit_sha256", .string(commitSHA256)),
      .init("tree", .string(tree)),
      .init("commit_parents", .array(parents.map(JSON.string))),
      .init("author_time", .integer(authorTime)),
      .init("committer_time", .integer(committerTime)),
      .init("files_changed", .integer(counts.filesChanged)),
      .init("files_added", .integer(counts.filesAdded)),
      .init("files_modified", .integer(counts.filesModified)),
      .init("files_removed", .integer(counts.filesRemoved)),
      .init("files_renamed", .integer(counts.filesRenamed)),
      .init("additions", .integer(counts.additions)),
      .init("deletions", .integer(counts.deletions)),
      .init("capture", .string(capture.rawValue)),
    ]
    if let patchID { members.append(.init("patch_id", .string(patchID))) }
    if let branch { members.append(.init("branch", .string(branch))) }
    if let milestone { members.append(.init("milestone", .integer(milestone))) }
    if isVouched { members.append(.init("vouched", .bool(true))) }
    if !supersedes.isEmpty {
      members.append(.init("supersedes", .array(supersedes.map { .string($0.hex) })))
    }
    return members
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    // Anywhere in the ledger: work may be proven before the paper that admits the builder. And at
    // any time: what is once admitted stays so when the ledger grows.
    let roles = state.rolesEver[record.signer.fingerprint] ?? []
    if roles.contains(.builder) || roles.contains(.witness) { return nil }
    guard let role = state.role(of: record.signer.fingerprint, seenBy: nil) else {
      return .unknownSigner
    }
    return .invalid("a proof signed by the \(role.title); builders sign proofs")
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.addProof(self, record)
  }
}
