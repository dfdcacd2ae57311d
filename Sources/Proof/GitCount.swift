public import Git
internal import Ledger
internal import LedgerStore
internal import Programs

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension CommitSummary {
  /// Counts what many commits changed, on all cores.
  ///
  /// Git itself reads them: it takes a third of the time that libgit2 does, and prints the patch
  /// that all counts are told from. The disk is trusted as git trusts it; see
  /// ``Library/setVerifiesObjects(_:)``. What git stops at is counted by ``compute(of:in:)``.
  ///
  /// - Parameters:
  ///   - commits: Best oldest first.
  ///   - repository: Where they are.
  ///   - advance: Is called from any thread after each commit.
  /// - Throws: ``GitError`` where the repository cannot be opened once more.
  /// - Returns: The outcomes in the commits' order.
  public static func compute(
    of commits: [Commit], in repository: Repository, advance: @escaping @Sendable () -> Void
  ) throws -> [Result<CommitSummary, GitError>] {
    guard commits.count >= GitCount.least, let scratch = try? ScratchRepository(over: repository)
    else {
      return try Parallel.map(commits, in: repository) { repository, commit in
        defer { advance() }
        return Result { () throws(GitError) in try compute(of: commit, in: repository) }
      }
    }
    // Each piece in one go: what one commit made of a file a neighbour changes, and git has it.
    let count = min(cores, commits.count / GitCount.least)
    let size = (commits.count + count - 1) / count
    // From the newest on: packs hold that whole, and older ones as what differs from it.
    let newestFirst = Array(commits.reversed())
    let pieces = stride(from: 0, to: newestFirst.count, by: size).map {
      newestFirst[$0..<min($0 + size, newestFirst.count)]
    }
    return try Parallel.map(pieces, atATime: 1, in: repository) { repository, piece in
      GitCount(repository: repository, scratch: scratch, advance: advance).summaries(of: piece)
    }.flatMap { $0 }.reversed()
  }

  private static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}

/// Counts commits by what git prints of them.
private struct GitCount {
  let repository: Repository
  let scratch: ScratchRepository
  let advance: @Sendable () -> Void

  /// From how many commits on it pays to start git.
  static let least = 64

  /// In seconds. After this time without a word git is ended: trees can be made that it would read
  /// for ever.
  private static let silence: Int32 = 5

  private static let arguments = [
    "-c", "core.quotePath=false", "-c", "core.commitGraph=false", "diff-tree", "--stdin", "-p",
    "--root", "--no-renames", "--full-index", "--unified=3", "--diff-algorithm=myers",
    "--indent-heuristic", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none",
    "--submodule=short", "--no-color",
  ]

  func summaries(of commits: ArraySlice<Commit>) -> [Result<CommitSummary, GitError>] {
    var results: [Result<CommitSummary, GitError>] = []
    var rest = commits
    while rest.count >= Self.least {
      let told = tell(rest)
      for (commit, summary) in zip(rest, told) {
        results.append(summary.map { .success($0) } ?? count(commit))
      }
      rest = rest.dropFirst(told.count)
      // Why git stopped here is told by libgit2, or it is what only the latter can bear.
      if let next = rest.popFirst() {
        results.append(count(next))
        advance()
      }
      if told.count < Self.least { break }
    }
    for commit in rest {
      results.append(count(commit))
      advance()
    }
    return results
  }

  private func count(_ commit: Commit) -> Result<CommitSummary, GitError> {
    Result { () throws(GitError) in try CommitSummary.compute(of: commit, in: repository) }
  }

  /// What git tells of some commits from the first on; `nil` for one of which it tells too little.
  private func tell(_ commits: ArraySlice<Commit>) -> [CommitSummary?] {
    var told: [CommitSummary?] = []
    var isInOrder = true
    // Takes a commit; those before it changed nothing.
    func take(_ id: ObjectID, _ summary: CommitSummary?) {
      while told.count < commits.count {
        let commit = commits[commits.startIndex + told.count]
        advance()
        guard commit.id != id else { return told.append(summary) }
        told.append(.nothing)
      }
      isInOrder = false
    }
    var reader = PatchReader()
    // A merge changes nothing, and of what changes nothing git says nothing.
    let lines = commits.filter { $0.parents.count < 2 }.map { "\($0.id.hex)\n" }
    let status = try? scratch.git.run(
      Self.arguments, input: Array(lines.joined().utf8), silence: Self.silence
    ) { bytes in
      do throws(PatchReader.Failure) { try reader.read(bytes, take) } catch { return false }
      return isInOrder
    }
    guard status == 0, isInOrder else { return told }
    do throws(PatchReader.Failure) { try reader.finish(take) } catch { return told }
    while told.count < commits.count {
      advance()
      told.append(.nothing)
    }
    return told
  }
}
