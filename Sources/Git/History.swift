internal import CLibgit2

extension Repository {
  /// Visits every commit that the given ones reach and that is not in `seen`, each once.
  ///
  /// Parents are those of the raw commit; only the boundary of a shallow clone ends a path. A
  /// commit that is missing elsewhere is an error, never the end of history.
  ///
  /// - Throws: ``GitError``, or what `visit` throws.
  public func forEachCommit(
    reachableFrom tips: [ObjectID], seen: inout Set<ObjectID>, visit: (Commit) throws -> Void
  ) throws {
    let boundary = try shallowBoundary()
    var pending = tips.filter { seen.insert($0).inserted }
    while let id = pending.popLast() {
      let commit = try commit(id)
      try visit(commit)
      if boundary.contains(id) { continue }
      for parent in commit.parents where seen.insert(parent).inserted {
        pending.append(parent)
      }
    }
  }

  /// Whether one commit is the other, or reaches it through its parents.
  public func isAncestor(_ old: ObjectID, of new: ObjectID) throws(GitError) -> Bool {
    if old == new { return true }
    var newOID = new.oid
    var oldOID = old.oid
    let status = git_graph_descendant_of(pointer, &newOID, &oldOID)
    // Past the end of a shallow clone nothing can be told; the answer that merges is then safe.
    if status == GIT_ENOTFOUND.rawValue { return false }
    try check(status, "git_graph_descendant_of")
    return status == 1
  }
}
