public import SSHSignature

/// `project`: what a project is and who its parties are. The first one founds the ledger; a later
/// one amends and counts when the other party has agreed to it.
public struct ProjectTerms: Statement {
  public static let type = "project"

  /// A party that works.
  public struct Builder: Sendable {
    public let name: String?

    /// The addresses under which the builder commits.
    public let emails: [String]

    public let key: PublicKey

    /// Where the builder is paid, for people, such as `IBAN DE02 …`.
    public let account: String?

    /// Describes a builder.
    public init(name: String?, emails: [String], key: PublicKey, account: String? = nil) {
      self.name = name
      self.emails = emails
      self.key = key
      self.account = account
    }
  }

  /// A client, an escrow agent or a witness.
  public struct Person: Sendable {
    public let name: String?
    public let email: String?

    /// `nil` while nobody knows it. For a client the first agreement is then a claim.
    public let key: PublicKey?

    /// Describes a person.
    public init(name: String?, email: String?, key: PublicKey?) {
      self.name = name
      self.email = email
      self.key = key
    }
  }

  public let title: String?
  public let description: String?

  /// Root commits of the repository, a hint for people: 40 or 64 hex digits.
  public let roots: [String]

  /// ISO 4217, such as `EUR`; with ``budget`` or not at all.
  public let currency: String?

  /// In minor units of the currency.
  public let budget: Int64?

  /// The budget as a sum; `nil` if there is none, or its currency is not current money.
  public var money: Money? {
    guard let budget, let currency = currency.flatMap({ Currency($0) }) else { return nil }
    return Money(amount: budget, currency: currency)
  }

  /// Who pays.
  public let client: Person
  public let builders: [Builder]

  /// Who holds the money, if somebody does.
  public let escrow: Person?

  /// Who may prove others' work.
  public let witnesses: [Person]

  /// Ticket prefixes such as `LIVY`: `LIVY-512` in a message belongs to the project.
  public let tickets: [String]

  /// 32 random hex digits, so that two projects founded alike still differ.
  public let nonce: String

  /// Describes a project.
  public init(
    title: String?, description: String?, roots: [String], currency: String?, budget: Int64?,
    client: Person, builders: [Builder], escrow: Person? = nil, witnesses: [Person] = [],
    tickets: [String], nonce: String
  ) {
    self.title = title
    self.description = description
    self.roots = roots
    self.currency = currency
    self.budget = budget
    self.client = client
    self.builders = builders
    self.escrow = escrow
    self.witnesses = witnesses
    self.tickets = tickets
    self.nonce = nonce
  }

  /// How many builders, addresses, tickets or roots are read: more is a mistake or an attack.
  private static let longestList = 1_000

  public init(_ fields: Fields) throws(RecordError) {
    title = try fields.optionalString("title")
    description = try fields.optionalString("description")
    roots = try fields.strings("roots")
    currency = try fields.optionalString("currency")
    budget = try fields.optionalInteger("budget", in: 0...JSON.largestInteger)
    nonce = try fields.hex("nonce", digits: [32])
    tickets = try fields.strings("tickets")
    guard let client = try fields.optionalObject("client") else {
      throw .malformed("\"client\" is missing")
    }
    self.client = try Self.person(client)
    var builders: [Builder] = []
    for builder in try fields.objects("builders") {
      guard let key = try builder.optionalKey("key") else {
        throw .malformed("a builder has no \"key\"")
      }
      builders.append(
        Builder(
          name: try builder.optionalString("name"), emails: try builder.strings("emails"),
          key: key, account: try builder.optionalString("account")))
    }
    self.builders = builders
    escrow = try fields.optionalObject("escrow").map { fields throws(RecordError) in
      try Self.person(fields)
    }
    var witnesses: [Person] = []
    for witness in try fields.objects("witnesses") {
      let person = try Self.person(witness)
      guard person.key != nil else { throw .malformed("a witness has no \"key\"") }
      witnesses.append(person)
    }
    self.witnesses = witnesses
    try check()
  }

  private static func person(_ fields: Fields) throws(RecordError) -> Person {
    Person(
      name: try fields.optionalString("name"), email: try fields.optionalString("email"),
      key: try fields.optionalKey("key"))
  }

