extension Repository {
  /// Those of some commits that none of others is or reaches.
  ///
  /// What one is built upon is reached with it, and what is built upon one that is not reached is
  /// not either: of commits in a row one question tells mostly all. What is not stored here, or is
  /// damaged, is not among the answers, since nothing can be told of it.
  public func unreached(
    _ commits: Set<ObjectID>, by tips: [ObjectID]
  ) throws(GitError) -> Set<ObjectID> {
    var open = Lineage(of: commits.filter { contains($0) }, in: self)
    var unreached: Set<ObjectID> = []
    while let id = open.next() {
      if try isReached(id, by: tips) {
        open.settle(id, and: open.parents)
      } else {
        unreached.formUnion(open.settle(id, and: open.children))
      }
    }
    return unreached
  }
}

/// Commits by how they are built upon each other.
private struct Lineage {
  private(set) var parents: [ObjectID: [ObjectID]] = [:]
  private(set) var children: [ObjectID: [ObjectID]] = [:]

  /// What is not settled, parents first.
  private var pending: [ObjectID] = []
  private var settled: Set<ObjectID> = []
  private var questions = 0

  init(of commits: Set<ObjectID>, in repository: Repository) {
    let readable = commits.sorted().compactMap { try? repository.commit($0) }
    let commits = Set(readable.map(\.id))
    for commit in readable {
      let id = commit.id
      let known = commit.parents.filter { commits.contains($0) }
      parents[id] = known
      for parent in known { children[parent, default: []].append(id) }
    }
    var seen: Set<ObjectID> = []
    for start in commits.sorted() {
      var stack = [(id: start, isOpen: false)]
      while let (id, isOpen) = stack.popLast() {
        if isOpen {
          pending.append(id)
        } else if seen.insert(id).inserted {
          stack.append((id, true))
          stack += (parents[id] ?? []).map { ($0, false) }
        }
      }
    }
  }

  /// The commit to ask for: the first, which mostly tells of all, then the last, then in between.
  mutating func next() -> ObjectID? {
    pending.removeAll { settled.contains($0) }
    defer { questions += 1 }
    switch questions {
    case 0: return pending.first
    case 1: return pending.last
    default: return pending.isEmpty ? nil : pending[pending.count / 2]
    }
  }

  /// Takes a commit and those behind it out of the question, and answers them.
  @discardableResult
  mutating func settle(
    _ id: ObjectID, and relatives: [ObjectID: [ObjectID]]
  ) -> Set<ObjectID> {
    var found: Set<ObjectID> = []
    var stack = [id]
    while let id = stack.popLast() {
      guard settled.insert(id).inserted else { continue }
      found.insert(id)
      stack += relatives[id] ?? []
    }
    return found
  }
}
