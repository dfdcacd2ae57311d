internal import Git
internal import SSHSignature

/// Computes what `git patch-id --stable` prints for the output of
///
///     git -c core.quotePath=false diff-tree -p --root --no-renames --full-index COMMIT
///
/// (git 2.39 and later). Two commits that make the same change have the same id, wherever in the
/// file it is and whatever its white space.
struct PatchID {
  private var hash = Hash()
  private var sum = [UInt8](repeating: 0, count: 20)
  private var isEmpty = true

  // git skips the first header line of the file that follows a binary one.
  private var skipsNextHeader = false

  // A file without lines, such as one whose mode alone changed, is summed with the one after it.
  private var endsFile = false

  /// Holds the running hash; a class because the hash itself cannot be copied.
  private final class Hash {
    private var state: SHA1? = SHA1()
    private var buffer: [UInt8] = []

    /// Bytes to gather before they are hashed in one call.
    private static let batch = 16_384

    /// Hashes a line without its white space, up to a NUL as git's C strings end there.
    func update(mark: UInt8?, _ line: some Sequence<UInt8>) {
      if let mark { buffer.append(mark) }
      for byte in line {
        if byte == 0 { break }
        if byte > 0x20 || !Self.isSpace(byte) { buffer.append(byte) }
      }
      if buffer.count >= Self.batch { drain() }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
      byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private func drain() {
      state?.update(buffer)
      buffer.removeAll(keepingCapacity: true)
    }

    func finalize() -> [UInt8] {
      drain()
      let digest = state.take()?.finalize() ?? []
      state = SHA1()
      return digest
    }
  }

  /// The id; `nil` if nothing was changed.
  consuming func finish() -> String? {
    guard !isEmpty else { return nil }
    flush()
    return Hex.encode(sum)
  }

  /// What a patch says of a file before its lines.
  struct Header {
    /// Its names with `a/` and `b/`, in quotes where git puts them in quotes.
    let names: (old: [UInt8], new: [UInt8])

    /// What was there; `nil` if nothing.
    var old: TreeEntry?

    /// What is there; `nil` if nothing.
    var new: TreeEntry?
  }

  /// Starts a file.
  mutating func begin(_ header: Header) {
    if endsFile { flush() }
    endsFile = false
    if skipsNextHeader {
      skipsNextHeader = false
    } else {
      update(Array("diff --git ".utf8) + header.names.old + header.names.new)
    }
    switch (header.old?.mode, header.new?.mode) {
    case (nil, let mode?): update(Self.line("new file mode", mode))
    case (let mode?, nil): update(Self.line("deleted file mode", mode))
    case (let before?, let after?) where before != after:
      update(Self.line("old mode", before))
      update(Self.line("new mode", after))
    default: break
    }
  }

  /// Notes that a file's lines follow.
  mutating func beginLines(of header: Header) {
    let absent = Array("/dev/null".utf8)
    update(Array("--- ".utf8) + (header.old == nil ? absent : header.names.old))
    update(Array("+++ ".utf8) + (header.new == nil ? absent : header.names.new))
    endsFile = true
  }

  /// Takes a line of a hunk.
  mutating func add(_ change: LineChange, _ line: UnsafeRawBufferPointer) {
    let mark: UInt8 =
      switch change {
      case .context: UInt8(ascii: " ")
      case .added: UInt8(ascii: "+")
      case .removed: UInt8(ascii: "-")
      }
    isEmpty = false
    hash.update(mark: mark == UInt8(ascii: " ") ? nil : mark, line)
  }

  /// Takes a binary file: only that one object became another.
  mutating func addBinary(_ header: Header) {
    let absent = String(repeating: "0", count: 40)
    update(Array((header.old?.id.hex ?? absent).utf8))
    update(Array((header.new?.id.hex ?? absent).utf8))
    flush()
    skipsNextHeader = true
  }

  private mutating func update(_ line: [UInt8]) {
    isEmpty = false
    hash.update(mark: nil, line)
  }

  /// Adds the hash of what was read to the sum, as numbers of 20 bytes from low to high.
  private mutating func flush() {
    var carry = 0
    for (index, byte) in hash.finalize().enumerated() {
      carry += Int(sum[index]) + Int(byte)
      sum[index] = UInt8(truncatingIfNeeded: carry)
      carry >>= 8
    }
  }

  private static func line(_ text: String, _ mode: UInt32) -> [UInt8] {
    Array("\(text) \(String(mode, radix: 8))".utf8)
  }
}

extension PatchID.Header {
  /// Describes a change as git does.
  init(_ change: TreeChange) {
    self.init(
      names: (Self.quoted("a/", change.path), Self.quoted("b/", change.path)), old: change.old,
      new: change.new)
  }

  /// A path as git's headers show it: in quotes, with escapes, if it holds characters that need it.
  private static func quoted(_ prefix: String, _ path: [UInt8]) -> [UInt8] {
    let whole = Array(prefix.utf8) + path
    let needsQuotes = { (byte: UInt8) in
      byte < 0x20 || byte == 0x7F || byte == 0x22 || byte == 0x5C
    }
    guard whole.contains(where: needsQuotes) else { return whole }
    let letters: [UInt8: String] = [
      0x07: "a", 0x08: "b", 0x09: "t", 0x0A: "n", 0x0B: "v", 0x0C: "f", 0x0D: "r", 0x22: "\"",
      0x5C: "\\",
    ]
    var result = [UInt8(ascii: "\"")]
    for byte in whole {
      if let letter = letters[byte] {
        result += Array("\\\(letter)".utf8)
      } else if needsQuotes(byte) {
        let octal = String(byte, radix: 8)
        result += Array("\\\(String(repeating: "0", count: 3 - octal.count))\(octal)".utf8)
      } else {
        result.append(byte)
      }
    }
    return result + [UInt8(ascii: "\"")]
  }
}
