public import Git
public import Ledger

/// Writes the commits of a ledger's branch.
public struct BranchWriter: Sendable {
  private let branch: LedgerBranch

  /// Writes to a project's branch.
  public init(_ branch: LedgerBranch) {
    self.branch = branch
  }

  /// What a new commit changes.
  public struct Change: Sendable {
    /// Records to add.
    public var records: [VerifiedRecord] = []

    /// Paths to remove: what is no part of the ledger.
    public var removedPaths: [[UInt8]] = []

    /// Head files to remove.
    public var removedHeads: [RecordID] = []

    /// Head files to add.
    public var addedHeads: [RecordID] = []

    /// Changes nothing.
    public init() {}

    /// Adds a record that names all the heads there are.
    public init(appending record: VerifiedRecord, after heads: [RecordID]) {
      self.init(appending: [record], from: heads, to: [record.id])
    }

    /// Adds records that change the heads from some to others.
    public init(
      appending records: [VerifiedRecord], from old: [RecordID], to new: [RecordID]
    ) {
      self.records = records
      removedHeads = old.filter { !new.contains($0) }
      addedHeads = new.filter { !old.contains($0) }
    }
  }

  /// From how many records on they go into one pack instead of a file for each object.
  private static let packThreshold = 32

  /// Writes a commit that makes a change. Does not move the branch.
  ///
  /// - Parameters:
  ///   - change: What the commit adds and removes.
  ///   - tip: The branch's commit; `nil` starts a ledger.
  ///   - others: Further parents, such as a remote's commit.
  ///   - time: Seconds since 1970.
  ///   - repository: Where the objects go.
  /// - Throws: ``GitError``.
  /// - Returns: The commit's id.
  public func commit(
    _ change: Change, on tip: ObjectID?, merging others: [ObjectID] = [], time: Int64,
    in repository: Repository
  ) throws(GitError) -> ObjectID {
    let parent = if let tip { tip } else { try LedgerBranch.writeRoot(to: repository) }
    let base = try repository.commit(parent).tree
    let files = try files(of: change, on: base, in: repository)
    let parents = [parent] + others
    let message = message(for: change)
    if change.records.count >= Self.packThreshold {
      let commit = FastImport(
        parents: parents, identity: LedgerBranch.identity, time: time, message: message,
        files: files
      ).run(in: repository)
      // What git could not do is tried without it, and then said.
      if let commit { return commit }
    }
    let updates = try files.map { path, content throws(GitError) in
      TreeUpdate(
        path: path,
        blob: try content.map { bytes throws(GitError) in
          try repository.write(.blob, bytes)
        })
    }
    let tree = try repository.writeTree(from: base, updates: updates)
    return try repository.writeCommit(
      tree: tree, parents: parents, identity: LedgerBranch.identity, time: time, message: message)
  }

  /// What a change puts and removes in a tree.
  private func files(
    of change: Change, on base: ObjectID, in repository: Repository
  ) throws(GitError) -> [(path: [UInt8], content: [UInt8]?)] {
    var files: [(path: [UInt8], content: [UInt8]?)] = []
    let readme = Array(LedgerPath.readme.text.utf8)
    for path in change.removedPaths where path != readme { files.append((path, nil)) }
    for head in change.removedHeads {
      files.append((Array(LedgerPath.head(head).text.utf8), nil))
    }
    let hasReadme = try repository.entry(in: base, at: LedgerPath.readme.text) != nil
    if !hasReadme || change.removedPaths.contains(readme) {
      files.append((readme, Array(Readme.text.utf8)))
    }
    for record in change.records {
      files.append((Array(LedgerPath.record(record.id).text.utf8), record.bytes))
    }
    for head in change.addedHeads { files.append((Array(LedgerPath.head(head).text.utf8), [])) }
    return files
  }

  private func message(for change: Change) -> String {
    guard let first = change.records.first, change.records.count == 1 else {
      return "\(change.records.count) records of project \(branch.number)\n"
    }
    return "\(Inert.text(first.payload.type)) \(first.id.short)\n"
  }

  /// Moves the branch, from what the change was made on.
  ///
  /// - Throws: ``GitError`` of kind `modified` or `locked` if another process was quicker.
  public func move(
    from tip: ObjectID?, to commit: ObjectID, in repository: Repository
  ) throws(GitError) {
    do {
      try repository.updateReference(branch.name, from: tip, to: commit, log: "relay: append")
    } catch {
      if error.kind == .locked {
        let lock = repository.commonDirectory + branch.name + ".lock"
        Files.removeAbandoned(lock, after: Self.longestLock)
      }
      if try repository.reference(LedgerBranch.obstacle) != nil {
        throw GitError(
          .nameTaken, "the branch \(LedgerBranch.folder) is in the way of \(branch.shortName)")
      }
      throw error
    }
  }

  /// A lock is held for microseconds. One that has stood this long, in seconds, was left by a
  /// process that was killed.
  private static let longestLock: Int64 = 5
}
