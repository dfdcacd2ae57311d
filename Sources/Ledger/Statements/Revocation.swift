internal import SSHSignature

/// `revocation`: ends a key, lost or stolen.
public struct Revocation: Statement {
  public static let type = "revocation"

  /// The fingerprint of the key that ends.
  public let key: String

  /// The heads whose ancestors stay unquestioned; what the key signs elsewhere is contested.
  public let keeps: [RecordID]

  public let reason: String?

  /// Ends a key.
  public init(key: String, keeps: [RecordID], reason: String?) {
    self.key = key
    self.keeps = keeps.sorted()
    self.reason = reason
  }

  public init(_ fields: Fields) throws(RecordError) {
    key = try fields.line("key", limit: 60)
    keeps = try fields.requiredIDs("keeps")
    reason = try fields.optionalString("reason")
  }

  public var members: [JSON.Member] {
    var members: [JSON.Member] = [
      .init("key", .string(key)), .init("keeps", .array(keeps.map { .string($0.hex) })),
    ]
    if let reason { members.append(.init("reason", .string(reason))) }
    return members
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    let parties = state.parties(seenBy: record.past)
    guard let role = parties.role(of: record.signer.fingerprint) else { return .unknownSigner }
    guard let revoked = parties.lineage[key] else {
      return .invalid("the revocation of a key that has no role")
    }
    // Its holder, by itself or by the key that has taken its place; or the other party.
    let isHolder =
      record.signer.fingerprint == key
      || state.isSuccessor(record.signer.fingerprint, of: key, seenBy: record.past)
    let others: [Role] = revoked.counterparty.map { [$0] } ?? [.client, .builder]
    guard isHolder || others.contains(role) else {
      return .invalid(
        "the revocation of the \(revoked.title)'s key signed by the \(role.title)")
    }
    return state.refusal(keeping: keeps, record)
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.addKeyEnd(key, successor: nil, keeps: keeps, record)
  }
}

extension ProjectState {
  /// Whether one key has come in another's place by rotations.
  public func isSuccessor(_ new: String, of old: String, seenBy past: Past? = nil) -> Bool {
    var reached: Set<String> = [old]
    // In the ledger's order a key is put in place before it is replaced.
    for end in keyEnds where past.map({ hasSeen(end.id, in: $0) }) ?? true {
      if let successor = end.successor, reached.contains(end.key) {
        reached.insert(successor.fingerprint)
      }
    }
    return new != old && reached.contains(new)
  }
}
