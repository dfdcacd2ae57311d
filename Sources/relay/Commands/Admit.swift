import ArgumentParser
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// `relay admit`: lets a key into a role.
struct Admit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let somebody into a role, by fingerprint or key.",
    usage: "relay admit [<who>] [<options>]",
    discussion: """
      The client lets builders and witnesses in; a builder lets the client's key in while none is \
      known. WHO is the fingerprint of a key that has asked (relay join) or claimed \
      to be the client (relay agree), or a public key or its file. Without WHO those who wait are \
      listed.
      """)

  @Argument(help: "SHA256:…, a public key, or a file with one.")
  var who: String?

  @Option(help: "The project's number; may be left out where there is one.")
  var project: Int64?

  @Option(name: .customLong("as"), help: "The role, if it is another than the one asked for.")
  var wanted: RoleArgument?

  @OptionGroup var options: SigningOptions

  func run() throws {
    let signing = try Signing.open(project, options)
    let candidates = Candidate.all(signing.state)
    guard let who else {
      list(candidates, signing)
      return
    }
    let fingerprint = try Session.fingerprint(who)
    let known = candidates.first { $0.key.fingerprint == fingerprint }
    guard let key = try known?.key ?? (who.hasPrefix("SHA256:") ? nil : Session.publicKey(who))
    else {
      throw Wording(
        "nobody with the key \(Inert.text(who)) has asked for a role",
        hint: "see `relay admit`, or name the public key itself")
    }
    guard let role = wanted?.role ?? known?.role else {
      throw Wording("no role is named", hint: "add --as builder, client or witness")
    }
    let person = InitSummary.person(known?.name, known?.emails ?? [])
    let admission = Admission(
      role: role, key: key, name: known?.name, emails: known?.emails ?? [])
    let other = signing.role?.counterparty?.title ?? "other party"
    try signing.sign(
      "admission", [admission],
      saying: [
        "\(role.title)  \(person.isEmpty ? "no name given" : person)",
        "  \(fingerprint)",
        "I let this key into project \(signing.number) as \(role.title).",
        "Compare the fingerprint with the one that you have by another way.",
      ]
    ) { reach in
      [reach.line(to: other, number: signing.number)]
    }
  }

  private func list(_ candidates: [Candidate], _ signing: Signing) {
    if options.json {
      Terminal.json([
        .init("project", .integer(signing.number)),
        .init(
          "waiting",
          .array(
            candidates.map { candidate in
              .object([
                .init("role", .string(candidate.role.rawValue)),
                .init("name", candidate.name.map { .string($0) } ?? .null),
                .init("emails", .array(candidate.emails.map { .string($0) })),
                .init("fingerprint", .string(candidate.key.fingerprint)),
              ])
            })),
      ])
      return
    }
    guard !candidates.isEmpty else {
      Terminal.line("Nobody waits to be let into project \(signing.number).")
      return
    }
    for candidate in candidates {
      let person = InitSummary.person(candidate.name, candidate.emails)
      Terminal.line("\(candidate.role.title)  \(person)")
      Terminal.line("  relay admit \(candidate.key.fingerprint)")
    }
  }
}

/// Somebody who waits for a role.
struct Candidate {
  let role: Role
  let key: PublicKey
  let name: String?
  let emails: [String]

  /// Those who have claimed to be the client or applied for a role, and have none.
  static func all(_ state: ProjectState) -> [Candidate] {
    let parties = state.shownParties
    func isOutside(_ key: PublicKey) -> Bool {
      parties.role(of: key.fingerprint) == nil && !state.waiting(by: key.fingerprint).isEmpty
    }
    let claims = state.claims.filter { isOutside($0.signer) && parties.isClientOpen }.map { claim in
      Candidate(
        role: .client, key: claim.signer, name: claim.content.name.map { Inert.text($0) },
        emails: claim.content.email.map { [Inert.text($0)] } ?? [])
    }
    let applications = state.applications.filter { isOutside($0.signer) }.map { entry in
      Candidate(
        role: entry.content.role, key: entry.signer, name: entry.content.name,
        emails: entry.content.emails)
    }
    return claims + applications
  }
}
