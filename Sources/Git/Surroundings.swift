internal import CLibgit2
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What git heeds around a repository and libgit2 does not.
enum Surroundings {
  /// Whether the user trusts a repository that belongs to somebody else, as `safe.directory` says.
  ///
  /// Only settings that no repository can make for itself count: the system's, the user's, and those
  /// given for one command. libgit2 1.5 looks for exact paths alone.
  static func isTrusted(_ gitDirectory: String) -> Bool {
    var trusted = false
    let directory = withoutSlash(gitDirectory)
    let end = "/.git"
    let places = [
      directory, directory.hasSuffix(end) ? String(directory.dropLast(end.count)) : directory,
    ]
    let saved = (try? Configuration.user())?.all("safe.directory") ?? []
    let given = GivenSettings.ofGit.all("safe.directory").map { $0.value ?? "" }
    for value in saved + given {
      if value.isEmpty {
        trusted = false
      } else if value == "*" || places.contains(withoutSlash(value)) {
        trusted = true
      } else if value.hasSuffix("/*"), places.contains(where: { $0.hasPrefix(value.dropLast()) }) {
        trusted = true
      }
    }
    return trusted
  }

  private static func withoutSlash(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// The folders with objects that variables name. They are read; what is new goes where the
  /// repository has its own.
  static var objectFolders: [String] {
    ["GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"].flatMap { name in
      (ConfigurationFiles.variable(name) ?? "").split(separator: ":").map { String($0) }
    }
  }

  private static let isShared = Mutex(false)

  /// Lets those whom `core.sharedRepository` names read and write what this process makes: once,
  /// since the mask for new files is the whole process's.
  static func share(as setting: String?) {
    guard let open = permissions(of: setting) else { return }
    isShared.withLock { isShared in
      guard !isShared else { return }
      isShared = true
      let mask = umask(0)
      umask(open.isExact ? 0o777 & ~open.mode : mask & ~open.mode)
    }
  }

  /// What others may do, folders' rights included; `nil` where the user's own mask says it.
  ///
  /// An octal number takes away what it does not give.
  private static func permissions(of setting: String?) -> (mode: mode_t, isExact: Bool)? {
    switch setting?.lowercased() {
    case nil, "", "umask", "false", "no", "off", "0": return nil
    case "group", "true", "yes", "on", "1": return (0o070, false)
    case "all", "world", "everybody", "2": return (0o075, false)
    case let octal?:
      guard let mode = UInt16(octal, radix: 8), mode & 0o600 == 0o600, mode <= 0o777 else {
        return nil
      }
      return (mode_t(mode | (mode & 0o444) >> 2), true)
    }
  }
}
