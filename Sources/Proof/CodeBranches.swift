public import Git
internal import LedgerStore

extension Repository {
  /// The branches with code, here and of remotes, with the commits that they stand at: ledgers aside.
  ///
  /// Anything may lie where remotes' branches are. A tag is taken for the commit behind it; what
  /// leads to no commit that is here is left out.
  public func codeBranches(isLocal: Bool = false) throws(GitError) -> [Reference] {
    var branches: [Reference] = []
    for glob in isLocal ? ["refs/heads/*"] : ["refs/heads/*", "refs/remotes/*"] {
      for reference in try references(matching: glob)
      where LedgerBranch.number(of: reference.name) == nil {
        guard let commit = try commit(behind: reference.id) else { continue }
        branches.append(Reference(bytes: reference.bytes, id: commit))
      }
    }
    return branches
  }

  /// The commits that branches and work trees stand at, but for the branches that a rebase which
  /// ends is about to move.
  func standingTips() throws -> [ObjectID] {
    let moving = try branchesInRebase()
    var tips = Set(try codeBranches().filter { !moving.contains($0.bytes) }.map(\.id))
    if let head = try reference("HEAD") { tips.insert(head) }
    return Array(tips.union(try detachedHeads()))
  }

  /// The commits behind tags: what one has been given out by.
  func taggedCommits() throws(GitError) -> [ObjectID] {
    var commits: [ObjectID] = []
    for tag in try references(matching: "refs/tags/*") {
      if let commit = try commit(behind: tag.id) { commits.append(commit) }
    }
    return commits
  }
}

extension Reference {
  /// The name without `refs/heads/` or `refs/remotes/`.
  var shortName: [UInt8] {
    for prefix in ["refs/heads/", "refs/remotes/"] where bytes.starts(with: prefix.utf8) {
      return Array(bytes.dropFirst(prefix.utf8.count))
    }
    return bytes
  }
}
