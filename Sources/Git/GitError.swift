internal import CLibgit2

/// Why something could not be done with a repository.
public struct GitError: Error, Equatable, Sendable {
  /// What callers tell apart.
  public enum Kind: Equatable, Sendable {
    case notFound
    /// A compare-and-swap found another value.
    case modified
    /// Another process holds a lock file.
    case locked
    /// A reference whose name is the start of another's is in the way.
    case nameTaken
    /// The repository belongs to another user: git's `safe.directory`.
    case owner
    /// SHA-256, reftable or an extension that libgit2 does not know.
    case unsupportedFormat
    case notARepository
    case corrupt
    /// More than this program is ready to hold.
    case tooLarge
    case other
  }

  /// What callers tell apart.
  public let kind: Kind

  /// The function that failed, such as `git_odb_read`; empty where relay itself found the fault.
  public let function: String

  /// The cause in words, for people.
  public let message: String

  /// Makes an error that did not come from libgit2.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.function = ""
    self.message = message
  }

  /// Takes libgit2's account of the last failure on this thread.
  ///
  /// Must be called at once: the next call into libgit2 may overwrite it.
  init(status: Int32, function: String) {
    let text = git_error_last().flatMap { $0.pointee.message.map { String(cString: $0) } } ?? ""
    self.function = function
    self.kind = Self.kind(status: status, message: text)
    self.message = text.isEmpty ? "libgit2 status \(status)" : text
  }

  private static func kind(status: Int32, message: String) -> Kind {
    switch status {
    case GIT_ENOTFOUND.rawValue: .notFound
    case GIT_EMODIFIED.rawValue: .modified
    case GIT_ELOCKED.rawValue: .locked
    case GIT_EOWNER.rawValue: .owner
    case _ where message.contains("unsupported extension"): .unsupportedFormat
    case _ where message.contains("unsupported repository version"): .unsupportedFormat
    case _ where message.contains("unsupported object format"): .unsupportedFormat
    case _ where message.contains("unknown object format"): .unsupportedFormat
    default: .other
    }
  }
}

extension GitError: CustomStringConvertible {
  /// The cause, and the function where libgit2 failed.
  public var description: String {
    function.isEmpty ? message : "\(message) (\(function))"
  }
}

/// Throws if `status` says that a libgit2 function failed.
func check(_ status: Int32, _ function: String) throws(GitError) {
  guard status >= 0 else { throw GitError(status: status, function: function) }
}
