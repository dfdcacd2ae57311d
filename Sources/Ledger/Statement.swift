public import SSHSignature

/// What one type of record says.
///
/// Adding a type is one file that conforms to this, and its name in ``StatementTypes``.
public protocol Statement: Sendable {
  /// The payload's `type`.
  static var type: String { get }

  /// Whether other records' rules look at this type, so that it must be known who had seen it.
  ///
  /// False for proofs, of which a ledger holds thousands.
  static var isStructural: Bool { get }

  /// Whether this program knows what the payload is about; false for what a later version adds to
  /// the type, which is then treated like an unknown type.
  static func recognizes(_ fields: Fields) throws(RecordError) -> Bool

  /// Reads the members of a payload that belong to this type; others are ignored.
  init(_ fields: Fields) throws(RecordError)

  /// The members that this type adds to a payload.
  var members: [JSON.Member] { get }

  /// Why the signer may not say this; `nil` if it may.
  ///
  /// Asked before signing, and again at every verification. The state holds what comes before the
  /// record in topological order; ``RecordContext/past`` is what the signer had seen of it.
  func refusal(of record: RecordContext, in state: ProjectState) -> Refusal?

  /// Makes the statement count.
  func apply(_ record: RecordContext, to state: inout ProjectState)
}

extension Statement {
  /// Most types are few and matter to others.
  public static var isStructural: Bool { true }

  /// Most types have one form.
  public static func recognizes(_ fields: Fields) throws(RecordError) -> Bool { true }
}

/// Why a statement is not admitted.
public enum Refusal: Equatable, Sendable {
  /// The key has no role in the project.
  case unknownSigner
  /// Too many keys without a role ask for one.
  case noRoom
  /// The signer is known, and may not say this.
  case invalid(String)
}

/// A record as the rules of the contract see it.
public struct RecordContext: Sendable {
  public let id: RecordID
  public let payload: Payload

  /// The key that signs.
  public let signer: PublicKey

  /// The structural records among its ancestors.
  public let past: Past
}

/// The types of record that this program knows.
enum StatementTypes {
  private static let all: [String: any Statement.Type] = {
    let types: [any Statement.Type] = [
      ProjectTerms.self, Agreement.self, Application.self, Admission.self, Rotation.self,
      Revocation.self, MilestoneTerms.self, MilestoneRemoval.self, CommitProof.self,
      Assignment.self, Retraction.self, Submission.self, Withdrawal.self, Decision.self,
      Payment.self, Receipt.self,
    ]
    return Dictionary(uniqueKeysWithValues: types.map { ($0.type, $0) })
  }()

  static func parse(
    _ payload: Payload, _ fields: Fields
  ) throws(RecordError) -> (any Statement)? {
    guard let type = all[payload.type], try type.recognizes(fields) else { return nil }
    return try type.init(fields)
  }
}
