internal import Git
internal import Ledger
internal import LedgerStore

/// Changes that commits which follow each other make together: what they were squashed to makes the
/// same one.
///
/// Where there may be chains of such commits is told by the proofs of those that are gone, and by
/// git's logs: what was on top of them need not have been proven.
struct Squashes {
  /// How many commits of one branch are looked at: every part of it may have been squashed.
  private static let longest = 32

  /// How many branches are looked at, the newest.
  private static let most = 64

  /// How many commits that a log names are looked at, the newest.
  private static let mostLogged = 4_096

  /// The proofs of commits that follow each other, by the change that they make together.
  private(set) var proofs: [String: Set<RecordID>] = [:]

  private let repository: Repository
  private let lost: [ObjectID: RecordID]
  private var commits: [ObjectID: Commit] = [:]

  /// Looks at lost commits, whose proofs are given, and at those around them that have none.
  ///
  /// `cache` is a folder for what was found out.
  init(
    of lost: [ObjectID: RecordID], reached: Set<ObjectID>, cache: String,
    in repository: Repository
  ) throws {
    self.lost = lost
    self.repository = repository
    guard !lost.isEmpty else { return }
    var cache = SquashCache(in: cache)
    for chain in try chains(reached) {
      guard let tip = chain.first else { continue }
      var parts = cache.parts(of: tip.id)
      for end in chain.indices {
        for start in chain.indices.dropFirst(end + 1) {
          add(chain[end...start], since: chain[start].parents.first, &parts)
        }
      }
      // Where the main branch was merged in, what is squashed is the difference to that.
      if let merge = chain.first(where: { $0.parents.count == 2 }) {
        add(chain[...], since: merge.parents[1], &parts)
      }
      cache.keep(parts, of: tip.id)
    }
    cache.removeOthers()
  }

  /// Notes what commits, newest first, changed together since another.
  private mutating func add(
    _ part: ArraySlice<Commit>, since base: ObjectID?, _ known: inout SquashCache.Parts
  ) {
    let replaced = part.compactMap { lost[$0.id] }
    guard part.count > 1, !replaced.isEmpty, let newest = part.first else { return }
    var tree: ObjectID?
    if let base {
      guard let commit = read(base) else { return }
      tree = commit.tree
    }
    // What cannot be read was not what became of them.
    guard
      let patchID = known.patchID(
        from: tree, to: newest.tree,
        else: { try? CommitSummary.compute(from: tree, to: newest.tree, in: repository) })
    else { return }
    proofs[patchID, default: []].formUnion(replaced)
  }

  /// A commit, read once; `nil` if it is not here, or damaged: nothing needs what no branch
  /// reaches.
  private mutating func read(_ id: ObjectID) -> Commit? {
    if let known = commits[id] { return known }
    guard let commit = try? repository.commit(id) else { return nil }
    commits[id] = commit
    return commit
  }

  /// Commits in a row that no branch reaches, newest first, among them lost ones; the newest chain
  /// first, none of which goes on in another.
  private mutating func chains(_ reached: Set<ObjectID>) throws -> ArraySlice<[Commit]> {
    var tips = Set(lost.keys)
    tips.formUnion(try loggedCommits().filter { !reached.contains($0) })
    var chains: [[Commit]] = []
    var inner: Set<ObjectID> = []
    for tip in tips.sorted() where !inner.contains(tip) {
      let chain = chain(from: tip, reached)
      inner.formUnion(chain.dropFirst().map(\.id))
      if chain.contains(where: { lost[$0.id] != nil }) { chains.append(chain) }
    }
    return chains.filter { $0.first.map { !inner.contains($0.id) } ?? false }
      .sorted { ($0[0].committer.time, $0[0].id) > ($1[0].committer.time, $1[0].id) }
      .prefix(Self.most)
  }

  /// Commits that work trees or branches have stood at.
  private func loggedCommits() throws -> [ObjectID] {
    var moves = try repository.headLogs().suffix(Self.mostLogged)
    for branch in try repository.codeBranches() {
      let log = (try? repository.moves(inLog: "\(repository.commonDirectory)logs/\(branch.name)"))
      moves += (log ?? []).suffix(Self.mostLogged)
    }
    return moves.flatMap { [$0.old, $0.new] }.filter { !$0.isZero }
  }

  /// A commit and those below it that no branch reaches, newest first.
  private mutating func chain(
    from tip: ObjectID, _ reached: Set<ObjectID>
  ) -> [Commit] {
    var chain: [Commit] = []
    var next: ObjectID? = tip
    while let id = next, !reached.contains(id), chain.count < Self.longest,
      let commit = read(id)
    {
      chain.append(commit)
      next = commit.parents.first
    }
    // What lies below is needed to tell what the last one changed.
    while let parent = chain.last?.parents.first, read(parent) == nil { chain.removeLast() }
    return chain
  }
}

/// What parts of chains change, as it was found out before: a file for each chain, named by its
/// newest commit.
///
///     relay-squashes 1
///     <tree before, or -> <tree after> <patch-id, or ->
private struct SquashCache {
  private static let header = "relay-squashes 1"
  private static let longest = 1 << 20

  private let folder: String
  private var used: Set<String> = []

  init(in folder: String) {
    self.folder = folder
  }

  /// What one file says.
  struct Parts {
    fileprivate var lines: [String: String] = [:]
    fileprivate var isNew = false

    /// The patch-id of the change from one tree to another, found out by `compute` if need be;
    /// `nil` if there is none or it cannot be told.
    mutating func patchID(
      from old: ObjectID?, to new: ObjectID, else compute: () -> CommitSummary?
    ) -> String? {
      let key = "\(old?.hex ?? "-") \(new)"
      if let known = lines[key] { return known == "-" ? nil : known }
      guard let summary = compute() else { return nil }
      lines[key] = summary.patchID ?? "-"
      isNew = true
      return summary.patchID
    }
  }

  mutating func parts(of tip: ObjectID) -> Parts {
    used.insert(tip.hex)
    var parts = Parts()
    // A cache that cannot be read is no cache.
    let bytes = (try? Files.read("\(folder)/\(tip)", limit: Self.longest)) ?? []
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard lines.first == Self.header[...] else { return parts }
    for line in lines.dropFirst() {
      guard let space = line.lastIndex(of: " ") else { continue }
      parts.lines[String(line[..<space])] = String(line[line.index(after: space)...])
    }
    return parts
  }

  func keep(_ parts: Parts, of tip: ObjectID) {
    guard parts.isNew else { return }
    let text = parts.lines.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
    try? Files.write(Array("\(Self.header)\n\(text)".utf8), to: "\(folder)/\(tip)")
  }

  /// Removes what is about chains that are no more.
  func removeOthers() {
    for name in (try? Files.names(in: folder)) ?? [] {
      let name = String(decoding: name, as: UTF8.self)
      if !used.contains(name) { try? Files.remove("\(folder)/\(name)") }
    }
  }
}
