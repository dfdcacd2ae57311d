/// What is done to a ledger.
enum Mutation: Sendable {
  /// Turns one bit of the byte at a position.
  case flip(String, Int)
  /// Takes the byte at a position out.
  case delete(String, Int)
  /// Puts the byte at a position there twice, which looks least like a change.
  case double(String, Int)
  case remove(String)
  case swap(String, String)
  case rename(String, String)

  /// The files of which one must be named.
  var suspects: [String] {
    switch self {
    case .flip(let file, _), .delete(let file, _), .double(let file, _), .remove(let file): [file]
    case .swap(let one, let other), .rename(let one, let other): [one, other]
    }
  }
}

/// A ledger of three records: its files by path.
struct SmallLedger: Sendable {
  let files: [String: [UInt8]]

  /// Where its repository is.
  let repository: String

  var records: [String] { files.keys.filter { $0.hasSuffix(".relay") }.sorted() }

  static func make(in sandbox: Sandbox) throws -> SmallLedger {
    try sandbox.succeed("git", "init", "--quiet", "repo")
    let repository = "\(sandbox.current)/repo"
    try sandbox.succeed("relay", "init", "123", in: repository)
    for name in ["One", "Two"] {
      try sandbox.succeed(
        "git", "commit", "--quiet", "--allow-empty", "-m", "\(name) #relay-123", in: repository)
    }
    let folder = "\(repository)/.relay/123"
    let files = try Disk.files(below: folder).map { ($0, try Disk.read("\(folder)/\($0)")) }
    let ledger = SmallLedger(
      files: Dictionary(uniqueKeysWithValues: files), repository: repository)
    guard ledger.records.count == 3 else {
      throw SetupError("not three records: \(files.map(\.0))")
    }
    return ledger
  }

  /// Three changes at each byte of each file, and a byte more at its end.
  var mutationsOfBytes: [Mutation] {
    files.keys.sorted().flatMap { file -> [Mutation] in
      let positions = 0..<(files[file]?.count ?? 0)
      return positions.map { .flip(file, $0) } + positions.map { .delete(file, $0) }
        + positions.map { .double(file, $0) } + [.double(file, positions.count)]
    }
  }

  /// Every record removed, every two exchanged, every digit of every name changed.
  var mutationsOfFiles: [Mutation] {
    var mutations: [Mutation] = []
    for (index, record) in records.enumerated() {
      mutations.append(.remove(record))
      for other in records[(index + 1)...] { mutations.append(.swap(record, other)) }
    }
    for file in files.keys.sorted() where file != "README.md" {
      let slash = file.lastIndex(of: "/") ?? file.startIndex
      for position in file[slash...].indices.dropFirst() {
        let other: Character = file[position] == "0" ? "1" : "0"
        let renamed = file[..<position] + [other] + file[file.index(after: position)...]
        mutations.append(.rename(file, String(renamed)))
      }
    }
    return mutations
  }

  /// The files that a mutation changes, with their new bytes; `nil` for a file that goes.
  func changes(by mutation: Mutation) -> [String: [UInt8]?] {
    switch mutation {
    case .flip(let file, let position):
      return edit(file) { $0[position] ^= 1 << (position % 8) }
    case .delete(let file, let position):
      return edit(file) { $0.remove(at: position) }
    case .double(let file, let position):
      return edit(file) { bytes in
        let byte = position < bytes.count ? bytes[position] : bytes.last ?? UInt8(ascii: "\n")
        bytes.insert(byte, at: position)
      }
    case .remove(let file): return [file: nil]
    case .swap(let one, let other): return [one: files[other], other: files[one]]
    case .rename(let old, let new): return [old: nil, new: files[old]]
    }
  }

  private func edit(_ file: String, _ body: (inout [UInt8]) -> Void) -> [String: [UInt8]?] {
    var bytes = files[file] ?? []
    body(&bytes)
    return [file: bytes]
  }
}
