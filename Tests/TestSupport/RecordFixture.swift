public import Ledger
public import SSHSignature

/// A party of a test's project.
public struct Party: Sendable {
  public let name: String
  public let key: PrivateKey

  /// Makes a party with a new Ed25519 key.
  public init(_ name: String) throws {
    self.name = name
    key = try PrivateKey.generateEd25519(comment: "\(name), a test's key")
  }

  /// Makes a party with a key of the test's own.
  public init(_ name: String, key: PrivateKey) {
    self.name = name
    self.key = key
  }

  /// The public half.
  public var publicKey: PublicKey { key.publicKey }

  /// The fingerprint of the key.
  public var fingerprint: String { key.publicKey.fingerprint }

  /// The party as a builder in terms.
  public var builder: ProjectTerms.Builder {
    ProjectTerms.Builder(name: name, emails: ["\(name)@example.com"], key: publicKey)
  }

  /// Signs a draft.
  public func sign(_ draft: Draft) throws -> VerifiedRecord {
    try draft.signed(with: key.sign(draft.line, namespace: UnverifiedRecord.namespace))
  }

  /// Signs any line as a record, whatever it says.
  public func sign(line: [UInt8], namespace: String = UnverifiedRecord.namespace) throws -> [UInt8]
  {
    line + (try key.sign(line, namespace: namespace)).armored()
  }
}

/// Writes the records of a project, each by whom and after which ones the test says.
public struct Chain: Sendable {
  public let number: Int64
  public private(set) var records: [VerifiedRecord] = []
  private var clock: Int64 = 1_772_366_400

  /// Begins a project.
  public init(number: Int64 = 123) { self.number = number }

  /// The first record.
  public var genesis: RecordID? { records.first?.id }

  /// The records that no other names as parent.
  public var heads: [RecordID] {
    let named = Set(records.flatMap(\.payload.parents))
    return records.map(\.id).filter { !named.contains($0) }.sorted()
  }

  /// Every record as a storage.
  public var storage: MemoryStorage { MemoryStorage(records) }

  /// Signs a statement and keeps it.
  ///
  /// `parents`: `nil` stands for the heads.
  @discardableResult
  public mutating func add(
    _ statement: any Statement, by party: Party, after parents: [RecordID]? = nil
  ) throws -> RecordID {
    clock += 1
    let draft = try Draft(
      statement, project: number, genesis: genesis, parents: parents ?? heads,
      signer: party.publicKey, time: Timestamp(seconds: clock))
    let record = try party.sign(draft)
    keep(record)
    return record.id
  }

  /// Keeps a record that was made elsewhere.
  public mutating func keep(_ record: VerifiedRecord) { records.append(record) }
}

extension ProjectTerms {
  /// Terms that say little.
  public static func sample(
    title: String = "Shop", client: Party? = nil, builders: [Party], tickets: [String] = []
  ) -> ProjectTerms {
    ProjectTerms(
      title: title, description: nil, roots: [], currency: nil, budget: nil,
      client: Person(name: "Bob", email: "bob@example.com", key: client?.publicKey),
      builders: builders.map(\.builder), tickets: tickets,
      nonce: "00112233445566778899aabbccddeeff")
  }
}

extension Agreement {
  /// Accepts one record.
  public init(_ id: RecordID) { self.init(accepts: [id], name: nil, email: nil) }
}

extension CommitProof {
  /// A proof of a commit that is only a number.
  public static func sample(
    _ number: Int, isVouched: Bool = false, supersedes: [RecordID] = [], capture: Capture = .live
  ) -> CommitProof {
    let digits = String(number, radix: 16)
    let id = String(repeating: "0", count: 40 - digits.utf8.count) + digits
    var counts = Counts()
    counts.filesModified = 1
    counts.additions = Int64(number)
    return CommitProof(
      commit: id, commitSHA256: id + "000000000000000000000000", tree: id, parents: [],
      patchID: id, authorTime: 0, committerTime: 0, counts: counts, branch: "main",
      milestone: nil, capture: capture, isVouched: isVouched, supersedes: supersedes)
  }
}

extension Ledger {
  /// Everything that a ledger says, as text to compare.
  public var summary: String {
    var lines = ["project \(state.number) \(state.genesis)"]
    lines += records.map { "record \($0.id) \(Hex.encode(SHA256.hash($0.bytes)))" }
    lines += heads.map { "head \($0)" }
    lines += findings.map { "finding \($0.path) \($0.verdict) \($0.reason)" }
    lines += state.versions.map { version in
      let accepted = state.acceptances(of: version.id).map {
        "\($0.signer.fingerprint) \($0.id)"
      }
      return "terms \(version.id) by \(version.signer.fingerprint), accepted by \(accepted)"
    }
    lines.append(
      "in force \(state.currentVersion().map { "\($0.id)" } ?? "none"), \(state.isAgreed)")
    lines += state.proposals.map { "proposal \($0.id)" }
    lines += state.claims.map { "claim \($0.id)" }
    lines += state.proofs.map { entry in
      "proof \(entry.id) \(state.replacement(of: entry.id).map { "\($0)" } ?? "stands")"
    }
    lines += state.standingProofs.map { "standing \($0.id)" }
    let signers = Set(records.map(\.payload.signer)).sorted()
    lines += signers.map { signer in
      "role \(signer) \(state.role(of: signer, seenBy: nil).map(\.rawValue) ?? "none")"
    }
    return lines.joined(separator: "\n")
  }
}
