internal import Git
internal import Ledger
internal import LedgerStore

/// What commits changed, as it was counted here before: `relay/counts` in the git directory.
///
/// A commit's id says what it changed, so that an entry is true for ever. Like git's own caches the
/// file is believed as far as the disk is; `relay verify`, which believes nothing, does not read it.
///
/// A line is `COMMIT ADDED MODIFIED REMOVED RENAMED ADDITIONS DELETIONS PATCH-ID`, with `-` for no
/// patch id. Lines that are no such thing are passed over.
struct KnownCounts {
  private let path: String
  private var summaries: [ObjectID: CommitSummary] = [:]
  private var endsInLine = true

  /// Bytes, about 300,000 commits. What is larger is written anew.
  private static let longest = 32 << 20

  /// Reads what is known; nothing where that cannot be read.
  init(in repository: Repository) {
    path = repository.commonDirectory + "relay/counts"
    guard let bytes = (try? Files.read(path, limit: Self.longest)) ?? nil else { return }
    endsInLine = bytes.isEmpty || bytes.last == UInt8(ascii: "\n")
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      guard let (id, summary) = Self.parse(line) else { continue }
      summaries[id] = summary
    }
  }

  subscript(_ id: ObjectID) -> CommitSummary? { summaries[id] }

  /// Writes down what was counted. A cache: that it cannot be written stops nothing.
  func add(_ counted: [(ObjectID, CommitSummary)], in repository: Repository) {
    guard !counted.isEmpty else { return }
    var text = endsInLine ? "" : "\n"
    for (id, summary) in counted {
      let counts = summary.counts
      text += """
        \(id.hex) \(counts.filesAdded) \(counts.filesModified) \(counts.filesRemoved) \
        \(counts.filesRenamed) \(counts.additions) \(counts.deletions) \(summary.patchID ?? "-")\n
        """
    }
    do throws(FileError) {
      try Files.makeFolder("relay", under: repository.commonDirectory)
      try Files.append(Array(text.utf8), to: path)
    } catch {}
  }

  private static func parse(_ line: ArraySlice<UInt8>) -> (ObjectID, CommitSummary)? {
    let words = line.split(separator: UInt8(ascii: " "))
    guard words.count == 8, let id = ObjectID(hex: words[0]) else { return nil }
    var counts = CommitProof.Counts()
    let members: [WritableKeyPath<CommitProof.Counts, Int64>] = [
      \.filesAdded, \.filesModified, \.filesRemoved, \.filesRenamed, \.additions, \.deletions,
    ]
    for (member, word) in zip(members, words[1...]) {
      guard let number = Int64(String(decoding: word, as: UTF8.self)), number >= 0 else {
        return nil
      }
      counts[keyPath: member] = number
    }
    let patchID = ObjectID(hex: words[7])
    guard patchID != nil || words[7] == [UInt8(ascii: "-")] else { return nil }
    return (id, CommitSummary(counts: counts, patchID: patchID?.hex))
  }
}

extension CommitSummary {
  /// Says what commits changed, and counts only those of which that is not known yet.
  ///
  /// - Throws: ``GitError`` where the repository cannot be opened once more.
  /// - Returns: The outcomes in the commits' order.
  static func recall(
    of commits: [Commit], in repository: Repository, advance: @escaping @Sendable () -> Void
  ) throws -> [Result<CommitSummary, GitError>] {
    // Most runs of `relay sync` have nothing to count.
    guard !commits.isEmpty else { return [] }
    let known = KnownCounts(in: repository)
    let unknown = commits.filter { known[$0.id] == nil }
    for _ in 0..<(commits.count - unknown.count) { advance() }
    let counted = try compute(of: unknown, in: repository, advance: advance)
    known.add(
      zip(unknown, counted).compactMap { commit, result in
        (try? result.get()).map { (commit.id, $0) }
      }, in: repository)
    var fresh = counted.makeIterator()
    return commits.compactMap { commit in
      if let summary = known[commit.id] { .success(summary) } else { fresh.next() }
    }
  }
}
