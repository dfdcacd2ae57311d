internal import CLibgit2

/// A branch, tag or other name for an object.
public struct Reference: Equatable, Sendable {
  /// The full name as git has it, in any encoding.
  public let bytes: [UInt8]

  /// What it points at.
  public let id: ObjectID

  /// Names what a reference points at.
  public init(bytes: [UInt8], id: ObjectID) {
    self.bytes = bytes
    self.id = id
  }

  /// The full name; where it is not UTF-8, one by which nothing is found.
  public var name: String { String(decoding: bytes, as: UTF8.self) }
}

extension Repository {
  /// What a reference points at, symbolic ones followed; `nil` if there is none.
  public func reference(_ name: String) throws(GitError) -> ObjectID? {
    try target(of: name)
  }

  private func target(of name: UnsafePointer<CChar>) throws(GitError) -> ObjectID? {
    var oid = git_oid()
    let status = git_reference_name_to_id(&oid, pointer, name)
    if status == GIT_ENOTFOUND.rawValue { return nil }
    try check(status, "git_reference_name_to_id")
    return ObjectID(oid)
  }

  /// The short name of the branch that is checked out; `nil` with a detached head.
  public func currentBranch() throws(GitError) -> [UInt8]? {
    var head: OpaquePointer?
    try check(git_reference_lookup(&head, pointer, "HEAD"), "git_reference_lookup")
    defer { git_reference_free(head) }
    guard let target = git_reference_symbolic_target(head) else { return nil }
    let name = Array(UnsafeBufferPointer(cString: target))
    let prefix = Array("refs/heads/".utf8)
    return name.starts(with: prefix) ? Array(name.dropFirst(prefix.count)) : name
  }

  /// The references whose full name matches a glob, sorted by name.
  ///
  /// A symbolic reference to nothing is left out; any other that cannot be read is an error.
  public func references(matching glob: String) throws(GitError) -> [Reference] {
    var iterator: OpaquePointer?
    try check(
      git_reference_iterator_glob_new(&iterator, pointer, glob), "git_reference_iterator_glob_new")
    defer { git_reference_iterator_free(iterator) }
    var result: [Reference] = []
    while true {
      var name: UnsafePointer<CChar>?
      let status = git_reference_next_name(&name, iterator)
      if status == GIT_ITEROVER.rawValue { break }
      try check(status, "git_reference_next_name")
      guard let name else { continue }
      guard let id = try target(of: name) else { continue }
      result.append(Reference(bytes: Array(UnsafeBufferPointer(cString: name)), id: id))
    }
    return result.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
  }

  /// Removes a reference, whatever it points at.
  public func removeReference(_ name: String) throws(GitError) {
    try check(git_reference_remove(pointer, name), "git_reference_remove")
  }

  /// Moves a reference from a known value to a new one.
  ///
  /// `old` is what it must point at now; `nil` if it must not exist.
  ///
  /// - Throws: ``GitError`` of kind `modified` if somebody else was quicker, `locked` while another
  ///   process is at it.
  public func updateReference(
    _ name: String, from old: ObjectID?, to new: ObjectID, log: String
  ) throws(GitError) {
    var reference: OpaquePointer?
    var oid = new.oid
    defer { git_reference_free(reference) }
    if let old {
      var oldOID = old.oid
      let status = git_reference_create_matching(
        &reference, pointer, name, &oid, 1, &oldOID, log)
      // A reference that has gone meanwhile is a lost race too.
      if status == GIT_ENOTFOUND.rawValue {
        throw GitError(.modified, "\(name) has been removed")
      }
      try check(status, "git_reference_create_matching")
    } else {
      let status = git_reference_create(&reference, pointer, name, &oid, 0, log)
      if status == GIT_EEXISTS.rawValue {
        throw GitError(.modified, "\(name) has come into being")
      }
      try check(status, "git_reference_create")
    }
  }
}
