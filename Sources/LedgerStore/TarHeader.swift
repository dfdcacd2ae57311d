/// The 512 bytes before each entry of an archive in the ustar format of POSIX.1-1988: text ends at
/// a NUL or the field's end, numbers are octal digits.
///
/// | from | length | field    | written as              |
/// | ---: | -----: | -------- | ----------------------- |
/// |    0 |    100 | name     | the path, or its end    |
/// |  100 |      8 | mode     | `0000644`, NUL          |
/// |  108 |      8 | uid      | `0000000`, NUL          |
/// |  116 |      8 | gid      | `0000000`, NUL          |
/// |  124 |     12 | size     | eleven digits, NUL      |
/// |  136 |     12 | mtime    | `00000000000`, NUL      |
/// |  148 |      8 | chksum   | six digits, NUL, space  |
/// |  156 |      1 | typeflag | `0`                     |
/// |  157 |    100 | linkname |                         |
/// |  257 |      8 | magic    | `ustar`, NUL, `00`      |
/// |  265 |     64 | owners   |                         |
/// |  329 |     16 | devices  | twice `0000000`, NUL    |
/// |  345 |    155 | prefix   | the folder of the name  |
/// |  500 |     12 |          |                         |
///
/// Mode, owners and time are checked for form only: nothing is made of them.
enum TarHeader: Equatable, Sendable {
  /// A regular file, and how many bytes of it follow.
  case file(TarPath, size: UInt64)
  /// A folder; `nil` for the one that the archive was made in.
  case folder(TarPath?)

  /// The length of a header, and what content is padded to a multiple of, in bytes.
  static let block = 512

  private enum Field {
    static let name = 0..<100
    static let mode = 100..<108
    static let size = 124..<136
    static let checksum = 148..<156
    static let type = 156
    static let link = 157..<257
    static let magic = 257..<265
    static let devices = [329..<337, 337..<345]
    static let prefix = 345..<500
    static let rest = 500..<512

    /// Mode, owners and time.
    static let ignored = [mode, 108..<116, 116..<124, 136..<148]
  }

  private static let slash = UInt8(ascii: "/")
  private static let ustar = Array("ustar\u{0}00".utf8)

  /// How many zeros follow content of so many bytes.
  static func padding(after length: Int) -> Int {
    (block - length % block) % block
  }

  /// Whether zeros are all there is.
  static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { $0 == 0 }
  }
}

extension TarHeader {
  /// Makes the header of a file; fails if the path has no slash where a long one can be divided.
  static func serialize(_ path: TarPath, size: Int) throws(TarError) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: Self.block)
    let (prefix, name) = try divide(path)
    block.replace(Field.prefix, with: prefix)
    block.replace(Field.name, with: name)
    for field in Field.ignored + Field.devices {
      block.replace(field, with: try digits(0, count: field.count - 1))
    }
    block.replace(Field.mode, with: "0000644".utf8)
    block.replace(Field.size, with: try digits(size, count: Field.size.count - 1))
    block[Field.type] = UInt8(ascii: "0")
    block.replace(Field.magic, with: ustar)
    let sum = try digits(sum(block), count: 6)
    block.replace(Field.checksum, with: sum + [0, UInt8(ascii: " ")])
    return block
  }

  /// A path in two fields, the first empty if possible, else as long as possible: GNU tar's way.
  private static func divide(
    _ path: TarPath
  ) throws(TarError) -> (prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>) {
    let bytes = path.bytes
    guard bytes.count > Field.name.count else { return ([], bytes[...]) }
    guard let place = bytes.prefix(Field.prefix.count + 1).lastIndex(of: slash),
      bytes.count - place - 1 <= Field.name.count
    else { throw TarError("a path too long to be divided into a folder and a name") }
    return (bytes[..<place], bytes[(place + 1)...])
  }

  private static func digits(_ number: Int, count: Int) throws(TarError) -> [UInt8] {
    let digits = Array(String(number, radix: 8).utf8)
    guard digits.count <= count else { throw TarError("a file too long for the format") }
    return [UInt8](repeating: UInt8(ascii: "0"), count: count - digits.count) + digits
  }

  /// The sum of all bytes, those of the checksum's own field taken for spaces.
  private static func sum(_ block: [UInt8]) -> Int {
    var block = block
    block.replace(Field.checksum, with: "        ".utf8)
    var sum = 0
    for byte in block { sum += Int(byte) }
    return sum
  }
}

