internal import CLibgit2

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The libgit2 that this program was linked with.
public enum Library {
  /// Its version, such as `1.5.1`.
  public static var version: String {
    var major: Int32 = 0
    var minor: Int32 = 0
    var revision: Int32 = 0
    git_libgit2_version(&major, &minor, &revision)
    return "\(major).\(minor).\(revision)"
  }

  /// Whether it reads a work tree's own settings by itself.
  static var readsWorktreeSettings: Bool {
    var major: Int32 = 0
    var minor: Int32 = 0
    var revision: Int32 = 0
    git_libgit2_version(&major, &minor, &revision)
    return (major, minor) >= (1, 7)
  }

  /// Starts libgit2, once in a process.
  private static let status: Int32 = {
    let started = git_libgit2_init()
    guard started >= 0 else { return started }
    // Packs are read through windows instead of being mapped whole, so that memory stays bounded
    // in a repository of any size.
    guard relay_set_window_size(windowSize) >= 0, relay_set_window_limit(windowLimit) >= 0,
      // What one commit made of a file a later one changes: reading it again from a pack means
      // to follow its chain of deltas once more. By itself libgit2 keeps no file.
      relay_set_cache_object_limit(GIT_OBJECT_BLOB, largestCached) >= 0,
      relay_set_cache_object_limit(GIT_OBJECT_TREE, largestCached) >= 0,
      relay_set_cache_limit(cacheLimit) >= 0
    else { return -1 }
    return relay_allow_harmless_extensions()
  }()

  /// Bytes.
  private static let windowSize = 8 << 20

  /// Bytes, over all packs.
  private static let windowLimit = 64 << 20

  /// Bytes: larger files are read anew each time.
  private static let largestCached = 64 << 10

  /// Bytes, over all objects kept in memory.
  private static let cacheLimit = 32 << 20

  /// Says whether every object that is read is hashed again and compared with its id, from the
  /// start. Git does not; whoever trusts the repository's disk need not. Process-wide.
  public static func setVerifiesObjects(_ verifies: Bool) throws(GitError) {
    try start()
    try check(relay_set_strict_hash_verification(verifies ? 1 : 0), "git_libgit2_opts")
  }

  /// Takes memory from the system in large pieces and gives none back, for a program that ends in
  /// milliseconds: by itself glibc asks dozens of times.
  public static func keepMemory() { relay_keep_memory() }

  /// Starts libgit2 unless it runs.
  static func start() throws(GitError) {
    try check(status, "git_libgit2_init")
  }
}
