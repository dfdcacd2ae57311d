/// A file's path in an archive: names of printable ASCII with single slashes between them, which
/// lead nowhere but down.
struct TarPath: Hashable, Sendable {
  let bytes: [UInt8]

  /// In bytes: where extraction still works on common systems.
  static let longest = 255

  private static let slash = UInt8(ascii: "/")

  /// Checks a path.
  init(validating bytes: [UInt8]) throws(TarError) {
    guard !bytes.isEmpty else { throw TarError("an empty path") }
    guard bytes.count <= Self.longest else {
      throw TarError("a path of more than \(Self.longest) bytes")
    }
    guard bytes.allSatisfy({ $0 < 0x80 }) else { throw TarError("a path that is not ASCII") }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw TarError("a path with a control character")
    }
    // It would divide names on Windows, and be part of one elsewhere.
    guard !bytes.contains(UInt8(ascii: "\\")) else { throw TarError("a path with a backslash") }
    guard bytes.first != Self.slash else { throw TarError("an absolute path") }
    for name in bytes.split(separator: Self.slash, omittingEmptySubsequences: false) {
      guard !name.isEmpty else { throw TarError("a path with an empty name in it") }
      guard name.count > 2 || name.contains(where: { $0 != UInt8(ascii: ".") }) else {
        throw TarError("a path with a name of dots in it")
      }
    }
    self.bytes = bytes
  }

  /// Takes a part of a path that was checked.
  private init(part: ArraySlice<UInt8>) {
    bytes = Array(part)
  }

  /// The folders that the path leads through, the outermost first.
  var folders: [TarPath] {
    bytes.indices.filter { bytes[$0] == Self.slash }.map { TarPath(part: bytes[..<$0]) }
  }

  /// Whether the path leads through the other one, as through a folder.
  func isBelow(_ other: TarPath) -> Bool {
    bytes.count > other.bytes.count && bytes[other.bytes.count] == Self.slash
      && bytes.starts(with: other.bytes)
  }

  /// Orders paths such that what lies below a path comes right after it.
  static func precedes(_ left: TarPath, _ right: TarPath) -> Bool {
    for (one, other) in zip(left.bytes, right.bytes) where one != other {
      return one == slash || (other != slash && one < other)
    }
    return left.bytes.count < right.bytes.count
  }

  /// The error of an archive with two files there.
  var comesTwice: TarError { TarError("\"\(text)\" comes twice") }

  /// The error of an archive with a file there and one below it, which nothing could extract.
  var isFileAndFolder: TarError { TarError("\"\(text)\" is a file and a folder") }

  private var text: String { String(decoding: bytes, as: UTF8.self) }
}
