public import Git

/// What git tells the pre-push hook of one reference.
public struct PushUpdate: Equatable, Sendable {
  /// What the user has named, which need not be a branch: `main`, `HEAD~2`, `main@{1 hour ago}`.
  public let localName: String

  /// Zero where the reference is deleted.
  public let localID: ObjectID
  public let remoteName: String

  /// What is there now; `nil` if nothing, or if nobody tells.
  public let remoteID: ObjectID?

  /// Makes an update.
  public init(localName: String, localID: ObjectID, remoteName: String, remoteID: ObjectID?) {
    self.localName = localName
    self.localID = localID
    self.remoteName = remoteName
    self.remoteID = remoteID.flatMap { $0.isZero ? nil : $0 }
  }

  /// Reads a line: `<local name> <local id> <remote name> <remote id>`.
  ///
  /// Only the local name may have spaces, so the others are taken from the end.
  public init?(line: some BidirectionalCollection<UInt8>) {
    var rest = Array(line)[...]
    var words: [ArraySlice<UInt8>] = []
    for _ in 0..<3 {
      guard let space = rest.lastIndex(of: UInt8(ascii: " ")) else { return nil }
      words.append(rest[(space + 1)...])
      rest = rest[..<space]
    }
    guard !rest.isEmpty, !words[1].isEmpty, let localID = ObjectID(hex: words[2]),
      let remoteID = ObjectID(hex: words[0])
    else { return nil }
    self.init(
      localName: String(decoding: rest, as: UTF8.self), localID: localID,
      remoteName: String(decoding: words[1], as: UTF8.self), remoteID: remoteID)
  }

  /// Reads all that git says; `nil` for a line that is not to be understood.
  public static func read(_ bytes: [UInt8]) -> [PushUpdate?] {
    bytes.split(separator: UInt8(ascii: "\n")).map { PushUpdate(line: $0) }
  }

  /// Whether the reference is removed from the remote.
  public var isDeletion: Bool { localID.isZero }

  /// The project whose ledger it names, here or there.
  public var ledger: Int64? {
    LedgerBranch.number(of: localName) ?? LedgerBranch.number(of: remoteName)
  }
}