  private func check() throws(RecordError) {
    let lists =
      [roots.count, tickets.count, builders.count, witnesses.count] + builders.map(\.emails.count)
    guard lists.allSatisfy({ $0 <= Self.longestList }) else {
      throw .malformed("a list holds more than \(Self.longestList) entries")
    }
    guard !builders.isEmpty || client.key != nil else {
      throw .malformed("\"builders\" is empty, and the client has no key")
    }
    guard (currency == nil) == (budget == nil) else {
      throw .malformed("\"currency\" and \"budget\" go together")
    }
    if let currency, Currency(currency) == nil {
      throw .malformed("\"currency\" is no currency's code in ISO 4217")
    }
    let isHex = { (text: String) in
      [40, 64].contains(text.utf8.count) && Hex.decode(text) != nil
    }
    guard roots.allSatisfy(isHex) else { throw .malformed("\"roots\" holds other than commit ids") }
    guard tickets.allSatisfy(Self.isTicketPrefix) else {
      throw .malformed("\"tickets\" holds other than prefixes such as LIVY")
    }
    // One key holds one role, and is one person.
    let keys = parties.map(\.key.fingerprint)
    guard Set(keys).count == keys.count else { throw .malformed("one key is named twice") }
  }

  /// Whether a text can be a ticket prefix: a capital letter, then capitals, digits and `_`, two
  /// to 32 in all. Tags' own words are none.
  public static func isTicketPrefix(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard (2...32).contains(bytes.count), !["RELAY", "PROJECT", "PROJ"].contains(text) else {
      return false
    }
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): if index == 0 { return false }
      default: return false
      }
    }
    return true
  }

  public var members: [JSON.Member] {
    var members: [JSON.Member] = [
      .init("client", Self.json(client)),
      .init("nonce", .string(nonce)),
      .init(
        "builders",
        .array(
          builders.map { builder in
            let name = builder.name.map { [JSON.Member("name", .string($0))] } ?? []
            let account = builder.account.map { [JSON.Member("account", .string($0))] } ?? []
            return .object(
              name + account + [
                .init("emails", .array(builder.emails.map(JSON.string))),
                .init("key", .string(builder.key.line)),
              ])
          })),
    ]
    if let escrow { members.append(.init("escrow", Self.json(escrow))) }
    if !witnesses.isEmpty {
      members.append(.init("witnesses", .array(witnesses.map { Self.json($0) })))
    }
    if let title { members.append(.init("title", .string(title))) }
    if let description { members.append(.init("description", .string(description))) }
    if !roots.isEmpty { members.append(.init("roots", .array(roots.map(JSON.string)))) }
    if let currency { members.append(.init("currency", .string(currency))) }
    if let budget { members.append(.init("budget", .integer(budget))) }
    if !tickets.isEmpty { members.append(.init("tickets", .array(tickets.map(JSON.string)))) }
    return members
  }

  private static func json(_ person: Person) -> JSON {
    var members: [JSON.Member] = []
    if let name = person.name { members.append(.init("name", .string(name))) }
    if let email = person.email { members.append(.init("email", .string(email))) }
    if let key = person.key { members.append(.init("key", .string(key.line))) }
    return .object(members)
  }

  /// Everybody whom these terms alone give a role.
  public var parties: [Parties.Member] {
    func member(_ person: Person, _ role: Role) -> [Parties.Member] {
      guard let key = person.key else { return [] }
      let emails = person.email.map { [$0] } ?? []
      return [Parties.Member(key: key, role: role, name: person.name, emails: emails)]
    }
    return member(client, .client)
      + builders.map {
        Parties.Member(key: $0.key, role: .builder, name: $0.name, emails: $0.emails)
      }
      + (escrow.map { member($0, .escrow) } ?? []) + witnesses.flatMap { member($0, .witness) }
  }

  /// The role that these terms alone give a key.
  public func role(of fingerprint: String) -> Role? {
    parties.first { $0.key.fingerprint == fingerprint }?.role
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    let signer = record.signer.fingerprint
    if record.payload.genesis == nil {
      return role(of: signer)?.counterparty == nil
        ? .invalid("the first record is signed by a key that it does not name") : nil
    }
    return state.refusal(unless: [.client, .builder], sign: "terms of the project", record)
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    let entry = state.entry(self, record)
    // Before there is an agreement the founder says who builds; afterwards both do.
    if entry.signer == state.versions.first?.signer ?? entry.signer,
      state.parties(seenBy: record.past).agreed.isEmpty
    {
      state.addRoles(of: self)
    }
    state.versions.append(entry)
    state.notePartyRecord(record.id)
  }
}

extension ProjectState {
  mutating func addRoles(of terms: ProjectTerms) {
    for party in terms.parties { rolesEver[party.key.fingerprint, default: []].insert(party.role) }
  }

  /// Why a record of a type is not for its signer; `nil` if the signer has one of the roles.
  func refusal(
    unless roles: [Role], sign what: String, _ record: RecordContext
  ) -> Refusal? {
    guard let role = role(of: record.signer.fingerprint, seenBy: record.past) else {
      return .unknownSigner
    }
    guard !roles.contains(role) else { return nil }
    let names = roles.map(\.title).joined(separator: " or ")
    return .invalid("\(what) signed by the \(role.title); that is for the \(names)")
  }
}
