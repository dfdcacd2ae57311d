public import SSHSignature

/// What the admitted records of a project come to.
public struct ProjectState: Sendable {
  /// The project's number.
  public let number: Int64

  /// The project's first record.
  public let genesis: RecordID

  /// What the verifier knows by itself.
  public let pins: Pins

  /// Every version of the terms, in the ledger's order.
  public private(set) var versions: [Version] = []

  /// Every agreement, in the ledger's order.
  public private(set) var agreements: [AgreementEntry] = []

  /// Every admitted proof, in the ledger's order, superseded ones and doubles included.
  public private(set) var proofs: [ProofEntry] = []

  private var structural: [RecordID: Int] = [:]
  private var supersededBy: [RecordID: RecordID] = [:]
  private var proofSigners: [RecordID: String] = [:]

  /// Terms and who has accepted them.
  public struct Version: Sendable {
    public let id: RecordID
    public let terms: ProjectTerms
    public let time: Timestamp

    /// The fingerprint of the key that proposes.
    public let signer: String

    /// The agreements to these terms, with the keys that signed them.
    public fileprivate(set) var acceptedBy: [(fingerprint: String, agreement: RecordID)] = []
  }

  /// An agreement as it stands in the ledger.
  public struct AgreementEntry: Sendable {
    public let id: RecordID
    public let agreement: Agreement
    public let signer: PublicKey
    public let time: Timestamp
  }

  /// A proof as it stands in the ledger.
  public struct ProofEntry: Sendable {
    public let id: RecordID
    public let proof: CommitProof

    /// The fingerprint of the signing key.
    public let signer: String

    /// The signer's clock: a claim.
    public let time: Timestamp
  }

  init(number: Int64, genesis: RecordID, pins: Pins) {
    self.number = number
    self.genesis = genesis
    self.pins = pins
  }
}

/// Keys that a verifier knows by itself, by fingerprint.
public struct Pins: Sendable, Equatable {
  public let client: String?
  public let builder: String?

  /// Pins keys; `nil` pins nothing.
  public init(client: String? = nil, builder: String? = nil) {
    self.client = client
    self.builder = builder
  }
}

// What records ask.
extension ProjectState {
  /// Whether a signer had seen a structural record.
  public func hasSeen(_ id: RecordID, in past: Past) -> Bool {
    structural[id].map { past.contains($0) } ?? false
  }

  /// The role of a key; `nil` if it has none.
  ///
  /// `past` is what a signer had seen: only that counts; with `nil` the whole ledger does.
  ///
  /// Pins do not count here: what is admitted must not depend on who reads.
  public func role(of fingerprint: String, seenBy past: Past?) -> Role? {
    let terms = currentVersion(seenBy: past)?.terms
    if let role = terms?.role(of: fingerprint) { return role }
    guard past == nil else { return nil }
    // Whom the founder has named, or agreed terms have, stays the author of its proofs.
    let agreed = Set(agreedVersions().map(\.id))
    let wasBuilder = versions.contains { version in
      version.terms.role(of: fingerprint) == .builder
        && (version.signer == versions.first?.signer || agreed.contains(version.id))
    }
    return wasBuilder ? .builder : nil
  }

  /// Whether the terms in force name no client key, so that an agreement can be a claim.
  public func isClientOpen(seenBy past: Past?) -> Bool {
    currentVersion(seenBy: past)?.terms.client.key == nil
  }

  /// The terms in force: the newest that both parties have accepted; before there are any, the
  /// newest offer of the party that founded the project.
  public func currentVersion(seenBy past: Past? = nil) -> Version? {
    if let agreed = agreedVersions(seenBy: past).last { return agreed }
    let seen = versions.filter { isSeen($0.id, past) }
    return seen.last { $0.signer == seen.first?.signer }
  }

