internal import Git
internal import LedgerStore

/// What other work trees of the repository stand at.
extension Repository {
  /// The git directories of all work trees, the main one's first; each ends in a slash.
  func workTreeDirectories() throws(FileError) -> [String] {
    [commonDirectory]
      + (try Files.names(in: commonDirectory + "worktrees").map { name in
        "\(commonDirectory)worktrees/\(String(decoding: name, as: UTF8.self))/"
      })
  }

  /// The commits that other work trees stand at without a branch.
  ///
  /// Where a rebase is going on it is what stands until that ends: the commits that it makes may go
  /// again.
  func detachedHeads() throws(FileError) -> [ObjectID] {
    let own = Files.resolved(gitDirectory)
    return try workTreeDirectories().compactMap { directory in
      guard Files.resolved(directory) != own else { return nil }
      let names = ["rebase-merge/orig-head", "rebase-apply/orig-head", "HEAD"]
      let bytes = names.lazy.compactMap { name in
        // What cannot be read is a work tree that is half gone.
        (try? Files.read(directory + name, limit: Self.longestHead)) ?? nil
      }.first
      guard let line = bytes?.prefix(while: { $0 != UInt8(ascii: "\n") }),
        let id = ObjectID(hex: Array(line))
      else { return nil }
      // What is damaged there is not this one's to fail of.
      return (try? commit(behind: id)) ?? nil
    }
  }

  /// In bytes: the name of a branch, or a commit's id.
  private static let longestHead = 65_536

  /// What was checked out in any work tree, as far as git's logs go back.
  func headLogs() throws -> [HeadMove] {
    try workTreeDirectories().flatMap { (try? moves(inLog: $0 + "logs/HEAD")) ?? [] }
  }
}
