internal import CLibgit2

/// A repository's settings as they stood when they were asked for: system, user, local, work tree,
/// and those that git was given for one command.
public final class Configuration {
  private let pointer: OpaquePointer

  /// What outranks all files.
  private let given: GivenSettings

  init(takingOwnershipOf pointer: OpaquePointer, given: GivenSettings) {
    self.pointer = pointer
    self.given = given
  }

  deinit {
    git_config_free(pointer)
  }

  /// The settings of the system and the user, where there is no repository.
  public static func user() throws(GitError) -> Configuration {
    try Library.start()
    var pointer: OpaquePointer?
    try check(git_config_open_default(&pointer), "git_config_open_default")
    defer { git_config_free(pointer) }
    guard let pointer else { throw GitError(.other, "no configuration") }
    try ConfigurationFiles.add(to: pointer, of: nil)
    // Only what the user has written down, not what one command was given.
    return Configuration(
      takingOwnershipOf: try snapshot(of: pointer), given: GivenSettings(settings: []))
  }

  fileprivate static func snapshot(
    of configuration: OpaquePointer
  ) throws(GitError) -> OpaquePointer {
    var snapshot: OpaquePointer?
    try check(git_config_snapshot(&snapshot, configuration), "git_config_snapshot")
    guard let snapshot else { throw GitError(.other, "no configuration") }
    return snapshot
  }

  /// The value that counts, the last one given; `nil` if there is none.
  ///
  /// Section and variable names are written in lower case.
  public subscript(name: String) -> String? {
    if let setting = given.last(name) { return setting.value ?? "" }
    var value: UnsafePointer<CChar>?
    guard git_config_get_string(&value, pointer, name) == 0, let value else { return nil }
    return String(cString: value)
  }

  /// A value read as git reads a truth value; `nil` if it is missing or means neither.
  public func flag(_ name: String) -> Bool? {
    var value: Int32 = 0
    if let setting = given.last(name) {
      return git_config_parse_bool(&value, setting.value) == 0 ? value != 0 : nil
    }
    guard git_config_get_bool(&value, pointer, name) == 0 else { return nil }
    return value != 0
  }

  /// A value read as a path, with `~` expanded; `nil` if there is none.
  public func path(_ name: String) -> String? {
    var buffer = git_buf()
    let status =
      if let setting = given.last(name) {
        git_config_parse_path(&buffer, setting.value ?? "")
      } else {
        git_config_get_path(&buffer, pointer, name)
      }
    guard status == 0 else { return nil }
    defer { git_buf_dispose(&buffer) }
    return buffer.ptr.map { String(cString: $0) }
  }

  /// Every value of a setting that may be given several times, in order.
  public func all(_ name: String) -> [String] {
    var iterator: OpaquePointer?
    var result: [String] = []
    if git_config_multivar_iterator_new(&iterator, pointer, name, nil) == 0 {
      defer { git_config_iterator_free(iterator) }
      var entry: UnsafeMutablePointer<git_config_entry>?
      while git_config_next(&entry, iterator) == 0, let found = entry {
        if let value = found.pointee.value { result.append(String(cString: value)) }
      }
    }
    return result + given.all(name).compactMap(\.value)
  }

  /// The names of the settings that have a value and match a regular expression, as often as they
  /// are given.
  public func names(matching expression: String) -> [String] {
    var iterator: OpaquePointer?
    guard git_config_iterator_glob_new(&iterator, pointer, expression) == 0 else { return [] }
    defer { git_config_iterator_free(iterator) }
    var result: [String] = []
    var entry: UnsafeMutablePointer<git_config_entry>?
    while git_config_next(&entry, iterator) == 0, let found = entry {
      result.append(String(cString: found.pointee.name))
    }
    return result
  }
}

extension Repository {
  /// The settings as they stood when they were first asked for, and after each change by relay.
  public func configuration() throws(GitError) -> Configuration {
    if let known = knownConfiguration { return known }
    let fresh = try readConfiguration()
    knownConfiguration = fresh
    return fresh
  }

  private func readConfiguration() throws(GitError) -> Configuration {
    var whole: OpaquePointer?
    try check(git_repository_config(&whole, pointer), "git_repository_config")
    defer { git_config_free(whole) }
    guard let whole else { throw GitError(.other, "no configuration") }
    try ConfigurationFiles.add(to: whole, of: self)
    return Configuration(
      takingOwnershipOf: try Configuration.snapshot(of: whole), given: GivenSettings.ofGit)
  }

  /// Sets a value in the repository's own configuration file; `nil` removes it.
  public func setLocal(_ name: String, to value: String?) throws(GitError) {
    knownConfiguration = nil
    var whole: OpaquePointer?
    try check(git_repository_config(&whole, pointer), "git_repository_config")
    defer { git_config_free(whole) }
    var local: OpaquePointer?
    try check(
      git_config_open_level(&local, whole, GIT_CONFIG_LEVEL_LOCAL), "git_config_open_level")
    defer { git_config_free(local) }
    if let value {
      try check(git_config_set_string(local, name, value), "git_config_set_string")
    } else {
      let status = git_config_delete_entry(local, name)
      if status != GIT_ENOTFOUND.rawValue { try check(status, "git_config_delete_entry") }
    }
  }
}
