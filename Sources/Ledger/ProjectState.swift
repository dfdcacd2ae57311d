internal import SSHSignature

/// What the admitted records of a project come to.
public struct ProjectState: Sendable {
  /// The project's number.
  public let number: Int64

  /// The project's first record.
  public let genesis: RecordID

  /// What the verifier knows by itself.
  public let pins: Pins

  // Everything below in the ledger's order.

  /// Every version of the terms.
  public internal(set) var versions: [Entry<ProjectTerms>] = []

  /// Every agreement.
  public internal(set) var agreements: [Entry<Agreement>] = []

  /// Every application for a role.
  public internal(set) var applications: [Entry<Application>] = []

  /// Every admission to a role.
  public internal(set) var admissions: [Entry<Admission>] = []

  /// Every rotation and revocation.
  public internal(set) var keyEnds: [KeyEnd] = []

  /// Every admitted proof, superseded ones and doubles included.
  public internal(set) var proofs: [ProofEntry] = []

  /// Every version of each milestone's terms.
  public internal(set) var milestoneTerms: [Int64: [Entry<MilestoneTerms>]] = [:]

  var milestoneRemovals: [Int64: [Entry<MilestoneRemoval>]] = [:]

  /// Every submission of each milestone.
  public internal(set) var submissions: [Int64: [Entry<Submission>]] = [:]

  var withdrawals: [RecordID: [Entry<Withdrawal>]] = [:]

  /// The decisions on each submission.
  public internal(set) var decisions: [RecordID: [Entry<Decision>]] = [:]

  /// The payments for each decision.
  public internal(set) var payments: [RecordID: [Entry<Payment>]] = [:]

  /// The receipts for each decision.
  public internal(set) var receipts: [RecordID: [Entry<Receipt>]] = [:]

  var assignments: [RecordID: [Entry<Assignment>]] = [:]
  var retractions: [RecordID: [Entry<Retraction>]] = [:]
  var acceptances: [RecordID: [Entry<Agreement>]] = [:]

  var proofIndex: [RecordID: Int] = [:]
  var supersededBy: [RecordID: RecordID] = [:]

  // The graph.
  private var numbers: [RecordID: Int] = [:]
  private var pasts: [RecordID: Past] = [:]
  private var parents: [RecordID: [RecordID]] = [:]

  /// Every structural record.
  private(set) var everything = Past()

  /// Who has signed what is structural, having seen what.
  private(set) var signers: [(key: String, role: Role?, past: Past)] = []

  private var waiting: Set<RecordID> = []
  private var roleless: Set<RecordID> = []

  // Who has what role.
  var rolesEver: [String: Set<Role>] = [:]
  var partyRecords = Past()
  let knownParties = PartiesCache()

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

// Who had seen what.
extension ProjectState {
  /// Whether a signer had seen a structural record.
  public func hasSeen(_ id: RecordID, in past: Past) -> Bool {
    numbers[id].map { past.contains($0) } ?? false
  }

  /// A structural record's place in the ledger's order.
  func order(of id: RecordID) -> Int { numbers[id] ?? .max }

  /// Whether a record is admitted.
  func isAdmitted(_ id: RecordID) -> Bool { pasts[id] != nil }

  /// What somebody had seen who had these records and their ancestors.
  func past(after parents: [RecordID]) -> Past {
    var past = Past()
    for (index, parent) in parents.enumerated() {
      let seen = pasts[parent] ?? Past()
      // Almost every record has one parent: its set is then shared, not copied.
      if index == 0 { past = seen } else { past.formUnion(seen) }
    }
    return past
  }

  /// The ids that are not among some records and their ancestors.
  func missing(_ ids: some Sequence<RecordID>, from heads: [RecordID]) -> Set<RecordID> {
    var missing = Set(ids)
    var seen = Set(heads)
    var pending = heads
    while !missing.isEmpty, let id = pending.popLast() {
      missing.remove(id)
      for parent in parents[id] ?? [] where seen.insert(parent).inserted { pending.append(parent) }
    }
    return missing
  }

  /// Some records and all their ancestors.
  func closure(of heads: [RecordID]) -> Set<RecordID> {
    var seen = Set(heads)
    var pending = heads
    while let id = pending.popLast() {
      for parent in parents[id] ?? [] where seen.insert(parent).inserted { pending.append(parent) }
    }
    return seen
  }

  /// Whether a record is by somebody without a role, and nobody with one has named it yet.
  func isWaiting(_ id: RecordID) -> Bool { waiting.contains(id) }

  /// Whether a record is by somebody who had no role when signing it.
  func isRoleless(_ id: RecordID) -> Bool { roleless.contains(id) }

