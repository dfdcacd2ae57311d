internal import CLibgit2

/// A repository's settings as they stood when they were asked for: system, user and local.
public final class Configuration {
  private let pointer: OpaquePointer

  init(takingOwnershipOf pointer: OpaquePointer) {
    self.pointer = pointer
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
    var snapshot: OpaquePointer?
    try check(git_config_snapshot(&snapshot, pointer), "git_config_snapshot")
    guard let snapshot else { throw GitError(.other, "no configuration") }
    return Configuration(takingOwnershipOf: snapshot)
  }

  /// The value that counts, the last one given; `nil` if there is none.
  ///
  /// Section and variable names are written in lower case.
  public subscript(name: String) -> String? {
    var value: UnsafePointer<CChar>?
    guard git_config_get_string(&value, pointer, name) == 0, let value else { return nil }
    return String(cString: value)
  }

  /// A value read as git reads a truth value; `nil` if it is missing or means neither.
  public func flag(_ name: String) -> Bool? {
    var value: Int32 = 0
    guard git_config_get_bool(&value, pointer, name) == 0 else { return nil }
    return value != 0
  }

  /// A value read as a path, with `~` expanded; `nil` if there is none.
  public func path(_ name: String) -> String? {
    var buffer = git_buf()
    guard git_config_get_path(&buffer, pointer, name) == 0 else { return nil }
    defer { git_buf_dispose(&buffer) }
    return buffer.ptr.map { String(cString: $0) }
  }

  /// Every value of a setting that may be given several times, in order.
  public func all(_ name: String) -> [String] {
    var iterator: OpaquePointer?
    guard git_config_multivar_iterator_new(&iterator, pointer, name, nil) == 0 else { return [] }
    defer { git_config_iterator_free(iterator) }
    var result: [String] = []
    var entry: UnsafeMutablePointer<git_config_entry>?
    while git_config_next(&entry, iterator) == 0, let found = entry {
      if let value = found.pointee.value { result.append(String(cString: value)) }
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
    var pointer: OpaquePointer?
    try check(
      git_repository_config_snapshot(&pointer, self.pointer), "git_repository_config_snapshot")
    guard let pointer else { throw GitError(.other, "no configuration") }
    return Configuration(takingOwnershipOf: pointer)
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
