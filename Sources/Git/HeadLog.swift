/// How the current commit came to be what it is: a line of git's own log of it.
public struct HeadMove: Equatable, Sendable {
  /// What was checked out before; zero if nothing.
  public let old: ObjectID
  public let new: ObjectID

  /// Such as `commit (amend): Say it better`.
  public let reason: [UInt8]

  /// Whether git says that a commit was amended. Where something else has named the action, it does
  /// not; see ``Repository/amended(by:)``.
  public var isAmendment: Bool { reason.starts(with: "commit (amend):".utf8) }
}

extension Repository {
  /// How much of a log is read at first, in bytes, and at most: it holds whole subjects.
  private static let shortLog = 65_536
  private static let longestLog = 16 << 20

  /// The newest move of `HEAD`; `nil` where git keeps no log.
  public func lastHeadMove() throws(GitError) -> HeadMove? {
    try newestHeadMoves().first { _ in true }
  }

  /// The moves of `HEAD`, newest first, as far back as the end of its log goes.
  func newestHeadMoves() throws(GitError) -> some Sequence<HeadMove> {
    let path = gitDirectory + "logs/HEAD"
    var most = Self.shortLog
    var bytes = try File.read(path, last: most) ?? []
    // One line may be longer than that.
    while bytes.count == most, most < Self.longestLog,
      !bytes.dropLast().contains(UInt8(ascii: "\n"))
    {
      most *= 16
      bytes = try File.read(path, last: most) ?? []
    }
    return HeadMove.newest(in: bytes)
  }

  /// What a log of a reference tells, oldest first; the path is below the folder `logs` of a git
  /// directory.
  public func moves(inLog path: String) throws(GitError) -> [HeadMove] {
    HeadMove.newest(in: try File.read(path, last: Self.longestLog) ?? []).reversed()
  }

  /// The commit in whose place one came that has just been made, if it was amended.
  ///
  /// Told from what was checked out before, since others may have named the action: a commit that
  /// is not amended is made upon that.
  public func amended(by commit: Commit) throws(GitError) -> ObjectID? {
    guard let move = try lastHeadMove(), move.new == commit.id, !move.old.isZero,
      move.old != commit.parents.first, move.old != commit.id, contains(move.old),
      try self.commit(move.old).parents == commit.parents
    else { return nil }
    return move.old
  }
}

extension HeadMove {
  /// Nearly always the last one is asked for alone.
  fileprivate static func newest(in log: [UInt8]) -> some Sequence<HeadMove> {
    sequence(state: log[...]) { rest in
      while let last = rest.popLast() {
        guard last != UInt8(ascii: "\n") else { continue }
        let start = rest.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.startIndex
        let line = rest[start...] + [last]
        rest = rest[..<start]
        if let move = HeadMove(logLine: line) { return move }
      }
      return nil
    }
  }

  /// Parses a line of git's log: `<old> <new> <who> <when>\t<reason>`.
  fileprivate init?(logLine line: ArraySlice<UInt8>) {
    let halves = line.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
    let words = halves.first?.split(separator: UInt8(ascii: " "), maxSplits: 2) ?? []
    guard words.count > 2, let old = ObjectID(hex: words[0]), let new = ObjectID(hex: words[1])
    else { return nil }
    self.init(old: old, new: new, reason: halves.count > 1 ? Array(halves[1]) : [])
  }
}