  /// The records by which a key waits to be let in.
  public func waiting(by key: String) -> [RecordID] {
    waiting.filter { id in
      numbers[id].map { signers[$0].key == key } ?? false
    }.sorted()
  }

  /// Whether a key has signed anything but proofs, which hooks sign by themselves.
  func hasSigned(_ key: String) -> Bool { signers.contains { $0.key == key } }

  /// Takes a record into the graph.
  mutating func admit(_ record: RecordContext, isStructural: Bool) {
    parents[record.id] = record.payload.parents
    guard isStructural else {
      pasts[record.id] = record.past
      waiting.subtract(record.payload.parents)
      return
    }
    let number = numbers.count
    numbers[record.id] = number
    everything.insert(number)
    let signer = record.signer.fingerprint
    let role = role(of: signer, seenBy: record.past)
    signers.append((signer, role, record.past))
    if role == nil && record.payload.genesis != nil {
      waiting.insert(record.id)
      roleless.insert(record.id)
    } else {
      waiting.subtract(record.payload.parents)
    }
    var past = record.past
    past.insert(number)
    pasts[record.id] = past
  }

  /// What each structural record had seen that somebody else than one party has signed.
  func pastsOfOthers(than role: Role, seenBy past: Past) -> [Past] {
    signers.enumerated().filter { index, signer in
      past.contains(index) && signer.role != nil && signer.role != role
    }.map(\.element.past)
  }

  /// Marks a record as one that roles depend on.
  mutating func notePartyRecord(_ id: RecordID) {
    if let number = numbers[id] { partyRecords.insert(number) }
  }

  /// The entries that are in a past.
  func seen<Content>(_ entries: [Entry<Content>]?, in past: Past) -> [Entry<Content>] {
    (entries ?? []).filter { hasSeen($0.id, in: past) }
  }
}

// The proofs.
extension ProjectState {
  /// The proof that counts for each commit: the author's, else the one with the lowest id.
  public var standingProofs: [ProofEntry] { standingProofs(without: []) }

  /// The proof that counts for each commit, where some are known to contradict their commit.
  public func standingProofs(without contradicted: Set<RecordID>) -> [ProofEntry] {
    var best: [String: ProofEntry] = [:]
    for entry in proofs
    where supersededBy[entry.id] == nil && retractions[entry.id] == nil
      && !contradicted.contains(entry.id)
    {
      if let other = best[entry.proof.commit], !Self.prefers(entry, over: other) { continue }
      best[entry.proof.commit] = entry
    }
    return proofs.filter { best[$0.proof.commit]?.id == $0.id }
  }

  private static func prefers(_ left: ProofEntry, over right: ProofEntry) -> Bool {
    if left.proof.isVouched != right.proof.isVouched { return !left.proof.isVouched }
    return left.id < right.id
  }

  /// A proof by its id.
  public func proof(_ id: RecordID) -> ProofEntry? { proofIndex[id].map { proofs[$0] } }

  /// The proof that replaces another, if one does.
  public func replacement(of id: RecordID) -> RecordID? { supersededBy[id] }

  /// Why a proof was taken back, if it was.
  public func retraction(of id: RecordID) -> Retraction? { retractions[id]?.first?.content }

  /// The proofs that were taken back, and those that one of them has replaced in the end.
  ///
  /// Found anew each time, in one pass: a stranger's chain of replacements may be as long as its
  /// ledger.
  public var proofsTakenBack: Set<RecordID> {
    guard !retractions.isEmpty else { return [] }
    var replaced: [RecordID: [RecordID]] = [:]
    for (old, new) in supersededBy { replaced[new, default: []].append(old) }
    var pending = retractions.keys.filter { proofIndex[$0] != nil }
    var takenBack = Set(pending)
    while let id = pending.popLast() {
      for old in replaced[id] ?? [] where takenBack.insert(old).inserted { pending.append(old) }
    }
    return takenBack
  }

  /// The milestone that a proof belongs to: where it was last moved, else the one that it names.
  public func milestone(of entry: ProofEntry) -> Int64? {
    assignments[entry.id]?.last?.content.milestone ?? entry.proof.milestone
  }

  mutating func addProof(_ proof: CommitProof, _ record: RecordContext) {
    let signer = record.signer.fingerprint
    proofIndex[record.id] = proofs.count
    proofs.append(
      ProofEntry(id: record.id, proof: proof, signer: signer, time: record.payload.time))
    // Only one's own proofs can be replaced.
    for old in proof.supersedes where self.proof(old)?.signer == signer {
      supersededBy[old] = record.id
    }
  }
}
