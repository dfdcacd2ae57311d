public import SSHSignature

/// The members of a JSON object, read with a reason where one is not as the format says.
public struct Fields: Sendable {
  private let members: [JSON.Member]
  private let name: String

  /// Reads an object; `name` stands before its keys in reasons.
  public init(_ value: JSON, name: String = "") throws(RecordError) {
    guard case .object(let members) = value else {
      throw .malformed(name.isEmpty ? "not an object" : "\"\(name)\" is not an object")
    }
    self.members = members
    self.name = name
  }

  /// Reads line 1 of a record, newline excluded.
  public init(canonical line: ArraySlice<UInt8>) throws(RecordError) {
    let json: JSON
    do { json = try JSON(canonical: line) } catch {
      throw .malformed("line 1 is not canonical JSON: \(error.message) at byte \(error.offset)")
    }
    try self.init(json)
  }

  private func wrong(_ key: String, _ what: String) -> RecordError {
    .malformed("\"\(name.isEmpty ? key : name + "." + key)\" \(what)")
  }

  /// Makes sure that there are no other members.
  public func only(_ names: Set<String>) throws(RecordError) {
    if let other = members.first(where: { !names.contains($0.key) }) {
      throw wrong(other.key, "is not known")
    }
  }

  /// A member's value; `nil` if there is none.
  public subscript(key: String) -> JSON? { members.first { $0.key == key }?.value }

  /// A text; `nil` if there is none.
  public func optionalString(_ key: String) throws(RecordError) -> String? {
    switch self[key] {
    case nil: return nil
    case .string(let text): return text
    default: throw wrong(key, "is not a string")
    }
  }

  /// A text.
  public func string(_ key: String) throws(RecordError) -> String {
    guard let text = try optionalString(key) else { throw wrong(key, "is missing") }
    return text
  }

  /// A whole number inside a range; `nil` if there is none.
  public func optionalInteger(
    _ key: String, in range: ClosedRange<Int64>
  ) throws(RecordError) -> Int64? {
    switch self[key] {
    case nil: return nil
    case .integer(let number) where range.contains(number): return number
    case .integer: throw wrong(key, "is out of range")
    default: throw wrong(key, "is not an integer")
    }
  }

  /// A whole number inside a range.
  public func integer(
    _ key: String, in range: ClosedRange<Int64> = 0...JSON.largestInteger
  ) throws(RecordError) -> Int64 {
    guard let number = try optionalInteger(key, in: range) else { throw wrong(key, "is missing") }
    return number
  }

  /// `true`, or `false` if there is no such member.
  public func flag(_ key: String) throws(RecordError) -> Bool {
    switch self[key] {
    case nil: return false
    case .bool(let value): return value
    default: throw wrong(key, "is not true or false")
    }
  }

  /// The elements of an array, none if there is no such member.
  public func array(_ key: String) throws(RecordError) -> [JSON] {
    switch self[key] {
    case nil: return []
    case .array(let values): return values
    default: throw wrong(key, "is not an array")
    }
  }

  /// An array of texts, empty if there is no such member.
  public func strings(_ key: String) throws(RecordError) -> [String] {
    var result: [String] = []
    for value in try array(key) {
      guard case .string(let text) = value else { throw wrong(key, "holds other than strings") }
      result.append(text)
    }
    return result
  }

  /// An array of whole numbers inside a range, ascending, each once; empty if there is no such
  /// member.
  public func integers(_ key: String, in range: ClosedRange<Int64>) throws(RecordError) -> [Int64] {
    var result: [Int64] = []
    for value in try array(key) {
      guard case .integer(let number) = value, range.contains(number) else {
        throw wrong(key, "holds other than numbers in range")
      }
      if let last = result.last, last >= number { throw wrong(key, "is not sorted") }
      result.append(number)
    }
    return result
  }

  /// A line of text that shows as it is: not empty, without characters that a terminal would obey or
  /// that turn the direction of text; `nil` if there is none.
  ///
  /// `limit` is in bytes.
  public func optionalLine(_ key: String, limit: Int = 500) throws(RecordError) -> String? {
    guard let text = try optionalString(key) else { return nil }
    guard !text.isEmpty, text.utf8.count <= limit, Inert.isPlain(text) else {
      throw wrong(key, "is not a line of 1 to \(limit) printable bytes")
    }
    return text
  }

  /// A line of text that shows as it is.
  public func line(_ key: String, limit: Int = 500) throws(RecordError) -> String {
    guard let text = try optionalLine(key, limit: limit) else { throw wrong(key, "is missing") }
    return text
  }