  /// The terms that both parties have accepted, oldest first.
  ///
  /// The first of them is the founder's last offer that the party named in it has accepted: an
  /// acceptance of an offer that was replaced before anybody agreed does not undo the replacement.
  /// What follows is judged by the parties of the terms before it.
  public func agreedVersions(
    seenBy past: Past? = nil, trustingPins: Bool = false
  ) -> [Version] {
    let seen = versions.filter { isSeen($0.id, past) }
    let first = seen.lastIndex { version in
      version.signer == seen.first?.signer
        && isAccepted(version, under: version.terms, past, trustingPins)
    }
    guard let first else { return [] }
    var agreed = [seen[first]]
    for version in seen[(first + 1)...] {
      let parties = agreed[agreed.count - 1].terms
      if isAccepted(version, under: parties, past, trustingPins) { agreed.append(version) }
    }
    return agreed
  }

  /// Whether the party that did not propose a version has accepted it.
  private func isAccepted(
    _ version: Version, under parties: ProjectTerms, _ past: Past?, _ trustingPins: Bool
  ) -> Bool {
    guard let proposer = parties.role(of: version.signer) else { return false }
    return version.acceptedBy.contains { acceptance in
      guard isSeen(acceptance.agreement, past) else { return false }
      if parties.role(of: acceptance.fingerprint) == proposer.other { return true }
      return trustingPins && proposer == .builder && parties.client.key == nil
        && acceptance.fingerprint == pins.client
    }
  }

  private func isSeen(_ id: RecordID, _ past: Past?) -> Bool {
    guard let past else { return true }
    return hasSeen(id, in: past)
  }
}

// What people ask.
extension ProjectState {
  /// Whether both parties have accepted the terms in force.
  public var isAgreed: Bool { !agreedVersions(trustingPins: true).isEmpty }

  /// Offers newer than the terms in force, by either party.
  public var proposals: [Version] {
    guard let current = currentVersion() else { return [] }
    return Array(versions.drop { $0.id != current.id }.dropFirst())
  }

  /// Agreements by keys without a role, each a claim to be the client.
  public var claims: [AgreementEntry] {
    agreements.filter { entry in
      role(of: entry.signer.fingerprint, seenBy: nil) == nil
        && entry.signer.fingerprint != pins.client
    }
  }

  /// The proof that counts for each commit: the author's, else the one with the lowest id.
  public var standingProofs: [ProofEntry] { standingProofs(without: []) }

  /// The proof that counts for each commit, where some are known to contradict their commit.
  public func standingProofs(without contradicted: Set<RecordID>) -> [ProofEntry] {
    var best: [String: ProofEntry] = [:]
    for entry in proofs
    where supersededBy[entry.id] == nil && !contradicted.contains(entry.id) {
      if let other = best[entry.proof.commit], !Self.prefers(entry, over: other) { continue }
      best[entry.proof.commit] = entry
    }
    return proofs.filter { best[$0.proof.commit]?.id == $0.id }
  }

  private static func prefers(_ left: ProofEntry, over right: ProofEntry) -> Bool {
    if left.proof.isVouched != right.proof.isVouched { return !left.proof.isVouched }
    return left.id < right.id
  }

  /// The proof that replaces another, if one does.
  public func replacement(of id: RecordID) -> RecordID? { supersededBy[id] }
}

// What records do.
extension ProjectState {
  mutating func addStructural(_ id: RecordID) -> Int {
    let number = structural.count
    structural[id] = number
    return number
  }

  mutating func addTerms(_ terms: ProjectTerms, _ record: RecordContext) {
    versions.append(
      Version(
        id: record.id, terms: terms, time: record.payload.time,
        signer: record.signer.fingerprint))
  }

  mutating func addAgreement(_ agreement: Agreement, _ record: RecordContext) {
    agreements.append(
      AgreementEntry(
        id: record.id, agreement: agreement, signer: record.signer, time: record.payload.time))
    for index in versions.indices where agreement.accepts.contains(versions[index].id) {
      versions[index].acceptedBy.append((record.signer.fingerprint, record.id))
    }
  }

  mutating func addProof(_ proof: CommitProof, _ record: RecordContext) {
    let signer = record.signer.fingerprint
    proofs.append(
      ProofEntry(id: record.id, proof: proof, signer: signer, time: record.payload.time))
    proofSigners[record.id] = signer
    // Only one's own proofs can be replaced.
    for old in proof.supersedes where proofSigners[old] == signer { supersededBy[old] = record.id }
  }
}
