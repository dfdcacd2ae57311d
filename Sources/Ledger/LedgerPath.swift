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
    let text = String(decoding: path, as: UTF8.self)
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    switch (parts.first, parts.count) {
    case ("README.md", 1): self = .readme
    case ("records", 4):
      guard parts[3].hasSuffix(Self.recordSuffix),
        let id = RecordID(hex: parts[3].dropLast(Self.recordSuffix.utf8.count))
      else { return }
      if Self.record(id).text == text { self = .record(id) }
    case ("heads", 2):
      if let id = RecordID(hex: parts[1]) { self = .head(id) }
    case ("files", 2):
      let name = String(parts[1])
      if name.utf8.count == 64, Hex.decode(name) != nil { self = .attachment(sha256: name) }
    default: return
    }
  }

  private static let recordSuffix = ".relay"

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
    case .record(let id):
      "records/\(id.hex.prefix(2))/\(id.hex.dropFirst(2).prefix(2))/\(id.hex)\(Self.recordSuffix)"
    case .head(let id): "heads/\(id.hex)"
    case .attachment(let sha256): "files/\(sha256)"
    case .other: ""
    }
  }
}
