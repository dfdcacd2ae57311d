import Ledger
import LedgerStore
import Proof
import Report

/// What somebody has sent: a bundle, a report that carries one, a single record, or a folder with a
/// ledger's files.
enum HandedFile {
  case bundle(Bundle)
  case report(ReportFile, Bundle)
  case record(UnverifiedRecord)
  case folder(FolderStorage)

  /// Reads what a path or, as `-`, standard input holds.
  static func read(_ path: String) throws -> HandedFile {
    let name = path == "-" ? "standard input" : Inert.text(path)
    let bytes: [UInt8]
    if path == "-" {
      bytes = try Terminal.readAll(limit: ReportFile.longest)
    } else {
      if try Files.kind(path) == .folder { return .folder(FolderStorage(path: path)) }
      do throws(FileError) {
        // A report is longer than the bundle that it carries; nothing else is worth reading so far.
        let isPage = Files.begins(path, with: ReportFile.start)
        let limit = isPage ? ReportFile.longest : TarReader.longest
        guard let read = try Files.read(path, limit: limit, followsLinks: true) else {
          throw FileError(path: path, code: FileError.missing)
        }
        bytes = read
      } catch {
        throw Wording(Inert.text(error.message))
      }
    }
    let isPage = ReportFile.isPage(bytes)
    guard isPage || !isNamedLikePage(path) else {
      throw Wording(
        "\(name) is named like a page, and is no report: a browser shows anything for it",
        isContradiction: true)
    }
    if bytes.first == UInt8(ascii: "{") {
      do { return .record(try UnverifiedRecord(parsing: bytes)) } catch {
        throw Wording("\(name) is no record: \(error.message)", isContradiction: true)
      }
    }
    if isPage { return try report(bytes, name) }
    guard TarReader.isArchive(bytes) else {
      throw Wording(
        "\(name) is \(bytes.isEmpty ? "empty" : "no report, bundle or record of relay")",
        isContradiction: true)
    }
    do { return .bundle(try Bundle(bytes)) } catch {
      throw Wording("\(name) is no whole bundle: \(error.message)", isContradiction: true)
    }
  }

  /// Whether a browser would look for a page in a file: words for it can stand in any record.
  private static func isNamedLikePage(_ path: String) -> Bool {
    [
      ".html", ".htm", ".xhtml", ".xhtm", ".xht", ".shtml", ".shtm", ".svg", ".xml", ".mhtml",
      ".mht",
    ]
    .contains { path.lowercased().hasSuffix($0) }
  }

  private static func report(_ bytes: [UInt8], _ name: String) throws -> HandedFile {
    let file: ReportFile
    do { file = try ReportFile(bytes) } catch {
      throw Wording("\(name): \(error.message)", isContradiction: true)
    }
    do {
      return .report(file, try Bundle(files: file.files.map { ($0.path, $0.content) }))
    } catch {
      throw Wording(
        "\(name): its records cannot be read: \(error.message)", isContradiction: true)
    }
  }

  /// The record files and whatever else a ledger holds.
  var storage: any LedgerStorage {
    switch self {
    case .bundle(let bundle), .report(_, let bundle): bundle
    case .record(let record): LooseFiles([record])
    case .folder(let folder): folder
    }
  }
}

extension Bundle {
  /// Reads a bundle's file, or the bundle that a report carries.
  static func read(_ path: String) throws -> Bundle {
    switch try HandedFile.read(path) {
    case .bundle(let bundle), .report(_, let bundle): return bundle
    case .record, .folder:
      throw Wording("\(Inert.text(path)) is no bundle", hint: "`relay bundle` makes one")
    }
  }

  /// The number of the project that a bundle is about.
  func number() throws -> Int64 { try ledger(nil, pins: Pins()).state.number }

  /// The bundle's ledger, checked.
  func ledger(_ number: Int64?, pins: Pins) throws -> Ledger {
    try Ledger.read(self, number: number, pins: pins)
  }
}
