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

  /// The commits that one reaches and another does not, parents first; at most `limit`, the newest.
  public func commits(
    reachedBy tip: ObjectID, not others: [ObjectID], limit: Int
  ) throws(GitError) -> [Commit] {
    // libgit2 knows of no ends.
    let boundary = try shallowBoundary()
    guard boundary.isEmpty else {
      return try commits(reachedBy: tip, not: others, limit: limit, until: boundary)
    }
    var walk: OpaquePointer?
    try check(git_revwalk_new(&walk, pointer), "git_revwalk_new")
    defer { git_revwalk_free(walk) }
    try check(
      git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue),
      "git_revwalk_sorting")
    var oid = tip.oid
    try check(git_revwalk_push(walk, &oid), "git_revwalk_push")
    for other in others where contains(other) {
      var hidden = other.oid
      try check(git_revwalk_hide(walk, &hidden), "git_revwalk_hide")
    }
    var result: [Commit] = []
    while result.count < limit {
      var next = git_oid()
      let status = git_revwalk_next(&next, walk)
      if status == GIT_ITEROVER.rawValue { break }
      try check(status, "git_revwalk_next")
      result.append(try commit(ObjectID(next)))
    }
    return result.reversed()
  }

  private func commits(
    reachedBy tip: ObjectID, not others: [ObjectID], limit: Int, until boundary: Set<ObjectID>
  ) throws(GitError) -> [Commit] {
    var seen = try ancestry(of: others.filter { contains($0) }, until: boundary)
    var result: [Commit] = []
    // A commit is taken when its parents are.
    var pending = [(id: tip, isOpen: false)]
    while let (id, isOpen) = pending.popLast() {
      if isOpen {
        result.append(try commit(id))
        continue
      }
      guard seen.insert(id).inserted else { continue }
      pending.append((id, true))
      guard !boundary.contains(id) else { continue }
      pending += try commit(id).parents.reversed().map { ($0, false) }
    }
    return result.suffix(limit)
  }

  /// Whether any of some commits is this one or reaches it.
  public func isReached(_ commit: ObjectID, by tips: [ObjectID]) throws(GitError) -> Bool {
    if tips.contains(commit) { return true }
    guard !tips.isEmpty else { return false }
    var oid = commit.oid
    let oids = tips.map(\.oid)
    let status = git_graph_reachable_from_any(pointer, &oid, oids, oids.count)
    if status == GIT_ENOTFOUND.rawValue { return try mayBeReached(commit, by: tips) }
    try check(status, "git_graph_reachable_from_any")
    return status == 1
  }

  /// Whether some commits reach another in a shallow clone, or may do so beyond its end.
  private func mayBeReached(_ commit: ObjectID, by tips: [ObjectID]) throws(GitError) -> Bool {
    let boundary = try shallowBoundary()
    let ofTips = try ancestry(of: tips, until: boundary)
    if ofTips.contains(commit) { return true }
    let own = try ancestry(of: [commit], until: boundary)
    // Where it is itself built upon an end, it is not hidden behind that. That what is hidden is
    // reached loses nothing.
    return !ofTips.intersection(boundary).isSubset(of: own)
  }

  private func ancestry(
    of tips: [ObjectID], until boundary: Set<ObjectID>
  ) throws(GitError) -> Set<ObjectID> {
    var seen = Set(tips)
    var pending = tips
    while let id = pending.popLast() {
      if boundary.contains(id) { continue }
      pending += try commit(id).parents.filter { seen.insert($0).inserted }
    }
    return seen
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
