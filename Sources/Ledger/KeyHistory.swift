public import SSHSignature

/// The end of a key: a rotation or a revocation.
public struct KeyEnd: Sendable {
  public let id: RecordID

  /// The fingerprint of the key that ends.
  public let key: String

  /// The role of whoever ended it.
  public let signerRole: Role?

  /// The key that takes its place; `nil` for a revocation.
  public let successor: PublicKey?

  /// The heads whose ancestors stay unquestioned.
  public let keeps: [RecordID]

  /// The structural records among them.
  let kept: Past
}

/// How keys came to their roles and lost them, as seen from some point of a ledger.
struct KeyHistory {
  private enum Event {
    case admission(Entry<Admission>)
    case rotation(KeyEnd, to: PublicKey)
  }

  private let state: ProjectState
  private let events: [Event]
  private let ends: [KeyEnd]

  init(_ state: ProjectState, in past: Past) {
    self.state = state
    ends = state.keyEnds.filter { state.hasSeen($0.id, in: past) }
    let admissions = state.admissions.filter { state.hasSeen($0.id, in: past) }
    var events: [(number: Int, event: Event)] = admissions.map { admission in
      (state.order(of: admission.id), .admission(admission))
    }
    for end in ends {
      if let successor = end.successor {
        events.append((state.order(of: end.id), .rotation(end, to: successor)))
      }
    }
    self.events = events.sorted { $0.number < $1.number }.map(\.event)
  }

  /// Whether the key that signed a record has ended, and the record is not among those kept.
  private func isContested(_ id: RecordID, by key: String) -> Bool {
    ends.contains { state.isQuestioned(id, by: key, $0) }
  }

  /// Every key that terms, admissions and rotations have ever given a role, one role each.
  ///
  /// Of `rivals`, terms that dispute who the client is, the clients count: nobody is shut out of a
  /// dispute.
  func lineage(under terms: ProjectTerms, rivals: [ProjectTerms] = []) -> [String: Role] {
    var roles: [String: Role] = [:]
    for party in Self.parties(terms, rivals) {
      roles[party.key.fingerprint] = roles[party.key.fingerprint] ?? party.role
    }
    for event in events {
      switch event {
      case .admission(let admission):
        let key = admission.content.key.fingerprint
        roles[key] = roles[key] ?? admission.content.role
      case .rotation(let end, let successor):
        guard let role = roles[end.key] else { continue }
        roles[successor.fingerprint] = roles[successor.fingerprint] ?? role
      }
    }
    return roles
  }

  private static func parties(
    _ terms: ProjectTerms, _ rivals: [ProjectTerms]
  ) -> [Parties.Member] {
    terms.parties + rivals.flatMap { $0.parties.filter { $0.role == .client } }
  }

  /// Who holds a role, and which keys came to one only by contested records.
  ///
  /// The end of a key reaches what it has let in: a key that got its role by a contested record is
  /// void, and so is what it lets in.
  func standing(
    under terms: ProjectTerms, rivals: [ProjectTerms]
  ) -> (members: [Parties.Member], lineage: [String: Role], void: Set<String>) {
    var members: [Parties.Member] = []
    var known: Set<String> = []
    func add(_ key: PublicKey, _ role: Role, _ name: String?, _ emails: [String]) {
      guard known.insert(key.fingerprint).inserted else { return }
      members.append(Parties.Member(key: key, role: role, name: name, emails: emails))
    }
    for party in Self.parties(terms, rivals) {
      add(party.key, party.role, party.name, party.emails)
    }
    for event in events {
      switch event {
      case .admission(let admission):
        let signer = admission.signer.fingerprint
        guard !isContested(admission.id, by: signer), known.contains(signer) else { continue }
        let content = admission.content
        add(content.key, content.role, content.name, content.emails)
      case .rotation(let end, let successor):
        guard !isContested(end.id, by: end.key),
          let old = members.first(where: { $0.key.fingerprint == end.key })
        else { continue }
        add(successor, old.role, old.name, old.emails)
      }
    }
    let ended = Set(ends.map(\.key))
    // What is not contested says first which role a key has.
    var lineage = lineage(under: terms, rivals: rivals)
    for member in members { lineage[member.key.fingerprint] = member.role }
    return (
      members.filter { !ended.contains($0.key.fingerprint) }, lineage,
      Set(lineage.keys).subtracting(known)
    )
  }
}

extension ProjectState {
  /// The proofs that the end of their key leaves in question, unless the client has approved them
  /// since.
  public var questionedProofs: [RecordID: KeyEnd] {
    var ends: [RecordID: [KeyEnd]] = [:]
    for end in keyEnds {
      let kept = closure(of: end.keeps)
      for proof in proofs where proof.signer == end.key && !kept.contains(proof.id) {
        ends[proof.id, default: []].append(end)
      }
    }
    let void = keyEnds.isEmpty ? [] : parties().void
    for proof in proofs where void.contains(proof.signer) && ends[proof.id] == nil {
      ends[proof.id] = keyEnds.suffix(1)
    }
    for submission in ends.isEmpty ? [] : Array(submissions.values.joined()) {
      for decision in decisions[submission.id] ?? [] where decision.content.verdict == .approved {
        for proof in decision.content.proof.map({ [$0] }) ?? submission.content.proofs
        where ends[proof]?.contains(where: { hasSeen($0.id, in: decision.past) }) == true {
          ends[proof] = nil
        }
      }
    }
    return ends.compactMapValues(\.first)
  }

  /// Whether a statement is in question, as somebody had seen; with `nil` as the whole ledger says.
  public func isContested<Content>(_ entry: Entry<Content>, seenBy past: Past? = nil) -> Bool {
    isContested(entry.id, signer: entry.signer.fingerprint, seenBy: past ?? everything)
  }

  /// Whether the key that signed a structural record has ended, as somebody had seen, and the record
  /// is not among those kept.
  func isContested(_ id: RecordID, signer: String, seenBy past: Past) -> Bool {
    guard !keyEnds.isEmpty else { return false }
    return parties(seenBy: past).void.contains(signer)
      || keyEnds.contains { hasSeen($0.id, in: past) && isQuestioned(id, by: signer, $0) }
  }

  /// Whether an end of its key leaves a structural record in question.
  func isQuestioned(_ id: RecordID, by signer: String, _ end: KeyEnd) -> Bool {
    end.key == signer && end.id != id && !hasSeen(id, in: end.kept)
  }

  mutating func addKeyEnd(
    _ key: String, successor: PublicKey?, keeps: [RecordID], _ record: RecordContext
  ) {
    keyEnds.append(
      KeyEnd(
        id: record.id, key: key,
        signerRole: role(of: record.signer.fingerprint, seenBy: record.past), successor: successor,
        keeps: keeps, kept: past(after: keeps)))
    if let successor {
      rolesEver[successor.fingerprint, default: []].formUnion(rolesEver[key] ?? [])
    }
    notePartyRecord(record.id)
  }
}
