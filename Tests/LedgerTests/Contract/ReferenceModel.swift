import Ledger
import SSHSignature
import TestSupport

/// A record as the reference model sees it: its form and signature are good.
struct ModelRecord {
  let id: RecordID
  let type: String
  let project: Int64
  let genesis: RecordID?
  let parents: Set<RecordID>
  let signer: String
  let statement: (any Statement)?

  /// The keys that have a role by these terms alone; empty for other records.
  let named: [(key: String, role: Role)]

  /// The key that an admission lets in, or that a rotation puts in the place of another.
  let newKey: String?

  init(_ record: VerifiedRecord) {
    id = record.id
    type = record.payload.type
    project = record.payload.project
    genesis = record.payload.genesis
    parents = Set(record.payload.parents)
    signer = record.payload.signer
    statement = record.statement
    named = (record.statement as? ProjectTerms)?.named ?? []
    newKey =
      (record.statement as? Admission)?.key.fingerprint
      ?? (record.statement as? Rotation)?.key.fingerprint
  }

  /// Whether it is one of those that a key without a role may sign.
  var isKnock: Bool { statement is Agreement || statement is Application }

  /// Whether its rule asks what its signer has ever been, anywhere in the ledger.
  var isJudgedByTheWhole: Bool { type == CommitProof.type || statement == nil }
}

/// The rules of `docs/ledger-format.md` once more, slowly and plainly.
///
/// It shares nothing with the implementation but the parsed statements. A past is a set of ids, and
/// everything is found out again for every past.
struct ReferenceModel {
  let first: ModelRecord

  /// The admitted records in the ledger's order.
  private(set) var order: [ModelRecord] = []

  /// The ancestors of each admitted record.
  private(set) var pasts: [RecordID: Set<RecordID>] = [:]

  /// The role that each record's signer has in the record's past, if any.
  private(set) var roles: [RecordID: Role] = [:]

  /// Why records were refused.
  private(set) var refusals: [RecordID: String] = [:]

  /// The length of the longest path from the first record.
  private var depths: [RecordID: Int] = [:]

  /// Begins with the first record alone.
  init(first: ModelRecord) {
    self.first = first
    consider(first)
  }

  /// Judges all records of a chain.
  init(_ chain: Chain) {
    let records = chain.records.map { ModelRecord($0) }
    self.init(records, first: records[0])
  }

  /// Judges all records of a ledger.
  init(_ records: [ModelRecord], first: ModelRecord) {
    let ordered = ReferenceModel.order(records, from: first)
    var model = ReferenceModel.judge(ordered, from: first)
    let excess = model.tooManyAtTheDoor(of: ordered)
    if !excess.isEmpty {
      model = ReferenceModel.judge(ordered.filter { !excess.contains($0.id) }, from: first)
      for id in excess { model.refusals[id] = "no room at the door" }
    }
    self = model
  }

  /// Refuses records by those rules that look at the whole until all that are left fulfil them.
  private static func judge(_ ordered: [ModelRecord], from first: ModelRecord) -> ReferenceModel {
    var unfounded: Set<RecordID> = []
    while true {
      var model = ReferenceModel(first: first)
      for record in ordered where !unfounded.contains(record.id) { model.consider(record) }
      let whole = model.whole()
      let late = model.order.filter { $0.isJudgedByTheWhole && !whole.everAllows($0) }
      unfounded.formUnion(late.map(\.id))
      if late.isEmpty {
        for id in unfounded { model.refusals[id] = "never had such a role" }
        return model
      }
    }
  }

  /// Records whose ancestors are all there, in the order in which they are considered.
  private static func order(_ records: [ModelRecord], from first: ModelRecord) -> [ModelRecord] {
    var depths = [first.id: 0]
    var ordered = [first]
    var rest = records.filter { $0.id != first.id }
    while true {
      let ready = rest.filter { record in
        !record.parents.isEmpty && record.parents.allSatisfy { depths[$0] != nil }
      }
      if ready.isEmpty { break }
      for record in ready {
        depths[record.id] = 1 + (record.parents.compactMap { depths[$0] }.max() ?? 0)
      }
      ordered += ready
      rest.removeAll { depths[$0.id] != nil }
    }
    return ordered.sorted { (depths[$0.id] ?? 0, $0.id) < (depths[$1.id] ?? 0, $1.id) }
  }

