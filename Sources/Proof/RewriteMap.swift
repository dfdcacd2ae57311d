public import Git

/// Which commits were rewritten to which: several to one where they were squashed, one to several
/// where it was rewritten more than once.
///
///     <old> <new> [<further>]
public struct RewriteMap: Sendable {
  private struct Pair: Hashable {
    let old: ObjectID
    let new: ObjectID
  }

  private var pairs: [Pair] = []
  private var successors: [ObjectID: [ObjectID]] = [:]
  private var origins: [ObjectID: [ObjectID]] = [:]

  /// A map of nothing.
  public init() {}

  /// Reads a map's lines, leaving out what is none.
  public init(_ bytes: [UInt8]) {
    for line in bytes.split(separator: UInt8(ascii: "\n")) { add(line) }
  }

  /// The lines, sorted, as ``init(_:)`` reads them.
  public var bytes: [UInt8] {
    Array(pairs.map { "\($0.old) \($0.new)\n" }.sorted().joined().utf8)
  }

  public var isEmpty: Bool { pairs.isEmpty }

  /// The new commits, sorted.
  public var newCommits: [ObjectID] { Set(pairs.map(\.new)).sorted() }

  /// The old commits.
  public var oldCommits: Set<ObjectID> { Set(pairs.map(\.old)) }

  /// What a new commit has come in place of at once.
  public func commits(replacedBy new: ObjectID) -> [ObjectID] { origins[new] ?? [] }

  /// Takes a line in: `<old> <new> [<further>]`; a commit that is gone has zeros for a new one.
  public mutating func add(_ line: some Collection<UInt8>) {
    let words = line.split(separator: UInt8(ascii: " "))
    guard words.count > 1, let old = ObjectID(hex: words[0]), let new = ObjectID(hex: words[1])
    else { return }
    add(old, becomes: new)
  }

  /// Takes in that a commit was rewritten to another.
  public mutating func add(_ old: ObjectID, becomes new: ObjectID) {
    guard old != new, !new.isZero, successors[old]?.contains(new) != true else { return }
    pairs.append(Pair(old: old, new: new))
    successors[old, default: []].append(new)
    origins[new, default: []].append(old)
  }

  /// Takes in all that another map says.
  public mutating func add(_ other: RewriteMap) {
    for pair in other.pairs { add(pair.old, becomes: pair.new) }
  }

  /// What a commit has become in the end, over as many steps as it takes: the first commits on each
  /// way that are among those which stay.
  func ends(of old: ObjectID, staying: Set<ObjectID>) -> Set<ObjectID> {
    var ends: Set<ObjectID> = []
    walk(from: old, successors) { commit in
      guard staying.contains(commit) else { return true }
      ends.insert(commit)
      return false
    }
    return ends
  }

  /// Visits what a commit has come in place of, and as long as `body` says so what that came in place
  /// of, each once.
  func visitOrigins(of new: ObjectID, _ body: (ObjectID) throws -> Bool) rethrows {
    try walk(from: new, origins, body)
  }

  /// The commits that have, in any number of steps, become one of those which this map calls new.
  func allOrigins(of map: RewriteMap) -> Set<ObjectID> {
    var all = map.oldCommits
    for old in map.oldCommits {
      visitOrigins(of: old) { all.insert($0).inserted }
    }
    return all
  }

  private func walk(
    from start: ObjectID, _ steps: [ObjectID: [ObjectID]], _ body: (ObjectID) throws -> Bool
  ) rethrows {
    var seen: Set<ObjectID> = [start]
    var pending = steps[start] ?? []
    while let commit = pending.popLast() {
      guard seen.insert(commit).inserted, try body(commit) else { continue }
      pending += steps[commit] ?? []
    }
  }

  /// Follows amendments that were made while a rebase had stopped.
  ///
  /// Of a commit that was amended, and followed by others before the rebase went on, git says that the
  /// last of them came in its place.
  public func refined(by amendments: RewriteMap, staying: Set<ObjectID>) -> RewriteMap {
    let next = Dictionary(amendments.pairs.map { ($0.old, $0.new) }) { _, last in last }
    func end(of old: ObjectID) -> ObjectID? {
      var commit = old
      var steps = 0
      while let following = next[commit], steps < next.count {
        commit = following
        steps += 1
      }
      return steps > 0 && staying.contains(commit) ? commit : nil
    }
    var refined = RewriteMap()
    for pair in pairs {
      // What git has made of it may have been amended in turn, as `--exec` does.
      let made = staying.contains(pair.new) ? pair.new : end(of: pair.new) ?? pair.new
      refined.add(pair.old, becomes: end(of: pair.old) ?? made)
    }
    // Of one that it left as it was, and that was amended then, git says nothing.
    let told = oldCommits.union(newCommits).union(amendments.newCommits)
    for old in amendments.oldCommits.subtracting(told).sorted() {
      if let end = end(of: old) { refined.add(old, becomes: end) }
    }
    return refined
  }
}
