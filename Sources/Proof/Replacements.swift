internal import Git
internal import Ledger
internal import LedgerStore
internal import SSHSignature

/// The signer's proofs of commits that no branch reaches any more, and what has come in their
/// place.
///
/// A commit that was rebased, made once more, or squashed alone by a forge has the same change and
/// author. Several that were squashed are together the same change as the one that came of them.
struct Replacements {
  private typealias Lost = (entry: ProjectState.ProofEntry, author: Commit.Person)

  /// By what they changed.
  private let lost: [String: [Lost]]

  /// The proofs of commits of which it is known what they have become.
  private let noted: [ObjectID: Set<RecordID>]

  /// The proofs of commits that follow each other, by the change that they make together.
  private let squashed: [String: Set<RecordID>]

  /// The signer's proofs that stand, are not submitted, and whose commits no branch reaches.
  private let gone: [ProjectState.ProofEntry]

  private let held: Set<RecordID>
  private let repository: Repository

  init(
    _ ledger: Ledger, by signer: Signer, reached: Set<ObjectID>, _ scope: Backfill.Scope,
    in repository: Repository
  ) throws {
    self.repository = repository
    held = ledger.state.heldProofs
    var gone: [ObjectID: ProjectState.ProofEntry] = [:]
    // Only a walk over everything tells what is no longer reached.
    if try scope.tips == nil && repository.shallowBoundary().isEmpty {
      for entry in ledger.state.standingProofs {
        // What is submitted stays.
        guard entry.signer == signer.key.fingerprint, !held.contains(entry.id),
          let id = ObjectID(hex: entry.proof.commit), !reached.contains(id)
        else { continue }
        gone[id] = entry
      }
    }
    self.gone = gone.values.sorted { $0.id < $1.id }
    var lost: [String: [Lost]] = [:]
    var proofs: [ObjectID: RecordID] = [:]
    for (id, entry) in gone {
      // What is not here may be on a branch that this clone does not have.
      // So may be what is damaged.
      guard let patchID = entry.proof.patchID, let commit = try? repository.commit(id) else {
        continue
      }
      lost[patchID, default: []].append((entry, commit.author))
      proofs[id] = entry.id
    }
    self.lost = lost
    var map = gone.isEmpty ? RewriteMap() : try RewriteMap.known(in: repository)
    try Self.link(lost, into: &map, reached: reached, in: repository)
    var noted: [ObjectID: Set<RecordID>] = [:]
    for (id, entry) in gone {
      for new in map.ends(of: id, staying: reached) { noted[new, default: []].insert(entry.id) }
    }
    self.noted = noted
    let root = LedgerIndex.root(of: LedgerBranch(number: ledger.state.number), in: repository)
    let cache = root + "/squashes"
    if !proofs.isEmpty {
      try? Files.makeFolder(
        "relay/\(ledger.state.number)/squashes", under: repository.commonDirectory)
    }
    squashed = try Squashes(of: proofs, reached: reached, cache: cache, in: repository).proofs
  }

  /// Takes in that a lost commit became one which is known to have been rewritten itself: by a
  /// rebase of which nobody told, so that only the change says it.
  private static func link(
    _ lost: [String: [Lost]], into map: inout RewriteMap, reached: Set<ObjectID>,
    in repository: Repository
  ) throws {
    guard !lost.isEmpty else { return }
    let times = Set(lost.values.joined().map(\.author.time))
    let proven = Set(lost.values.joined().map(\.entry.proof.commit))
    for old in map.oldCommits.sorted()
    where !reached.contains(old) && !proven.contains(old.hex) {
      // What cannot be read was not what became of one.
      guard let commit = try? repository.commit(old), times.contains(commit.author.time),
        let patchID = (try? CommitSummary.compute(of: commit, in: repository))?.patchID
      else { continue }
      for (entry, author) in lost[patchID] ?? [] where author == commit.author {
        if let id = ObjectID(hex: entry.proof.commit) { map.add(id, becomes: old) }
      }
    }
  }