  /// What somebody sees who has these records, which hold all of their ancestors.
  func view(of seen: Set<RecordID>, pinned: String? = nil) -> ReferenceView {
    ReferenceView(model: self, seen: seen, pinned: pinned)
  }

  /// What the whole ledger says.
  func whole(pinned: String? = nil) -> ReferenceView {
    view(of: Set(pasts.keys), pinned: pinned)
  }

  /// Some records and all of their ancestors.
  func closure(of ids: some Sequence<RecordID>) -> Set<RecordID> {
    var closure: Set<RecordID> = []
    for id in ids {
      guard let past = pasts[id] else { continue }
      closure.formUnion(past)
      closure.insert(id)
    }
    return closure
  }

  /// Takes a record in, or says why not; rules that look at the whole are left for later.
  mutating func consider(_ record: ModelRecord) {
    guard pasts[record.id] == nil else { return }
    if let reason = refusal(of: record) {
      refusals[record.id] = reason
      return
    }
    let past = closure(of: record.parents)
    roles[record.id] =
      record.id == first.id ? foundersRole : view(of: past).role(of: record.signer)
    pasts[record.id] = past
    let depth = 1 + (record.parents.compactMap { depths[$0] }.max() ?? 0)
    depths[record.id] = depth
    let place = order.firstIndex { (depth, record.id) < (depths[$0.id] ?? 0, $0.id) }
    order.insert(record, at: place ?? order.endIndex)
  }

  private var foundersRole: Role? {
    first.named.first { $0.key == first.signer }?.role
  }

  private func refusal(of record: ModelRecord) -> String? {
    if record.id == first.id {
      let isParty = foundersRole == .client || foundersRole == .builder
      return isParty && record.parents.isEmpty ? nil : "founds nothing"
    }
    guard record.genesis == first.id, record.project == first.project else {
      return "of another project"
    }
    guard !record.parents.isEmpty, record.parents.allSatisfy({ pasts[$0] != nil }) else {
      return "stands on what is not admitted"
    }
    return view(of: closure(of: record.parents)).refusal(of: record)
  }
}

// The door.
extension ReferenceModel {
  /// Whether a record is an agreement or application by a key without a role in its past.
  func isByAStranger(_ record: ModelRecord) -> Bool { record.isKnock && roles[record.id] == nil }

  /// Whether one of some records, by a key with a role, names a record as parent.
  ///
  /// For a proof the role may be one that its signer has ever had: every record that is admitted and
  /// not itself a stranger's counts.
  func isNamed(_ id: RecordID, in seen: Set<RecordID>) -> Bool {
    order.contains { seen.contains($0.id) && $0.parents.contains(id) && !isByAStranger($0) }
  }

  /// Those that wait beyond the 64 lowest ids, by the simpler measure of who has no role.
  private func tooManyAtTheDoor(of records: [ModelRecord]) -> Set<RecordID> {
    var known: Set<String> = [first.signer]
    while true {
      var more = known
      for record in records where record.id == first.id || known.contains(record.signer) {
        more.formUnion(record.named.map(\.key))
        if let key = record.newKey { more.insert(key) }
      }
      if more == known { break }
      known = more
    }
    let named = Set(records.filter { known.contains($0.signer) }.flatMap(\.parents))
    let waiting = order.filter {
      $0.isKnock && !known.contains($0.signer) && !named.contains($0.id)
    }
    return Set(waiting.map(\.id).sorted().dropFirst(64))
  }
}

extension ReferenceView {
  /// The records that wait.
  var waiting: Set<RecordID> {
    let strangers = records.filter { model.isByAStranger($0) }
    return Set(strangers.map(\.id).filter { !model.isNamed($0, in: seen) })
  }

  /// The records that a writer names as parents.
  var heads: [RecordID] {
    let waiting = waiting
    let others = records.filter { !waiting.contains($0.id) }
    let named = Set(others.flatMap(\.parents))
    return others.map(\.id).filter { !named.contains($0) }.sorted()
  }
}

extension ProjectTerms {
  /// The keys that have a role by these terms alone.
  fileprivate var named: [(key: String, role: Role)] {
    var named: [(key: String, role: Role)] = []
    if let key = client.key { named.append((key.fingerprint, .client)) }
    for builder in builders { named.append((builder.key.fingerprint, .builder)) }
    if let key = escrow?.key { named.append((key.fingerprint, .escrow)) }
    for key in witnesses.compactMap(\.key) { named.append((key.fingerprint, .witness)) }
    return named
  }
}
