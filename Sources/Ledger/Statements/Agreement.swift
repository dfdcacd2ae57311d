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
    // What a later version of the format adds can be accepted too; a proof cannot.
    let others = accepts.filter { !state.hasSeen($0, in: record.past) }
    let missing = state.missing(others, from: record.payload.parents)
    if let id = missing.union(others.filter { state.proof($0) != nil }).min() {
      return .invalid("it accepts \(id.short), which its signer had not seen")
    }
    if let refusal = state.refusal(ofAccepting: accepts, record) { return refusal }
    let signer = record.signer
    if state.role(of: signer.fingerprint, seenBy: record.past) != nil {
      return state.refusal(unless: [.client, .builder], sign: "an agreement", record)
    }
    // While nobody is known to be the client, anybody may claim to be.
    guard state.parties(seenBy: record.past).isClientOpen else { return .unknownSigner }
    let isNew = accepts.contains { id in
      !state.acceptances(of: id).contains {
        $0.signer == signer && state.hasSeen($0.id, in: record.past)
      }
    }
    return isNew ? state.refusalAtTheDoor(record) : .unknownSigner
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    let entry = state.entry(self, record)
    state.agreements.append(entry)
    for id in accepts { state.acceptances[id, default: []].append(entry) }
    for version in state.versions where accepts.contains(version.id) {
      state.notePartyRecord(record.id)
      // Roles that both have agreed to are never taken back from proofs.
      if let role = entry.role, role == version.role?.counterparty {
        state.addRoles(of: version.terms)
      }
    }
  }
}

extension ProjectState {
  /// Why somebody without a role may not speak after these parents: another such speaker is among
  /// them.
  func refusalAtTheDoor(_ record: RecordContext) -> Refusal? {
    record.payload.parents.contains(where: isRoleless) ? .unknownSigner : nil
  }
}
