public import Git
public import Ledger
internal import SSHSignature

/// What the hook must know of a ledger without reading it: a cache under the git directory.
///
/// It describes the branch at one commit. When the branch has moved on, only what was added is
/// read and checked. Nothing that is shown to a person or signed as a verdict comes from here.
///
///     relay-index 4
///     tip <commit>
///     genesis <record>
///     builder <fingerprint>
///     email <fingerprint> <hex of an address>   for each address of a builder
///     witness <fingerprint>                     for each key that may prove builders' work
///     ticket <prefix>      for each ticket prefix that the terms claim
///     milestone <number>   the lowest that is open, if any
///     head <record>        for each head of the admitted records
///     rejected <record>    for each record on the branch that is not admitted
///     end
///
/// The folder `proofs` beside it holds a file for each three leading digits of a commit's id, with
/// a line `<commit> <record>` for each proof. Lines are only ever added, each with a newline before
/// it too, which ends what a crash has left of another; one that is not whole, or whose record is
/// not on the branch, means nothing. The file `held` has a line for each proof that is submitted or
/// approved, the file `retracted` one for each that was taken back, or what has replaced it.
public struct LedgerIndex: Sendable {
  /// The commit of the branch that this describes.
  public private(set) var tip: ObjectID

  /// The project's first record.
  public let genesis: RecordID

  /// The addresses of those who may prove their work, by their keys' fingerprints.
  public let builders: [String: [String]]

  /// The fingerprints of keys that may prove the builders' work.
  public let witnesses: Set<String>

  /// The lowest open milestone.
  public let openMilestone: Int64?

  /// The heads of the admitted records, sorted.
  public private(set) var heads: [RecordID]

  private let tickets: [String]
  private let rejected: Set<RecordID>
  private let root: String

  private static let header = "relay-index 4"
  private static let longest = 16 << 20

  /// Where a project's caches are.
  public static func root(of branch: LedgerBranch, in repository: Repository) -> String {
    repository.commonDirectory + "relay/\(branch.number)"
  }

  /// The index of a branch as it stands, brought up to date; `nil` if there is no branch.
  ///
  /// `genesis` is the first record that this clone has settled on, if any.
  public static func current(
    of branch: LedgerBranch, in repository: Repository, genesis: RecordID?
  ) throws -> LedgerIndex? {
    guard let tip = try repository.reference(branch.name) else { return nil }
    let root = root(of: branch, in: repository)
    guard var index = load(root), genesis == nil || index.genesis == genesis else {
      return try rebuild(branch, at: tip, in: repository, genesis: genesis)
    }
    if index.tip == tip { return index }
    if (try? index.catchUp(of: branch.number, to: tip, in: repository)) == true { return index }
    return try rebuild(branch, at: tip, in: repository, genesis: genesis)
  }

  /// The proof of a commit that the ledger holds, if any.
  public func proof(of commit: String, in repository: Repository) throws -> RecordID? {
    let tree = try repository.commit(tip).tree
    for id in try entries(in: bucket(of: commit))[commit[...]] ?? [] {
      if try repository.entry(in: tree, at: LedgerPath.record(id).text) != nil { return id }
    }
    return nil
  }

  /// A proof that is not submitted, so that another of its signer's may replace it.
  public struct ReplaceableProof {
    public let id: RecordID
    /// The fingerprint of the key that signed it.
    public let signer: String
    public let proof: CommitProof

    /// Whether it was taken back, or what has replaced it.
    public let isTakenBack: Bool
  }

  /// The proofs of a commit that may be replaced; `nil` if it has none of any kind.
  public func replaceableProofs(
    of commit: String, in repository: Repository
  ) throws -> [ReplaceableProof]? {
    let ids = try entries(in: bucket(of: commit))[commit[...]] ?? []
    guard !ids.isEmpty else { return nil }
    let tree = try repository.commit(tip).tree
    func list(_ name: String) throws(FileError) -> String {
      String(decoding: try Files.read("\(root)/\(name)", limit: Self.longest) ?? [], as: UTF8.self)
    }
    let held = try list("held")
    let retracted = try list("retracted")
    return try ids.filter { !held.contains($0.hex) }.compactMap { id in
      guard let entry = try repository.entry(in: tree, at: LedgerPath.record(id).text),
        let record = try? UnverifiedRecord(parsing: try repository.read(entry.id).bytes),
        let proof = record.statement as? CommitProof
      else { return nil }
      return ReplaceableProof(
        id: id, signer: record.payload.signer, proof: proof,
        isTakenBack: retracted.contains(id.hex))
    }
  }

