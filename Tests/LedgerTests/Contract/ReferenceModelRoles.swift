import Ledger
import SSHSignature

/// A statement with who made it.
struct Said<Content> {
  let record: ModelRecord
  let content: Content

  /// The signer's role in the record's past.
  let role: Role?

  var id: RecordID { record.id }
  var signer: String { record.signer }
}

/// What somebody makes of the records that it has seen.
struct ReferenceView {
  let model: ReferenceModel
  let seen: Set<RecordID>

  /// The key that the reader knows as the client's.
  let pinned: String?

  /// The records, in the ledger's order.
  let records: [ModelRecord]

  /// The ends of keys.
  let ends: [End]

  private let memory = Memory()

  init(model: ReferenceModel, seen: Set<RecordID>, pinned: String?) {
    self.model = model
    self.seen = seen
    self.pinned = pinned
    records = model.order.filter { seen.contains($0.id) }
    ends = records.compactMap { record in
      switch record.statement {
      case let rotation as Rotation:
        End(id: record.id, key: record.signer, kept: model.closure(of: rotation.keeps))
      case let revocation as Revocation:
        End(id: record.id, key: revocation.key, kept: model.closure(of: revocation.keeps))
      default: nil
      }
    }
  }

  /// The statements of one type, in the ledger's order.
  func said<Content: Statement>(_: Content.Type) -> [Said<Content>] {
    records.compactMap { record in
      guard record.type == Content.type, let content = record.statement as? Content
      else { return nil }
      return Said(record: record, content: content, role: model.roles[record.id])
    }
  }

  /// Whether a record's signer had seen another record.
  func had(_ record: RecordID, seen other: RecordID) -> Bool {
    model.pasts[record]?.contains(other) ?? false
  }
}

// The ends of keys.
extension ReferenceView {
  /// A rotation or a revocation.
  struct End {
    let id: RecordID
    let key: String
    let kept: Set<RecordID>
  }

  /// Whether a key was rotated away or revoked.
  func hasEnded(_ key: String) -> Bool { ends.contains { $0.key == key } }

  /// The ends of its key that leave a record in question.
  ///
  /// No end of a key puts itself in question.
  func questions(of record: ModelRecord) -> [End] {
    ends.filter { end in
      end.key == record.signer && end.id != record.id && !end.kept.contains(record.id)
    }
  }

  /// Whether a record's key has ended since, or has come to its role by such a record.
  func isContested(_ record: ModelRecord) -> Bool {
    guard !ends.isEmpty else { return false }
    return !questions(of: record).isEmpty || footing.void.contains(record.signer)
  }

  /// The keys that took a key's place, and those that took theirs, by rotations not contested.
  func successors(of key: String) -> Set<String> {
    var successors: Set<String> = []
    while true {
      let more = said(Rotation.self).filter {
        ($0.signer == key || successors.contains($0.signer)) && !isContested($0.record)
      }
      let all = Set(more.compactMap(\.record.newKey))
      if all == successors { return all }
      successors = all
    }
  }
}

// Roles.
extension ReferenceView {
  /// Who has or had which role if these terms are in force; a key keeps the first that it gets.
  func roles(under terms: ModelRecord, rivals: [ModelRecord] = []) -> [String: Role] {
    var roles: [String: Role] = [:]
    func give(_ key: String, _ role: Role) {
      if roles[key] == nil { roles[key] = role }
    }
    for (key, role) in terms.named { give(key, role) }
    for rival in rivals {
      for (key, role) in rival.named where role == .client { give(key, role) }
    }
    for record in records {
      guard let key = record.newKey else { continue }
      let role = (record.statement as? Admission)?.role ?? roles[record.signer]
      if let role { give(key, role) }
    }
    return roles
  }

  /// Whether an offer is accepted under terms.
  func isAccepted(_ offer: Said<ProjectTerms>, under terms: Said<ProjectTerms>) -> Bool {
    let roles = roles(under: terms.record)
    guard let other = roles[offer.signer]?.other else { return false }
    return said(Agreement.self).contains { agreement in
      // A pin makes a claim an agreement, where the terms leave the client open.
      let isClaim =
        other == .client && terms.content.client.key == nil && agreement.signer == pinned
      return agreement.content.accepts.contains(offer.id)
        && (roles[agreement.signer] == other || isClaim)
    }
  }

  /// The terms in force, those that were before, and those that dispute them.
  struct InForce {
    let terms: Said<ProjectTerms>?
    let agreed: [Said<ProjectTerms>]
    let rivals: [Said<ProjectTerms>]
  }