  /// The proofs that one of a commit takes the place of.
  ///
  /// `isVouched`: Whether the commit is somebody else's. It does not take the place of one's own
  /// that only looks like it.
  func proofs(
    replacedBy commit: Commit, changing patchID: String?, isVouched: Bool
  ) -> Set<RecordID> {
    let noted = noted[commit.id] ?? []
    guard let patchID else { return noted }
    let same = (lost[patchID] ?? []).filter {
      !isVouched
        || ($0.author.name == commit.author.name && $0.author.email == commit.author.email)
    }
    return noted.union(same.map(\.entry.id)).union(squashed[patchID] ?? [])
  }

  /// New proofs for commits that have one and are still reached, where a lost proof says the same.
  func renewed(
    _ ledger: Ledger, by signer: Signer, reached: Set<ObjectID>, without taken: Set<RecordID>
  ) throws -> [CommitProof] {
    var taken = taken
    var renewed: [CommitProof] = []
    for entry in lost.isEmpty && noted.isEmpty ? [] : ledger.state.standingProofs {
      guard entry.signer == signer.key.fingerprint, !held.contains(entry.id),
        let id = ObjectID(hex: entry.proof.commit), reached.contains(id)
      else { continue }
      let gone = proofs(
        replacedBy: try repository.commit(id), changing: entry.proof.patchID,
        isVouched: entry.proof.isVouched
      ).subtracting(taken)
      guard !gone.isEmpty else { continue }
      taken.formUnion(gone)
      renewed.append(entry.proof.renewed(replacing: (gone.union([entry.id])).sorted()))
    }
    return renewed + restored(ledger, reached: reached, without: taken)
  }

  /// The proofs of commits that are here and that no tag reaches either, but for those that are
  /// settled.
  ///
  /// A tag keeps a commit for people. It keeps no proof from being replaced, so that what is tagged
  /// and then rewritten counts once.
  func gone(without settled: Set<RecordID>) throws -> [RecordID] {
    let left = gone.filter { isHere($0) && !settled.contains($0.id) }
    let commits = Set(left.compactMap { ObjectID(hex: $0.proof.commit) })
    let unreached =
      commits.isEmpty ? [] : try repository.unreached(commits, by: repository.taggedCommits())
    return left.filter { entry in
      ObjectID(hex: entry.proof.commit).map { unreached.contains($0) } ?? false
    }.map(\.id)
  }

  /// Whether a proof's commit is stored here. What is not may be on a branch that this clone lacks.
  private func isHere(_ entry: ProjectState.ProofEntry) -> Bool {
    ObjectID(hex: entry.proof.commit).map { repository.contains($0) } ?? false
  }

  /// New proofs for commits that are back while what had replaced them is gone: an amend or a
  /// rebase was undone.
  private func restored(
    _ ledger: Ledger, reached: Set<ObjectID>, without taken: Set<RecordID>
  ) -> [CommitProof] {
    let left = gone.filter { !taken.contains($0.id) && isHere($0) }
    guard !left.isEmpty else { return [] }
    let proofs = Dictionary(uniqueKeysWithValues: ledger.state.proofs.map { ($0.id, $0) })
    let standing = Set(ledger.state.standingProofs.map(\.proof.commit))
    // One that is back replaces all that had come of it, since several may have: a squash was undone.
    var back: [String: (old: ProjectState.ProofEntry, gone: Set<RecordID>)] = [:]
    for entry in left {
      var seen: Set<RecordID> = [entry.id]
      var pending = entry.proof.supersedes
      while let id = pending.popLast() {
        // What was taken back stays so, and with it what it had replaced.
        guard seen.insert(id).inserted, let old = proofs[id],
          ledger.state.retraction(of: id) == nil
        else { continue }
        pending += old.proof.supersedes
        let commit = old.proof.commit
        guard let id = ObjectID(hex: commit), reached.contains(id), !standing.contains(commit)
        else { continue }
        back[commit, default: (old, [])].gone.insert(entry.id)
      }
    }
    return back.values.sorted { $0.old.id < $1.old.id }.map { old, gone in
      old.proof.renewed(replacing: gone.sorted())
    }
  }
}
