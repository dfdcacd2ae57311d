public import Git
public import Ledger

/// The union of the ledgers that several commits hold.
public struct BranchStorage: LedgerStorage {
  /// A commit that holds a ledger.
  public struct Copy: Sendable {
    let commit: ObjectID

    /// What points at it, if it is a remote's: anybody may have put anything there.
    let remoteName: String?

    /// Names a commit, and for a remote's copy the reference.
    public init(_ commit: ObjectID, remoteName: String? = nil) {
      self.commit = commit
      self.remoteName = remoteName
    }
  }

  private let repository: Repository
  private let copies: [Copy]

  /// Reads the ledgers at some commits, the local branch first where there is one.
  public init(repository: Repository, copies: [Copy]) {
    self.repository = repository
    self.copies = copies
  }

  /// Visits the files of all copies.
  ///
  /// A remote's copy that cannot be read is visited under its name as missing, besides what could be
  /// read of it.
  ///
  /// - Throws: ``GitError`` if a copy that is no remote's cannot be read, or none of all; what
  ///   `visit` throws.
  public func forEachFile(_ visit: (LedgerFile) throws -> Void) throws {
    var first: ObjectID?
    var failures: [(name: String, error: GitError)] = []
    for copy in copies {
      do {
        let tree = try repository.commit(copy.commit).tree
        var reader = BlobReader(repository: repository)
        // Only what the first tree does not hold alike.
        for change in try repository.changes(from: first, to: tree) {
          guard let entry = change.new else { continue }
          try visit(reader.read(entry, at: change.path))
        }
        first = first ?? tree
      } catch let error as GitError {
        guard let name = copy.remoteName else { throw error }
        failures.append((name, error))
      }
    }
    if first == nil, let failure = failures.first { throw failure.error }
    for (name, error) in failures {
      try visit(LedgerFile(path: Array(name.utf8), content: .missing(error.description)))
    }
  }
}

/// Reads the files of one copy.
struct BlobReader {
  private let repository: Repository
  private var last: (id: ObjectID, bytes: [UInt8])?
  private var byteCount = 0

  /// How many bytes a ledger's files may have together. A few kilobytes of trees can name one large
  /// file, or well compressed ones, any number of times.
  private static let mostBytes = 2 << 30

  init(repository: Repository) {
    self.repository = repository
  }

  mutating func read(_ entry: TreeEntry, at path: [UInt8]) throws(GitError) -> LedgerFile {
    guard entry.isFile else {
      return LedgerFile(path: path, content: .unreadable("not a regular file"))
    }
    guard let header = try repository.header(of: entry.id) else {
      return LedgerFile(path: path, content: .missing("its object \(entry.id) is not here"))
    }
    guard header.size <= LedgerFile.limit(for: path) else {
      return LedgerFile(path: path, content: .tooLong(header.size))
    }
    byteCount += header.size
    guard byteCount <= Self.mostBytes else {
      throw GitError(.tooLarge, "a ledger of more than \(Self.mostBytes) bytes")
    }
    if let last, last.id == entry.id {
      return LedgerFile(path: path, content: .bytes(last.bytes))
    }
    let bytes = try repository.read(entry.id).bytes
    last = (entry.id, bytes)
    return LedgerFile(path: path, content: .bytes(bytes))
  }
}

/// Several storages read as one.
public struct UnionStorage: LedgerStorage {
  private let parts: [any LedgerStorage]

  /// Joins storages.
  public init(_ parts: [any LedgerStorage]) {
    self.parts = parts
  }

  public func forEachFile(_ visit: (LedgerFile) throws -> Void) throws {
    for part in parts { try part.forEachFile(visit) }
  }
}
