internal import CLibgit2

extension Repository {
  /// What a reference points at, symbolic ones followed; `nil` if there is none.
  public func reference(_ name: String) throws(GitError) -> ObjectID? {
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

  /// The references whose full name matches a glob, sorted by name, with what they point at.
  ///
  /// A symbolic reference to nothing is left out; any other that cannot be read is an error.
  public func references(
    matching glob: String
  ) throws(GitError) -> [(name: String, id: ObjectID)] {
    var iterator: OpaquePointer?
    try check(
      git_reference_iterator_glob_new(&iterator, pointer, glob), "git_reference_iterator_glob_new")
    defer { git_reference_iterator_free(iterator) }
    var result: [(name: String, id: ObjectID)] = []
    while true {
      var name: UnsafePointer<CChar>?
      let status = git_reference_next_name(&name, iterator)
      if status == GIT_ITEROVER.rawValue { break }
      try check(status, "git_reference_next_name")
      guard let name else { continue }
      let text = String(cString: name)
      if let id = try reference(text) { result.append((text, id)) }
    }
    return result.sorted { $0.name < $1.name }
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

/// How the current commit came to be what it is: the newest line of git's own log of it.
public struct HeadMove: Equatable, Sendable {
  /// What was checked out before; zero if nothing.
  public let old: ObjectID
  public let new: ObjectID

  /// Such as `commit (amend): Say it better`.
  public let reason: [UInt8]

  /// Whether a commit was amended.
  public var isAmendment: Bool { reason.starts(with: "commit (amend):".utf8) }
}

extension Repository {
  /// How far back a line of the log can begin, in bytes: messages are cut at their first line only.
  private static let longestLogLine = 65_536

  /// The newest move of `HEAD`; `nil` where git keeps no log.
  public func lastHeadMove() throws(GitError) -> HeadMove? { try headMoves().last }

  /// The newest moves of `HEAD`, oldest first.
  func headMoves() throws(GitError) -> some BidirectionalCollection<HeadMove> {
    let bytes = try File.read(gitDirectory + "logs/HEAD", last: Self.longestLogLine) ?? []
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    return lines.lazy.compactMap { line in HeadMove(logLine: line) }
  }
}

extension HeadMove {
  /// Parses a line of git's log: `<old> <new> <who> <when>\t<reason>`.
  fileprivate init?(logLine line: ArraySlice<UInt8>) {
    let halves = line.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
    let words = halves.first?.split(separator: UInt8(ascii: " "), maxSplits: 2) ?? []
    guard words.count > 2, let old = ObjectID(hex: words[0]), let new = ObjectID(hex: words[1])
    else { return nil }
    self.init(old: old, new: new, reason: halves.count > 1 ? Array(halves[1]) : [])
  }
}
