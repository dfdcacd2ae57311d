internal import SSHSignature

/// What a path in a ledger's folder means. `.relay/123/` and the branch have the same layout.
public enum LedgerPath: Equatable, Sendable {
  case readme
  case record(RecordID)
  case head(RecordID)
  /// An attachment under the SHA-256 of its content.
  case attachment(sha256: String)
  case other

  /// Reads a path such as `records/3f/a9/3fa9….relay`. Anything not exactly so is ``other``.
  public init(_ path: [UInt8]) {
    self = .other
    // Most paths are a record's: compared before anything is taken apart.
    if path.count == Self.recordLength, path.starts(with: "records/".utf8) {
      let digits = path[Self.recordDigits]
      guard let id = RecordID(hex: String(decoding: digits, as: UTF8.self)) else { return }
      if path.elementsEqual(Self.record(id).text.utf8) { self = .record(id) }
      return
    }
    let text = String(decoding: path, as: UTF8.self)
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    switch (parts.first, parts.count) {
    case ("README.md", 1): self = .readme
    case ("heads", 2):
      if let id = RecordID(hex: parts[1]) { self = .head(id) }
    case ("files", 2):
      let name = String(parts[1])
      if name.utf8.count == 64, Hex.decode(name) != nil { self = .attachment(sha256: name) }
    default: return
    }
  }

  private static let recordSuffix = ".relay"

  /// How long a record's path is, and where its id stands in it.
  private static let recordLength = 84
  private static let recordDigits = 14..<78

  /// Whether a record's file would have this name, whatever folder it is in.
  public static func isRecordFile(_ name: [UInt8]) -> Bool {
    let text = String(decoding: name, as: UTF8.self)
    return text.hasSuffix(recordSuffix)
      && RecordID(hex: text.dropLast(recordSuffix.utf8.count)) != nil
  }

  /// The path, slashes between its parts; empty for ``other``.
  public var text: String {
    switch self {
    case .readme: "README.md"
    case .record(let id): Self.text(ofRecord: id.hex)
    case .head(let id): "heads/\(id.hex)"
    case .attachment(let sha256): "files/\(sha256)"
    case .other: ""
    }
  }

  /// The path of a record, whose id is given in 64 digits.
  public static func text(ofRecord hex: String) -> String {
    let digits = hex.utf8
    let second = digits.index(digits.startIndex, offsetBy: 2)
    let third = digits.index(second, offsetBy: 2)
    return "records/\(hex[..<second])/\(hex[second..<third])/\(hex)\(recordSuffix)"
  }
}
