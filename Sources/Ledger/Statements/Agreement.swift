internal import SSHSignature

/// `agreement`: a party accepts what other records say.
public struct Agreement: Statement {
  public static let type = "agreement"

  /// The records accepted, sorted.
  public let accepts: [RecordID]

  /// How the signer calls itself, for people.
  public let name: String?
  public let email: String?

  /// Accepts records.
  public init(accepts: [RecordID], name: String?, email: String?) {
    self.accepts = accepts.sorted()
    self.name = name
    self.email = email
  }

  public init(_ fields: Fields) throws(RecordError) {
    accepts = try fields.ids("accepts")
    guard !accepts.isEmpty else { throw .malformed("\"accepts\" is empty") }
    name = try fields.optionalString("name")
    email = try fields.optionalString("email")
  }

  public var members: [JSON.Member] {
    var members = [JSON.Member("accepts", .array(accepts.map { .string($0.hex) }))]
    if let name { members.append(.init("name", .string(name))) }
    if let email { members.append(.init("email", .string(email))) }
    return members
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    for id in accepts where !state.hasSeen(id, in: record.past) {
      return .invalid("it accepts \(id.short), which its signer had not seen")
    }
    if state.role(of: record.signer.fingerprint, seenBy: record.past) != nil { return nil }
    // While the project names no client key, anybody may claim to be the client, once.
    guard state.isClientOpen(seenBy: record.past) else { return .unknownSigner }
    return state.agreements.contains { $0.signer == record.signer } ? .unknownSigner : nil
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.addAgreement(self, record)
  }
}
