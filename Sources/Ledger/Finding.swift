/// What is to be said of one file of a ledger that is not simply an admitted record.
public struct Finding: Equatable, Sendable {
  /// How much it weighs.
  public enum Verdict: Equatable, Sendable, CaseIterable {
    /// The file contradicts the format, its signature or the rules of the contract.
    case invalid
    /// A good signature by a key that has no role in the project.
    case unknownSigner
    /// This program cannot tell: a newer format, or a kind of key that its libcrypto lacks.
    case unsupported

    /// The verdict in a word.
    public var word: String {
      switch self {
      case .invalid: "invalid"
      case .unknownSigner: "unknown signer"
      case .unsupported: "unsupported"
      }
    }

    /// Reads a verdict's word; `nil` for any other.
    public init?(word: String) {
      guard let verdict = Self.allCases.first(where: { $0.word == word }) else { return nil }
      self = verdict
    }
  }

  /// The file, made of printable characters.
  public let path: String

  public let verdict: Verdict

  /// The reason, for people.
  public let reason: String

  /// Makes a finding about a path whose bytes may be anything.
  public init(path: [UInt8], _ verdict: Verdict, _ reason: String) {
    self.path = Inert.text(path, limit: Self.longestText)
    self.verdict = verdict
    self.reason = Inert.text(reason.utf8, limit: Self.longestText)
  }

  init(record id: RecordID, _ verdict: Verdict, _ reason: String) {
    self.path = LedgerPath.record(id).text
    self.verdict = verdict
    self.reason = Inert.text(reason.utf8, limit: Self.longestText)
  }

  /// Characters: reasons quote what a stranger may have written.
  private static let longestText = 400
}
