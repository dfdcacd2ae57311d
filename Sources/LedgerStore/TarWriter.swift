/// Writes a tar archive of regular files: the same files always give the same bytes, which
/// ``TarReader`` reads and any tar extracts.
///
/// The entries, each a header and the content padded with zeros to whole blocks of 512 bytes, are
/// sorted by the bytes of their paths. Two blocks of zeros mark the end, and more fill the last
/// record of 10,240 bytes as GNU tar's do. Mode is 0644, owner and time are 0.
public struct TarWriter: Sendable {
  private var files: [[UInt8]: File] = [:]
  private var folders: Set<[UInt8]> = []

  /// Of the headers and padded contents.
  private var length = 0

  private struct File {
    let header: [UInt8]
    let content: [UInt8]
  }

  /// What archives are padded to a multiple of, in bytes.
  private static let record = 10_240

  /// Starts an archive without entries.
  public init() {}

  /// Adds a file.
  ///
  /// - Parameters:
  ///   - path: Printable ASCII, relative, at most 255 bytes; one of more than 100 needs a slash
  ///     with 155 before it and 100 behind it at the most.
  ///   - content: All of the file.
  /// - Throws: ``TarError`` for a path that ``TarReader`` refuses or that is taken already, and if
  ///   the archive became longer than ``TarReader/longest``; nothing is added then.
  public mutating func add(_ path: String, _ content: [UInt8]) throws(TarError) {
    let path = try TarPath(validating: Array(path.utf8))
    guard files[path.bytes] == nil else { throw path.comesTwice }
    guard !folders.contains(path.bytes) else { throw path.isFileAndFolder }
    let above = path.folders
    for folder in above where files[folder.bytes] != nil { throw folder.isFileAndFolder }
    let header = try TarHeader.serialize(path, size: content.count)
    let longer = length + header.count + content.count + TarHeader.padding(after: content.count)
    guard Self.whole(longer) <= TarReader.longest else {
      throw TarError("an archive of more than \(TarReader.longest) bytes")
    }
    length = longer
    files[path.bytes] = File(header: header, content: content)
    folders.formUnion(above.map(\.bytes))
  }

  /// Makes the archive.
  public func serialize() -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(Self.whole(length))
    for (_, file) in files.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      output += file.header
      output += file.content
      output += repeatElement(0, count: TarHeader.padding(after: file.content.count))
    }
    output += repeatElement(0, count: Self.whole(length) - length)
    return output
  }

  /// The length of an archive with so many bytes before the end-of-archive marker.
  private static func whole(_ length: Int) -> Int {
    (length + 2 * TarHeader.block + record - 1) / record * record
  }
}
