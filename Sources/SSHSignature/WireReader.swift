/// What is wrong with bytes in SSH's wire format.
struct WireError: Error, Equatable {
  /// Lower case, no full stop.
  let message: String

  init(_ message: String) { self.message = message }
}

/// Reads SSH's wire format (RFC 4251, section 5) from the front of some bytes.
///
/// Every length is checked against what is there before it is used.
struct WireReader {
  /// What has not been read yet.
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// Makes sure that nothing is left.
  func finish() throws(WireError) {
    guard rest.isEmpty else { throw WireError("\(rest.count) bytes too many") }
  }

  /// Reads as many bytes as asked for.
  mutating func readBytes(_ count: Int) throws(WireError) -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw WireError("cut short") }
    let bytes = rest.prefix(count)
    rest.removeFirst(count)
    return bytes
  }

  mutating func readByte() throws(WireError) -> UInt8 {
    guard let byte = rest.popFirst() else { throw WireError("cut short") }
    return byte
  }

  mutating func readUInt32() throws(WireError) -> UInt32 {
    var value: UInt32 = 0
    for byte in try readBytes(4) { value = value << 8 | UInt32(byte) }
    return value
  }

  /// Reads a `string`: a length in four bytes, then as many bytes.
  mutating func readString() throws(WireError) -> ArraySlice<UInt8> {
    // On a 32-bit machine the length may not fit an Int.
    guard let count = Int(exactly: try readUInt32()) else { throw WireError("cut short") }
    return try readBytes(count)
  }

  /// Reads a `string` that holds a name of an algorithm: 1 to 64 letters, digits and `-._@+/=`.
  ///
  /// RFC 4251, section 6, allows more, but nobody uses it, and such a name would mean something
  /// else where it is the first word of a line: `#`, a quote.
  mutating func readName() throws(WireError) -> String {
    let bytes = try readString()
    guard (1...64).contains(bytes.count), bytes.allSatisfy(Self.isNameCharacter) else {
      throw WireError("not a name of an algorithm")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._@+/=".utf8.contains(byte)
    }
  }

  /// Reads a `string` that OpenSSH treats as text that ends at a NUL, so it must hold none.
  mutating func readText() throws(WireError) -> [UInt8] {
    let bytes = try readString()
    guard !bytes.contains(0) else { throw WireError("NUL in a text") }
    return Array(bytes)
  }

  /// Reads an `mpint` that is positive and in its shortest form; gives it without a leading zero.
  mutating func readPositiveInteger() throws(WireError) -> [UInt8] {
    var bytes = try readString()
    guard let first = bytes.first else { throw WireError("a number is zero") }
    guard first < 0x80 else { throw WireError("a number is negative") }
    if first == 0 {
      bytes.removeFirst()
      guard let second = bytes.first else { throw WireError("a number is zero") }
      guard second >= 0x80 else { throw WireError("a number is padded with zeros") }
    }
    return Array(bytes)
  }
}
