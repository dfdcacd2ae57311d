import Git
import LedgerStore

/// The commits of a project that `relay sync` has said are not counted: each is said once, since
/// whoever has taken a proof back knows it. One that was out of reach meanwhile is said again.
///
/// A file in the git directory beside the hook's index: a commit's id on each line.
struct ToldCommits {
  private let number: Int64
  private let repository: Repository

  init(of number: Int64, in repository: Repository) {
    self.number = number
    self.repository = repository
  }

  /// Bytes.
  private static let longest = 16 << 20

  private var path: String {
    LedgerIndex.root(of: LedgerBranch(number: number), in: repository) + "/told"
  }

  /// Notes that commits are told of.
  ///
  /// With `isAll` they are all that there are to tell of.
  ///
  /// - Returns: Those of which nothing was told before.
  func tell(_ commits: [ObjectID], isAll: Bool) -> [ObjectID] {
    // Without the note something is said once more; nothing else depends on it.
    let bytes = (try? Files.read(path, limit: Self.longest)) ?? []
    let before = Set(bytes.split(separator: UInt8(ascii: "\n")).compactMap { ObjectID(hex: $0) })
    let after = isAll ? Set(commits) : before.union(commits)
    if after != before {
      try? Files.write(Array(after.sorted().map { "\($0)\n" }.joined().utf8), to: path)
    }
    return commits.filter { !before.contains($0) }
  }
}
