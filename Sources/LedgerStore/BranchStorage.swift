public import Git
public import Ledger

/// The union of the ledgers that several commits hold.
public struct BranchStorage: LedgerStorage {
  private let repository: Repository
  private let trees: [ObjectID]

  /// Reads the ledgers at some commits, the local branch first where there is one.
  ///
  /// - Throws: ``GitError`` if one of them is not a commit with a tree.
  public init(repository: Repository, tips: [ObjectID]) throws(GitError) {
    self.repository = repository
    var trees: [ObjectID] = []
    for tip in tips {
      let tree = try repository.commit(tip).tree
      if !trees.contains(tree) { trees.append(tree) }
    }
    self.trees = trees
  }

  /// How many files a ledger may hold. A hostile tree can name one folder again and again and so
  /// stand for more files than there are atoms, in a few kilobytes.
  private static let mostFiles = 4_000_000

  /// How many folders deep the layout goes.
  private static let deepest = 3

  public func forEachFile(_ visit: (LedgerFile) throws -> Void) throws {
    guard let first = trees.first else { return }
    var count = 0
    try forEachFile(in: first, at: [], depth: 0) { file in
      count += 1
      guard count <= Self.mostFiles else {
        throw GitError(.corrupt, "a ledger of more than \(Self.mostFiles) files")
      }
      try visit(file)
    }
    for tree in trees.dropFirst() {
      // Only what the first tree does not hold alike.
      for change in try repository.changes(from: first, to: tree) {
        guard let entry = change.new else { continue }
        try visit(read(entry, at: change.path))
      }
    }
  }

  private func forEachFile(
    in tree: ObjectID, at folder: [UInt8], depth: Int, _ visit: (LedgerFile) throws -> Void
  ) throws {
    for (name, entry) in try repository.entries(of: tree) {
      let path = folder.isEmpty ? name : folder + [UInt8(ascii: "/")] + name
      if entry.kind == TreeEntry.Mode.folder && depth < Self.deepest {
        try forEachFile(in: entry.id, at: path, depth: depth + 1, visit)
      } else {
        try visit(read(entry, at: path))
      }
    }
  }

  private func read(_ entry: TreeEntry, at path: [UInt8]) throws(GitError) -> LedgerFile {
    guard entry.isFile else {
      return LedgerFile(path: path, content: .unreadable("not a regular file"))
    }
    guard let header = try repository.header(of: entry.id) else {
      return LedgerFile(path: path, content: .missing("its object \(entry.id) is not here"))
    }
    guard header.size <= LedgerFile.limit(for: path) else {
      return LedgerFile(path: path, content: .tooLong(header.size))
    }
    return LedgerFile(path: path, content: .bytes(try repository.read(entry.id).bytes))
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
