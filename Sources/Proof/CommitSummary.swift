public import Git
public import Ledger

/// What a commit changed against its first parent.
public struct CommitSummary: Equatable, Sendable {
  public let counts: CommitProof.Counts

  /// What `git patch-id --stable` prints; `nil` for merges and commits that change nothing.
  public let patchID: String?

  /// What a merge changes, or a commit whose tree is its parent's.
  static let nothing = CommitSummary(counts: CommitProof.Counts(), patchID: nil)

  /// Counts what a commit changed. Merges change nothing: their parts are counted where they were
  /// made.
  ///
  /// - Throws: ``GitError`` of kind `notFound` where a partial or shallow clone lacks an object.
  public static func compute(
    of commit: Commit, in repository: Repository
  ) throws(GitError) -> CommitSummary {
    guard commit.parents.count <= 1 else { return .nothing }
    let parent: ObjectID? =
      if let first = commit.parents.first { try repository.commit(first).tree } else { nil }
    return try compute(from: parent, to: commit.tree, in: repository)
  }

  /// Counts what is different between two trees; `nil` stands for the empty one.
  static func compute(
    from old: ObjectID?, to new: ObjectID, in repository: Repository
  ) throws(GitError) -> CommitSummary {
    let changes = try repository.changes(from: old, to: new)
    let renamed = ExactRenames(in: changes)
    var counter = ChangeCounter(
      repository: repository, counts: CommitProof.Counts(files: changes, renamed: renamed))
    for (index, change) in changes.enumerated() {
      try counter.add(change, isRenamed: renamed.contains(index))
    }
    return CommitSummary(counts: counter.counts, patchID: counter.patchID.finish())
  }
}

extension CommitProof.Counts {
  /// Counts files, and no lines yet.
  init(files changes: [TreeChange], renamed: ExactRenames) {
    self.init()
    for change in changes {
      if change.old == nil {
        filesAdded += 1
      } else if change.new == nil {
        filesRemoved += 1
      } else {
        filesModified += 1
      }
    }
    filesRenamed = renamed.count
    filesAdded -= renamed.count
    filesRemoved -= renamed.count
  }
}

/// Which additions and removals are one file that only moved: same content, each used once.
struct ExactRenames {
  private var indices: Set<Int> = []

  /// The number of moved files.
  private(set) var count: Int64 = 0

  func contains(_ index: Int) -> Bool { indices.contains(index) }

  private struct Key: Hashable {
    let id: ObjectID
    // Regular files match whatever their permissions, links and submodules only their like.
    let kind: UInt32
  }

  init(in changes: [TreeChange]) {
    var removed: [Key: [Int]] = [:]
    for (index, change) in changes.enumerated() {
      guard let old = change.old, change.new == nil else { continue }
      removed[Key(id: old.id, kind: old.kind), default: []].append(index)
    }
    guard !removed.isEmpty else { return }
    for (index, change) in changes.enumerated() {
      guard let new = change.new, change.old == nil,
        let source = removed[Key(id: new.id, kind: new.kind)]?.popLast()
      else { continue }
      indices.insert(index)
      indices.insert(source)
      count += 1
    }
  }
}

/// Counts lines, and feeds the patch id.
private struct ChangeCounter {
  let repository: Repository
  var counts: CommitProof.Counts
  var patchID = PatchID()

  mutating func add(_ change: TreeChange, isRenamed: Bool) throws(GitError) {
    if let old = change.old, let new = change.new, old.kind != new.kind {
      // Counted as a change of content, shown in patches as a removal and an addition.
      try compare(change, counting: true, hashing: false)
      let removal = TreeChange(path: change.path, old: old, new: nil)
      let addition = TreeChange(path: change.path, old: nil, new: new)
      try compare(removal, counting: false, hashing: true)
      try compare(addition, counting: false, hashing: true)
      return
    }
    try compare(change, counting: !isRenamed, hashing: true)
  }

  private mutating func compare(
    _ change: TreeChange, counting: Bool, hashing: Bool
  ) throws(GitError) {
    let header = hashing ? PatchID.Header(change) : nil
    if let header { patchID.begin(header) }
    guard change.old?.id != change.new?.id else { return }
    let old =
      if let old = change.old { try Content.read(old, in: repository) } else { Content.empty }
    let new =
      if let new = change.new { try Content.read(new, in: repository) } else { Content.empty }
    if old.isBinary || new.isBinary {
      if let header { patchID.addBinary(header) }
      return
    }
    var hasLines = false
    try Content.compare(old, new) { line, bytes in
      if !hasLines, let header { patchID.beginLines(of: header) }
      hasLines = true
      if hashing { patchID.add(line, bytes) }
      guard counting else { return }
      switch line {
      case .added: counts.additions += 1
      case .removed: counts.deletions += 1
      case .context: break
      }
    }
  }
}
