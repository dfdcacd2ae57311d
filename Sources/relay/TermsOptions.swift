import ArgumentParser
import Ledger
import Proof
import SSHSignature

/// The terms of a project as options of `relay init`.
struct TermsOptions: ParsableArguments {
  @Option(help: "A title for the project.")
  var title: String?

  @Option(help: "What it is about.")
  var description: String?

  @Option(help: "The client, as \"Name <mail>\".")
  var client: String?

  @Option(help: "The client's public key: a file, or the key itself.")
  var clientKey: String?

  @Option(help: "The builder, as \"Name <mail>\", where the client sets the project up.")
  var builder: String?

  @Option(help: "The builder's public key: a file, or the key itself.")
  var builderKey: String?

  @Option(help: "The budget, such as \"12000 EUR\".")
  var budget: String?

  @Option(help: "Who holds the money, as \"Name <mail>\".")
  var escrow: String?

  @Option(help: "The escrow agent's public key: a file, or the key itself.")
  var escrowKey: String?

  @Option(help: "Where you are paid, such as an IBAN; for a builder.")
  var account: String?

  @Option(help: "Ticket prefixes that belong to the project, such as LIVY, separated by commas.")
  var tickets: String?

  func validate() throws {
    for prefix in ticketPrefixes where !ProjectTerms.isTicketPrefix(prefix) {
      throw ValidationError("\"\(Inert.text(prefix))\" is no ticket prefix such as LIVY")
    }
    if escrowKey != nil && escrow == nil {
      throw ValidationError("--escrow-key goes with --escrow \"Name <mail>\"")
    }
  }

  private var ticketPrefixes: [String] {
    var prefixes: [String] = []
    for prefix in (tickets ?? "").split(separator: ",").map({ $0.uppercased() })
    where !prefixes.contains(prefix) {
      prefixes.append(prefix)
    }
    return prefixes
  }

  private func money() throws -> Money? {
    guard let budget else { return nil }
    do { return try Money(parsing: budget) } catch {
      throw Wording("the budget \"\(Inert.text(budget.utf8, limit: 40))\": \(error.message)")
    }
  }

  private static func person(_ text: String?, _ key: String?) throws -> ProjectTerms.Person {
    let identity = text.map { Identity(parsing: $0) }
    return ProjectTerms.Person(
      name: identity?.name, email: identity?.email, key: try key.map { try Session.publicKey($0) })
  }

  /// The terms with which a party founds a project.
  func terms(
    by role: Role, _ own: Identity, _ key: PublicKey, roots: [String]
  ) throws -> ProjectTerms {
    var client = try Self.person(client, clientKey)
    var builders = [
      ProjectTerms.Builder(name: own.name, emails: own.emails, key: key, account: account)
    ]
    if role == .client {
      client = ProjectTerms.Person(name: own.name, email: own.email, key: key)
      let other = builder.map { Identity(parsing: $0) }
      builders =
        try builderKey.map { text in
          [
            ProjectTerms.Builder(
              name: other?.name, emails: other?.emails ?? [], key: try Session.publicKey(text))
          ]
        } ?? []
      if builder != nil && builders.isEmpty {
        Terminal.note(
          "hint: the builder is let in later: it runs relay join, you run relay admit")
      }
    }
    let money = try money()
    return ProjectTerms(
      title: title, description: description, roots: roots, currency: money?.currency.code,
      budget: money?.amount, client: client, builders: builders,
      escrow: try escrow.map { try Self.person($0, escrowKey) },
      tickets: ticketPrefixes,
      nonce: Hex.encode((0..<16).map { _ in UInt8.random(in: 0...255) }))
  }

  /// Other terms than those in force; `nil` if the options ask for none.
  func amended(_ old: ProjectTerms, by key: PublicKey) throws -> ProjectTerms? {
    let newTickets = ticketPrefixes.filter { !old.tickets.contains($0) }
    let asked: [String?] = [
      title, description, client, clientKey, builder, builderKey, budget, escrow, escrowKey,
      account,
    ]
    guard !newTickets.isEmpty || asked.contains(where: { $0 != nil }) else { return nil }
    let other = client.map { Identity(parsing: $0) }
    var builders = old.builders.map { builder in
      ProjectTerms.Builder(
        name: builder.name, emails: builder.emails, key: builder.key,
        account: builder.key == key ? account ?? builder.account : builder.account)
    }
    if let builderKey {
      let added = try Session.publicKey(builderKey)
      let person = builder.map { Identity(parsing: $0) }
      if !builders.contains(where: { $0.key == added }) {
        builders.append(
          ProjectTerms.Builder(name: person?.name, emails: person?.emails ?? [], key: added))
      }
    }
    let money = try money()
    let new = ProjectTerms(
      title: title ?? old.title, description: description ?? old.description, roots: old.roots,
      currency: money?.currency.code ?? old.currency, budget: money?.amount ?? old.budget,
      client: ProjectTerms.Person(
        name: other?.name ?? old.client.name, email: other?.email ?? old.client.email,
        key: try clientKey.map { try Session.publicKey($0) } ?? old.client.key),
      builders: builders, escrow: try escrow.map { try Self.person($0, escrowKey) } ?? old.escrow,
      witnesses: old.witnesses, tickets: old.tickets + newTickets, nonce: old.nonce)
    let isSame =
      JSON.object(new.members).serialize() == JSON.object(old.members).serialize()
    return isSame ? nil : new
  }
}
