internal import CLibgit2

extension ObjectID {
  /// Copies libgit2's form of an id.
  init(_ oid: git_oid) {
    let bytes = withUnsafeBytes(of: oid.id) { Array($0.prefix(Self.byteCount)) }
    guard let id = ObjectID(bytes: bytes) else {
      preconditionFailure("a git_oid holds at least 20 bytes")
    }
    self = id
  }

  /// The id that git gives to an object's content.
  public init(hashing kind: ObjectKind, _ bytes: [UInt8]) {
    var oid = git_oid()
    // Cannot fail: it only hashes what is in memory.
    _ = bytes.withUnsafeBytes {
      git_odb_hash(&oid, $0.baseAddress ?? UnsafeRawPointer(bitPattern: 1), $0.count, kind.type)
    }
    self.init(oid)
  }

  /// Libgit2's form of the id.
  var oid: git_oid {
    var result = git_oid()
    // Cannot fail: it only copies 20 bytes.
    _ = bytes.withUnsafeBufferPointer { git_oid_fromraw(&result, $0.baseAddress) }
    return result
  }
}
