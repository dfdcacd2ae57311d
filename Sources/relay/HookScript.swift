import SSHSignature

/// A hook's script by relay, as it was written or with what its owner has made of it since.
///
/// Its third line names the first eight digits of the SHA-256 of the whole, taken before they are put
/// there, so that any version can tell whether a script is as some version wrote it.
struct HookScript {
  private let bytes: [UInt8]

  /// The digits.
  private let sum: Range<Int>

  /// What the line with the sum begins with.
  private static let mark = Array("# Installed by `relay hooks install`".utf8)
  private static let lead = Array(". Sum ".utf8)
  private static let blank = Array("@SUM@".utf8)
  private static let newline = UInt8(ascii: "\n")

  /// Recognises a script, wherever in it the owner may have put lines; `nil` for any other.
  init?(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: Self.newline)
    guard let line = lines.first(where: { $0.starts(with: Self.mark) }) else { return nil }
    let start = line.indices.first { line[$0...].starts(with: Self.lead) }
    let digits = start.map { line[($0 + Self.lead.count)...].prefix { $0 != UInt8(ascii: ".") } }
    self.bytes = bytes
    sum = digits.map { $0.startIndex..<$0.endIndex } ?? 0..<0
  }

  /// Puts the sum into a script that has none yet.
  static func sealed(_ text: [UInt8]) -> [UInt8] {
    guard let script = HookScript(text) else { return text }
    return script.bytes(with: digits(of: text))
  }

  private static func digits(of text: [UInt8]) -> [UInt8] {
    Array(Hex.encode(SHA256.hash(text).prefix(4)).utf8)
  }

  private func bytes(with digits: [UInt8]) -> [UInt8] {
    bytes[..<sum.lowerBound] + digits + bytes[sum.upperBound...]
  }

  /// Whether it is as relay wrote it.
  var isUntouched: Bool {
    !sum.isEmpty && Array(bytes[sum]) == Self.digits(of: bytes(with: Self.blank))
  }

  /// Whether all lines of another script are there, in order, among others.
  func holds(_ other: [UInt8]) -> Bool {
    var rest = other.split(separator: Self.newline)[...]
    for line in bytes.split(separator: Self.newline) where line == rest.first { rest.removeFirst() }
    return rest.isEmpty
  }
}
