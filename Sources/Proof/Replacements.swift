internal import Git
internal import Ledger
internal import LedgerStore
internal import SSHSignature

/// The signer's proofs of commits that no branch reaches any more, and what has come in their place.
///
/// A commit that was rebased has the same change, author and author date. Several that were squashed,
/// here or by a forge, are together the same change as the one that came of them.
struct Replacements {
  private struct Key: Hashable {
    let patchID: String
    let authorTime: Int64
  }

  private typealias Lost = (entry: ProjectState.ProofEntry, author: Commit.Person)

  private let lost: [Key: [Lost]]

  /// The proofs of commits of which it is known what they have become.
  private let noted: [ObjectID: Set<RecordID>]

  /// The proofs of commits that follow each other, by the change that they make together.
  private let squashed: [String: Set<RecordID>]

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
    let map = gone.isEmpty ? RewriteMap() : try RewriteMap.known(in: repository)
    var noted: [ObjectID: Set<RecordID>] = [:]
    var lost: [Key: [Lost]] = [:]
    var proofs: [ObjectID: RecordID] = [:]
    for (id, entry) in gone {
      for new in map.ends(of: id, staying: reached) { noted[new, default: []].insert(entry.id) }
      // What is not here may be on a branch that this clone does not have.
      guard let patchID = entry.proof.patchID, repository.contains(id) else { continue }
      let key = Key(patchID: patchID, authorTime: entry.proof.authorTime)
      lost[key, default: []].append((entry, try repository.commit(id).author))
      proofs[id] = entry.id
    }
    self.noted = noted
    self.lost = lost
    squashed = try Squashes(of: proofs, reached: reached, in: repository).proofs
  }

  func proofs(replacedBy commit: Commit, _ summary: CommitSummary) -> [RecordID] {
    find(commit, summary.patchID).sorted()
  }

  private func find(_ commit: Commit, _ patchID: String?) -> Set<RecordID> {
    let noted = noted[commit.id] ?? []
    guard let patchID else { return noted }
    let same = lost[Key(patchID: patchID, authorTime: commit.author.time)] ?? []
    let moved = same.filter { $0.author == commit.author }.map(\.entry.id)
    return noted.union(moved).union(squashed[patchID] ?? [])
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
      let gone = find(try repository.commit(id), entry.proof.patchID).subtracting(taken)
      guard !gone.isEmpty else { continue }
      taken.formUnion(gone)
      renewed.append(entry.proof.renewed(replacing: (gone.union([entry.id])).sorted()))
    }
    return renewed
  }
}

/// Changes that commits which follow each other make together.
private struct Squashes {
  /// How many commits of one branch are looked at: every part of it may have been squashed.
  private static let longest = 32

  /// How many branches are looked at.
  private static let most = 64

  private(set) var proofs: [String: Set<RecordID>] = [:]

  /// Looks at lost commits, whose proofs are given, and at those between them that have none.
  init(
    of lost: [ObjectID: RecordID], reached: Set<ObjectID>, in repository: Repository
  ) throws(GitError) {
    guard lost.count > 1 else { return }
    var chains: [ObjectID: [Commit]] = [:]
    var inner: Set<ObjectID> = []
    for tip in lost.keys where !inner.contains(tip) {
      let chain = try Self.chain(from: tip, reached: reached, in: repository)
      chains[tip] = chain
      inner.formUnion(chain.dropFirst().map(\.id))
    }
    for (_, chain) in chains.filter({ !inner.contains($0.key) }).prefix(Self.most) {
      for end in chain.indices {
        for start in chain.indices.dropFirst(end + 1) {
          try add(chain[end...start], of: lost, since: chain[start].parents.first, in: repository)
        }
      }
      // Where the main branch was merged in, what is squashed is the difference to that.
      if let merge = chain.first(where: { $0.parents.count == 2 }) {
        try add(chain[...], of: lost, since: merge.parents[1], in: repository)
      }
    }
  }

  /// Notes what commits, newest first, changed together since another.
  private mutating func add(
    _ part: ArraySlice<Commit>, of lost: [ObjectID: RecordID], since base: ObjectID?,
    in repository: Repository
  ) throws(GitError) {
    let replaced = Set(part.compactMap { lost[$0.id] })
    guard replaced.count > 1, let newest = part.first else { return }
    var tree: ObjectID?
    if let base {
      guard repository.contains(base) else { return }
      tree = try repository.commit(base).tree
    }
    // What cannot be read was not what became of them.
    let summary = try? CommitSummary.compute(from: tree, to: newest.tree, in: repository)
    guard let patchID = summary?.patchID else { return }
    proofs[patchID, default: []].formUnion(replaced)
  }

  /// A commit and those below it that no branch reaches, newest first.
  private static func chain(
    from tip: ObjectID, reached: Set<ObjectID>, in repository: Repository
  ) throws(GitError) -> [Commit] {
    var chain: [Commit] = []
    var next: ObjectID? = tip
    while let id = next, !reached.contains(id), chain.count < longest, repository.contains(id) {
      let commit = try repository.commit(id)
      chain.append(commit)
      next = commit.parents.first
    }
    // What lies below is needed to tell what the last one changed.
    while let parent = chain.last?.parents.first, !repository.contains(parent) {
      chain.removeLast()
    }
    return chain
  }
}
