public import Git
public import Ledger
internal import LedgerStore
internal import SSHSignature

/// Whether a proof says of its commit what the repository says.
public enum CommitCheck: Equatable, Sendable {
  /// The object and its counts were recomputed and agree.
  case checked
  /// The object agrees; its counts cannot be recomputed here, with the reason.
  case objectChecked(String)
  /// The repository does not have the commit.
  case notHere
  /// They differ, and in what.
  case contradicts(String)

  /// Checks a proof against a repository.
  ///
  /// - Throws: ``GitError`` where the repository itself is damaged.
  public static func perform(
    _ proof: CommitProof, in repository: Repository
  ) throws(GitError) -> CommitCheck {
    switch try Object(of: proof, in: repository) {
    case .agrees(let commit):
      let counts = Result { () throws(GitError) in
        try CommitSummary.compute(of: commit, in: repository)
      }
      return Self(proof, counts: counts)
    case .settles(let check): return check
    }
  }

  /// What the commit object itself says of a proof.
  private enum Object {
    case agrees(Commit)
    case settles(CommitCheck)

    init(of proof: CommitProof, in repository: Repository) throws(GitError) {
      guard let id = ObjectID(hex: proof.commit) else {
        self = .settles(.contradicts("\(proof.commit) is no commit of a SHA-1 repository"))
        return
      }
      guard let header = try repository.header(of: id) else {
        self = .settles(.notHere)
        return
      }
      guard header.kind == .commit else {
        self = .settles(.contradicts("object \(id) is not a commit"))
        return
      }
      let commit = try repository.commit(id)
      self = difference(proof, from: commit).map { .settles(.contradicts($0)) } ?? .agrees(commit)
    }
  }

  /// Compares counts where the object agrees.
  private init(_ proof: CommitProof, counts: Result<CommitSummary, GitError>) {
    switch counts {
    case .success(let summary):
      self = Self.difference(proof, from: summary).map { .contradicts($0) } ?? .checked
    // The object itself is here and agrees, whatever somebody has made its trees of.
    case .failure(let error):
      self = .objectChecked(
        error.kind == .notFound
          ? "some of the objects that it changed are not here"
          : "what it changed cannot be read: \(error.message)")
    }
  }

  /// Checks a proof against a raw commit object that somebody has sent along.
  public static func perform(_ proof: CommitProof, object bytes: [UInt8]) -> CommitCheck {
    guard ObjectID(hashing: .commit, bytes).hex == proof.commit else {
      return .contradicts("the commit object that came along is another")
    }
    guard let id = ObjectID(hex: proof.commit), let commit = try? Commit(id: id, bytes: bytes)
    else { return .contradicts("the commit object cannot be read") }
    return difference(proof, from: commit).map { .contradicts($0) }
      ?? .objectChecked("what it changed did not come along")
  }

  /// Checks many proofs on all cores; the results come in their order.
  public static func perform(
    _ proofs: [CommitProof], in repository: Repository
  ) throws -> [CommitCheck] {
    let outcomes = try Parallel.map(proofs, in: repository) { repository, proof in
      Result { () throws(GitError) in try perform(proof, in: repository) }
    }
    return try outcomes.map { try $0.get() }
  }

  /// Checks many proofs against a repository whose disk is trusted: what has been counted before is
  /// not counted again, and git itself counts the rest.
  ///
  /// - Throws: ``GitError`` where the repository itself is damaged.
  static func perform(
    _ proofs: [CommitProof], trusting repository: Repository
  ) throws -> [CommitCheck] {
    let objects = try Parallel.map(proofs, in: repository) { repository, proof in
      Result { () throws(GitError) in try Object(of: proof, in: repository) }
    }.map { try $0.get() }
    let commits = objects.compactMap { if case .agrees(let commit) = $0 { commit } else { nil } }
    var counts = try CommitSummary.recall(of: commits, in: repository) {}.makeIterator()
    return zip(proofs, objects).map { proof, object in
      switch object {
      case .agrees: counts.next().map { Self(proof, counts: $0) } ?? .notHere
      case .settles(let check): check
      }
    }
  }

  private static func difference(_ proof: CommitProof, from commit: Commit) -> String? {
    compare("SHA-256", Hex.encode(SHA256.hash(commit.bytes)), proof.commitSHA256)
      ?? compare("tree", commit.tree.hex, proof.tree)
      ?? compare(
        "parents", commit.parents.map(\.hex).joined(separator: " "),
        proof.parents.joined(separator: " "))
      ?? compare("author time", String(commit.author.time), String(proof.authorTime))
      ?? compare("committer time", String(commit.committer.time), String(proof.committerTime))
  }

  private static func difference(_ proof: CommitProof, from summary: CommitSummary) -> String? {
    let pairs: [(String, KeyPath<CommitProof.Counts, Int64>)] = [
      ("files added", \.filesAdded), ("files modified", \.filesModified),
      ("files removed", \.filesRemoved), ("files renamed", \.filesRenamed),
      ("additions", \.additions), ("deletions", \.deletions),
    ]
    for (name, path) in pairs {
      let found = compare(
        name, String(summary.counts[keyPath: path]), String(proof.counts[keyPath: path]))
      if let found { return found }
    }
    return compare("patch id", summary.patchID ?? "none", proof.patchID ?? "none")
  }

  private static func compare(_ name: String, _ commit: String, _ proof: String) -> String? {
    commit == proof ? nil : "\(name) of the commit: \(commit); the proof says \(proof)"
  }
}
