extension PublicKey {
  /// The key as one line of text without a comment: `ssh-ed25519 AAAA…`.
  public var line: String {
    "\(algorithm) \(String(decoding: Base64.encode(blob), as: UTF8.self))"
  }

  /// Reads a key from text: `[options ]type base64[ comment]`, as in a `.pub` file,
  /// `authorized_keys` or a forge's list of keys; also git's `key::type base64`.
  ///
  /// Empty lines and lines that start with `#` are skipped; a second key is refused, since nobody
  /// could tell which is meant.
  public init(line: String) throws(KeyError) {
    guard line.utf8.count <= Self.maximumTextLength else { throw .malformed("the key is too long") }
    let lines = line.utf8.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
      .map { $0.drop(while: Self.isBlank) }
      .filter { $0.first.map { $0 != UInt8(ascii: "#") } ?? false }
    guard let first = lines.first else { throw .malformed("no public key") }
    guard lines.count == 1 else { throw .malformed("more than one public key") }
    var text = Array(first)
    if text.starts(with: Self.literalPrefix) { text.removeFirst(Self.literalPrefix.count) }
    // Options stand in front, and only there: a type is known by the blob that repeats it.
    if let key = try Self.parse(text[...]) {
      self = key
    } else if let key = try Self.parse(Self.skipOptions(text[...])) {
      self = key
    } else {
      throw .malformed("not a public key: no type with its base64")
    }
  }

  private static let maximumTextLength = 1 << 18
  private static let literalPrefix = Array("key::".utf8)

  /// Reads `type base64`; nil if the second word is not a key of the type that the first one names.
  private static func parse(_ text: ArraySlice<UInt8>) throws(KeyError) -> PublicKey? {
    let words = text.split(maxSplits: 2, whereSeparator: isBlank)
    guard
      words.count >= 2, let blob = Base64.decode(Array(words[1])), blob.count >= 4,
      blob.dropFirst(4).starts(with: words[0])
    else { return nil }
    let key = try PublicKey(blob: blob)
    guard words[0].elementsEqual(key.algorithm.utf8) else { return nil }
    return key
  }

  /// What follows the first word, in which blanks between double quotes do not count.
  private static func skipOptions(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var isQuoted = false
    var isEscaped = false
    let end = text.firstIndex { byte in
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      }
      return isBlank(byte) && !isQuoted
    }
    return text[(end ?? text.endIndex)...].drop(while: isBlank)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
