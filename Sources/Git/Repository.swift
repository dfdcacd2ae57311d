internal import CLibgit2

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// An open git repository.
///
/// A handle belongs to one thread at a time; parallel work takes a handle for each worker from
/// ``reopened()``.
public final class Repository {
  let pointer: OpaquePointer
  let objects: OpaquePointer

  // Reading the settings costs a dozen system calls, and a hook asks often.
  var knownConfiguration: Configuration?

  private var isWorkDirectorySaid = false

  private init(adopting pointer: OpaquePointer, objects: OpaquePointer) {
    self.pointer = pointer
    self.objects = objects
  }

  deinit {
    git_odb_free(objects)
    git_repository_free(pointer)
  }

  /// Opens the repository that a folder belongs to, searching upwards as git does.
  ///
  /// - Parameters:
  ///   - path: A folder in a work tree, or a bare repository.
  ///   - search: Whether folders above may be tried.
  /// - Throws: ``GitError`` of kind `notARepository`, `owner` or `unsupportedFormat` where there
  ///   is something to tell the person.
  /// - Returns: A handle for one thread at a time.
  public static func open(at path: String, search: Bool = true) throws(GitError) -> Repository {
    try Library.start()
    var pointer: OpaquePointer?
    let flags = search ? 0 : GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
    var status = git_repository_open_ext(&pointer, path, flags, nil)
    if status < 0 {
      let error = GitError(status: status, function: "git_repository_open_ext")
      guard error.kind == .notFound || error.kind == .owner else { throw error }
      // libgit2 1.5 says that nothing is there, too, where it does not trust the owner.
      guard let found = discovered(path) else {
        throw GitError(.notARepository, "not a git repository: \(path)")
      }
      guard Surroundings.isTrusted(found) else { throw GitError(.owner, found) }
      try check(relay_set_owner_validation(0), "git_libgit2_opts")
      status = git_repository_open_ext(&pointer, path, flags, nil)
    }
    guard status >= 0, let pointer else {
      throw GitError(status: status, function: "git_repository_open_ext")
    }
    var objects: OpaquePointer?
    let odbStatus = git_repository_odb(&objects, pointer)
    guard odbStatus >= 0, let objects else {
      let error = GitError(status: odbStatus, function: "git_repository_odb")
      git_repository_free(pointer)
      throw error
    }
    let repository = Repository(adopting: pointer, objects: objects)
    for folder in Surroundings.objectFolders { git_odb_add_disk_alternate(objects, folder) }
    try repository.refuseUnreadableFormats()
    Surroundings.share(as: try repository.configuration()["core.sharedrepository"])
    return repository
  }

  /// Opens the repository that a git command works on which is started here, as the variables say
  /// that git sets for hooks and people for git.
  ///
  /// - Throws: As ``open(at:search:)``.
  public static func openCurrent() throws(GitError) -> Repository {
    // For git an empty name is none.
    func named(_ variable: String) -> String? {
      ConfigurationFiles.variable(variable).flatMap { $0.isEmpty ? nil : $0 }
    }
    guard let directory = named("GIT_DIR") else { return try open(at: ".") }
    let repository = try open(at: directory, search: false)
    let tree = named("GIT_WORK_TREE")
    if repository.isBare || repository.isLinkedWorktree && tree == nil { return repository }
    if tree == nil {
      // Where nothing says otherwise this folder is the top; but some hooks run in the git directory.
      let isSaid = try repository.configuration()["core.worktree"] != nil
      if isSaid || isInside(repository.gitDirectory) { return repository }
    }
    try check(
      git_repository_set_workdir(repository.pointer, tree ?? ".", 0), "git_repository_set_workdir")
    repository.isWorkDirectorySaid = true
    return repository
  }

  private static func isInside(_ folder: String) -> Bool {
    guard let here = getcwd(nil, 0) else { return false }
    defer { free(here) }
    return (String(cString: here) + "/").hasPrefix(folder)
  }

  /// The git directory that a folder belongs to, whoever owns it.
  private static func discovered(_ path: String) -> String? {
    var found = git_buf()
    defer { git_buf_dispose(&found) }
    guard git_repository_discover(&found, path, 0, nil) == 0 else { return nil }
    return found.ptr.map { String(cString: $0) }
  }

  /// Opens the same repository once more, for another thread.
  public func reopened() throws(GitError) -> Repository {
    try Repository.open(at: gitDirectory, search: false)
  }

  /// libgit2 opens some repositories whose objects or references it then cannot read.
  private func refuseUnreadableFormats() throws(GitError) {
    let configuration = try configuration()
    if let format = configuration["extensions.objectformat"], format != "sha1" {
      throw GitError(.unsupportedFormat, "object format \(format)")
    }
    if let storage = configuration["extensions.refstorage"], storage != "files" {
      throw GitError(.unsupportedFormat, "reference storage \(storage)")
    }
  }
}

// Where things lie.
extension Repository {
  /// The git directory of this work tree, ending in a slash.
  public var gitDirectory: String { String(cString: git_repository_path(pointer)) }

  /// The git directory that all linked work trees share, ending in a slash.
  public var commonDirectory: String { String(cString: git_repository_commondir(pointer)) }

  /// The top of the work tree, ending in a slash; `nil` in a bare repository.
  public var workDirectory: String? {
    guard let pointer = git_repository_workdir(pointer) else { return nil }
    let path = String(cString: pointer)
    let directory = gitDirectory
    // Where nothing says otherwise libgit2 takes the folder above any git directory for the work
    // tree, and git only that of one called `.git`.
    let isGuess =
      !isWorkDirectorySaid && !directory.hasSuffix("/.git/") && !isLinkedWorktree
      && directory.hasPrefix(path) && !directory.dropFirst(path.count).dropLast().contains("/")
    if isGuess, (try? configuration()["core.worktree"]) ?? nil == nil { return nil }
    return path
  }

  private var isBare: Bool { git_repository_is_bare(pointer) == 1 }

  /// Whether this is a work tree that `git worktree add` made.
  public var isLinkedWorktree: Bool { git_repository_is_worktree(pointer) == 1 }

  /// The top of the main work tree, ending in a slash; `nil` where the main repository is bare.
  public func mainWorkDirectory() throws(GitError) -> String? {
    guard isLinkedWorktree else { return workDirectory }
    return try Repository.open(at: commonDirectory, search: false).workDirectory
  }

  /// The folder in which git looks for hooks, as `core.hooksPath` may say.
  public func hooksDirectory() throws(GitError) -> String {
    guard let configured = try configuration().path("core.hookspath"), !configured.isEmpty else {
      return commonDirectory + "hooks"
    }
    if configured.hasPrefix("/") { return configured }
    // git takes a relative path from where hooks run: the top of the work tree.
    return (workDirectory ?? gitDirectory) + configured
  }

  /// The commits at which a shallow clone ends.
  public func shallowBoundary() throws(GitError) -> Set<ObjectID> {
    guard let bytes = try File.read(commonDirectory + "shallow") else { return [] }
    var result: Set<ObjectID> = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      guard let id = ObjectID(hex: line) else {
        throw GitError(.corrupt, "the file 'shallow' holds a line that is not an object id")
      }
      result.insert(id)
    }
    return result
  }
}
