public import SSHSignature
internal import Synchronization

/// Who holds which role, as seen from some point of a ledger.
public struct Parties: Sendable {
  /// One key with the person that it is said to be.
  public struct Member: Sendable {
    public let key: PublicKey
    public let role: Role
    public let name: String?
    public let emails: [String]
  }

  /// The terms in force: the newest that both parties have accepted; before there are any, the
  /// newest offer of the party that founded the project.
  public let terms: Entry<ProjectTerms>?

  /// The terms that both parties have accepted, oldest first.
  public let agreed: [Entry<ProjectTerms>]

  /// Other offers of the founder that somebody else has accepted as the client named there, neither
  /// side having seen the other: who the client is is in dispute, and only a pin settles it.
  public let rivals: [Entry<ProjectTerms>]

  /// The keys that hold a role.
  public let members: [Member]

  /// The role of every key that holds or has held one under these terms.
  let lineage: [String: Role]

  /// Keys that came to their role only by records that are contested.
  let void: Set<String>

  /// The role that a key holds; `nil` if it holds none, or no longer.
  public func role(of fingerprint: String) -> Role? {
    members.first { $0.key.fingerprint == fingerprint }?.role
  }

  /// Those who hold a role.
  public func members(_ role: Role) -> [Member] { members.filter { $0.role == role } }

  /// Whether nobody holds the client's role, so that an agreement can be a claim to it.
  public var isClientOpen: Bool { !members.contains { $0.role == .client } }
}

/// Remembers what ``ProjectState/parties(seenBy:)`` has found for the same records.
///
/// Never out of date: the numbers in a ``Past`` stand for the same records for ever.
final class PartiesCache: Sendable {
  private let known = Mutex<[Past: Parties]>([:])

  func parties(_ past: Past, _ find: () -> Parties) -> Parties {
    if let found = known.withLock({ $0[past] }) { return found }
    let parties = find()
    known.withLock { $0[past] = parties }
    return parties
  }
}

extension ProjectState {
  /// Who holds which role, as seen by a signer; with `nil` as the whole ledger says.
  ///
  /// Pins do not count here: what is admitted must not depend on who reads.
  public func parties(seenBy past: Past? = nil) -> Parties {
    let relevant = (past ?? everything).intersection(partyRecords)
    return knownParties.parties(relevant) { parties(relevant, trustingPins: false) }
  }

  /// Who holds which role, as this reader believes: the whole ledger, the pinned client counted.
  public var shownParties: Parties {
    parties(everything.intersection(partyRecords), trustingPins: true)
  }

  /// The role of a key; `nil` if it has none.
  ///
  /// `past` is what a signer had seen: only that counts; with `nil` the whole ledger does.
  public func role(of fingerprint: String, seenBy past: Past?) -> Role? {
    if let role = parties(seenBy: past).role(of: fingerprint) { return role }
    guard past == nil else { return nil }
    // Whoever has been a builder stays the author of its proofs.
    return rolesEver[fingerprint]?.contains(.builder) == true ? .builder : nil
  }

  /// The terms in force, as this reader believes; see ``Parties/terms``.
  public func currentVersion() -> Entry<ProjectTerms>? { shownParties.terms }

  /// Whether both parties have accepted terms, the pinned client counted.
  public var isAgreed: Bool { !shownParties.agreed.isEmpty }

  /// Offers newer than the terms in force, by either party.
  public var proposals: [Entry<ProjectTerms>] {
    let parties = shownParties
    guard let current = parties.terms else { return [] }
    return versions.drop { $0.id != current.id }.dropFirst().filter { version in
      !parties.rivals.contains { $0.id == version.id }
    }
  }

  /// Whether a proof's signer is a builder or witness whom both parties have let in.
  public func isAcceptedSigner(_ fingerprint: String) -> Bool {
    let parties = shownParties
    if parties.void.contains(fingerprint) { return false }
    let accepted = admissions.contains {
      $0.role == .client && $0.content.key.fingerprint == fingerprint
    }
    let named = parties.agreed.contains { version in
      let role = KeyHistory(self, in: everything).lineage(under: version.terms)[fingerprint]
      return role == .builder || role == .witness
    }
    return accepted || named
  }

  /// Agreements by keys without a role, each a claim to be the client.
  public var claims: [Entry<Agreement>] {
    let lineage = parties().lineage
    return agreements.filter { entry in
      lineage[entry.signer.fingerprint] == nil && entry.signer.fingerprint != pins.client
    }
  }

  /// The agreements to a record.
  public func acceptances(of id: RecordID) -> [Entry<Agreement>] { acceptances[id] ?? [] }

  /// Whether a key has had a role at any time. What is once true stays so when a ledger grows.
  func hasEverHadRole(_ fingerprint: String) -> Bool { rolesEver[fingerprint] != nil }

  private func parties(_ past: Past, trustingPins: Bool) -> Parties {
    let keys = KeyHistory(self, in: past)
    let seen = versions.filter { hasSeen($0.id, in: past) }
    func isAccepted(_ version: Entry<ProjectTerms>, under terms: ProjectTerms) -> Bool {
      let acceptances = self.seen(acceptances[version.id], in: past)
      guard !acceptances.isEmpty else { return false }
      let lineage = keys.lineage(under: terms)
      guard let other = lineage[version.signer.fingerprint]?.counterparty else { return false }
      return acceptances.contains { acceptance in
        let signer = acceptance.signer.fingerprint
        if lineage[signer] == other { return true }
        return trustingPins && other == .client && terms.client.key == nil && signer == pins.client
      }
    }
    // The founder's offers that the party named in them has accepted. The first stands: what comes
    // after it needs the parties of the terms before it. Another that does not have them was made
    // or accepted behind somebody's back.
    let founder = seen.first?.signer
    let roots = seen.filter { $0.signer == founder && isAccepted($0, under: $0.terms) }
    func isPinned(_ version: Entry<ProjectTerms>) -> Bool {
      guard trustingPins, let pin = pins.client else { return false }
      if keys.lineage(under: version.terms)[pin] == .client { return true }
      return version.terms.client.key == nil
        && self.seen(acceptances[version.id], in: past).contains {
          $0.signer.fingerprint == pin
        }
    }
    var agreed: [Entry<ProjectTerms>] = []
    if let root = roots.first(where: isPinned) ?? roots.first {
      agreed.append(root)
      for version in seen where order(of: version.id) > order(of: root.id) {
        if isAccepted(version, under: agreed[agreed.count - 1].terms) { agreed.append(version) }
      }
    }
    let rivals = roots.filter { root in !agreed.contains { $0.id == root.id } && !isPinned(root) }
    let terms = agreed.last ?? seen.last { $0.signer == founder }
    let isSettled = roots.contains(where: isPinned)
    let disputed = isSettled ? [] : rivals.map(\.terms)
    let standing = terms.map { keys.standing(under: $0.terms, rivals: disputed) }
    return Parties(
      terms: terms, agreed: agreed, rivals: isSettled ? [] : rivals,
      members: standing?.members ?? [],
      lineage: standing?.lineage ?? [:],
      void: standing?.void ?? [])
  }
}

extension Entry<ProjectTerms> {
  public var terms: ProjectTerms { content }
}
