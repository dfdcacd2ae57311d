/// Reads canonical JSON. Each rule refuses what ``JSON/serialize()`` would write otherwise.
struct JSONParser {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private var depth = 0

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  mutating func wholeText() throws(JSONError) -> JSON {
    let value = try value()
    guard position == bytes.endIndex else { throw error("text after the value") }
    return value
  }

  private func error(_ message: String) -> JSONError {
    JSONError(message: message, offset: position - bytes.startIndex)
  }

  private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func take(_ byte: Unicode.Scalar) throws(JSONError) {
    guard next == UInt8(ascii: byte) else { throw error("expected '\(byte)'") }
    position += 1
  }

  private mutating func take(word: StaticString) throws(JSONError) {
    let count = word.utf8CodeUnitCount
    let matches = word.withUTF8Buffer { $0.elementsEqual(bytes[position...].prefix(count)) }
    guard matches else { throw error("expected '\(word)'") }
    position += count
  }

  private mutating func value() throws(JSONError) -> JSON {
    switch next {
    case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"):
      try take(word: "true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try take(word: "false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try take(word: "null")
      return .null
    default: return .integer(try integer())
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(JSONError) -> JSON
  ) throws(JSONError) -> JSON {
    guard depth < JSON.deepestNesting else { throw error("nested too deep") }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  private mutating func object() throws(JSONError) -> JSON {
    try take("{")
    var members: [JSON.Member] = []
    if next == UInt8(ascii: "}") {
      position += 1
      return .object(members)
    }
    while true {
      let key = try key()
      if let last = members.last, !last.key.utf8.lexicographicallyPrecedes(key.utf8) {
        throw error("key \"\(key)\" twice or out of order")
      }
      try take(":")
      members.append(JSON.Member(key, try value()))
      if next == UInt8(ascii: ",") {
        position += 1
      } else {
        try take("}")
        return .object(members)
      }
    }
  }

  /// `[a-z][a-z0-9_]*` in quotes.
  private mutating func key() throws(JSONError) -> String {
    try take("\"")
    let start = position
    while let byte = next, Self.isKeyByte(byte, first: position == start) { position += 1 }
    let end = position
    guard end > start else { throw error("expected a key of small letters, digits and '_'") }
    try take("\"")
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private static func isKeyByte(_ byte: UInt8, first: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): !first
    default: false
    }
  }

  private mutating func array() throws(JSONError) -> JSON {
    try take("[")
    var values: [JSON] = []
    if next == UInt8(ascii: "]") {
      position += 1
      return .array(values)
    }
    while true {
      values.append(try value())
      if next == UInt8(ascii: ",") {
        position += 1
      } else {
        try take("]")
        return .array(values)
      }
    }
  }

  private mutating func integer() throws(JSONError) -> Int64 {
    let isNegative = next == UInt8(ascii: "-")
    if isNegative { position += 1 }
    let start = position
    var value: Int64 = 0
    while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      guard value <= JSON.largestInteger else { throw error("number beyond 2^53 - 1") }
      position += 1
    }
    guard position > start else { throw error("expected a value") }
    let startsWithZero = bytes[start] == UInt8(ascii: "0")
    guard !startsWithZero || (position == start + 1 && !isNegative) else {
      throw error("number not in its shortest form")
    }
    if let byte = next, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(byte) {
      throw error("number that is not an integer")
    }
    return isNegative ? -value : value
  }

  private mutating func string() throws(JSONError) -> String {
    try take("\"")
    var text: [UInt8] = []
    while true {
      // Runs of plain bytes are copied at once: most strings are one run.
      let start = position
      while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        position += 1
      }
      text += bytes[start..<position]
      guard let byte = next else { throw error("string without an end") }
      position += 1
      if byte == UInt8(ascii: "\"") { break }
      guard byte == UInt8(ascii: "\\") else { throw error("control character in a string") }
      text.append(try escape())
    }
    guard let string = String(validating: text, as: UTF8.self) else {
      throw error("string that is not UTF-8")
    }
    return string
  }

  /// What follows a backslash: only the escapes that the canonical form needs.
  private mutating func escape() throws(JSONError) -> UInt8 {
    guard let byte = next else { throw error("string without an end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return byte
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "u"):
      try take(word: "00")
      guard let high = hexValue(next), high < 2 else { throw error("escape that is not needed") }
      position += 1
      guard let low = hexValue(next) else { throw error("escape that is not needed") }
      position += 1
      let value = high << 4 | low
      guard ![0x08, 0x09, 0x0A, 0x0C, 0x0D].contains(value) else {
        throw error("escape that has a shorter form")
      }
      return value
    default: throw error("escape that is not needed")
    }
  }

  private func hexValue(_ byte: UInt8?) -> UInt8? {
    switch byte {
    case .some(let digit) where digit >= UInt8(ascii: "0") && digit <= UInt8(ascii: "9"):
      digit - UInt8(ascii: "0")
    case .some(let digit) where digit >= UInt8(ascii: "a") && digit <= UInt8(ascii: "f"):
      digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
