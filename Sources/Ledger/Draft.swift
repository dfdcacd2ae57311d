public import SSHSignature

/// A record that is ready to be signed.
public struct Draft: Sendable {
  public let statement: any Statement

  /// Line 1 with its newline: what is signed.
  public let line: [UInt8]

  /// What a reader finds in line 1.
  let payload: Payload

  /// The record's id.
  public let id: RecordID

  /// Writes down a statement.
  ///
  /// - Parameters:
  ///   - statement: What the record says.
  ///   - project: The project's number.
  ///   - genesis: The project's first record; `nil` to found the project.
  ///   - parents: The heads that the signer has.
  ///   - signer: The key that is to sign.
  ///   - time: The signer's clock.
  /// - Throws: ``RecordError`` for what nobody could read later.
  public init(
    _ statement: any Statement, project: Int64, genesis: RecordID?, parents: [RecordID],
    signer: PublicKey, time: Timestamp
  ) throws(RecordError) {
    var members = statement.members
    members += [
      .init("v", .integer(Payload.version)),
      .init("type", .string(type(of: statement).type)),
      .init("project", .integer(project)),
      .init("parents", .array(parents.sorted().map { .string($0.hex) })),
      .init("by", .string(signer.fingerprint)),
      .init("at", .string(time.description)),
    ]
    if let genesis { members.append(.init("genesis", .string(genesis.hex))) }
    let json = JSON.object(members).serialize()
    // Reading it back refuses at once what nobody could read later.
    let fields = try Fields(canonical: json[...])
    payload = try Payload(fields)
    self.statement = try type(of: statement).init(fields)
    line = json + [UInt8(ascii: "\n")]
    id = RecordID(hashing: line[...])
  }

  /// Joins line 1 and its signature, and checks the whole as any reader would.
  ///
  /// - Throws: ``RecordError`` if the signature is not good: an agent or another program may have
  ///   signed something else.
  public func signed(with signature: Signature) throws(RecordError) -> VerifiedRecord {
    let record = try UnverifiedRecord(parsing: line + signature.armored())
    switch record.verify() {
    case .valid(let verified): return verified
    case .invalid(let reason): throw .malformed(reason)
    case .unsupported(let algorithm): throw .malformed("keys of type \(algorithm) are unsupported")
    }
  }
}
