internal import Ledger
internal import SSHSignature

/// Somebody who takes part.
struct PartyText: Sendable {
  let role: Role
  let name: String?
  let emails: [String]

  /// `nil` while no key is known.
  let fingerprint: String?

  /// What is to be known of the key.
  let remark: String?

  /// All parties, the two that make the contract first.
  static func all(_ state: ProjectState) -> [PartyText] {
    let parties = state.shownParties
    var all = parties.members.map { member in
      let isPinned = [state.pins.client, state.pins.builder].contains(member.key.fingerprint)
      return PartyText(
        role: member.role, name: shown(member.name), emails: member.emails.map { line($0) },
        fingerprint: member.key.fingerprint, remark: isPinned ? "pinned" : nil)
    }
    if parties.isClientOpen {
      let client = parties.terms?.terms.client
      let claims = Set(state.claims.map(\.signer.fingerprint)).sorted()
      let pinned = state.pins.client.flatMap { claims.contains($0) ? $0 : nil }
      all.append(
        PartyText(
          role: .client, name: shown(client?.name),
          emails: (client?.email.map { [$0] } ?? []).map { line($0) }, fingerprint: pinned,
          remark: pinned != nil ? "pinned" : remark(onClaims: claims)))
    }
    return [Role.client, .builder, .escrow, .witness].flatMap { role in
      all.filter { $0.role == role }
    }
  }

  private static func remark(onClaims claims: [String]) -> String {
    switch claims.count {
    case 0: "no key known yet"
    case 1: "a key claims to be the client's: \(claims[0])"
    default: "\(claims.count) keys claim to be the client's: \(claims.joined(separator: ", "))"
    }
  }

  private static func shown(_ name: String?) -> String? {
    name.map { line($0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func line(_ text: String) -> String { DisplayText.line(text, limit: 200) }

  /// The name, else the first address.
  var shortName: String { name ?? emails.first ?? "not named yet" }
}

/// Whose key signed a record, for people.
struct PartyNames: Sendable {
  struct Signer: Sendable {
    let name: String
    let role: String
  }

  private var signers: [String: Signer] = [:]

  /// Learns the names of everybody who ever had a role or asked for one; who holds one now counts
  /// first.
  init(_ ledger: Ledger) {
    let state = ledger.state
    for member in state.shownParties.members {
      add(member.key.fingerprint, member.name, member.emails, member.role.title)
    }
    for version in state.versions {
      for party in version.content.parties {
        add(party.key.fingerprint, party.name, party.emails, party.role.title)
      }
    }
    for admission in state.admissions {
      let content = admission.content
      add(content.key.fingerprint, content.name, content.emails, content.role.title)
    }
    for end in state.keyEnds {
      guard let successor = end.successor else { continue }
      let old = signers[end.key]
      if let old { signers[successor.fingerprint] = signers[successor.fingerprint] ?? old }
    }
    for application in state.applications {
      let content = application.content
      add(
        application.signer.fingerprint, content.name, content.emails,
        "asks to be \(content.role.title)")
    }
    for agreement in state.agreements where agreement.role == nil {
      add(
        agreement.signer.fingerprint, agreement.content.name,
        agreement.content.email.map { [$0] } ?? [], "claims to be the client")
    }
  }

  private mutating func add(
    _ fingerprint: String, _ name: String?, _ emails: [String], _ role: String
  ) {
    guard signers[fingerprint] == nil else { return }
    let text = [name, emails.first].compactMap { $0 }.first { !$0.isEmpty }
    signers[fingerprint] = Signer(
      name: text.map { DisplayText.line($0, limit: 200) } ?? role, role: role)
  }

  /// Who a key is.
  subscript(fingerprint: String) -> Signer {
    signers[fingerprint] ?? Signer(name: "somebody", role: "no role")
  }
}
