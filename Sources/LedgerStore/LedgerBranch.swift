public import Git
internal import Ledger

/// The branch that holds a project's ledger.
public struct LedgerBranch: Sendable {
  /// The project's number.
  public let number: Int64

  /// Names a project's branch.
  public init(number: Int64) {
    self.number = number
  }

  /// Where the branches of all projects are.
  public static let folder = "relay-ledger"

  /// The branch that is in the way of those of all projects: git has no folder and branch of one name.
  public static let obstacle = "refs/heads/\(folder)"

  /// The branch's short name.
  public var shortName: String { "\(Self.folder)/\(number)" }

  /// The branch's full name.
  public var name: String { "refs/heads/\(shortName)" }

  /// The name of a remote's copy.
  public func trackingName(remote: String) -> String { "refs/remotes/\(remote)/\(shortName)" }

  /// What the copies of all remotes point at, by reference name.
  public func trackingTips(
    in repository: Repository
  ) throws(GitError) -> [(name: String, id: ObjectID)] {
    var tips: [(name: String, id: ObjectID)] = []
    for tip in try repository.references(matching: "refs/remotes/*/\(shortName)")
    where Self.number(of: tip.name) == number {
      if try Self.isRemotes(tip.name, in: repository) { tips.append((tip.name, tip.id)) }
    }
    return tips
  }

  /// Whether a tracking branch is a remote's ledger.
  ///
  /// Where what stands before it has a slash, as in `team/up`, that may be a remote's name or a
  /// remote's name and the start of another branch's; then it must be the name of a remote.
  private static func isRemotes(
    _ reference: String, in repository: Repository
  ) throws(GitError) -> Bool {
    let parts = reference.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count > 5 else { return true }
    let remote = parts.dropFirst(2).dropLast(2).joined(separator: "/")
    return try repository.url(ofRemote: remote) != nil
  }

  /// The numbers of all projects of which the repository has a ledger, its own or a remote's.
  ///
  /// With `isLocal` only its own.
  public static func numbers(
    in repository: Repository, isLocal: Bool = false
  ) throws(GitError) -> [Int64] {
    var numbers: Set<Int64> = []
    for glob in isLocal
      ? ["refs/heads/\(folder)/*"] : ["refs/heads/\(folder)/*", "refs/remotes/*/\(folder)/*"]
    {
      for reference in try repository.references(matching: glob) {
        let name = reference.name
        guard let number = number(of: name), try isRemotes(name, in: repository) else { continue }
        numbers.insert(number)
      }
    }
    return numbers.sorted()
  }

  /// The projects to work on where none is named.
  ///
  /// Those that this clone has taken up. Before it has, the candidates: what remotes and `.relay`
  /// hold, which anybody may have put there, so that only a single one speaks for itself.
  public static func numbersToWorkOn(
    in repository: Repository
  ) throws(GitError) -> (takenUp: [Int64], candidates: [Int64]) {
    let local = try numbers(in: repository, isLocal: true)
    if !local.isEmpty { return (local, []) }
    let copies = VisibleCopy.numbers(in: try repository.mainWorkDirectory())
    return ([], Set(try numbers(in: repository) + copies).sorted())
  }

  /// The project's number in the full name of a branch here or of a remote, whose own name may have
  /// slashes; `nil` for other branches.
  public static func number(of reference: String) -> Int64? {
    let parts = reference.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[0] == "refs", parts[parts.count - 2] == folder,
      parts[1] == "heads" ? parts.count == 4 : parts[1] == "remotes" && parts.count > 4,
      let last = parts.last, let number = Int64(last), String(number) == last,
      number > 0, number <= JSON.largestInteger
    else { return nil }
    return number
  }

  /// Who writes the commits of a ledger. They are storage: who says what stands in the records.
  static let identity = "relay <relay@relay.invalid>"

  /// The commit at the bottom of every ledger.
  static let root = ObjectID(hex: "2bf920a050d1df2af2e91950723332baf2586417")

  /// Writes the commit at the bottom of every ledger and answers its id.
  ///
  /// Its bytes never change, so that any two ledgers of a project are related histories for git.
  static func writeRoot(to repository: Repository) throws(GitError) -> ObjectID {
    let tree = try repository.write(.tree, [])
    return try repository.writeCommit(
      tree: tree, parents: [], identity: identity, time: 0, message: "relay ledger\n")
  }
}
