public import Git

/// Why a commit is not proven.
public enum CaptureError: Error, Equatable, Sendable {
  /// The key is none of the builders'; its fingerprint.
  case notABuilder(project: Int64, fingerprint: String)
  /// Author and committer are somebody else.
  case foreignCommit(project: Int64, commit: ObjectID)
  /// The same, of a commit that was named by hand.
  case foreignClaim(commit: ObjectID)
}
