public import Git
public import Ledger
internal import SSHSignature

/// Brings the copies of a ledger together: the local branch, those of remotes, the visible copy.
public struct LedgerUnion {
  let branch: LedgerBranch
  let repository: Repository

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
  /// A remote's copy that is another ledger is one finding.
  ///
  /// - Returns: `nil` if there is no copy at all.
  public func read(
    genesis: RecordID?, pins: Pins, including storages: [any LedgerStorage] = []
  ) throws -> Ledger? {
    let (ledger, _, others) = try readOwn(
      try tips(), genesis: genesis, pins: pins, includingCopy: false, storages)
    guard !others.isEmpty else { return ledger }
    return ledger.map { $0.reporting($0.findings + others.map(\.finding)) }
  }

  /// Reads every copy but those of remotes that are other ledgers.
  ///
  /// - Returns: The ledger, the copies that it is of, and what was left out.
  private func readOwn(
    _ known: Tips, genesis: RecordID?, pins: Pins, includingCopy: Bool,
    _ storages: [any LedgerStorage]
  ) throws -> (ledger: Ledger?, tips: Tips, others: [OtherLedger]) {
    let ledger = try read(known, genesis: genesis, pins: pins, includingCopy, storages)
    guard let own = ledger?.state.genesis else { return (ledger, known, []) }
    let others = known.remote.compactMap {
      OtherLedger(
        at: $0.id, reference: $0.name, of: branch.number, besides: own, in: repository)
    }
    guard !others.isEmpty else { return (ledger, known, []) }
    var tips = known
    tips.remote.removeAll { tip in others.contains { $0.reference == tip.name } }
    return (try read(tips, genesis: own, pins: pins, includingCopy, storages), tips, others)
  }

  /// What the copies in branches point at. Asked once for each attempt: what is not in the ledger
  /// that was read from them must not be taken for something that does not belong there.
  struct Tips {
    var local: ObjectID?
    var remote: [(name: String, id: ObjectID)]

    /// What the local branch pointed at before, where that was not whole.
    var damaged: ObjectID?
  }

  func tips() throws(GitError) -> Tips {
    Tips(
      local: try repository.reference(branch.name),
      remote: try branch.trackingTips(in: repository))
  }

  private func read(
    _ known: Tips, genesis: RecordID?, pins: Pins, _ includingCopy: Bool,
    _ storages: [any LedgerStorage]
  ) throws -> Ledger? {
    let copies =
      (known.local.map { [BranchStorage.Copy($0)] } ?? [])
      + known.remote.map { BranchStorage.Copy($0.id, remoteName: $0.name) }
    var parts: [any LedgerStorage] = []
    if !copies.isEmpty { parts.append(BranchStorage(repository: repository, copies: copies)) }
    if includingCopy, let copy = try VisibleCopy(of: branch, in: repository),
      try Files.kind(copy.path) == .folder
    {
      parts.append(copy.storage)
    }
    parts += storages
    guard !parts.isEmpty else { return nil }
    return try Ledger.read(
      UnionStorage(parts), number: branch.number, genesis: genesis, pins: pins)
  }

  /// Makes the local branch hold every admitted record of every copy, and nothing else. Remotes'
  /// copies that are other ledgers are left alone.
  ///
  /// Its first record is the one that this clone has settled on, or settles on now: what is pushed
  /// and compared later is measured by the same.
  ///
  /// - Parameters:
  ///   - pins: Keys that the reader knows.
  ///   - now: In seconds since 1970.
  ///   - storages: Copies that somebody has sent.
  ///   - isMending: Leaves out copies that lack objects, and begins a local branch that does anew.
  /// - Throws: ``PinnedElsewhere``, before anything is written; ``AppendError``; what reading
  ///   throws.
  /// - Returns: `nil` if there is no copy at all.
  public func unite(
    pins: Pins, now: Int64, including storages: [any LedgerStorage] = [], isMending: Bool = false
  ) throws -> Outcome? {
    var attempts = Attempts()
    while true {
      let genesis = try Settings.genesis(of: branch.number, in: repository)
      let (ledger, tips, _) = try readOwn(
        isMending ? try wholeTips() : try tips(), genesis: genesis, pins: pins,
        includingCopy: true, storages)
      guard let ledger else { return nil }
      if let clash = try clash(with: ledger, local: tips.local) { throw clash }
      do {
        let outcome = try settle(ledger, tips, now: now)
        if tips.damaged != nil { forgetLog() }
        if genesis != ledger.state.genesis {
          try Settings.setGenesis(ledger.state.genesis, of: branch.number, in: repository)
        }
        return outcome
      } catch let error as GitError where error.isLostRace {
        guard attempts.pause() else { throw AppendError.contention }
      }
    }
  }

