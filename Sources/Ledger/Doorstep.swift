internal import SSHSignature

/// Who may be waiting at the door of a ledger: keys without a role that claim to be the client or
/// apply for a role.
///
/// Anybody can make any number of such records. They wait: nobody has to name them as parents until
/// a party lets one in, and of those that nobody has named only a few are kept.
struct Doorstep {
  /// How many records may wait.
  static let mostWaiting = 64

  /// What there is no room for.
  private(set) var excess: Set<RecordID> = []

  init(_ graph: RecordGraph, from founder: VerifiedRecord) {
    let insiders = Self.insiders(graph, from: founder)
    func isInsider(_ record: VerifiedRecord) -> Bool {
      insiders.contains(record.payload.signer)
    }
    var named: Set<RecordID> = []
    for record in graph.records where isInsider(record) {
      named.formUnion(record.payload.parents)
    }
    let waiting = graph.records.filter { record in
      Self.canWait(record) && !named.contains(record.id) && !isInsider(record)
    }.map(\.id).sorted()
    excess = Set(waiting.dropFirst(Self.mostWaiting))
  }

  private static func canWait(_ record: VerifiedRecord) -> Bool {
    record.statement is Agreement || record.statement is Application
  }

  /// Every key that may have come to a role: rather too many than one too few.
  private static func insiders(_ graph: RecordGraph, from founder: VerifiedRecord) -> Set<String> {
    var insiders: Set<String> = []
    // In the ledger's order a key is let in before it lets others in.
    for record in graph.records
    where record.id == founder.id || insiders.contains(record.payload.signer) {
      switch record.statement {
      case let terms as ProjectTerms:
        insiders.formUnion(terms.parties.map(\.key.fingerprint))
      case let admission as Admission: insiders.insert(admission.key.fingerprint)
      case let rotation as Rotation: insiders.insert(rotation.key.fingerprint)
      default: continue
      }
    }
    return insiders
  }
}
