public import Git
internal import Ledger
public import LedgerStore
internal import SSHSignature

/// Rewritings whose proofs are not all made: what git tells a hook once is kept until it is done.
///
/// The folder `relay/rewritten` of the git directory has a file for each, a ``RewriteMap`` under a
/// name that its content dictates. It is written before anything is tried and removed when all is
/// done, so that neither a key that is not at hand nor a crash loses it; what is left `relay sync`
/// makes up for.
public struct RewriteNotes {
  private static let folder = "relay/rewritten"
  private static let longest = 16 << 20

  private let repository: Repository
  private var path: String { repository.commonDirectory + Self.folder }

  /// The notes of a repository.
  public init(of repository: Repository) {
    self.repository = repository
  }

  /// A note that has been taken.
  public struct Note: Equatable, Sendable {
    fileprivate let name: String
  }

  private func note(_ map: RewriteMap) -> Note {
    Note(name: Hex.encode(SHA256.hash(map.bytes)))
  }

  /// Whether there is a note of a rewriting: somebody has tried and could not.
  public func contains(_ map: RewriteMap) throws(FileError) -> Bool {
    try Files.kind("\(path)/\(note(map).name)") != nil
  }

  /// Takes a note; `nil` where none is needed, since nothing of relay's has been here.
  public func keep(_ map: RewriteMap) throws(FileError) -> Note? {
    guard !map.isEmpty, try Files.kind(repository.commonDirectory + "relay") == .folder else {
      return nil
    }
    let note = note(map)
    if try Files.kind("\(path)/\(note.name)") != nil { return note }
    try Files.makeFolder(Self.folder, under: repository.commonDirectory)
    try Files.write(map.bytes, to: "\(path)/\(note.name)")
    return note
  }

  /// Removes a note of what is done.
  public func drop(_ note: Note) {
    // One that stays says what is true all the same.
    try? Files.remove("\(path)/\(note.name)")
  }

  /// All that is noted.
  public func all() throws -> [(note: Note, map: RewriteMap)] {
    try Files.names(in: path).compactMap { name in
      let name = String(decoding: name, as: UTF8.self)
      // What a crash has left half written has another name.
      guard name.count == 64, let bytes = try Files.read("\(path)/\(name)", limit: Self.longest)
      else { return nil }
      return (Note(name: name), RewriteMap(bytes))
    }
  }

  /// Removes those of some notes that can no longer matter: no proof that stands or was taken back
  /// is of a commit that they, or others before them, say has been rewritten, and nothing waits
  /// that came of one.
  ///
  /// - Parameters:
  ///   - notes: What was noted before the ledgers were read.
  ///   - standing: The ids of commits that have such a proof in any project; collected after the
  ///     notes, so that nothing is missed that a hook does meanwhile.
  ///   - waiting: The commits that are to have a proof and cannot have it yet.
  public func prune(
    _ notes: [(note: Note, map: RewriteMap)], standing: Set<String>, waiting: [ObjectID]
  ) {
    var known = RewriteMap()
    for (_, map) in notes { known.add(map) }
    var needed: Set<ObjectID> = []
    for commit in waiting { known.visitOrigins(of: commit) { needed.insert($0).inserted } }
    for (note, map) in notes
    where needed.isDisjoint(with: map.oldCommits)
      && !known.allOrigins(of: map).contains(where: { standing.contains($0.hex) })
    {
      drop(note)
    }
  }
}

// What git tells.
extension RewriteMap {
  private static let longest = 16 << 20

  // What was amended in a rebase is kept with git's own notes of it, and gone with them.
  private static let amendedInRebase = "relay-amended"

  /// What git has noted itself of an amendment or a rebase that ends.
  public static func told(by repository: Repository, of command: String) throws -> RewriteMap {
    var map = RewriteMap()
    if command == "amend", let head = try repository.reference("HEAD"),
      let old = try repository.amended(by: repository.commit(head))
    {
      map.add(old, becomes: head)
    } else if command == "rebase" {
      for name in ["rewritten-list", "rewritten"] where map.isEmpty {
        map = try read(name, in: repository)
      }
    }
    return map
  }

  /// Keeps what is amended while a rebase has stopped until that ends.
  public func keepInRebase(of repository: Repository) throws {
    guard let folder = repository.rebaseFolder else { return }
    try Files.append([0x0A] + bytes, to: "\(folder)/\(Self.amendedInRebase)")
  }

  /// What was amended while the rebase that ends had stopped.
  public static func amendments(inRebaseOf repository: Repository) throws -> RewriteMap {
    try read(amendedInRebase, in: repository)
  }

  private static func read(_ name: String, in repository: Repository) throws -> RewriteMap {
    guard let folder = repository.rebaseFolder,
      let bytes = try Files.read("\(folder)/\(name)", limit: longest)
    else { return RewriteMap() }
    return RewriteMap(bytes)
  }

  /// All that is known here of rewritings: notes of relay's own, what git's logs say was amended,
  /// and what `git filter-repo` has written down.
  static func known(in repository: Repository) throws -> RewriteMap {
    var known = RewriteMap()
    for (_, map) in try RewriteNotes(of: repository).all() { known.add(map) }
    for move in try repository.headLogs() where move.isAmendment {
      known.add(move.old, becomes: move.new)
    }
    let filtered = "\(repository.commonDirectory)filter-repo/commit-map"
    known.add(RewriteMap(try Files.read(filtered, limit: longest * 16) ?? []))
    return known
  }
}
