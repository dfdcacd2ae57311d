internal import SSHSignature

/// `application`: somebody asks for a role, with the key that signs.
public struct Application: Statement {
  public static let type = "application"

  public let role: Role

  /// How the applicant calls itself, for people.
  public let name: String?
  public let emails: [String]

  /// Asks for a role.
  public init(role: Role, name: String?, emails: [String]) {
    self.role = role
    self.name = name
    self.emails = emails
  }

  /// How many addresses an applicant may name, and how long each text may be, in bytes: a stranger
  /// writes them.
  static let mostEmails = 10
  static let longestText = 200

  public init(_ fields: Fields) throws(RecordError) {
    role = try fields.role("role")
    name = try fields.optionalLine("name", limit: Self.longestText)
    emails = try fields.lines("emails", limit: Self.longestText)
    guard emails.count <= Self.mostEmails else { throw .malformed("too many \"emails\"") }
  }

  public var members: [JSON.Member] {
    var members: [JSON.Member] = [
      .init("role", .string(role.rawValue)), .init("emails", .array(emails.map(JSON.string))),
    ]
    if let name { members.append(.init("name", .string(name))) }
    return members
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    let signer = record.signer.fingerprint
    if let role = state.parties(seenBy: record.past).lineage[signer] {
      return .invalid("an application by a key that is or was the \(role.title)'s")
    }
    let hasApplied = state.applications.contains {
      $0.signer == record.signer && state.hasSeen($0.id, in: record.past)
    }
    if hasApplied { return .unknownSigner }
    return state.refusalAtTheDoor(record)
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.applications.append(state.entry(self, record))
  }
}
