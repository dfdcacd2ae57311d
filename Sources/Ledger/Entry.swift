public import SSHSignature

/// A statement as it stands in the ledger.
public struct Entry<Content: Sendable>: Sendable {
  public let id: RecordID
  public let content: Content

  /// The key that signed.
  public let signer: PublicKey

  /// The signer's clock: a claim.
  public let time: Timestamp

  /// The signer's role in what it had seen; `nil` for somebody who asks for one.
  public let role: Role?

  /// The structural records that the signer had seen.
  public let past: Past
}

extension ProjectState {
  /// A statement with what is known of its record.
  func entry<Content>(_ content: Content, _ record: RecordContext) -> Entry<Content> {
    Entry(
      id: record.id, content: content, signer: record.signer, time: record.payload.time,
      role: role(of: record.signer.fingerprint, seenBy: record.past)
        // The first record gives the roles that everything else is judged by.
        ?? (record.payload.genesis == nil
          ? (content as? ProjectTerms)?.role(of: record.signer.fingerprint) : nil),
      past: record.past)
  }
}
