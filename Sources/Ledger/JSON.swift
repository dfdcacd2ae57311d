/// A JSON value in the narrow subset that records are written in.
///
/// Objects keep their members sorted by key. There is no `==`: Swift calls strings equal that are
/// canonically equivalent, and signed data must differ where its bytes do.
public enum JSON: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case string(String)
  case array([JSON])
  case object([Member])

  /// One key with its value.
  public struct Member: Sendable {
    public let key: String
    public let value: JSON

    /// Makes a member.
    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  /// The largest magnitude of an integer: what a double holds exactly.
  public static let largestInteger: Int64 = 1 << 53 - 1

  /// How deep arrays and objects may nest.
  public static let deepestNesting = 32

  /// The longest text, in bytes.
  public static let longestText = 1 << 20
}

extension JSON {
  /// The one form of the value: RFC 8785, over integers and plain keys.
  public func serialize() -> [UInt8] {
    var output: [UInt8] = []
    append(to: &output)
    return output
  }

  private func append(to output: inout [UInt8]) {
    switch self {
    case .null: output += "null".utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .integer(let value): output += String(value).utf8
    case .string(let value): Self.append(value, to: &output)
    case .array(let values):
      output.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        value.append(to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      // Keys are ASCII, so bytes sort as UTF-16 units do.
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      for (index, member) in sorted.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        Self.append(member.key, to: &output)
        output.append(UInt8(ascii: ":"))
        member.value.append(to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  private static func append(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): output += "\\\"".utf8
      case UInt8(ascii: "\\"): output += "\\\\".utf8
      case 0x08: output += "\\b".utf8
      case 0x09: output += "\\t".utf8
      case 0x0A: output += "\\n".utf8
      case 0x0C: output += "\\f".utf8
      case 0x0D: output += "\\r".utf8
      case 0..<0x20:
        output += "\\u00".utf8
        output.append(hexDigits[Int(byte >> 4)])
        output.append(hexDigits[Int(byte & 15)])
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  private static let hexDigits = Array("0123456789abcdef".utf8)
}

/// Why a text is not the canonical form of a JSON value.
public struct JSONError: Error, Equatable, Sendable {
  /// The cause, for people.
  public let message: String

  /// Where in the text, in bytes from its start.
  public let offset: Int
}

extension JSON {
  /// Reads a text that is the canonical form of a value, and nothing else.
  ///
  /// What this accepts ``serialize()`` gives back byte for byte.
  public init(canonical bytes: ArraySlice<UInt8>) throws(JSONError) {
    guard bytes.count <= JSON.longestText else {
      throw JSONError(message: "longer than \(JSON.longestText) bytes", offset: 0)
    }
    var parser = JSONParser(bytes)
    self = try parser.wholeText()
  }

  /// Reads a text that is the canonical form of a value, and nothing else.
  public init(canonical bytes: [UInt8]) throws(JSONError) {
    try self.init(canonical: bytes[...])
  }
}
