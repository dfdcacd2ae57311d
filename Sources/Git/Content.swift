internal import CLibgit2

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a tree entry holds, as git's line counts see it.
public struct Content {
  private enum Storage {
    case blob(Blob)
    case bytes([UInt8])
  }

  private let storage: Storage

  /// Git looks for a NUL in this many leading bytes to call a file binary.
  private static let binaryPrefix = 8_000

  /// From this size on git calls a file binary without reading it: its default for
  /// `core.bigFileThreshold`, in bytes.
  private static let largest = 512 << 20

  /// Nothing: the other side of an added or removed file.
  public static var empty: Content { Content(storage: .bytes([])) }

  /// Reads what an entry holds. A submodule's is the line that git's diffs show for it.
  ///
  /// - Throws: ``GitError`` of kind `notFound` where a partial clone lacks it.
  public static func read(
    _ entry: TreeEntry, in repository: Repository
  ) throws(GitError) -> Content {
    if entry.kind == TreeEntry.Mode.submodule {
      return Content(storage: .bytes(Array("Subproject commit \(entry.id.hex)\n".utf8)))
    }
    return Content(storage: .blob(try Blob.read(entry.id, in: repository)))
  }

  /// The bytes, for as long as `body` runs.
  public func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    switch storage {
    case .blob(let blob): blob.withUnsafeBytes(body)
    case .bytes(let bytes): bytes.withUnsafeBytes(body)
    }
  }

  /// Whether git calls it binary, attributes aside.
  public var isBinary: Bool {
    withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress, bytes.count > 0 else { return false }
      return bytes.count >= Self.largest
        || memchr(start, 0, min(bytes.count, Self.binaryPrefix)) != nil
    }
  }
}

/// Libgit2's form of a blob.
private final class Blob {
  let pointer: OpaquePointer
  // Keeps the object database open for as long as the content is in use.
  private let repository: Repository

  private init(takingOwnershipOf pointer: OpaquePointer, of repository: Repository) {
    self.pointer = pointer
    self.repository = repository
  }

  deinit {
    git_blob_free(pointer)
  }

  static func read(_ id: ObjectID, in repository: Repository) throws(GitError) -> Blob {
    var pointer: OpaquePointer?
    var oid = id.oid
    let status = git_blob_lookup(&pointer, repository.pointer, &oid)
    guard status >= 0, let pointer else {
      throw GitError(status: status, function: "git_blob_lookup")
    }
    return Blob(takingOwnershipOf: pointer, of: repository)
  }

  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    body(
      UnsafeRawBufferPointer(
        start: git_blob_rawcontent(pointer), count: Int(git_blob_rawsize(pointer))))
  }
}

/// How a line stands in a diff.
public enum LineChange: Sendable {
  case context
  case added
  case removed
}

extension Content {
  /// Compares two texts line by line with Myers' algorithm and three lines of context, as git does
  /// without any setting, and visits the lines of all hunks in order.
  ///
  /// Works without a path, so that no attribute or setting of a repository changes the outcome.
  public static func compare(
    _ old: Content, _ new: Content, line visit: (LineChange, UnsafeRawBufferPointer) -> Void
  ) throws(GitError) {
    if old.isEmpty { return new.forEachLine { visit(.added, $0) } }
    if new.isEmpty { return old.forEachLine { visit(.removed, $0) } }
    var options = git_diff_options()
    try check(
      git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)), "git_diff_options_init")
    options.flags = GIT_DIFF_FORCE_TEXT.rawValue | GIT_DIFF_INDENT_HEURISTIC.rawValue
    options.context_lines = 3
    let status = withoutActuallyEscaping(visit) { escaping in
      let visitor = LineVisitor(visit: escaping)
      let payload = Unmanaged.passUnretained(visitor).toOpaque()
      // Not as blobs: for these libgit2 would look for attributes, and read the whole index for it.
      return old.withUnsafeBytes { oldBytes in
        new.withUnsafeBytes { newBytes in
          git_diff_buffers(
            oldBytes.baseAddress, oldBytes.count, nil, newBytes.baseAddress, newBytes.count, nil,
            &options, nil, nil, nil, visitLine, payload)
        }
      }
    }
    try check(status, "git_diff")
  }

  private var isEmpty: Bool { withUnsafeBytes { $0.isEmpty } }

  private func forEachLine(_ visit: (UnsafeRawBufferPointer) -> Void) {
    withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      var position = 0
      while position < bytes.count {
        let rest = bytes.count - position
        let newline = memchr(start + position, 0x0A, rest)
        let length = newline.map { UnsafeRawPointer($0) - (start + position) + 1 } ?? rest
        visit(UnsafeRawBufferPointer(start: start + position, count: length))
        position += length
      }
    }
  }
}

/// Carries a Swift closure through C.
private final class LineVisitor {
  let visit: (LineChange, UnsafeRawBufferPointer) -> Void

  init(visit: @escaping (LineChange, UnsafeRawBufferPointer) -> Void) {
    self.visit = visit
  }
}

private func visitLine(
  delta: UnsafePointer<git_diff_delta>?, hunk: UnsafePointer<git_diff_hunk>?,
  line: UnsafePointer<git_diff_line>?, payload: UnsafeMutableRawPointer?
) -> Int32 {
  guard let line = line?.pointee, let payload else { return 0 }
  let change: LineChange
  switch UInt8(bitPattern: line.origin) {
  case UInt8(ascii: " "): change = .context
  case UInt8(ascii: "+"): change = .added
  case UInt8(ascii: "-"): change = .removed
  // What remains are git's remarks on a missing newline at the end.
  default: return 0
  }
  let visitor = Unmanaged<LineVisitor>.fromOpaque(payload).takeUnretainedValue()
  visitor.visit(change, UnsafeRawBufferPointer(start: line.content, count: line.content_len))
  return 0
}
