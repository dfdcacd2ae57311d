public import Git
public import Ledger
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
    guard let id = ObjectID(hex: proof.commit) else {
      return .contradicts("\(proof.commit) is no commit of a SHA-1 repository")
    }
    guard let header = try repository.header(of: id) else { return .notHere }
    guard header.kind == .commit else { return .contradicts("object \(id) is not a commit") }
    let commit = try repository.commit(id)
    if let difference = difference(proof, from: commit) { return .contradicts(difference) }
    let summary: CommitSummary
    do { summary = try CommitSummary.compute(of: commit, in: repository) } catch {
      // The object itself is here and agrees, whatever somebody has made its trees of.
      return .objectChecked(
        error.kind == .notFound
          ? "some of the objects that it changed are not here"
          : "what it changed cannot be read: \(error.message)")
    }
    return difference(proof, from: summary).map { .contradicts($0) } ?? .checked
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
    let directory = repository.gitDirectory
    let outcomes = try Parallel.map(
      proofs, context: { try Repository.open(at: directory, search: false) }
    ) { repository, proof in
      Result { () throws(GitError) in try perform(proof, in: repository) }
    }
    return try outcomes.map { try $0.get() }
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
