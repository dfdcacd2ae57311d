internal import CLibgit2

extension Repository {
  /// The names of the configured remotes, sorted.
  public func remotes() throws(GitError) -> [String] {
    var names = git_strarray()
    try check(git_remote_list(&names, pointer), "git_remote_list")
    defer { git_strarray_dispose(&names) }
    var result: [String] = []
    for index in 0..<names.count {
      if let name = names.strings[index] { result.append(String(cString: name)) }
    }
    return result.sorted()
  }

  /// A remote's URL as configured; `nil` if there is no such remote.
  public func url(ofRemote name: String) throws(GitError) -> String? {
    try configuration()["remote.\(name).url"]
  }

  /// The remote that a partial clone gets from what it lacks; `nil` for a whole one.
  public func promisorRemote() throws(GitError) -> String? {
    let configuration = try configuration()
    // Only git before 2.25 set this.
    if let name = configuration["extensions.partialclone"] { return name }
    return try remotes().first { configuration.flag("remote.\($0).promisor") == true }
  }

  /// Every address of a remote, for fetching and for pushing.
  public func urls(ofRemote name: String) throws(GitError) -> [String] {
    let settings = try configuration()
    return settings.all("remote.\(name).url") + settings.all("remote.\(name).pushurl")
  }
}
