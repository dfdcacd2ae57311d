internal import CLibgit2

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a path holds in a tree.
public struct TreeEntry: Hashable, Sendable {
  /// The numbers by which git tells kinds of entry apart.
  public enum Mode {
    public static let folder: UInt32 = 0o040000
    public static let file: UInt32 = 0o100644
    public static let symbolicLink: UInt32 = 0o120000
    public static let submodule: UInt32 = 0o160000
  }

  public let id: ObjectID

  /// Git's mode, such as 0o100644.
  public let mode: UInt32

  /// Makes an entry.
  public init(id: ObjectID, mode: UInt32) {
    self.id = id
    self.mode = mode
  }

  /// The bits that tell regular file, link and submodule apart.
  public var kind: UInt32 { mode & 0o170000 }

  /// Whether this is a regular file, executable or not.
  public var isFile: Bool { kind == Mode.file & 0o170000 }
}

/// Libgit2's form of a tree.
struct Tree: ~Copyable {
  let pointer: OpaquePointer
  private let repository: Repository

  private init(takingOwnershipOf pointer: OpaquePointer, of repository: Repository) {
    self.pointer = pointer
    self.repository = repository
  }

  deinit {
    git_tree_free(pointer)
  }

  static func read(_ id: ObjectID, in repository: Repository) throws(GitError) -> Tree {
    var pointer: OpaquePointer?
    var oid = id.oid
    let status = git_tree_lookup(&pointer, repository.pointer, &oid)
    guard status >= 0, let pointer else {
      throw GitError(status: status, function: "git_tree_lookup")
    }
    return Tree(takingOwnershipOf: pointer, of: repository)
  }
}

extension Repository {
  /// What a tree holds at a path; `nil` if nothing.
  public func entry(in tree: ObjectID, at path: String) throws(GitError) -> TreeEntry? {
    let root = try Tree.read(tree, in: self)
    var entry: OpaquePointer?
    let status = git_tree_entry_bypath(&entry, root.pointer, path)
    if status == GIT_ENOTFOUND.rawValue { return nil }
    try check(status, "git_tree_entry_bypath")
    defer { git_tree_entry_free(entry) }
    return TreeEntry(
      id: ObjectID(git_tree_entry_id(entry).pointee),
      mode: git_tree_entry_filemode_raw(entry).rawValue)
  }

  /// The entries of one tree, folders not opened, in git's order.
  public func entries(
    of tree: ObjectID
  ) throws(GitError) -> [(name: [UInt8], entry: TreeEntry)] {
    let root = try Tree.read(tree, in: self)
    var result: [(name: [UInt8], entry: TreeEntry)] = []
    for index in 0..<git_tree_entrycount(root.pointer) {
      guard let entry = git_tree_entry_byindex(root.pointer, index) else { continue }
      let name = Array(UnsafeBufferPointer(cString: git_tree_entry_name(entry)))
      let id = ObjectID(git_tree_entry_id(entry).pointee)
      result.append((name, TreeEntry(id: id, mode: git_tree_entry_filemode_raw(entry).rawValue)))
    }
    return result
  }
}

extension UnsafeBufferPointer where Element == UInt8 {
  /// The bytes of a C string, without its NUL.
  init(cString: UnsafePointer<CChar>) {
    let count = strlen(cString)
    self.init(
      start: UnsafeRawPointer(cString).assumingMemoryBound(to: UInt8.self), count: count)
  }
}
