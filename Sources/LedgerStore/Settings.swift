public import Git
public import Ledger

/// What `relay.*` in git's configuration says.
public struct Settings: Sendable {
  /// The remote that the ledger may be pushed to; `nil` if none has been chosen.
  public let remote: String?

  /// Whether the ledger is pushed at all.
  public let pushes: Bool

  /// Further remotes that a push may carry the ledger to.
  public let sharedWith: [String]

  /// Whether a push must not go on without its ledger.
  public let requiresLedger: Bool

  /// Whether tags that git would drop with its comments are kept as trailers.
  public let keepsTags: Bool

  /// Further words that name projects in messages.
  public let prefixes: [String]

  /// Reads the settings of a repository.
  public static func read(in repository: Repository) throws(GitError) -> Settings {
    let configuration = try repository.configuration()
    return Settings(
      remote: configuration["relay.remote"], pushes: configuration.flag("relay.push") ?? true,
      sharedWith: configuration.all("relay.sharewith"),
      requiresLedger: configuration.flag("relay.requireledger") ?? false,
      keepsTags: configuration.flag("relay.keeptags") ?? true,
      prefixes: configuration.all("relay.prefix"))
  }

  /// The first record of a project that this clone has settled on: at `init`, or the first seen.
  public static func genesis(of number: Int64, in repository: Repository) throws(GitError)
    -> RecordID?
  {
    try repository.configuration()["relay.\(number).genesis"].flatMap { RecordID(hex: $0) }
  }

  /// Settles on a project's first record: whoever founds the project once more later is then told
  /// from it.
  public static func setGenesis(
    _ genesis: RecordID, of number: Int64, in repository: Repository
  ) throws(GitError) {
    try repository.setLocal("relay.\(number).genesis", to: genesis.hex)
  }
}
