#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A path that two trees do not hold alike.
public struct TreeChange: Sendable {
  public let path: [UInt8]

  /// What the older tree holds there; `nil` if nothing.
  public let old: TreeEntry?

  /// What the newer tree holds there; `nil` if nothing.
  public let new: TreeEntry?

  /// Makes a change.
  public init(path: [UInt8], old: TreeEntry?, new: TreeEntry?) {
    self.path = path
    self.old = old
    self.new = new
  }
}

extension Repository {
  /// The paths at which two trees differ, in git's order, without looking for renames.
  ///
  /// Reads only the folders that differ; libgit2's own comparison walks through all of them, which
  /// a hook in a large repository would pay for at every commit. `nil` stands for the empty tree.
  public func changes(
    from old: ObjectID?, to new: ObjectID?
  ) throws(GitError) -> [TreeChange] {
    var comparison = TreeComparison(repository: self)
    try comparison.compare(old, new, depth: 0)
    return comparison.changes
  }
}

/// Compares trees folder by folder.
private struct TreeComparison {
  let repository: Repository
  var changes: [TreeChange] = []
  private var folder: [UInt8] = []

  /// A hostile tree can name one folder again and again and so stand for more files than there are
  /// atoms, in a few kilobytes.
  private static let mostChanges = 1_000_000

  /// Folders upon folders that come to nothing cost as much, and change no path: how many entries
  /// are looked at, of both trees together.
  private static let mostEntries = 4_000_000

  /// How many entries it takes about as long to look at as to open a folder.
  private static let folderCost = 32

  private var entryCount = 0

  /// Trees nested deeper than any path can be are made to exhaust the stack.
  private static let deepest = 200

  init(repository: Repository) {
    self.repository = repository
  }

  mutating func compare(
    _ old: ObjectID?, _ new: ObjectID?, depth: Int
  ) throws(GitError) {
    guard old != new else { return }
    guard depth < Self.deepest else { throw GitError(.tooLarge, "trees nested too deep") }
    let oldEntries = try entries(old)
    let newEntries = try entries(new)
    var oldIndex = 0
    var newIndex = 0
    while oldIndex < oldEntries.count || newIndex < newEntries.count {
      let left = oldIndex < oldEntries.count ? oldEntries[oldIndex] : nil
      let right = newIndex < newEntries.count ? newEntries[newIndex] : nil
      let order = Self.order(left, right)
      if order <= 0 { oldIndex += 1 }
      if order >= 0 { newIndex += 1 }
      try note(order <= 0 ? left : nil, order >= 0 ? right : nil, depth: depth)
    }
  }

  /// One name of a folder, with what it stands for.
  private struct Entry {
    let name: ArraySlice<UInt8>
    let entry: TreeEntry

    var isFolder: Bool { entry.kind == TreeEntry.Mode.folder }
  }

  private mutating func note(
    _ left: Entry?, _ right: Entry?, depth: Int
  ) throws(GitError) {
    if left?.entry == right?.entry { return }
    guard let name = left?.name ?? right?.name else { return }
    let length = folder.count
    folder += name
    if left?.isFolder ?? right?.isFolder ?? false {
      folder.append(UInt8(ascii: "/"))
      try compare(left?.entry.id, right?.entry.id, depth: depth + 1)
    } else {
      guard changes.count < Self.mostChanges else {
        throw GitError(.tooLarge, "more than \(Self.mostChanges) paths differ")
      }
      changes.append(TreeChange(path: folder, old: left?.entry, new: right?.entry))
    }
    folder.removeSubrange(length...)
  }

  /// Reads `mode SP name NUL id` again and again.
  private mutating func entries(_ id: ObjectID?) throws(GitError) -> [Entry] {
    guard let id else { return [] }
    let (kind, bytes) = try repository.read(id)
    guard kind == .tree else { throw GitError(.corrupt, "object \(id) is not a tree") }
    var result: [Entry] = []
    var position = 0
    while position < bytes.count {
      var mode: UInt32 = 0
      while position < bytes.count, bytes[position] != UInt8(ascii: " ") {
        guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(bytes[position]), mode < 1 << 24
        else { throw GitError(.corrupt, "tree \(id) holds a malformed mode") }
        mode = mode << 3 | UInt32(bytes[position] - UInt8(ascii: "0"))
        position += 1
      }
      position += 1
      guard position < bytes.count,
        let end = bytes[position...].firstIndex(of: 0),
        let object = ObjectID(bytes: bytes[(end + 1)...].prefix(ObjectID.byteCount))
      else { throw GitError(.corrupt, "tree \(id) is cut off") }
      result.append(
        Entry(name: bytes[position..<end], entry: TreeEntry(id: object, mode: canonical(mode))))
      position = end + 1 + ObjectID.byteCount
    }
    entryCount += result.count + Self.folderCost
    guard entryCount <= Self.mostEntries else {
      throw GitError(.tooLarge, "trees without end")
    }
    return result
  }

  /// The mode that git takes a stored one for: old repositories hold others.
  private func canonical(_ mode: UInt32) -> UInt32 {
    switch mode & 0o170000 {
    case 0o100000: mode & 0o100 == 0 ? 0o100644 : 0o100755
    case TreeEntry.Mode.symbolicLink: TreeEntry.Mode.symbolicLink
    case TreeEntry.Mode.folder: TreeEntry.Mode.folder
    default: TreeEntry.Mode.submodule
    }
  }

  /// Git's order: bytes, as if a folder's name ended in a slash. Absent comes last.
  private static func order(_ left: Entry?, _ right: Entry?) -> Int {
    guard let left else { return 1 }
    guard let right else { return -1 }
    let count = min(left.name.count, right.name.count)
    let common = left.name.withUnsafeBytes { leftBytes in
      right.name.withUnsafeBytes { rightBytes -> Int32 in
        guard count > 0, let first = leftBytes.baseAddress, let second = rightBytes.baseAddress
        else { return 0 }
        return memcmp(first, second, count)
      }
    }
    guard common == 0 else { return Int(common) }
    let next = { (entry: Entry) -> Int in
      if entry.name.count > count { return Int(entry.name[entry.name.startIndex + count]) }
      return entry.isFolder ? Int(UInt8(ascii: "/")) : 0
    }
    let difference = next(left) - next(right)
    if difference != 0 { return difference }
    // Equal up to here: the same name, or one goes on.
    return left.name.count - right.name.count
  }
}
