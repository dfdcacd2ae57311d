internal import Git
internal import Programs

/// One commit on top of another that changes many files, in one pack.
///
/// `git fast-import` writes it: it takes a quarter of the time that libgit2 needs for a pack, which
/// reads again what it has written, object by object.
struct FastImport {
  let parents: [ObjectID]

  /// `Name <mail>` of author and committer.
  let identity: String

  /// In seconds since 1970.
  let time: Int64
  let message: String

  /// What the commit changes of the first parent's tree: files to put there, or with `nil` to
  /// remove.
  let files: [(path: [UInt8], content: [UInt8]?)]

  /// No deltas: looking for them takes longer than all the rest, and whoever sends or collects the
  /// objects looks again.
  private static let arguments = [
    "-c", "pack.compression=1", "-c", "core.compression=1", "-c", "fastimport.unpackLimit=1",
    "fast-import", "--quiet", "--depth=0", "--done",
  ]

  /// In seconds. Git prints nothing before it has written the pack.
  private static let longest: Int32 = 600

  /// Writes the commit into a repository.
  ///
  /// - Returns: Its id; `nil` where git is not there or cannot do it, with nothing stored.
  func run(in repository: Repository) -> ObjectID? {
    guard let scratch = try? ScratchRepository(over: repository) else { return nil }
    var printed: [UInt8] = []
    let status = try? scratch.git.run(Self.arguments, input: stream(), silence: Self.longest) {
      printed += $0
      return printed.count <= 1_000
    }
    guard status == 0 else { return nil }
    return ObjectID(hex: printed.prefix { $0 != UInt8(ascii: "\n") })
  }

  /// What git reads.
  private func stream() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(files.reduce(1_000) { $0 + ($1.content?.count ?? 0) + 150 })
    func line(_ text: String) { bytes += text.utf8 + [UInt8(ascii: "\n")] }
    func data(_ content: [UInt8]) {
      line("data \(content.count)")
      bytes += content
      line("")
    }
    line("commit \(ScratchRepository.branch)")
    line("mark :1")
    line("committer \(identity) \(time) +0000")
    data(Array(message.utf8))
    for (index, parent) in parents.enumerated() {
      line("\(index == 0 ? "from" : "merge") \(parent)")
    }
    for (path, content) in files {
      bytes += (content == nil ? "D " : "M 100644 inline ").utf8
      bytes += Self.quote(path)
      line("")
      if let content { data(content) }
    }
    line("get-mark :1")
    line("done")
    return bytes
  }

  /// A path as git writes one that holds any bytes.
  private static func quote(_ path: [UInt8]) -> [UInt8] {
    var quoted = [UInt8(ascii: "\"")]
    for byte in path {
      if byte < 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        let digits = String(byte, radix: 8)
        quoted += "\\\(String(repeating: "0", count: 3 - digits.count))\(digits)".utf8
      } else {
        quoted.append(byte)
      }
    }
    return quoted + [UInt8(ascii: "\"")]
  }
}
