import Ledger
import LedgerStore
import Proof

/// Files that the user has named for output.
enum OutputFile {
  /// Writes a whole file in place of an older one. What is no regular file, such as a device or a
  /// pipe, is written into, and a link is followed.
  static func write(_ bytes: [UInt8], to path: String) throws {
    switch try Files.kind(path) {
    case .file, nil: try Files.write(bytes, to: path)
    case .folder: throw Wording("\(Inert.text(path)) is a folder")
    case .other: try Files.overwrite(path, with: bytes)
    }
  }
}
