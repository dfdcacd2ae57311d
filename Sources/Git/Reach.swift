internal import CLibgit2

extension Repository {
  /// Whether some commits are this one or reach it, other than through what is known already.
  ///
  /// Of `known` only what is stored here counts.
  public func brings(
    _ commit: ObjectID, by tips: [ObjectID], beyond known: [ObjectID]
  ) throws -> Bool {
    guard contains(commit) else { return false }
    return try firstCommit(broughtBy: tips, beyond: known) { $0 == commit } != nil
  }

  /// The first commit, in no order, of those that some reach and what is known already does not, of
  /// which something holds; `nil` if it holds of none.
  ///
  /// Of `known` only what is stored here counts.
  public func firstCommit(
    broughtBy tips: [ObjectID], beyond known: [ObjectID],
    where condition: (ObjectID) throws -> Bool
  ) throws -> ObjectID? {
    guard !tips.isEmpty else { return nil }
    // libgit2 knows of no ends.
    let boundary = try shallowBoundary()
    guard boundary.isEmpty else {
      var seen: Set<ObjectID> = []
      _ = try first(of: known.filter { contains($0) }, until: boundary, &seen) { _ in false }
      return try first(of: tips, until: boundary, &seen, where: condition)
    }
    var walk: OpaquePointer?
    try check(git_revwalk_new(&walk, pointer), "git_revwalk_new")
    defer { git_revwalk_free(walk) }
    for tip in tips {
      var oid = tip.oid
      try check(git_revwalk_push(walk, &oid), "git_revwalk_push")
    }
    for other in known where contains(other) {
      var oid = other.oid
      try check(git_revwalk_hide(walk, &oid), "git_revwalk_hide")
    }
    while true {
      var next = git_oid()
      let status = git_revwalk_next(&next, walk)
      if status == GIT_ITEROVER.rawValue { return nil }
      try check(status, "git_revwalk_next")
      if try condition(ObjectID(next)) { return ObjectID(next) }
    }
  }

  private func first(
    of tips: [ObjectID], until boundary: Set<ObjectID>, _ seen: inout Set<ObjectID>,
    where condition: (ObjectID) throws -> Bool
  ) throws -> ObjectID? {
    var pending = tips.filter { seen.insert($0).inserted }
    while let id = pending.popLast() {
      if try condition(id) { return id }
      if boundary.contains(id) { continue }
      pending += try commit(id).parents.filter { seen.insert($0).inserted }
    }
    return nil
  }
}
