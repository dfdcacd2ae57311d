public import Git
public import Ledger
internal import SSHSignature

/// Brings the copies of a ledger together: the local branch, those of remotes, the visible copy.
public struct LedgerUnion {
  private let branch: LedgerBranch
  private let repository: Repository

  /// Works on a project's ledger.
  public init(_ branch: LedgerBranch, in repository: Repository) {
    self.branch = branch
    self.repository = repository
  }

  /// What bringing together came to.
  public struct Outcome: Sendable {
    /// The ledger, of admitted records only.
    public let ledger: Ledger

    /// What the branch now points at.
    public let tip: ObjectID

    /// Records that the branch has got.
    public let added: Int

    /// Files that were on the local branch and are no part of the ledger.
    public let dropped: Int
  }

  /// Reads every copy as one ledger, and checks it. Changes nothing.
  ///
  /// - Returns: `nil` if there is no copy at all.
  public func read(
    genesis: RecordID?, pins: Pins, includingCopy: Bool = false
  ) throws -> Ledger? {
    try read(try tips(), genesis: genesis, pins: pins, includingCopy: includingCopy)
  }

  /// What the copies in branches point at. Asked once for each attempt: what is not in the ledger
  /// that was read from them must not be taken for something that does not belong there.
  private struct Tips {
    let local: ObjectID?
    let remote: [ObjectID]
  }

  private func tips() throws(GitError) -> Tips {
    Tips(
      local: try repository.reference(branch.name),
      remote: try branch.trackingTips(in: repository).map(\.id))
  }

  private func read(
    _ known: Tips, genesis: RecordID?, pins: Pins, includingCopy: Bool
  ) throws -> Ledger? {
    let tips = (known.local.map { [$0] } ?? []) + known.remote
    var parts: [any LedgerStorage] = []
    if !tips.isEmpty { parts.append(try BranchStorage(repository: repository, tips: tips)) }
    if includingCopy, let copy = try VisibleCopy(of: branch, in: repository),
      try Files.kind(copy.path) == .folder
    {
      parts.append(copy.storage)
    }
    guard !parts.isEmpty else { return nil }
    return try Ledger.read(
      UnionStorage(parts), number: branch.number, genesis: genesis, pins: pins)
  }

  /// Makes the local branch hold every admitted record of every copy, and nothing else.
  ///
  /// `now` is in seconds since 1970.
  ///
  /// - Returns: `nil` if there is no copy at all.
  public func unite(genesis: RecordID?, pins: Pins, now: Int64) throws -> Outcome? {
    var attempts = Attempts()
    while true {
      let tips = try tips()
      guard
        let ledger = try read(tips, genesis: genesis, pins: pins, includingCopy: true)
      else { return nil }
      do {
        return try settle(ledger, tips, now: now)
      } catch let error as GitError where error.isLostRace {
        guard attempts.pause() else { throw AppendError.contention }
      }
    }
  }

  private func settle(_ ledger: Ledger, _ tips: Tips, now: Int64) throws -> Outcome {
    let local = tips.local
    let difference = try difference(from: local, to: ledger)
    var newParents: [ObjectID] = []
    for tip in tips.remote where !newParents.contains(tip) {
      if let local, try repository.isAncestor(tip, of: local) { continue }
      newParents.append(tip)
    }
    let added = difference.records.count
    let dropped = difference.removedPaths.count
    if let local, difference.isEmpty, newParents.isEmpty {
      return Outcome(ledger: ledger, tip: local, added: 0, dropped: 0)
    }
    let writer = BranchWriter(branch)
    if let only = newParents.first, newParents.count == 1,
      try local.map({ try repository.isAncestor($0, of: only) }) ?? true,
      try self.difference(from: only, to: ledger).isEmpty
    {
      try writer.move(from: local, to: only, in: repository)
      return Outcome(ledger: ledger, tip: only, added: added, dropped: dropped)
    }
    // Without a local branch the first remote's commit is what it grows from.
    let base = local ?? newParents.first
    if local == nil, !newParents.isEmpty { newParents.removeFirst() }
    let change = local == nil ? try self.difference(from: base, to: ledger) : difference
    let commit = try writer.commit(
      change, on: base, merging: newParents, time: now, in: repository)
    try writer.move(from: local, to: commit, in: repository)
    return Outcome(ledger: ledger, tip: commit, added: added, dropped: dropped)
  }

