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
  ) throws -> ObjectID {
    if change.records.count < Self.packThreshold {
      return try write(change, on: tip, merging: others, time: time, to: repository) {
        record throws(GitError) in try repository.write(.blob, record.bytes)
      }
    }
    // Compressing takes longest: the records go into one pack while another gets what names them.
    let commits = try Parallel.map([true, false], atATime: 1, in: repository) {
      repository, isForRecords in
      Result {
        try repository.writingPack { pack -> ObjectID? in
          if isForRecords {
            for record in change.records { _ = try pack.write(.blob, record.bytes) }
            return nil
          }
          return try write(change, on: tip, merging: others, time: time, to: pack) {
            record in ObjectID(hashing: .blob, record.bytes)
          }
        }
      }
    }
    guard let commit = try commits.compactMap({ try $0.get() }).first else {
      throw GitError(.other, "no commit was written")
    }
    return commit
  }

  // `blob` answers the id of the object that is to hold a record.
  private func write(
    _ change: Change, on tip: ObjectID?, merging others: [ObjectID], time: Int64,
    to objects: some ObjectWriting, blob: (VerifiedRecord) throws(GitError) -> ObjectID
  ) throws(GitError) -> ObjectID {
    let parent = if let tip { tip } else { try LedgerBranch.writeRoot(to: objects) }
    let base = try objects.repository.commit(parent).tree
    var updates: [TreeUpdate] = []
    let readmePath = Array(LedgerPath.readme.text.utf8)
    let hasReadme = try objects.repository.entry(in: base, at: LedgerPath.readme.text) != nil
    if !hasReadme || change.removedPaths.contains(readmePath) {
      let readme = try objects.write(.blob, Array(Readme.text.utf8))
      updates.append(TreeUpdate(path: LedgerPath.readme.text, blob: readme))
    }
    for path in change.removedPaths where path != readmePath {
      updates.append(TreeUpdate(path: path, blob: nil))
    }
    for head in change.removedHeads {
      updates.append(TreeUpdate(path: LedgerPath.head(head).text, blob: nil))
    }
    for record in change.records {
      updates.append(TreeUpdate(path: LedgerPath.record(record.id).text, blob: try blob(record)))
    }
    if !change.addedHeads.isEmpty {
      let empty = try objects.write(.blob, [])
      for head in change.addedHeads {
        updates.append(TreeUpdate(path: LedgerPath.head(head).text, blob: empty))
      }
    }
    let tree = try objects.writeTree(from: base, updates: updates)
    return try objects.writeCommit(
      tree: tree, parents: [parent] + others, identity: LedgerBranch.identity, time: time,
      message: message(for: change))
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
      throw error
    }
  }

  /// A lock is held for microseconds. One that has stood this long, in seconds, was left by a
  /// process that was killed.
  private static let longestLock: Int64 = 5
}
