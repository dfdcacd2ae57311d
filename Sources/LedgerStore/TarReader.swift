/// Reads a tar archive of regular files: all of it or none.
///
/// Takes the ustar format as GNU tar, bsdtar and ``TarWriter`` write it. Whatever two readers could
/// understand differently is refused: extensions, links, paths that come twice, bytes in the
/// padding or after the end. Entries of folders are checked and left out, and a leading `./` is
/// taken off the paths.
public struct TarReader: Sendable {
  /// One regular file.
  public struct Entry: Equatable, Sendable {
    /// Relative, of printable ASCII, with a slash between its names; never `.` or `..` among them.
    public let path: [UInt8]

    /// A part of the archive, which it keeps in memory.
    public let content: ArraySlice<UInt8>
  }

  /// The longest archive that is worth reading into memory, in bytes; the caller's to enforce.
  public static let longest = 256 << 20

  /// The most entries, folders among them.
  public static let mostEntries = 4_000_000

  /// The files in the archive's order; no path comes twice or leads through another.
  public let entries: [Entry]

  /// Whether a file says that it is an archive, whole or not.
  public static func isArchive(_ bytes: [UInt8]) -> Bool {
    bytes.dropFirst(257).starts(with: "ustar".utf8)
  }

  /// Reads a whole archive.
  public init(_ bytes: [UInt8], mostEntries: Int = Self.mostEntries) throws(TarError) {
    guard bytes.count.isMultiple(of: TarHeader.block) else {
      throw TarError("cut short: not a whole number of blocks")
    }
    var entries: [Entry] = []
    var places: [Place] = []
    var count = 0
    var rest = bytes[...]
    while true {
      let block = rest.prefix(TarHeader.block)
      guard !block.isEmpty else { throw TarError("cut short: no end-of-archive marker") }
      if TarHeader.isBlank(block) { break }
      count += 1
      guard count <= mostEntries else { throw TarError("more than \(mostEntries) entries") }
      let start = rest.startIndex
      do {
        let header = try TarHeader(parsing: block)
        rest = rest.dropFirst(TarHeader.block)
        switch header {
        case .folder(nil): break
        case .folder(let path?): places.append(Place(path: path, isFile: false))
        case .file(let path, let size):
          places.append(Place(path: path, isFile: true))
          entries.append(Entry(path: path.bytes, content: try Self.content(size, from: &rest)))
        }
      } catch {
        throw TarError("entry at byte \(start): \(error.message)")
      }
    }
    guard rest.count >= 2 * TarHeader.block else {
      throw TarError("cut short: half an end-of-archive marker")
    }
    guard TarHeader.isBlank(rest) else {
      throw TarError("something behind the end-of-archive marker")
    }
    try Self.checkForConflicts(places)
    self.entries = entries
  }

  /// Takes a file and its padding off the rest of an archive.
  private static func content(
    _ size: UInt64, from rest: inout ArraySlice<UInt8>
  ) throws(TarError) -> ArraySlice<UInt8> {
    guard size <= UInt64(rest.count) else { throw TarError("larger than what is left") }
    let content = rest.prefix(Int(size))
    // What is left is whole blocks, so there is always enough of it.
    let padding = TarHeader.padding(after: content.count)
    guard TarHeader.isBlank(rest.dropFirst(content.count).prefix(padding)) else {
      throw TarError("padding that is not zeros")
    }
    rest = rest.dropFirst(content.count + padding)
    return content
  }

  /// What an entry would make of a path.
  private struct Place {
    let path: TarPath
    let isFile: Bool
  }

  /// Refuses paths of files that no archive can hold together.
  static func check(_ paths: [[UInt8]]) throws(TarError) {
    var places: [Place] = []
    for path in paths { places.append(Place(path: try TarPath(validating: path), isFile: true)) }
    try checkForConflicts(places)
  }

  /// Refuses a path that would be two files, or a file and a folder.
  private static func checkForConflicts(_ places: [Place]) throws(TarError) {
    // Sorted, any conflict is one of neighbours; a set of all folders could grow far larger than
    // the archive.
    let sorted = places.sorted { TarPath.precedes($0.path, $1.path) }
    for (place, next) in zip(sorted, sorted.dropFirst()) {
      let isSame = place.path == next.path
      if isSame && place.isFile && next.isFile { throw place.path.comesTwice }
      guard isSame ? place.isFile == next.isFile : !(place.isFile && next.path.isBelow(place.path))
      else { throw place.path.isFileAndFolder }
    }
  }
}
