/// A commit as its raw object says it, whatever grafts, replacements or shallow boundaries say.
public struct Commit: Sendable {
  /// A name, an address and a time, as they stand in a commit: bytes in any encoding.
  public struct Person: Sendable, Equatable {
    public let name: [UInt8]
    public let email: [UInt8]

    /// Seconds since 1970, and 0 where the commit holds no time that git can read.
    public let time: Int64

    /// Minutes east of UTC.
    public let offset: Int
  }

  public let id: ObjectID

  /// The object's content, without git's header.
  public let bytes: [UInt8]

  public let tree: ObjectID
  public let parents: [ObjectID]
  public let author: Person
  public let committer: Person

  /// The character set named by the `encoding` header; `nil` means UTF-8.
  public let encoding: [UInt8]?

  /// What follows the first empty line.
  public let message: ArraySlice<UInt8>

  /// The message's first line.
  public var subject: ArraySlice<UInt8> {
    let text = message.drop { $0 == UInt8(ascii: "\n") }
    return text.prefix { $0 != UInt8(ascii: "\n") }
  }

  /// The kinds of header line whose order counts.
  private enum HeaderLine {
    case tree
    case parent
    case other
  }

  /// Parses the content of a commit object.
  ///
  /// - Throws: ``GitError`` of kind `corrupt` where `tree` or `parent` lines are not as git
  ///   writes them. Author lines may be as odd as they like.
  public init(id: ObjectID, bytes: [UInt8]) throws(GitError) {
    var tree: ObjectID?
    var parents: [ObjectID] = []
    var author: Person?
    var committer: Person?
    var encoding: [UInt8]?
    var previous: HeaderLine?
    var position = 0
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
      let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let line = bytes[position..<end]
      // As for git, parents follow the tree at once. A line of that name further down is a header
      // that somebody made up.
      if previous == .tree || previous == .parent, let value = line.removing(prefix: "parent ") {
        previous = .parent
        guard let parent = ObjectID(hex: value) else {
          throw GitError(.corrupt, "commit \(id) has a malformed parent")
        }
        parents.append(parent)
        position = end + 1
        continue
      }
      if previous == nil, let value = line.removing(prefix: "tree ") {
        tree = ObjectID(hex: value)
        previous = .tree
        position = end + 1
        continue
      }
      previous = .other
      if author == nil, let value = line.removing(prefix: "author ") {
        author = Person(line: value)
      } else if committer == nil, let value = line.removing(prefix: "committer ") {
        committer = Person(line: value)
      } else if encoding == nil, let value = line.removing(prefix: "encoding ") {
        encoding = Array(value)
      }
      position = end + 1
    }
    guard let tree else { throw GitError(.corrupt, "commit \(id) names no tree") }
    let nobody = Person(name: [], email: [], time: 0, offset: 0)
    self.id = id
    self.bytes = bytes
    self.tree = tree
    self.parents = parents
    self.author = author ?? nobody
    self.committer = committer ?? nobody
    self.encoding = encoding
    self.message = bytes[min(position + 1, bytes.count)...]
  }
}

extension Commit.Person {
  /// Parses `Name <mail> seconds zone` as git's own reader does: the address ends at the first
  /// `>`, the time stands after the last.
  init(line: ArraySlice<UInt8>) {
    let open = line.firstIndex(of: UInt8(ascii: "<")) ?? line.endIndex
    let close = line[open...].firstIndex(of: UInt8(ascii: ">")) ?? line.endIndex
    name = Array(line[..<open].trimmingSpaces())
    email = open < close && close < line.endIndex ? Array(line[(open + 1)..<close]) : []
    // Without an address in brackets git reads no time either.
    guard open < close, close < line.endIndex, let last = line.lastIndex(of: UInt8(ascii: ">"))
    else {
      time = 0
      offset = 0
      return
    }
    // Digits, spaces, a sign with digits: if any of them is missing git reads no time at all.
    let date = line[(last + 1)...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let digits = date.prefix { $0.isDigit }
    let zone = date.dropFirst(digits.count).drop {
      $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
    }
    let hasZone =
      zone.first == UInt8(ascii: "+") || zone.first == UInt8(ascii: "-")
    let isDated = hasZone && zone.dropFirst().first?.isDigit == true
    time = isDated ? Self.seconds(digits) ?? 0 : 0
    offset = Self.minutes(zone) ?? 0
  }

  /// The largest time that a record can hold, and that git prints as more than 0.
  private static let latestTime: Int64 = (1 << 53) - 1

  private static func seconds(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard let value = Int64(String(decoding: digits, as: UTF8.self)), value <= latestTime else {
      return nil
    }
    return value
  }

  private static func minutes(_ zone: ArraySlice<UInt8>) -> Int? {
    guard let sign = zone.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      zone.count == 5, zone.dropFirst().allSatisfy(\.isDigit),
      let value = Int(String(decoding: zone.dropFirst(), as: UTF8.self))
    else { return nil }
    let minutes = value / 100 * 60 + value % 100
    return sign == UInt8(ascii: "-") ? -minutes : minutes
  }
}

extension Repository {
  /// Reads a commit.
  ///
  /// - Throws: ``GitError`` of kind `notFound` if it is not stored here, `corrupt` if the id is
  ///   that of something else.
  public func commit(_ id: ObjectID) throws(GitError) -> Commit {
    let (kind, bytes) = try read(id)
    guard kind == .commit else { throw GitError(.corrupt, "object \(id) is not a commit") }
    return try Commit(id: id, bytes: bytes)
  }
}

extension ArraySlice<UInt8> {
  fileprivate func removing(prefix: StaticString) -> ArraySlice<UInt8>? {
    let count = prefix.utf8CodeUnitCount
    guard self.count >= count else { return nil }
    let matches = prefix.withUTF8Buffer { $0.elementsEqual(self.prefix(count)) }
    return matches ? dropFirst(count) : nil
  }

  fileprivate func trimmingSpaces() -> ArraySlice<UInt8> {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
    var slice = self.drop { $0 == UInt8(ascii: " ") }
    while let last = slice.last, isSpace(last) { slice.removeLast() }
    return slice
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}