extension TarHeader {
  /// Parses a header that is not a block of zeros.
  init(parsing bytes: ArraySlice<UInt8>) throws(TarError) {
    guard bytes.count == Self.block else { throw TarError("cut short") }
    let block = Array(bytes)
    // What GNU tar writes unless told otherwise.
    guard !block[Field.magic].elementsEqual("ustar  \u{0}".utf8) else {
      throw TarError("in GNU's own format, not in ustar")
    }
    guard block[Field.magic].elementsEqual(Self.ustar) else {
      throw TarError("not in the ustar format")
    }
    guard try Self.number(block[Field.checksum], "checksum") == Self.sum(block) else {
      throw TarError("a wrong checksum")
    }
    if let reason = Self.refusal(ofType: block[Field.type]) { throw TarError(reason) }
    for field in Field.ignored { _ = try Self.number(block[field], "mode, owner or time") }
    for field in Field.devices where !Self.isBlank(block[field]) {
      _ = try Self.number(block[field], "device")
    }
    guard Self.isBlank(block[Field.link]) else { throw TarError("a link's target without a link") }
    guard Self.isBlank(block[Field.rest]) else { throw TarError("bytes after the last field") }
    let size = try Self.number(block[Field.size], "size")
    let (prefix, name) = (try Self.text(block[Field.prefix]), try Self.text(block[Field.name]))
    guard !name.isEmpty else { throw TarError("an empty path") }
    var path = prefix.isEmpty ? Array(name) : prefix + [Self.slash] + name

    let isFolder = block[Field.type] == UInt8(ascii: "5")
    // What follows the header of a folder is its content to some readers, and an entry to others.
    guard !isFolder || size == 0 else { throw TarError("a folder with content") }
    if isFolder && (path == Array("./".utf8) || path == Array(".".utf8)) {
      self = .folder(nil)
      return
    }
    if path.starts(with: "./".utf8) { path.removeFirst(2) }
    if isFolder && path.last == Self.slash { path.removeLast() }
    let checked = try TarPath(validating: path)
    self = isFolder ? .folder(checked) : .file(checked, size: size)
  }

  private static func text(_ field: ArraySlice<UInt8>) throws(TarError) -> ArraySlice<UInt8> {
    let text = field.prefix { $0 != 0 }
    guard isBlank(field[text.endIndex...]) else { throw TarError("a path with a NUL in it") }
    return text
  }

  /// Parses one octal digit or more with a NUL or space after them, and only such up to the end.
  private static func number(
    _ field: ArraySlice<UInt8>, _ what: String
  ) throws(TarError) -> UInt64 {
    if let first = field.first, first >= 0x80 { throw TarError("a \(what) in base 256") }
    let digits = field.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "7") }
    let end = field[digits.endIndex...]
    guard !digits.isEmpty, !end.isEmpty, end.allSatisfy({ $0 == 0 || $0 == UInt8(ascii: " ") })
    else { throw TarError("a \(what) that is not an octal number") }
    // The longest field has eleven digits, 33 bits.
    return digits.reduce(0) { $0 << 3 | UInt64($1 & 7) }
  }

  /// Why a kind of entry is not read; `nil` for files and folders.
  private static func refusal(ofType type: UInt8) -> String? {
    switch type {
    case 0, UInt8(ascii: "0"), UInt8(ascii: "5"): nil
    case UInt8(ascii: "1"): "a hard link"
    case UInt8(ascii: "2"): "a symbolic link"
    case UInt8(ascii: "3"), UInt8(ascii: "4"): "a device"
    case UInt8(ascii: "6"): "a pipe"
    case UInt8(ascii: "x"), UInt8(ascii: "g"): "a pax header"
    case UInt8(ascii: "K"), UInt8(ascii: "L"): "a long name in GNU's form"
    case UInt8(ascii: "S"): "a sparse file"
    default: "neither a file nor a folder"
    }
  }
}

extension [UInt8] {
  /// Writes bytes to the start of a field that has room for them.
  fileprivate mutating func replace(_ field: Range<Int>, with bytes: some Collection<UInt8>) {
    for (place, byte) in zip(field, bytes) { self[place] = byte }
  }
}
