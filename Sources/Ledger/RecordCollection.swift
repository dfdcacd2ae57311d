internal import SSHSignature

/// Gathers the files of a ledger and checks each by itself: its form, its name, its signature.
struct RecordCollection {
  private(set) var records: [RecordID: VerifiedRecord] = [:]
  var findings: [Finding] = []

  private var heads: Set<RecordID> = []
  private var pending: [(id: RecordID, path: [UInt8], bytes: [UInt8])] = []
  private var pendingBytes = 0

  /// How many record files wait for a check on all cores at a time.
  private static let batch = 2_048

  /// How long these are together at the most, in bytes, give or take one: bounds memory.
  private static let batchBytes = 16 << 20

  mutating func add(_ file: LedgerFile) throws {
    let path = LedgerPath(file.path)
    switch file.content {
    case .missing(let reason):
      findings.append(Finding(path: file.path, .unsupported, reason))
    case .unreadable(let reason):
      findings.append(Finding(path: file.path, .invalid, reason))
    case .tooLong(let size):
      findings.append(Finding(path: file.path, .invalid, "\(size) bytes are too many"))
    case .bytes(let bytes):
      switch path {
      case .readme where !Readme.known.contains(bytes):
        findings.append(Finding(path: file.path, .invalid, "not the text that relay writes"))
      case .readme: break
      // The same record in another copy needs no second check.
      case .record(let id) where records[id]?.bytes == bytes: break
      case .record(let id):
        pending.append((id, file.path, bytes))
        pendingBytes += bytes.count
        if pending.count >= Self.batch || pendingBytes >= Self.batchBytes { checkPending() }
      case .head where !bytes.isEmpty:
        findings.append(Finding(path: file.path, .invalid, "a head's file is empty"))
      case .head(let id): heads.insert(id)
      case .attachment(let sha256) where Hex.encode(SHA256.hash(bytes)) != sha256:
        findings.append(Finding(path: file.path, .invalid, "its content has another SHA-256"))
      case .attachment: break
      case .other:
        findings.append(Finding(path: file.path, .invalid, "no file of this name belongs here"))
      }
    }
  }

  mutating func finish() {
    checkPending()
  }

  private mutating func checkPending() {
    let files = pending
    pending = []
    pendingBytes = 0
    let outcomes = Parallel.map(files) { file in Self.check(file.bytes, named: file.id) }
    for (file, outcome) in zip(files, outcomes) {
      switch outcome {
      case .success(let record): keep(record)
      case .failure(let problem):
        findings.append(Finding(path: file.path, problem.verdict, problem.reason))
      }
    }
  }

  private struct Problem: Error {
    let verdict: Finding.Verdict
    let reason: String
  }

  private static func check(
    _ bytes: [UInt8], named id: RecordID
  ) -> Result<VerifiedRecord, Problem> {
    let record: UnverifiedRecord
    do { record = try UnverifiedRecord(parsing: bytes) } catch {
      if case .newerVersion = error {
        return .failure(Problem(verdict: .unsupported, reason: error.message))
      }
      return .failure(Problem(verdict: .invalid, reason: error.message))
    }
    guard record.id == id else {
      return .failure(
        Problem(verdict: .invalid, reason: "the SHA-256 of its line 1 is \(record.id)"))
    }
    switch record.verify() {
    case .valid(let verified): return .success(verified)
    case .invalid(let reason): return .failure(Problem(verdict: .invalid, reason: reason))
    case .unsupported(let algorithm):
      let reason = "this libcrypto cannot check signatures of type \(algorithm)"
      return .failure(Problem(verdict: .unsupported, reason: reason))
    }
  }

  private mutating func keep(_ record: VerifiedRecord) {
    // An owner of a key can sign one line twice. Every reader keeps the same one of the two.
    if let other = records[record.id],
      !record.bytes.lexicographicallyPrecedes(other.bytes)
    {
      return
    }
    records[record.id] = record
  }

  /// The first record that counts.
  func founder(
    number: Int64?, genesis: RecordID?, pins: Pins
  ) throws(Ledger.ReadError) -> VerifiedRecord {
    let founders = records.values.filter { record in
      (record.statement as? ProjectTerms)?.role(of: record.payload.signer) != nil
        && record.payload.genesis == nil && (number == nil || record.payload.project == number)
    }
    // The pinned, then the first seen, then the only one. A pin is strongest where its key signed:
    // naming somebody's key in a first record is free.
    let pinned = founders.filter { record in
      guard let terms = record.statement as? ProjectTerms else { return false }
      return [(pins.client, Role.client), (pins.builder, .builder)].allSatisfy { pin, role in
        pin.map { terms.role(of: $0) == role || (role == .client && terms.client.key == nil) }
          ?? true
      }
    }
    let signed = pinned.filter { record in
      [pins.client, pins.builder].contains { $0 == record.payload.signer }
    }
    if signed.count == 1 { return signed[0] }
    if let genesis {
      guard let known = founders.first(where: { $0.id == genesis }) else {
        throw .noProject(
          findings + [Finding(record: genesis, .invalid, "the project's first record is missing")])
      }
      return known
    }
    // A pin that fits none says nothing about which is meant.
    let candidates = !signed.isEmpty ? signed : pinned.isEmpty ? founders : pinned
    guard let only = candidates.first else { throw .noProject(findings + unnamedFounders) }
    guard candidates.count == 1 else { throw .several(candidates.map(\.id).sorted(), findings) }
    return only
  }

  /// The records that this program cannot tell: of a newer format, of an unknown kind of key, not
  /// here.
  var unreadable: Set<RecordID> {
    Set(
      findings.filter { $0.verdict == .unsupported }.compactMap { finding -> RecordID? in
        if case .record(let id) = LedgerPath(Array(finding.path.utf8)) { id } else { nil }
      })
  }

  /// What is wrong with first records that are signed by a key that they do not name.
  private var unnamedFounders: [Finding] {
    records.values.filter { record in
      guard let terms = record.statement as? ProjectTerms else { return false }
      return record.payload.genesis == nil && terms.role(of: record.payload.signer) == nil
    }.map { record in
      Finding(
        record: record.id, .invalid,
        "the first record is signed by a key that it does not name")
    }
  }

  /// Compares the cache of heads with the records that are here.
  mutating func checkHeads() {
    for id in heads.sorted() where records[id] == nil {
      findings.append(
        Finding(
          path: Array(LedgerPath.head(id).text.utf8), .invalid,
          "names record \(id.short), which is missing"))
    }
  }
}