  /// What a bucket says: records by commit.
  private func entries(in bucket: String) throws(FileError) -> [Substring: [RecordID]] {
    guard let bytes = try Files.read(bucket, limit: Self.longest) else { return [:] }
    var entries: [Substring: [RecordID]] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 2, let id = RecordID(hex: words[1]) else { continue }
      entries[words[0], default: []].append(id)
    }
    return entries
  }

  /// Notes records that have been appended by a commit that the branch now points at.
  public mutating func advance(
    over records: [VerifiedRecord], to tip: ObjectID
  ) throws(FileError) {
    let named = Set(records.flatMap(\.payload.parents))
    heads = (heads + records.map(\.id)).filter { !named.contains($0) }.sorted()
    self.tip = tip
    try add(records.compactMap { Self.proven($0) })
    try save()
  }

  /// Whether a key may prove work.
  private func mayProve(_ fingerprint: String) -> Bool {
    builders[fingerprint] != nil || witnesses.contains(fingerprint)
  }

  /// The ticket prefixes that projects of this clone claim, as far as their indexes say.
  public static func claimedTickets(
    in repository: Repository
  ) throws -> [(prefix: String, project: Int64)] {
    let folder = repository.commonDirectory + "relay"
    return try Files.names(in: folder).flatMap { name -> [(prefix: String, project: Int64)] in
      let text = String(decoding: name, as: UTF8.self)
      // Without its branch a project is gone, whatever its cache says.
      guard let number = Int64(text),
        try repository.reference(LedgerBranch(number: number).name) != nil
      else { return [] }
      return load(folder + "/" + text)?.tickets.map { ($0, number) } ?? []
    }
  }
}

// Reading and writing.
extension LedgerIndex {
  private static func load(_ root: String) -> LedgerIndex? {
    // A cache that cannot be read is no cache.
    guard let bytes = try? Files.read(root + "/index", limit: longest) else { return nil }
    var values: [Substring: [Substring]] = [:]
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard lines.first == header[...], lines.last == "end" else { return nil }
    for line in lines.dropFirst().dropLast() {
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2 else { return nil }
      values[words[0], default: []].append(words[1])
    }
    guard let tip = values["tip"]?.first.flatMap({ ObjectID(hex: String($0)) }),
      let genesis = values["genesis"]?.first.flatMap({ RecordID(hex: $0) }),
      values["genesis"]?.count == 1
    else { return nil }
    var builders: [String: [String]] = [:]
    for fingerprint in values["builder"] ?? [] { builders[String(fingerprint)] = [] }
    for line in values["email"] ?? [] {
      let words = line.split(separator: " ")
      guard words.count == 2, let bytes = Hex.decode(String(words[1])) else { return nil }
      builders[String(words[0])]?.append(String(decoding: bytes, as: UTF8.self))
    }
    return LedgerIndex(
      tip: tip, genesis: genesis, builders: builders,
      witnesses: Set((values["witness"] ?? []).map(String.init)),
      openMilestone: values["milestone"]?.first.flatMap { Int64($0) },
      heads: (values["head"] ?? []).compactMap { RecordID(hex: $0) },
      tickets: (values["ticket"] ?? []).map(String.init),
      rejected: Set((values["rejected"] ?? []).compactMap { RecordID(hex: $0) }), root: root)
  }

  private func save() throws(FileError) {
    var text = """
      \(Self.header)
      tip \(tip)
      genesis \(genesis)

      """
    for (fingerprint, emails) in builders.sorted(by: { $0.key < $1.key }) {
      text += "builder \(fingerprint)\n"
      for email in emails { text += "email \(fingerprint) \(Hex.encode(Array(email.utf8)))\n" }
    }
    for fingerprint in witnesses.sorted() { text += "witness \(fingerprint)\n" }
    if let openMilestone { text += "milestone \(openMilestone)\n" }
    for ticket in tickets { text += "ticket \(ticket)\n" }
    for head in heads { text += "head \(head)\n" }
    for id in rejected.sorted() { text += "rejected \(id)\n" }
    text += "end\n"
    try Files.write(Array(text.utf8), to: root + "/index")
  }

  private func bucket(of commit: String) -> String { "\(root)/proofs/\(commit.prefix(3))" }

