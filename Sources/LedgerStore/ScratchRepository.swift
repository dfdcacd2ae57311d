public import Git
public import Programs

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// An empty repository with the objects of another, in which git itself works on these: none of
/// the other's settings, attributes, hooks, replacements and grafts play a part, and no branch of
/// it is touched.
public final class ScratchRepository: Sendable {
  private let folder: String

  /// Git, as it finds this repository.
  public let git: Program

  /// Makes it in a temporary folder, which goes with this object.
  ///
  /// - Throws: ``FileError`` where there is no place for it.
  public init(over repository: Repository) throws(FileError) {
    let folder = try Files.makeTemporaryFolder("/tmp/relay-git.")
    self.folder = folder
    var environment: [String: String?] = [
      "GIT_DIR": folder, "HOME": folder, "XDG_CONFIG_HOME": folder,
      "GIT_OBJECT_DIRECTORY": repository.commonDirectory + "objects", "GIT_ATTR_NOSYSTEM": "1",
      "GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C",
      // Git takes and frees a quarter of a megabyte for each object that it packs, and glibc gives
      // it back to the system each time.
      "MALLOC_TOP_PAD_": "\(16 << 20)", "MALLOC_TRIM_THRESHOLD_": "\(128 << 20)",
    ]
    environment.merge(Program.withoutGitSettings) { own, _ in own }
    for name in [
      "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_ATTR_SOURCE", "GIT_COMMON_DIR", "GIT_DIFF_OPTS",
      "GIT_EXTERNAL_DIFF", "GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_NAMESPACE",
      "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
    ] { environment[name] = .some(nil) }
    git = Program("git", environment: environment)
    try Files.makeFolder("refs/heads", under: folder + "/")
    try Files.write(Array("ref: \(Self.branch)\n".utf8), to: folder + "/HEAD")
    // Else the current folder would be its work tree, and have attributes.
    let settings = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
    try Files.write(Array(settings.utf8), to: folder + "/config")
  }

  /// The only branch that there may be.
  static let branch = "refs/heads/scratch"

  deinit {
    // What git writes when it fails has names of its own.
    for name in (try? Files.names(in: folder)) ?? [] {
      unlink(folder + "/" + String(decoding: name, as: UTF8.self))
    }
    unlink(folder + "/" + Self.branch)
    for name in ["/refs/heads", "/refs", ""] { rmdir(folder + name) }
  }
}
