internal import Git
internal import Ledger

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Counts commits from what git prints of them: for each its id on a line, then its patch, as
///
///     git diff-tree --stdin -p --root --no-renames --full-index
///
/// does. What a patch is about is told from what it shows by git's own line counts, so that no
/// content of a file is taken for anything else.
struct PatchReader {
  /// Why reading stops.
  enum Failure: Error {
    /// This is not what git prints.
    case malformed
    /// A line or a commit is larger than is kept in memory.
    case tooLarge
  }

  /// What takes a commit that has been read to its end, with `nil` where a patch tells too little.
  typealias Visitor = (ObjectID, CommitSummary?) -> Void

  private var commit: Commit?

  /// The start of a line whose end has not come yet.
  private var pending: [UInt8] = []

  /// Bytes.
  private static let longestLine = 64 << 20

  private static let mostFiles = 100_000

  /// Takes what git printed next.
  mutating func read(_ bytes: UnsafeRawBufferPointer, _ visit: Visitor) throws(Failure) {
    guard let start = bytes.baseAddress else { return }
    var position = 0
    while position < bytes.count {
      let rest = bytes.count - position
      guard let newline = memchr(start + position, 0x0A, rest) else {
        guard pending.count + rest <= Self.longestLine else { throw .tooLarge }
        pending += bytes[position...]
        return
      }
      let count = UnsafeRawPointer(newline) - (start + position) + 1
      let line = UnsafeRawBufferPointer(start: start + position, count: count)
      position += count
      if pending.isEmpty {
        try take(line, visit)
      } else {
        let whole = pending + line
        pending = []
        let result = whole.withUnsafeBytes { bytes in
          Result { () throws(Failure) in try take(bytes, visit) }
        }
        try result.get()
      }
    }
  }

  /// Notes that git has printed everything.
  mutating func finish(_ visit: Visitor) throws(Failure) {
    guard pending.isEmpty else { throw .malformed }
    try endCommit(visit)
  }

  private mutating func endCommit(_ visit: Visitor) throws(Failure) {
    guard var ended = commit.take() else { return }
    visit(ended.id, try ended.finish())
  }

  /// Takes a line with its end.
  private mutating func take(
    _ line: UnsafeRawBufferPointer, _ visit: Visitor
  ) throws(Failure) {
    if commit?.isInLines != true, line.count == ObjectID.byteCount * 2 + 1,
      let id = ObjectID(hex: line.dropLast())
    {
      try endCommit(visit)
      commit = Commit(id: id)
      return
    }
    guard commit != nil else { throw .malformed }
    try commit?.take(line)
    guard commit?.fileCount ?? 0 <= Self.mostFiles else { throw .tooLarge }
  }
}

extension PatchReader {
  /// A commit of which something may still come.
  private struct Commit {
    let id: ObjectID

    /// A file whose lines are being read.
    private struct File {
      var header: PatchID.Header
      var counts: (additions: Int64, deletions: Int64) = (0, 0)
      var isBegun = false
    }

    private var patchID = PatchID()
    private var file: File?
    private var changes: [TreeChange] = []
    private var lineCounts: [(additions: Int64, deletions: Int64)] = []

    /// How many lines of a hunk are still to come.
    private var expected: (old: Int, new: Int) = (0, 0)

    /// A file that became a link is shown as a removal and an addition, and counted as neither.
    private var hasTypeChange = false
    private var removed: [UInt8]?

    init(id: ObjectID) {
      self.id = id
    }

    var fileCount: Int { changes.count }
    var isInLines: Bool { expected.old > 0 || expected.new > 0 }

    /// The outcome; `nil` where the patch does not tell.
    mutating func finish() throws(Failure) -> CommitSummary? {
      guard !isInLines else { throw .malformed }
      endFile()
      guard !hasTypeChange else { return nil }
      let renamed = ExactRenames(in: changes)
      var counts = CommitProof.Counts(files: changes, renamed: renamed)
      for (index, lines) in lineCounts.enumerated() where !renamed.contains(index) {
        counts.additions += lines.additions
        counts.deletions += lines.deletions
      }
      return CommitSummary(counts: counts, patchID: patchID.finish())
    }

    mutating func take(_ line: UnsafeRawBufferPointer) throws(Failure) {
      if isInLines { return try takeContent(line) }
      if line.begins("diff --git ") { return try begin(line) }
      guard file != nil else { throw .malformed }
      if line.begins("index ") {
        try takeIDs(line)
      } else if let mode = try line.mode(after: "new file mode ") {
        file?.header.old = nil
        file?.header.new = TreeEntry(id: .none, mode: mode)
      } else if let mode = try line.mode(after: "deleted file mode ") {
        file?.header.old = TreeEntry(id: .none, mode: mode)
        file?.header.new = nil
      } else if let mode = try line.mode(after: "old mode ") {
        file?.header.old = TreeEntry(id: .none, mode: mode)
      } else if let mode = try line.mode(after: "new mode ") {
        file?.header.new = TreeEntry(id: .none, mode: mode)
      } else if line.begins("--- ") {
        beginFile()
        if let header = file?.header { patchID.beginLines(of: header) }
      } else if line.begins("Binary files ") {
        beginFile()
        if let header = file?.header { patchID.addBinary(header) }
      } else if line.begins("@@ -") {
        expected = try line.hunk()
      } else if !line.begins("+++ "), !line.begins("\\ ") {
        throw .malformed
      }
    }

