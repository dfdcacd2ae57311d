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
    var commits: [String: [UInt8]] = [:]
    var files: [LedgerFile] = []
    for entry in try TarReader(archive).entries {
      if entry.path.starts(with: Self.commitFolder.utf8) {
        let name = String(
          decoding: entry.path.dropFirst(Self.commitFolder.utf8.count), as: UTF8.self)
        commits[name] = Array(entry.content)
        continue
      }
      let limit = LedgerFile.limit(for: entry.path)
      files.append(
        LedgerFile(
          path: entry.path,
          content: entry.content.count > limit
            ? .tooLong(entry.content.count) : .bytes(Array(entry.content))))
    }
    self.commits = commits
    self.files = files
  }

  public func forEachFile(_ visit: (LedgerFile) throws -> Void) throws {
    for file in files { try visit(file) }
  }

  /// Writes a ledger as an archive.
  public static func archive(
    _ ledger: Ledger, commits: [String: [UInt8]], attachments: [String: [UInt8]]
  ) throws(TarError) -> [UInt8] {
    var archive = TarWriter()
    try archive.add(LedgerPath.readme.text, Array(Readme.text.utf8))
    for record in ledger.records {
      try archive.add(LedgerPath.record(record.id).text, record.bytes)
    }
    for head in ledger.heads { try archive.add(LedgerPath.head(head).text, []) }
    for (sha256, bytes) in attachments {
      try archive.add(LedgerPath.attachment(sha256: sha256).text, bytes)
    }
    for (id, bytes) in commits { try archive.add(commitFolder + id, bytes) }
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
