/// A file that a page carries: a record, a commit's raw object, or what else is in a bundle.
///
/// All of them are text in the page: after each other, in the order of their paths,
///
///     records/3f/a9/3fa9….relay 1279\n
///     {"additions":10,…}\n-----BEGIN SSH SIGNATURE-----\n…\n
///     \n
///
/// the path, the content's length in bytes, the content and a line feed. Of that each byte but line
/// feeds and printable ASCII without `%` and `<` is written as `%` and two upper-case hexadecimal
/// digits, so that nothing in it is HTML and no browser changes it.
public struct CarriedFile: Sendable, Equatable {
  public let path: String
  public let content: [UInt8]

  /// Describes a file.
  public init(path: String, content: [UInt8]) {
    self.path = path
    self.content = content
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let percent = UInt8(ascii: "%")
  private static let digits = Array("0123456789ABCDEF".utf8)

  /// Whether a byte stands for itself.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) ? byte != percent && byte != UInt8(ascii: "<") : byte == lineFeed
  }

  /// The file as it stands in a page.
  var text: [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(path.utf8.count + content.count + 10)
    Self.write(Array("\(path) \(content.count)\n".utf8), to: &text)
    Self.write(content, to: &text)
    text.append(Self.lineFeed)
    return text
  }

  private static func write(_ bytes: [UInt8], to text: inout [UInt8]) {
    guard !bytes.allSatisfy({ isPlain($0) }) else {
      text += bytes
      return
    }
    for byte in bytes {
      if isPlain(byte) {
        text.append(byte)
      } else {
        text += [percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
  }

  /// Reads what ``text`` is of some files, and nothing else.
  static func read(_ text: ArraySlice<UInt8>) throws(ReportError) -> [CarriedFile] {
    var rest = try plain(text)[...]
    var files: [CarriedFile] = []
    while !rest.isEmpty {
      guard let end = rest.firstIndex(of: lineFeed), let space = rest[..<end].lastIndex(of: 0x20),
        let length = number(rest[(space + 1)..<end])
      else { throw ReportError("its bundle has a file without a path or length") }
      let path = String(decoding: rest[..<space], as: UTF8.self)
      rest = rest[(end + 1)...]
      guard length < rest.count, rest[rest.startIndex + length] == lineFeed else {
        throw ReportError("its bundle is cut short")
      }
      if let last = files.last, !last.path.utf8.lexicographicallyPrecedes(path.utf8) {
        throw ReportError("the files of its bundle are not in order")
      }
      files.append(CarriedFile(path: path, content: Array(rest.prefix(length))))
      rest = rest.dropFirst(length + 1)
    }
    return files
  }

  /// The bytes that a text stands for.
  private static func plain(_ text: ArraySlice<UInt8>) throws(ReportError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte == percent {
        guard text.endIndex - index > 2, let high = digits.firstIndex(of: text[index + 1]),
          let low = digits.firstIndex(of: text[index + 2]), !isPlain(UInt8(high << 4 | low))
        else { throw ReportError("its bundle has a % that stands for nothing") }
        bytes.append(UInt8(high << 4 | low))
        index += 3
      } else {
        guard isPlain(byte) else {
          throw ReportError("its bundle has a byte that stands for nothing")
        }
        bytes.append(byte)
        index += 1
      }
    }
    return bytes
  }

  /// A number in its one spelling.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...9).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0"),
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }
}
