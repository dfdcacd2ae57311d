public import Ledger

/// A ledger in a plain folder: `.relay/123`, a checkout of its branch, what a bundle unpacks to.
public struct FolderStorage: LedgerStorage {
  private let path: String

  /// Names a folder.
  public init(path: String) {
    self.path = path
  }

  /// How deep the layout goes.
  private static let deepest = 4

  public func forEachFile(_ visit: (LedgerFile) throws -> Void) throws {
    try forEachFile(in: [], depth: 0, visit)
  }

  private func forEachFile(
    in folder: [UInt8], depth: Int, _ visit: (LedgerFile) throws -> Void
  ) throws {
    let slash = UInt8(ascii: "/")
    for name in try Files.names(in: path + "/" + String(decoding: folder, as: UTF8.self)) {
      // A checkout of the branch has git's own folder beside the ledger's files.
      if depth == 0 && name == Array(".git".utf8) { continue }
      let relative = folder.isEmpty ? name : folder + [slash] + name
      guard let text = String(validating: relative, as: UTF8.self) else {
        let content = LedgerFile.Content.unreadable("a name that is not UTF-8")
        try visit(LedgerFile(path: relative, content: content))
        continue
      }
      switch try Files.kind(path + "/" + text) {
      case .folder where depth < Self.deepest:
        try forEachFile(in: relative, depth: depth + 1, visit)
      case .folder:
        try visit(LedgerFile(path: relative, content: .unreadable("a folder too deep")))
      case .file(let size) where size > LedgerFile.limit(for: relative):
        try visit(LedgerFile(path: relative, content: .tooLong(size)))
      case .file:
        let limit = LedgerFile.limit(for: relative)
        guard let bytes = try Files.read(path + "/" + text, limit: limit) else { continue }
        try visit(LedgerFile(path: relative, content: .bytes(bytes)))
      case .other:
        try visit(LedgerFile(path: relative, content: .unreadable("not a regular file")))
      case nil: continue
      }
    }
  }
}
