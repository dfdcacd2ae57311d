internal import CLibgit2

/// The kinds of object that git stores.
public enum ObjectKind: Equatable, Sendable {
  case commit
  case tree
  case blob
  case tag

  init?(_ type: git_object_t) {
    switch type {
    case GIT_OBJECT_COMMIT: self = .commit
    case GIT_OBJECT_TREE: self = .tree
    case GIT_OBJECT_BLOB: self = .blob
    case GIT_OBJECT_TAG: self = .tag
    default: return nil
    }
  }

  var type: git_object_t {
    switch self {
    case .commit: GIT_OBJECT_COMMIT
    case .tree: GIT_OBJECT_TREE
    case .blob: GIT_OBJECT_BLOB
    case .tag: GIT_OBJECT_TAG
    }
  }
}

/// An object's content, in libgit2's memory.
final class StoredObject {
  private let pointer: OpaquePointer
  // Keeps the object database open for as long as the content is in use.
  private let repository: Repository

  init(takingOwnershipOf pointer: OpaquePointer, of repository: Repository) {
    self.pointer = pointer
    self.repository = repository
  }

  deinit {
    git_odb_object_free(pointer)
  }

  var kind: ObjectKind? { ObjectKind(git_odb_object_type(pointer)) }

  var count: Int { git_odb_object_size(pointer) }

  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    body(UnsafeRawBufferPointer(start: git_odb_object_data(pointer), count: count))
  }
}

extension Repository {
  func object(_ id: ObjectID) throws(GitError) -> StoredObject {
    var object: OpaquePointer?
    var oid = id.oid
    let status = git_odb_read(&object, objects, &oid)
    guard status >= 0, let object else {
      throw GitError(status: status, function: "git_odb_read")
    }
    return StoredObject(takingOwnershipOf: object, of: self)
  }

  /// Whether an object is stored here.
  public func contains(_ id: ObjectID) -> Bool {
    var oid = id.oid
    return git_odb_exists(objects, &oid) == 1
  }

  /// The commit that an id names, itself or through tags; `nil` if it names something else.
  public func commit(behind id: ObjectID) throws(GitError) -> ObjectID? {
    guard let object = try object(behind: id), try header(of: object)?.kind == .commit else {
      return nil
    }
    return object
  }

  /// What an id names, itself or through tags; `nil` if it is not stored here.
  public func object(behind id: ObjectID) throws(GitError) -> ObjectID? {
    var id = id
    // Tags of tags are rare, and never many.
    for _ in 0..<8 {
      switch try header(of: id)?.kind {
      case nil: return nil
      case .tag:
        // object <id>
        let line = try read(id).bytes.prefix { $0 != UInt8(ascii: "\n") }
        guard let target = ObjectID(hex: Array(line.dropFirst(7))) else { return nil }
        id = target
      default: return id
      }
    }
    return nil
  }

  /// An object's kind and size in bytes without its content; `nil` if it is not stored here.
  public func header(of id: ObjectID) throws(GitError) -> (kind: ObjectKind, size: Int)? {
    var oid = id.oid
    var size = 0
    var type = GIT_OBJECT_INVALID
    let status = git_odb_read_header(&size, &type, objects, &oid)
    if status == GIT_ENOTFOUND.rawValue { return nil }
    try check(status, "git_odb_read_header")
    guard let kind = ObjectKind(type) else {
      throw GitError(.corrupt, "object \(id) is of no known kind")
    }
    return (kind, size)
  }

  /// An object's kind and bytes, without git's header.
  ///
  /// - Throws: ``GitError`` of kind `notFound` if it is not stored here.
  public func read(_ id: ObjectID) throws(GitError) -> (kind: ObjectKind, bytes: [UInt8]) {
    let object = try object(id)
    guard let kind = object.kind else {
      throw GitError(.corrupt, "object \(id) is of no known kind")
    }
    return (kind, object.withUnsafeBytes { Array($0) })
  }

  /// An address that is not null, for an array of no bytes.
  private static var noBytes: UnsafeRawPointer? { UnsafeRawPointer(bitPattern: 1) }

  /// Stores an object and answers its id.
  public func write(_ kind: ObjectKind, _ bytes: [UInt8]) throws(GitError) -> ObjectID {
    var oid = git_oid()
    let status = bytes.withUnsafeBytes {
      // An empty array has no address, which libgit2 would take for a mistake.
      relay_odb_write(&oid, objects, $0.baseAddress ?? Self.noBytes, $0.count, kind.type)
    }
    try check(status, "git_odb_write")
    return ObjectID(oid)
  }
}