  var inForce: InForce {
    let offers = said(ProjectTerms.self)
    let founders = offers.filter { $0.signer == model.first.signer }
    let accepted = founders.filter { isAccepted($0, under: $0) }
    let believed = accepted.first { isBelieved($0) }
    guard let first = believed ?? accepted.first else {
      return InForce(terms: founders.last, agreed: [], rivals: [])
    }
    var agreed = [first]
    for offer in offers.drop(while: { $0.id != first.id }).dropFirst() {
      if let last = agreed.last, isAccepted(offer, under: last) { agreed.append(offer) }
    }
    let ids = Set(agreed.map(\.id))
    // Whoever has pinned the client of one of them sees no dispute.
    let rivals = believed != nil ? [] : accepted.filter { !ids.contains($0.id) }
    return InForce(terms: agreed.last, agreed: agreed, rivals: rivals)
  }

  /// Whether an offer is to the client whom the reader has pinned: named there, or come by itself
  /// where nobody is.
  private func isBelieved(_ offer: Said<ProjectTerms>) -> Bool {
    guard let pinned else { return false }
    if roles(under: offer.record)[pinned] == .client { return true }
    return offer.content.client.key == nil
      && said(Agreement.self).contains {
        $0.signer == pinned && $0.content.accepts.contains(offer.id)
      }
  }

  /// Who has or had which role, and how.
  struct Footing {
    /// All who have or had one.
    let given: [String: Role]

    /// Those who have theirs from terms, or from what is not contested.
    let founded: [String: Role]

    /// Those who have theirs from nothing else than what is contested.
    var void: Set<String> { Set(given.keys).subtracting(founded.keys) }
  }

  /// What was found out once.
  final class Memory {
    var footing: Footing?
  }

  var footing: Footing {
    if let known = memory.footing { return known }
    let found = findFooting()
    memory.footing = found
    return found
  }

  private func findFooting() -> Footing {
    let inForce = inForce
    guard let terms = inForce.terms?.record else { return Footing(given: [:], founded: [:]) }
    let rivals = inForce.rivals.map(\.record)
    var founded: [String: Role] = [:]
    func found(_ key: String, _ role: Role) {
      if founded[key] == nil { founded[key] = role }
    }
    for (key, role) in terms.named { found(key, role) }
    for rival in rivals {
      for (key, role) in rival.named where role == .client { found(key, role) }
    }
    for record in records where questions(of: record).isEmpty {
      guard let key = record.newKey, let role = founded[record.signer] else { continue }
      found(key, (record.statement as? Admission)?.role ?? role)
    }
    let given = roles(under: terms, rivals: rivals).merging(founded) { $1 }
    return Footing(given: given, founded: founded)
  }

  /// Who has or had which role; lost ones count.
  var given: [String: Role] { footing.given }

  /// Who has which role.
  var holders: [String: Role] { footing.founded.filter { !hasEnded($0.key) } }

  func role(of key: String) -> Role? { holders[key] }

  /// Whether nobody is the client.
  var isClientOpen: Bool { !holders.values.contains(.client) }

  /// Whatever role a key has ever had.
  func everRoles(of key: String) -> Set<Role> {
    var ever: [String: Set<Role>] = [:]
    for offer in said(ProjectTerms.self) {
      let past = model.view(of: model.pasts[offer.id] ?? [])
      let isEarly = offer.signer == model.first.signer && past.inForce.agreed.isEmpty
      let isAccepted = said(Agreement.self).contains {
        $0.content.accepts.contains(offer.id) && $0.role != nil && $0.role == offer.role?.other
      }
      guard isEarly || isAccepted else { continue }
      for (key, role) in offer.record.named { ever[key, default: []].insert(role) }
    }
    for admission in said(Admission.self) {
      guard let key = admission.record.newKey else { continue }
      ever[key, default: []].insert(admission.content.role)
    }
    for _ in said(Rotation.self) {
      for rotation in said(Rotation.self) {
        guard let key = rotation.record.newKey, let roles = ever[rotation.signer] else { continue }
        ever[key, default: []].formUnion(roles)
      }
    }
    return ever[key] ?? []
  }

  /// Whether a key has a role, or has lost one.
  func hasOrHadRole(_ key: String) -> Bool { given[key] != nil }
}

extension Role {
  /// The other party of the contract.
  var other: Role? { self == .client ? .builder : self == .builder ? .client : nil }
}
