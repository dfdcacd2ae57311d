internal import CLibgit2

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The files of settings that git reads and libgit2 does not know of.
enum ConfigurationFiles {
  /// Between the repository's own file and what a program adds.
  private static let worktreeLevel = git_config_level_t(6)

  /// A file that is never there: what is read from it is nothing.
  private static let nothing = "/dev/null/none"

  /// Puts files in the place of those that variables name in their stead, and the work tree's own
  /// above the repository's.
  static func add(to configuration: OpaquePointer, of repository: Repository?) throws(GitError) {
    func put(_ path: String, _ level: git_config_level_t) throws(GitError) {
      try check(
        git_config_add_file_ondisk(configuration, path, level, repository?.pointer, 1),
        "git_config_add_file_ondisk")
    }
    if let path = variable("GIT_CONFIG_GLOBAL") {
      try put(nothing, GIT_CONFIG_LEVEL_XDG)
      try put(path.isEmpty ? nothing : path, GIT_CONFIG_LEVEL_GLOBAL)
    }
    if isTrue(variable("GIT_CONFIG_NOSYSTEM")) {
      try put(nothing, GIT_CONFIG_LEVEL_SYSTEM)
    } else if let path = variable("GIT_CONFIG_SYSTEM") {
      try put(path.isEmpty ? nothing : path, GIT_CONFIG_LEVEL_SYSTEM)
    }
    guard let repository, !Library.readsWorktreeSettings else { return }
    var isOn: Int32 = 0
    guard git_config_get_bool(&isOn, configuration, "extensions.worktreeconfig") == 0, isOn != 0
    else { return }
    try put(repository.gitDirectory + "config.worktree", worktreeLevel)
  }

  /// What a variable holds; `nil` if it is not set.
  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  private static func isTrue(_ value: String?) -> Bool {
    guard let value else { return false }
    var result: Int32 = 0
    return git_config_parse_bool(&result, value) == 0 && result != 0
  }
}