  private func add(_ proofs: [(commit: String, record: RecordID)]) throws(FileError) {
    guard !proofs.isEmpty else { return }
    for (bucket, group) in Dictionary(grouping: proofs, by: { bucket(of: $0.commit) }) {
      let known = try entries(in: bucket)
      let new = group.filter { !(known[$0.commit[...]]?.contains($0.record) ?? false) }
      guard !new.isEmpty else { continue }
      let text = "\n" + new.map { "\($0.commit) \($0.record)\n" }.joined()
      try Files.append(Array(text.utf8), to: bucket)
    }
  }

  private static func proven(_ record: VerifiedRecord) -> (commit: String, record: RecordID)? {
    (record.statement as? CommitProof).map { ($0.commit, record.id) }
  }

  /// Reads the whole branch and checks it.
  private static func rebuild(
    _ branch: LedgerBranch, at tip: ObjectID, in repository: Repository, genesis: RecordID?
  ) throws -> LedgerIndex {
    let storage = BranchStorage(repository: repository, copies: [.init(tip)])
    let ledger = try Ledger.read(storage, number: branch.number, genesis: genesis)
    return try store(ledger, of: branch, at: tip, in: repository)
  }

  /// Writes the index of a ledger that has been read from a branch at a commit.
  @discardableResult
  public static func store(
    _ ledger: Ledger, of branch: LedgerBranch, at tip: ObjectID, in repository: Repository
  ) throws -> LedgerIndex {
    let root = root(of: branch, in: repository)
    let parties = ledger.state.parties()
    guard let terms = parties.terms?.terms else {
      throw GitError(.corrupt, "a ledger without terms")
    }
    let builders = parties.members(.builder).map { ($0.key.fingerprint, $0.emails) }
    let index = LedgerIndex(
      tip: tip, genesis: ledger.state.genesis,
      builders: Dictionary(builders) { first, _ in first },
      witnesses: Set(parties.members(.witness).map(\.key.fingerprint)),
      openMilestone: ledger.state.openMilestone, heads: ledger.heads, tickets: terms.tickets,
      rejected: Set(ledger.findings.compactMap(\.recordID)), root: root)
    try Files.makeFolder("relay/\(branch.number)/proofs", under: repository.commonDirectory)
    try index.add(ledger.records.compactMap { proven($0) })
    func write(_ ids: some Collection<RecordID>, to name: String) throws(FileError) {
      try Files.write(Array(ids.sorted().map { "\($0)\n" }.joined().utf8), to: "\(root)/\(name)")
    }
    try write(ledger.state.heldProofs, to: "held")
    try write(ledger.state.proofsTakenBack, to: "retracted")
    try index.save()
    return index
  }

  /// Takes in what was added between the indexed commit and another.
  ///
  /// - Returns: Whether that could be told; if not the whole branch must be read.
  private mutating func catchUp(
    of number: Int64, to tip: ObjectID, in repository: Repository
  ) throws -> Bool {
    guard repository.contains(self.tip) else { return false }
    let old = try repository.commit(self.tip).tree
    let new = try repository.commit(tip).tree
    var added: [RecordID: VerifiedRecord] = [:]
    for change in try repository.changes(from: old, to: new) {
      switch LedgerPath(change.path) {
      case .head: continue
      case .record(let id):
        // Anything but a new proof by a known builder may change what else is admitted.
        guard change.old == nil, let entry = change.new, entry.mode == TreeEntry.Mode.file,
          let size = try repository.header(of: entry.id)?.size,
          size <= UnverifiedRecord.longestFile,
          let record = try? UnverifiedRecord(parsing: try repository.read(entry.id).bytes),
          record.id == id, record.payload.genesis == genesis, record.payload.project == number,
          record.statement is CommitProof, mayProve(record.payload.signer),
          case .valid(let verified) = record.verify()
        else { return false }
        added[id] = verified
      default: return false
      }
    }
    for parent in added.values.flatMap(\.payload.parents) where added[parent] == nil {
      guard !rejected.contains(parent),
        try repository.entry(in: old, at: LedgerPath.record(parent).text) != nil
      else { return false }
    }
    try advance(over: Array(added.values), to: tip)
    return true
  }
}

extension Finding {
  /// The record that the finding is about, if any.
  fileprivate var recordID: RecordID? {
    if case .record(let id) = LedgerPath(Array(path.utf8)) { id } else { nil }
  }
}
