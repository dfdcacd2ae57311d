/// The records that descend from a project's first one, ancestors first.
struct RecordGraph {
  /// Sorted by the length of the longest path from the first record, then by id, so that the order
  /// depends on nothing but the records.
  private(set) var records: [VerifiedRecord] = []

  /// Records that cannot be told here, and those that stand on them.
  private(set) var heldBack: Set<RecordID>

  init(
    _ all: [RecordID: VerifiedRecord], from founder: VerifiedRecord, unreadable: Set<RecordID>,
    findings: inout [Finding]
  ) {
    heldBack = unreadable
    let genesis = founder.id
    var children: [RecordID: [RecordID]] = [:]
    var missing: [RecordID: Int] = [:]
    for record in all.values where record.id != genesis {
      guard record.payload.genesis == genesis else {
        findings.append(Finding(record: record.id, .invalid, Self.stranger(record, founder)))
        continue
      }
      guard record.payload.project == founder.payload.project else {
        findings.append(
          Finding(record: record.id, .invalid, "its project number is not its project's"))
        continue
      }
      missing[record.id] = record.payload.parents.count
      for parent in record.payload.parents { children[parent, default: []].append(record.id) }
    }
    // A wave holds the records whose longest path from the first has the same length.
    var wave = [founder]
    while !wave.isEmpty {
      records += wave
      var next: [VerifiedRecord] = []
      for record in wave {
        for child in children[record.id] ?? [] {
          guard let count = missing[child] else { continue }
          missing[child] = count - 1
          if count == 1, let ready = all[child] {
            missing[child] = nil
            next.append(ready)
          }
        }
      }
      wave = next.sorted { $0.id < $1.id }
    }
    var standing = Array(unreadable)
    while let id = standing.popLast() {
      for child in children[id] ?? [] where missing.removeValue(forKey: child) != nil {
        heldBack.insert(child)
        standing.append(child)
        findings.append(
          Finding(
            record: child, .unsupported, "stands on \(id.short), which this relay cannot tell"))
      }
    }
    for (id, _) in missing {
      let absent = all[id]?.payload.parents.first { all[$0] == nil }
      let reason =
        absent.map { "its ancestor \($0) is missing" } ?? "an ancestor of its ancestors is missing"
      findings.append(Finding(record: id, .invalid, reason))
    }
  }

  private static func stranger(_ record: VerifiedRecord, _ founder: VerifiedRecord) -> String {
    guard let genesis = record.payload.genesis else {
      return "a second first record; the ledger is that of \(founder.id.short)"
    }
    return "belongs to another project, the one founded by \(genesis.short)"
  }
}
