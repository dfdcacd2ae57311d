/// Where a ledger's files are: a branch, a folder, a bundle, a file in a mail.
public protocol LedgerStorage {
  /// Visits each file once, in any order.
  ///
  /// A path may come twice where several copies of a ledger are read as one and differ there.
  func forEachFile(_ visit: (LedgerFile) throws -> Void) throws
}

/// One file of a ledger.
public struct LedgerFile: Sendable {
  /// What a storage could make of the file.
  public enum Content: Sendable {
    case bytes([UInt8])
    /// Longer than any file that the format knows; the size in bytes.
    case tooLong(Int)
    /// Not here, as in a partial clone; the reason.
    case missing(String)
    /// Not a file, or one that cannot be read; the reason.
    case unreadable(String)
  }

  /// The path inside the ledger, slashes between its parts; bytes of any kind.
  public let path: [UInt8]

  public let content: Content

  /// The longest attachment, in bytes.
  public static let longestAttachment = 64 << 20

  /// Makes a file.
  public init(path: [UInt8], content: Content) {
    self.path = path
    self.content = content
  }

  /// How many bytes a storage needs to read at the most before it answers `tooLong`.
  public static func limit(for path: [UInt8]) -> Int {
    switch LedgerPath(path) {
    case .attachment: longestAttachment
    default: UnverifiedRecord.longestFile
    }
  }
}