  /// Some lines of text that show as they are; none if there is no such member.
  public func lines(_ key: String, limit: Int = 2_000) throws(RecordError) -> [String] {
    let result = try strings(key)
    guard result.count <= 200,
      result.allSatisfy({ !$0.isEmpty && $0.utf8.count <= limit && Inert.isPlain($0) })
    else { throw wrong(key, "holds other than lines of 1 to \(limit) printable bytes") }
    return result
  }

  /// A record's id.
  public func id(_ key: String) throws(RecordError) -> RecordID {
    guard let id = try optionalID(key) else { throw wrong(key, "is missing") }
    return id
  }

  /// A role; `nil` if there is none.
  public func role(_ key: String) throws(RecordError) -> Role {
    guard let role = Role(rawValue: try string(key)) else { throw wrong(key, "is no role") }
    return role
  }

  /// A public key.
  public func key(_ key: String) throws(RecordError) -> PublicKey {
    guard let publicKey = try optionalKey(key) else { throw wrong(key, "is missing") }
    return publicKey
  }

  /// A moment.
  public func timestamp(_ key: String) throws(RecordError) -> Timestamp {
    guard let time = Timestamp(try string(key)) else {
      throw wrong(key, "is not a time such as 2026-11-23T22:27:09Z")
    }
    return time
  }

  /// A sum of money in `amount` and `currency`; `nil` if there is neither.
  public func optionalMoney() throws(RecordError) -> Money? {
    let amount = try optionalInteger("amount", in: 0...JSON.largestInteger)
    let code = try optionalString("currency")
    guard amount != nil || code != nil else { return nil }
    guard let amount, let code else {
      throw wrong("amount", "and \"currency\" go together")
    }
    guard let currency = Currency(code), let money = Money(amount: amount, currency: currency)
    else { throw wrong("currency", "is no currency's code in ISO 4217") }
    return money
  }

  /// A sum of money above zero in `amount` and `currency`.
  public func money() throws(RecordError) -> Money {
    guard let money = try optionalMoney(), money.amount > 0 else {
      throw wrong("amount", "is missing or zero")
    }
    return money
  }

  /// An array of objects, empty if there is no such member.
  public func objects(_ key: String) throws(RecordError) -> [Fields] {
    var result: [Fields] = []
    for value in try array(key) { result.append(try Fields(value, name: key)) }
    return result
  }

  /// An object; `nil` if there is none.
  public func optionalObject(_ key: String) throws(RecordError) -> Fields? {
    guard let value = self[key] else { return nil }
    return try Fields(value, name: key)
  }

  /// A record's id; `nil` if there is none.
  public func optionalID(_ key: String) throws(RecordError) -> RecordID? {
    guard let text = try optionalString(key) else { return nil }
    guard let id = RecordID(hex: text) else { throw wrong(key, "is not a record id") }
    return id
  }

  /// An array of record ids, sorted, each once; empty if there is no such member.
  public func ids(_ key: String) throws(RecordError) -> [RecordID] {
    var result: [RecordID] = []
    for text in try strings(key) {
      guard let id = RecordID(hex: text) else { throw wrong(key, "holds other than record ids") }
      if let last = result.last, last >= id { throw wrong(key, "is not sorted") }
      result.append(id)
    }
    return result
  }

  /// An array of record ids, sorted, each once, that may be empty but not absent.
  public func requiredIDs(_ key: String) throws(RecordError) -> [RecordID] {
    guard self[key] != nil else { throw wrong(key, "is missing") }
    return try ids(key)
  }

  /// Lower-case hexadecimal digits in one of the given numbers; `nil` if there is none.
  public func optionalHex(_ key: String, digits: [Int]) throws(RecordError) -> String? {
    guard let text = try optionalString(key) else { return nil }
    guard digits.contains(text.utf8.count), Hex.decode(text) != nil else {
      throw wrong(key, "is not \(digits.map(String.init).joined(separator: " or ")) hex digits")
    }
    return text
  }

  /// Lower-case hexadecimal digits in one of the given numbers.
  public func hex(_ key: String, digits: [Int]) throws(RecordError) -> String {
    guard let text = try optionalHex(key, digits: digits) else { throw wrong(key, "is missing") }
    return text
  }

  /// A public key in OpenSSH's form, type and base64 without a comment; `nil` if there is none.
  public func optionalKey(_ key: String) throws(RecordError) -> PublicKey? {
    guard let text = try optionalString(key) else { return nil }
    guard let publicKey = try? PublicKey(line: text), publicKey.line.utf8.elementsEqual(text.utf8)
    else { throw wrong(key, "is not a public key") }
    return publicKey
  }
}
