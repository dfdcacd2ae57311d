public import SSHSignature

/// `rotation`: the holder of a key puts another in its place.
public struct Rotation: Statement {
  public static let type = "rotation"

  /// The key that takes the place of the signing one.
  public let key: PublicKey

  /// The heads whose ancestors stay unquestioned; what the old key signs elsewhere is contested.
  public let keeps: [RecordID]

  /// Replaces the signing key.
  public init(key: PublicKey, keeps: [RecordID]) {
    self.key = key
    self.keeps = keeps.sorted()
  }

  public init(_ fields: Fields) throws(RecordError) {
    key = try fields.key("key")
    keeps = try fields.requiredIDs("keeps")
  }

  public var members: [JSON.Member] {
    [
      .init("key", .string(key.line)),
      .init("keeps", .array(keeps.map { .string($0.hex) })),
    ]
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    if let refusal = state.refusal(unless: Role.allCases, sign: "a rotation", record) {
      return refusal
    }
    if let role = state.parties(seenBy: record.past).lineage[key.fingerprint] {
      return .invalid("a rotation to a key that is or was the \(role.title)'s")
    }
    return state.refusal(keeping: keeps, record)
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.addKeyEnd(record.signer.fingerprint, successor: key, keeps: keeps, record)
  }
}

extension ProjectState {
  /// Why a record may not keep these heads: its signer has not seen them.
  func refusal(keeping keeps: [RecordID], _ record: RecordContext) -> Refusal? {
    missing(keeps, from: record.payload.parents).min().map {
      .invalid("it keeps \($0.short), which its signer had not seen")
    }
  }
}