  private func settle(_ ledger: Ledger, _ tips: Tips, now: Int64) throws -> Outcome {
    let local = tips.local
    let difference = try difference(from: local, to: ledger)
    let others = try newTips(tips, for: ledger)
    let added = difference.records.count
    let dropped = difference.removedPaths.count
    if let local, difference.isEmpty, others.isEmpty {
      return Outcome(ledger: ledger, tip: local, added: 0, dropped: 0)
    }
    let writer = BranchWriter(branch)
    if let only = others.first, others.count == 1, only.difference?.isEmpty ?? false,
      try local.map({ try repository.isAncestor($0, of: only.id) }) ?? true
    {
      try writer.move(from: local ?? tips.damaged, to: only.id, in: repository)
      return Outcome(ledger: ledger, tip: only.id, added: added, dropped: dropped)
    }
    // Without a local branch the first remote's commit is what it grows from.
    let first = local == nil ? others.first { $0.difference != nil } : nil
    let base = local ?? first?.id
    let change = first?.difference ?? difference
    let newParents = others.map(\.id).filter { $0 != base }
    let commit = try writer.commit(
      change, on: base, merging: newParents, time: now, in: repository)
    try writer.move(from: local ?? tips.damaged, to: commit, in: repository)
    return Outcome(ledger: ledger, tip: commit, added: added, dropped: dropped)
  }

  /// A remote's commit that the local branch does not have, and what must change in its tree.
  private typealias NewTip = (id: ObjectID, difference: BranchWriter.Change?)

  /// The remotes' commits to take in.
  private func newTips(_ tips: Tips, for ledger: Ledger) throws(GitError) -> [NewTip] {
    var result: [NewTip] = []
    for (_, tip) in tips.remote where !result.contains(where: { $0.id == tip }) {
      // What is no commit here has been reported where the ledger was read.
      guard let commit = try? repository.commit(tip) else { continue }
      if let local = tips.local, try repository.isAncestor(tip, of: local) { continue }
      do throws(GitError) {
        result.append((tip, try difference(from: commit.id, to: ledger)))
      } catch {
        // What is made to be unreadable is followed by what is good, so that a push can go on from
        // it. What merely is not here may hold records, which must not be dropped.
        if [.corrupt, .tooLarge].contains(error.kind) { result.append((tip, nil)) }
      }
    }
    return result
  }

  /// What must change in a commit's tree so that it holds a ledger and nothing else.
  private func difference(
    from tip: ObjectID?, to ledger: Ledger
  ) throws(GitError) -> BranchWriter.Change {
    var wanted = Dictionary(uniqueKeysWithValues: ledger.records.map { ($0.id, $0) })
    var heads = Set(ledger.heads)
    lazy var attachments = Attachments(of: ledger)
    var change = BranchWriter.Change()
    var reader = BlobReader(repository: repository)
    if let tip {
      // Against the empty tree: lists every file.
      for file in try repository.changes(from: nil, to: try repository.commit(tip).tree) {
        guard let entry = file.new else { continue }
        // A link with the right bytes would be followed, elsewhere.
        let isFile = entry.mode == TreeEntry.Mode.file
        switch LedgerPath(file.path) {
        case .readme:
          // A false text on how to check a ledger goes, and the true one is written anew.
          let text = Array(Readme.text.utf8)
          if isFile, try reader.read(entry, at: file.path).bytes == text { continue }
        case .attachment(let sha256) where isFile && attachments.isNamed(sha256):
          switch try reader.read(entry, at: file.path).content {
          case .bytes(let bytes) where Hex.encode(SHA256.hash(bytes)) == sha256: continue
          // A partial clone lacks it: nothing speaks against it.
          case .missing: continue
          default: break
          }
        case .record(let id):
          guard let record = wanted[id] else {
            // What a newer relay has written is not this program's to remove.
            if ledger.heldBack.contains(id) { continue }
            break
          }
          if isFile, try reader.read(entry, at: file.path).bytes == record.bytes {
            wanted[id] = nil
            continue
          }
        case .head(let id):
          if entry == Self.headFile, heads.remove(id) != nil { continue }
        case .attachment, .other: break
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

extension LedgerFile {
  fileprivate var bytes: [UInt8]? {
    if case .bytes(let bytes) = content { bytes } else { nil }
  }
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
