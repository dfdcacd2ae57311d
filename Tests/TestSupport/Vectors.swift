internal import Foundation

/// The files of `docs/vectors`, read from the source tree.
public enum Vectors {
  /// Where they are.
  public static let folder: String = {
    let source = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/\(source)/docs/vectors"
  }()

  /// A file's bytes.
  public static func read(_ name: String) throws -> [UInt8] {
    try TemporaryFolder.read("\(folder)/\(name)")
  }

  /// A file of JSON.
  public static func decode<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value
  {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(try read(name)))
  }

  /// `manifest.json`.
  public static func manifest() throws -> Manifest {
    try decode(Manifest.self, from: "manifest.json")
  }
}

/// What is to be said of each vector.
public struct Manifest: Decodable, Sendable {
  /// A text or a record.
  public struct Entry: Decodable, Sendable {
    public let file: String
    public let verdict: String
    public let reason: String?

    /// What relay's message holds.
    public let relay: String?

    public let id: String?
    public let type: String?
    public let by: String?
  }

  /// A ledger's folder.
  public struct LedgerEntry: Decodable, Sendable {
    public let folder: String
    public let about: String
    public let reads: [Read]
  }

  /// What a reader finds in a ledger, given some pinned keys.
  public struct Read: Decodable, Sendable {
    public let pins: [String: String]
    public let problem: String?
    public let founder: String?
    public let order: [String]?
    public let heads: [String]?
    public let terms: String?
    public let agreed: Bool?
    public let roles: [String: String?]?
    public let claims: [String]?

    /// The roles whose pinned keys have signed nothing here; may be absent.
    public let absent: [String]?
    public let rivals: [String]?
    public let standing: [String]?
    public let superseded: [String: String]?
    public let milestones: [String: MilestoneRead]?
    public let findings: [Found]
  }

  /// How far a milestone is, and its money in minor units.
  public struct MilestoneRead: Decodable, Sendable, Hashable {
    public let status: String
    public let released: Int64
    public let settled: Int64

    /// Says how far a milestone is.
    public init(status: String, released: Int64, settled: Int64) {
      self.status = status
      self.released = released
      self.settled = settled
    }
  }

  /// A file that is not simply an admitted record.
  public struct Found: Decodable, Sendable, Hashable {
    public let path: String
    public let verdict: String

    /// Says what of which file.
    public init(path: String, verdict: String) {
      self.path = path
      self.verdict = verdict
    }
  }

  public let json: [Entry]
  public let records: [Entry]
  public let ledgers: [LedgerEntry]
}
