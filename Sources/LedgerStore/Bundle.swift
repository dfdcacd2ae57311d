public import Ledger

/// A ledger in one file, as it is sent by mail: an uncompressed tar of the ledger's files, with the
/// raw commit objects that its proofs are about in `commits/<id>`.
///
/// Entries are sorted and have fixed metadata: the same ledger gives the same bytes.
public struct Bundle: LedgerStorage {
  /// Raw commit objects by id, as the bundle names them: whoever uses one compares it with its id.
  public let commits: [String: [UInt8]]

  private let files: [LedgerFile]

  private static let commitFolder = "commits/"

  /// Reads an archive.
  public init(_ archive: [UInt8]) throws(TarError) {
    self.init(checked: try TarReader(archive).entries.lazy.map { ($0.path, Array($0.content)) })
  }

  /// Takes the files of an archive, wherever they have come from.
  ///
  /// - Throws: ``TarError`` for paths that no archive could hold.
  public init(files: [(path: String, content: [UInt8])]) throws(TarError) {
    try TarReader.check(files.map { Array($0.path.utf8) })
    self.init(checked: files.lazy.map { (Array($0.path.utf8), $0.content) })
  }

  private init(checked entries: some Sequence<(path: [UInt8], content: [UInt8])>) {
    var commits: [String: [UInt8]] = [:]
    var files: [LedgerFile] = []
    for (path, content) in entries {
      if path.starts(with: Self.commitFolder.utf8) {
        let name = String(decoding: path.dropFirst(Self.commitFolder.utf8.count), as: UTF8.self)
        commits[name] = content
        continue
      }
      let limit = LedgerFile.limit(for: path)
      files.append(
        LedgerFile(
          path: path, content: content.count > limit ? .tooLong(content.count) : .bytes(content)))
    }
    self.commits = commits
    self.files = files
  }

  public func forEachFile(_ visit: (LedgerFile) throws -> Void) throws {
    for file in files { try visit(file) }
  }

  /// The files of a ledger's bundle, in the order of their paths.
  public static func files(
    of ledger: Ledger, commits: [String: [UInt8]], attachments: [String: [UInt8]]
  ) -> [(path: String, content: [UInt8])] {
    var files = [(path: LedgerPath.readme.text, content: Array(Readme.text.utf8))]
    for record in ledger.records { files.append((LedgerPath.record(record.id).text, record.bytes)) }
    for head in ledger.heads { files.append((LedgerPath.head(head).text, [])) }
    for (sha256, bytes) in attachments {
      files.append((LedgerPath.attachment(sha256: sha256).text, bytes))
    }
    for (id, bytes) in commits { files.append((commitFolder + id, bytes)) }
    // ASCII, so characters sort as bytes do.
    return files.sorted { $0.path < $1.path }
  }

  /// Writes a ledger as an archive.
  public static func archive(
    _ ledger: Ledger, commits: [String: [UInt8]], attachments: [String: [UInt8]]
  ) throws(TarError) -> [UInt8] {
    var archive = TarWriter()
    for file in files(of: ledger, commits: commits, attachments: attachments) {
      try archive.add(file.path, file.content)
    }
    return archive.serialize()
  }
}

/// Some files of ledgers that were sent one by one.
public struct LooseFiles: LedgerStorage {
  private let records: [UnverifiedRecord]

  /// Takes records as if they lay where they belong.
  public init(_ records: [UnverifiedRecord]) {
    self.records = records
  }

  public func forEachFile(_ visit: (LedgerFile) throws -> Void) throws {
    for record in records {
      try visit(
        LedgerFile(
          path: Array(LedgerPath.record(record.id).text.utf8), content: .bytes(record.bytes)))
    }
  }
}
