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
    // Swift would find a key under other texts that it calls equal to its fingerprint.
    guard key.utf8.allSatisfy({ $0 < 0x80 }) else { throw .malformed("\"key\" is no fingerprint") }
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
    guard let revoked = state.roleEver(of: key, seenBy: record.past) else {
      return .invalid("the revocation of a key that has no role")
    }
    // Its holder, by itself or by the key that has taken its place; or the other party.
    let isHolder = state.hasPlace(record.signer.fingerprint, of: key, seenBy: record.past)
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
  /// The role that a key has or has ever had, by any terms that were offered.
  func roleEver(of key: String, seenBy past: Past) -> Role? {
    if let role = parties(seenBy: past).lineage[key] { return role }
    let keys = KeyHistory(self, in: past)
    return seen(versions, in: past).lazy.compactMap { keys.lineage(under: $0.terms)[key] }.first
  }

  /// Whether one key is another, or has come in its place by rotations that nothing puts in question.
  public func hasPlace(_ key: String, of old: String, seenBy past: Past? = nil) -> Bool {
    if key == old { return true }
    var reached: Set<String> = [old]
    // In the ledger's order a key is put in place before it is replaced.
    let past = past ?? everything
    for end in keyEnds
    where hasSeen(end.id, in: past) && !isContested(end.id, signer: end.key, seenBy: past) {
      if let successor = end.successor, reached.contains(end.key) {
        reached.insert(successor.fingerprint)
      }
    }
    return reached.contains(key)
  }
}
