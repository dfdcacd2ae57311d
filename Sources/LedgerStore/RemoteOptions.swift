internal import Git

/// What keeps settings that are for the user's pushes and fetches from playing in the ledger's, which
/// are about ledgers and nothing else.
///
/// How the remote is reached stays as the user has it: addresses, programs, proxies, credentials.
enum RemoteOptions {
  /// For git, before its command.
  ///
  /// - A mirror takes no single branch (`remote.<name>.mirror`).
  /// - A forge may act upon push options, and one that knows none refuses them (`push.pushOption`).
  /// - What git says is read here (`color.transport`, `color.ui`).
  static func settings(of remote: String, in repository: Repository) throws(GitError) -> [String] {
    var settings = ["push.pushOption=", "color.transport=false"]
    if try repository.configuration().flag("remote.\(remote).mirror") == true {
      settings.append("remote.\(remote).mirror=false")
    }
    return settings.flatMap { ["-c", $0] }
  }

  /// For a push.
  ///
  /// - Tags that went along would be in the way of the user's own push (`push.followTags`).
  /// - Ledgers are signed, and a signed push may ask for something (`push.gpgSign`).
  /// - Submodules have nothing to do with it (`push.recurseSubmodules`, `submodule.recurse`).
  static let push = [
    "--quiet", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no",
  ]

  /// For a fetch.
  ///
  /// - Into branches it writes only what relay unites (`remote.<name>.fetch` of a mirror).
  /// - Tags, submodules and what the remote has no more are left for the user to fetch
  ///   (`remote.<name>.tagOpt`, `fetch.recurseSubmodules`, `fetch.prune`, `fetch.pruneTags`).
  /// - A hook waits for no housekeeping (`fetch.writeCommitGraph`, `gc.auto`, `maintenance.auto`).
  static let fetch = [
    "--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", "--no-recurse-submodules",
    "--no-prune", "--no-prune-tags", "--no-write-commit-graph", "--no-auto-maintenance",
  ]
}