    private mutating func takeContent(_ line: UnsafeRawBufferPointer) throws(Failure) {
      let content = UnsafeRawBufferPointer(rebasing: line.dropFirst())
      switch line.first {
      case UInt8(ascii: " "):
        expected.old -= 1
        expected.new -= 1
        patchID.add(.context, content)
      case UInt8(ascii: "-"):
        expected.old -= 1
        file?.counts.deletions += 1
        patchID.add(.removed, content)
      case UInt8(ascii: "+"):
        expected.new -= 1
        file?.counts.additions += 1
        patchID.add(.added, content)
      // Git's remark that a file does not end in a newline.
      case UInt8(ascii: "\\"): break
      default: throw .malformed
      }
      guard expected.old >= 0, expected.new >= 0 else { throw .malformed }
    }

    private mutating func begin(_ line: UnsafeRawBufferPointer) throws(Failure) {
      endFile()
      // Nothing is renamed here, so that both names are of one length.
      let names = Array(line.dropFirst("diff --git ".utf8.count).dropLast())
      let half = names.count / 2
      guard names.count % 2 == 1, names[half] == UInt8(ascii: " ") else { throw .malformed }
      let old = Array(names[..<half])
      file = File(
        header: PatchID.Header(
          names: (old, Array(names[(half + 1)...])), old: TreeEntry(id: .none, mode: 0),
          new: TreeEntry(id: .none, mode: 0)))
      if old == removed { hasTypeChange = true }
    }

    /// Takes `index OLD..NEW` with the mode where that is one for both.
    private mutating func takeIDs(_ line: UnsafeRawBufferPointer) throws(Failure) {
      let digits = ObjectID.byteCount * 2
      let start = "index ".utf8.count
      let second = start + digits + 2
      guard line.count > second + digits, let old = ObjectID(hex: line[start..<(start + digits)]),
        let new = ObjectID(hex: line[second..<(second + digits)])
      else { throw .malformed }
      let both = line[(second + digits)...].dropFirst().dropLast()
      let mode = both.isEmpty ? nil : try UnsafeRawBufferPointer.mode(both)
      if let entry = file?.header.old {
        file?.header.old = TreeEntry(id: old, mode: mode ?? entry.mode)
      }
      if let entry = file?.header.new {
        file?.header.new = TreeEntry(id: new, mode: mode ?? entry.mode)
      }
    }

    private mutating func beginFile() {
      guard let header = file?.header, file?.isBegun == false else { return }
      file?.isBegun = true
      patchID.begin(header)
    }

    private mutating func endFile() {
      beginFile()
      guard let ended = file.take() else { return }
      changes.append(TreeChange(path: [], old: ended.header.old, new: ended.header.new))
      lineCounts.append(ended.counts)
      removed = ended.header.new == nil ? ended.header.names.old : nil
    }
  }
}

extension ObjectID {
  /// Stands where git's patch names no object.
  fileprivate static let none = ObjectID(hashing: .blob, [])
}

extension UnsafeRawBufferPointer {
  fileprivate func begins(_ prefix: StaticString) -> Bool {
    guard let baseAddress, count >= prefix.utf8CodeUnitCount else { return false }
    return memcmp(baseAddress, prefix.utf8Start, prefix.utf8CodeUnitCount) == 0
  }

  fileprivate func mode(after prefix: StaticString) throws(PatchReader.Failure) -> UInt32? {
    guard begins(prefix) else { return nil }
    return try Self.mode(dropFirst(prefix.utf8CodeUnitCount).dropLast())
  }

  fileprivate static func mode(
    _ digits: Slice<UnsafeRawBufferPointer>
  ) throws(PatchReader.Failure) -> UInt32 {
    guard digits.count == 6, let mode = UInt32(String(decoding: digits, as: UTF8.self), radix: 8)
    else { throw .malformed }
    return mode
  }

  /// Reads `@@ -FROM,COUNT +FROM,COUNT @@`; a count of 1 is left out.
  fileprivate func hunk() throws(PatchReader.Failure) -> (old: Int, new: Int) {
    var position = "@@ -".utf8.count
    func number() throws(PatchReader.Failure) -> Int {
      var value = 0
      let first = position
      while position < count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self[position]) {
        guard position - first < 12 else { throw .malformed }
        value = value * 10 + Int(self[position] - UInt8(ascii: "0"))
        position += 1
      }
      guard position > first, position < count else { throw .malformed }
      return value
    }
    func length() throws(PatchReader.Failure) -> Int {
      _ = try number()
      guard self[position] == UInt8(ascii: ",") else { return 1 }
      position += 1
      return try number()
    }
    let old = try length()
    guard position + 1 < count, self[position] == UInt8(ascii: " "),
      self[position + 1] == UInt8(ascii: "+")
    else { throw .malformed }
    position += 2
    return (old, try length())
  }
}
