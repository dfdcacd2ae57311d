internal import CLibgit2

extension Repository {
  /// Collects everything that `body` writes in memory and stores it as one pack.
  ///
  /// For many objects: loose ones cost a file each.
  ///
  /// - Parameter body: Gets a handle whose written objects it can read back, and writes through
  ///   it alone.
  /// - Throws: What `body` throws, with nothing stored; ``GitError``.
  /// - Returns: What `body` answers.
  public func writingPack<Result>(
    _ body: (PackedRepository) throws -> Result
  ) throws -> Result {
    let packed = try PackedRepository.open(over: self)
    let result = try body(packed)
    try packed.store()
    return result
  }
}

/// A repository whose new objects stay in memory until they are stored as one pack.
public final class PackedRepository: ObjectWriting {
  /// The handle that reads back what was written.
  public let repository: Repository

  private var written: [ObjectID] = []

  private init(_ repository: Repository) {
    self.repository = repository
  }

  static func open(over repository: Repository) throws(GitError) -> PackedRepository {
    let handle = try repository.reopened()
    var backend: UnsafeMutablePointer<git_odb_backend>?
    try check(git_mempack_new(&backend), "git_mempack_new")
    // The database takes ownership. The highest number is asked first, for writing too.
    try check(git_odb_add_backend(handle.objects, backend, 999), "git_odb_add_backend")
    return PackedRepository(handle)
  }

  /// Writes an object into the pack to be.
  public func write(_ kind: ObjectKind, _ bytes: [UInt8]) throws(GitError) -> ObjectID {
    let id = try repository.write(kind, bytes)
    written.append(id)
    return id
  }

  fileprivate func store() throws(GitError) {
    guard !written.isEmpty else { return }
    let builder = try packBuilder()
    defer { git_packbuilder_free(builder) }
    for id in Set(written) {
      var oid = id.oid
      try check(git_packbuilder_insert(builder, &oid, nil), "git_packbuilder_insert")
    }
    let folder = repository.commonDirectory + "objects/pack"
    try check(git_packbuilder_write(builder, folder, 0, nil, nil), "git_packbuilder_write")
  }

  /// A builder that does not look for what objects have in common: it takes longer than all the
  /// rest, and whoever sends or collects the objects looks again.
  ///
  /// libgit2 leaves out what is over a limit that it reads from the settings, in 1.5 from the wrong
  /// one. They are read once, here.
  ///
  /// Where there is no place for a file the builder takes its time.
  private func packBuilder() throws(GitError) -> OpaquePointer? {
    let settings = "[core]\n\tbigFileThreshold = 1\n[pack]\n\tdeltaCacheSize = 1\n"
    return try File.withTemporary(settings) { path throws(GitError) in
      var configuration: OpaquePointer?
      if let path, git_repository_config(&configuration, repository.pointer) == 0 {
        git_config_add_file_ondisk(configuration, path, GIT_CONFIG_LEVEL_APP, nil, 1)
        git_config_free(configuration)
      }
      var builder: OpaquePointer?
      try check(git_packbuilder_new(&builder, repository.pointer), "git_packbuilder_new")
      return builder
    }
  }
}
