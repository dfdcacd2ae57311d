public import Git
public import Ledger

/// `.relay/123` at the top of the main work tree: the ledger as plain files, for people and as a
/// backup. Git ignores it.
public struct VisibleCopy: Sendable {
  /// The top of the main work tree, ending in a slash.
  private let workDirectory: String

  private let number: Int64

  /// The folder's name in the work tree.
  public static let folder = ".relay"

  /// The copy of a project's ledger; `nil` in a bare repository.
  public init?(of branch: LedgerBranch, in repository: Repository) throws(GitError) {
    guard let directory = try repository.mainWorkDirectory() else { return nil }
    workDirectory = directory
    number = branch.number
  }

  private var relative: String { "\(Self.folder)/\(number)" }

  /// The path of the folder for all projects.
  public var top: String { workDirectory + Self.folder }

  /// The folder's path.
  public var path: String { workDirectory + relative }

  /// The copy as a ledger to read.
  public var storage: FolderStorage { FolderStorage(path: path) }

  /// Adds records that the branch has got. Reads no record that is there.
  ///
  /// A crash in between leaves a head too many, never one too few.
  public func add(_ records: [VerifiedRecord]) throws(FileError) {
    try prepare()
    guard !records.isEmpty else { return }
    try Files.makeFolder("\(relative)/records", under: workDirectory)
    if records.count == 1 {
      try add(records, in: String(records[0].id.hex.prefix(2)))
    } else {
      // By the first folder, so that each is made by one worker.
      let groups = Dictionary(grouping: records) { String($0.id.hex.prefix(2)) }
      let outcomes = Parallel.map(groups.map { $0 }) { group in
        Result { () throws(FileError) in try add(group.value, in: group.key) }
      }
      for outcome in outcomes { try outcome.get() }
    }
    let named = Set(records.flatMap(\.payload.parents))
    let heads = records.map(\.id).filter { !named.contains($0) }
    // One in place of one needs no new file.
    if heads.count == 1, named.count == 1, let old = named.first,
      try moveHead(from: old, to: heads[0])
    {
      return
    }
    for head in heads { try write([], to: path + "/" + LedgerPath.head(head).text) }
    for parent in named { try Files.remove(path + "/" + LedgerPath.head(parent).text) }
  }

  private func moveHead(from old: RecordID, to new: RecordID) throws(FileError) -> Bool {
    let file = path + "/" + LedgerPath.head(old).text
    guard try Files.kind(file) == .file(size: 0) else { return false }
    do {
      try Files.move(file, to: path + "/" + LedgerPath.head(new).text)
    } catch {
      // Another process was quicker to take it away.
      guard error.isMissing else { throw error }
      return false
    }
    return true
  }

  private func add(_ records: [VerifiedRecord], in folder: String) throws(FileError) {
    try Files.makeFolder(folder, under: path + "/records")
    for record in records {
      let file = LedgerPath.record(record.id).text
      let second = String(file.split(separator: "/")[2])
      try Files.makeFolder(second, under: "\(path)/records/\(folder)")
      try write(record.bytes, to: path + "/" + file, as: folder)
    }
  }

  /// Makes the copy hold everything that a ledger does, in place of what was changed there. Other
  /// files stay.
  public func rebuild(from ledger: Ledger) throws(FileError) {
    try prepare()
    var missing: [VerifiedRecord] = []
    for record in ledger.records {
      let file = path + "/" + LedgerPath.record(record.id).text
      let bytes = try? Files.read(file, limit: UnverifiedRecord.longestFile)
      if bytes != record.bytes { missing.append(record) }
    }
    try add(missing)
    let heads = Set(ledger.heads.map(\.hex))
    for name in try Files.names(in: path + "/heads") {
      let text = String(decoding: name, as: UTF8.self)
      if !heads.contains(text) { try Files.remove(path + "/heads/" + text) }
    }
    for head in ledger.heads {
      let file = path + "/" + LedgerPath.head(head).text
      if try Files.kind(file) == nil { try write([], to: file) }
    }
  }

  /// Writes through a name outside the ledger's folder, where only whole files may be seen; a
  /// worker has one of its own.
  private func write(
    _ bytes: [UInt8], to file: String, as worker: String = ""
  ) throws(FileError) {
    try Files.write(bytes, to: file, through: "\(path).tmp\(ProcessID.current).\(worker)")
  }

  private func prepare() throws(FileError) {
    try Files.makeFolder("\(relative)/heads", under: workDirectory)
    let ignore = workDirectory + Self.folder + "/.gitignore"
    if try Files.kind(ignore) == nil { try Files.write(Array("*\n".utf8), to: ignore) }
    let readme = path + "/" + LedgerPath.readme.text
    let bytes = try? Files.read(readme, limit: UnverifiedRecord.longestFile)
    if bytes != Array(Readme.text.utf8) { try write(Array(Readme.text.utf8), to: readme) }
  }
}

extension VisibleCopy {
  /// The numbers of the projects that a work tree has copies of.
  public static func numbers(in workDirectory: String?) -> [Int64] {
    guard let workDirectory, let names = try? Files.names(in: workDirectory + folder) else {
      return []
    }
    return names.compactMap { name in
      let text = String(decoding: name, as: UTF8.self)
      return Int64(text).flatMap { String($0) == text && $0 > 0 ? $0 : nil }
    }
  }
}
