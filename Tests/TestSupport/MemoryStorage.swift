public import Ledger

/// A ledger's files in memory, visited in the order in which they stand.
public struct MemoryStorage: LedgerStorage, Sendable {
  public var files: [LedgerFile]

  /// Holds files.
  public init(_ files: [LedgerFile] = []) { self.files = files }

  /// Holds records, each under its name.
  public init(_ records: [VerifiedRecord]) {
    self.init()
    for record in records { add(record.bytes, at: LedgerPath.record(record.id).text) }
  }

  public mutating func add(_ bytes: [UInt8], at path: String) {
    files.append(LedgerFile(path: Array(path.utf8), content: .bytes(bytes)))
  }

  public func forEachFile(_ visit: (LedgerFile) throws -> Void) throws {
    for file in files { try visit(file) }
  }

  /// The same files in another order.
  public func shuffled(using generator: inout SeededGenerator) -> MemoryStorage {
    MemoryStorage(files.shuffled(using: &generator))
  }
}

/// Keeps what a storage shows.
public func files(of storage: some LedgerStorage) throws -> [LedgerFile] {
  var files: [LedgerFile] = []
  try storage.forEachFile { files.append($0) }
  return files
}
