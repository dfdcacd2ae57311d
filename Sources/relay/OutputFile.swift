import Ledger
import LedgerStore
import Proof

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files that the user has named for output.
enum OutputFile {
  /// Makes sure that a file can be written, before something is done that cannot be undone.
  static func probe(_ path: String, besides other: String?) throws {
    if let other, isSame(path, other) {
      throw Wording("\(Inert.text(path)) is the bundle; name another file")
    }
    guard try isPlain(path) else { return }
    // A name that nobody has, so that nothing of the user's is touched.
    rmdir(try Files.makeTemporaryFolder("\(path)."))
  }

  /// Whether a regular file is there, or nothing; else something that is written into.
  private static func isPlain(_ path: String) throws -> Bool {
    guard !path.isEmpty else { throw Wording("the name of the file to write is empty") }
    switch try Files.kind(path) {
    case .file, nil: return true
    case .folder: throw Wording("\(Inert.text(path)) is a folder")
    case .other: return false
    }
  }

  /// Whether two paths lead to one file, however they are written.
  private static func isSame(_ path: String, _ other: String) -> Bool {
    func resolved(_ path: String) -> String? {
      guard let found = realpath(path, nil) else { return nil }
      defer { free(found) }
      return String(cString: found)
    }
    return path == other || resolved(path).map { $0 == resolved(other) } ?? false
  }

  /// Writes a whole file in place of an older one. What is no regular file, such as a device or a
  /// pipe, is written into, and a link is followed.
  static func write(_ bytes: [UInt8], to path: String) throws {
    try write(to: path) { write in try write(bytes) }
  }

  /// The same for a file that `body` hands over piece by piece.
  static func write(
    to path: String, _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void
  ) throws {
    let file = try open(path)
    try body { try file.write($0) }
    try file.finish()
  }

  private static func open(_ path: String) throws -> FileWriter {
    try isPlain(path) ? FileWriter(replacing: path) : FileWriter(into: path)
  }
}