  /// What must change in a commit's tree so that it holds a ledger and nothing else.
  private func difference(
    from tip: ObjectID?, to ledger: Ledger
  ) throws(GitError) -> BranchWriter.Change {
    var wanted = Dictionary(uniqueKeysWithValues: ledger.records.map { ($0.id, $0) })
    var heads = Set(ledger.heads)
    lazy var attachments = Attachments(of: ledger)
    var change = BranchWriter.Change()
    if let tip {
      // Against the empty tree: lists every file.
      for file in try repository.changes(from: nil, to: try repository.commit(tip).tree) {
        guard let entry = file.new else { continue }
        switch LedgerPath(file.path) {
        case .readme:
          // A false text on how to check a ledger goes, and the true one is written anew.
          if holds(entry, Array(Readme.text.utf8)) { continue }
        case .attachment(let sha256):
          if attachments.isNamed(sha256), isAttachment(entry, sha256) { continue }
        case .record(let id):
          guard let record = wanted[id] else {
            // What a newer relay has written is not this program's to remove.
            if ledger.heldBack.contains(id) { continue }
            break
          }
          if holds(entry, record.bytes) {
            wanted[id] = nil
            continue
          }
        case .head(let id):
          if entry == Self.headFile, heads.remove(id) != nil { continue }
        case .other: break
        }
        change.removedPaths.append(file.path)
      }
    }
    change.records = ledger.records.filter { wanted[$0.id] != nil }
    change.addedHeads = heads.sorted()
    return change
  }

  /// The empty regular file.
  private static let headFile = ObjectID(hex: "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
    .map { TreeEntry(id: $0, mode: TreeEntry.Mode.file) }

  /// Whether an entry is a regular file of certain bytes: a link with them would be followed.
  private func holds(_ entry: TreeEntry, _ bytes: [UInt8]) -> Bool {
    guard entry.mode == TreeEntry.Mode.file, let header = try? repository.header(of: entry.id),
      header.size == bytes.count
    else { return false }
    return (try? repository.read(entry.id).bytes) == bytes
  }

  /// Whether an entry is the attachment of a name, as far as that can be told here.
  private func isAttachment(_ entry: TreeEntry, _ sha256: String) -> Bool {
    guard entry.mode == TreeEntry.Mode.file else { return false }
    // A partial clone lacks it: nothing speaks against it.
    guard let header = try? repository.header(of: entry.id) else { return true }
    guard header.size <= LedgerFile.longestAttachment,
      let bytes = try? repository.read(entry.id).bytes
    else { return false }
    return Hex.encode(SHA256.hash(bytes)) == sha256
  }
}

/// The attachments that belong to a ledger: what nobody refers to is somebody's junk.
private struct Attachments {
  private let named: Set<Substring>

  // Records that only a newer relay can read may refer to any.
  private let isOpen: Bool

  init(of ledger: Ledger) {
    isOpen = !ledger.heldBack.isEmpty
    // No type that this relay knows refers to one; others and unknown members may, in a string.
    named = Set(
      ledger.records.lazy.flatMap { record in
        String(decoding: record.line, as: UTF8.self).split(separator: "\"")
      }.filter { $0.utf8.count == 64 })
  }

  func isNamed(_ sha256: String) -> Bool { isOpen || named.contains(sha256[...]) }
}

extension BranchWriter.Change {
  fileprivate var isEmpty: Bool {
    records.isEmpty && removedPaths.isEmpty && removedHeads.isEmpty && addedHeads.isEmpty
  }
}

extension GitError {
  /// Whether another process was quicker, so that trying again may succeed.
  public var isLostRace: Bool { kind == .modified || kind == .locked }
}
