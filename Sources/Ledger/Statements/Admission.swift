public import SSHSignature

/// `admission`: a party lets a key into a role.
public struct Admission: Statement {
  public static let type = "admission"

  public let role: Role
  public let key: PublicKey

  /// Whose key it is, as the signer says.
  public let name: String?
  public let emails: [String]

  /// Lets a key in.
  public init(role: Role, key: PublicKey, name: String?, emails: [String]) {
    self.role = role
    self.key = key
    self.name = name
    self.emails = emails
  }

  public init(_ fields: Fields) throws(RecordError) {
    role = try fields.role("role")
    key = try fields.key("key")
    name = try fields.optionalLine("name", limit: Application.longestText)
    emails = try fields.lines("emails", limit: Application.longestText)
  }

  public var members: [JSON.Member] {
    var members: [JSON.Member] = [
      .init("role", .string(role.rawValue)), .init("key", .string(key.line)),
      .init("emails", .array(emails.map(JSON.string))),
    ]
    if let name { members.append(.init("name", .string(name))) }
    return members
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    if role == .escrow {
      return .invalid("the admission of an escrow agent; both parties name one in the terms")
    }
    // The client lets others in. It is itself let in by a builder, while nobody is the client.
    let admitter: Role = role == .client ? .builder : .client
    let what = "the admission of a \(role.title)"
    if let refusal = state.refusal(unless: [admitter], sign: what, record) { return refusal }
    let parties = state.parties(seenBy: record.past)
    if role == .client && !parties.isClientOpen {
      return .invalid("the admission of a client while there is one")
    }
    let fingerprint = key.fingerprint
    let hasEnded = state.keyEnds.contains {
      $0.key == fingerprint && state.hasSeen($0.id, in: record.past)
    }
    if hasEnded { return .invalid("\(what) with a key that has ended") }
    guard let held = parties.lineage[fingerprint] else { return nil }
    if parties.role(of: fingerprint) != nil {
      return .invalid("\(what) with a key that is the \(held.title)'s")
    }
    // A key whose way in is in question may be let in again, into the same role.
    return held == role ? nil : .invalid("\(what) with a key that was the \(held.title)'s")
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.admissions.append(state.entry(self, record))
    state.rolesEver[key.fingerprint, default: []].insert(role)
    state.notePartyRecord(record.id)
  }
}
