public import SSHSignature

/// `project`: what a project is and who its parties are. The first one founds the ledger; a later
/// one amends and counts when the other party has agreed to it.
public struct ProjectTerms: Statement {
  public static let type = "project"

  /// The party that pays.
  public struct Client: Sendable {
    public let name: String?
    public let email: String?

    /// `nil` while nobody knows it: then the first agreement is a claim.
    public let key: PublicKey?

    /// Describes a client.
    public init(name: String?, email: String?, key: PublicKey?) {
      self.name = name
      self.email = email
      self.key = key
    }
  }

  /// A party that works.
  public struct Builder: Sendable {
    public let name: String?

    /// The addresses under which the builder commits.
    public let emails: [String]

    public let key: PublicKey

    /// Describes a builder.
    public init(name: String?, emails: [String], key: PublicKey) {
      self.name = name
      self.emails = emails
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

  public let client: Client
  public let builders: [Builder]

  /// Ticket prefixes such as `LIVY`: `LIVY-512` in a message belongs to the project.
  public let tickets: [String]

  /// 32 random hex digits, so that two projects founded alike still differ.
  public let nonce: String

  /// Describes a project.
  public init(
    title: String?, description: String?, roots: [String], currency: String?, budget: Int64?,
    client: Client, builders: [Builder], tickets: [String], nonce: String
  ) {
    self.title = title
    self.description = description
    self.roots = roots
    self.currency = currency
    self.budget = budget
    self.client = client
    self.builders = builders
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
    self.client = Client(
      name: try client.optionalString("name"), email: try client.optionalString("email"),
      key: try client.optionalKey("key"))
    var builders: [Builder] = []
    for builder in try fields.objects("builders") {
      guard let key = try builder.optionalKey("key") else {
        throw .malformed("a builder has no \"key\"")
      }
      builders.append(
        Builder(
          name: try builder.optionalString("name"), emails: try builder.strings("emails"),
          key: key))
    }
    self.builders = builders
    try check()
  }

  private func check() throws(RecordError) {
    let lists = [roots.count, tickets.count, builders.count] + builders.map(\.emails.count)
    guard lists.allSatisfy({ $0 <= Self.longestList }) else {
      throw .malformed("a list holds more than \(Self.longestList) entries")
    }
    guard !builders.isEmpty else { throw .malformed("\"builders\" is empty") }
    guard (currency == nil) == (budget == nil) else {
      throw .malformed("\"currency\" and \"budget\" go together")
    }
    let isLetter = { (byte: UInt8) in byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }
    if let currency, currency.utf8.count != 3 || !currency.utf8.allSatisfy(isLetter) {
      throw .malformed("\"currency\" is not three capital letters")
    }
    let isHex = { (text: String) in
      [40, 64].contains(text.utf8.count) && Hex.decode(text) != nil
    }
    guard roots.allSatisfy(isHex) else { throw .malformed("\"roots\" holds other than commit ids") }
    guard tickets.allSatisfy(Self.isTicketPrefix) else {
      throw .malformed("\"tickets\" holds other than prefixes such as LIVY")
    }
    let builderKeys = builders.map(\.key.fingerprint)
    guard Set(builderKeys).count == builderKeys.count else {
      throw .malformed("two builders have one key")
    }
    if let key = client.key, builderKeys.contains(key.fingerprint) {
      throw .malformed("one key is both the client's and a builder's")
    }
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
    var clientMembers: [JSON.Member] = []
    if let name = client.name { clientMembers.append(.init("name", .string(name))) }
    if let email = client.email { clientMembers.append(.init("email", .string(email))) }
    if let key = client.key { clientMembers.append(.init("key", .string(key.line))) }
    var members: [JSON.Member] = [
      .init("client", .object(clientMembers)),
      .init("nonce", .string(nonce)),
      .init(
        "builders",
        .array(
          builders.map { builder in
            let name = builder.name.map { [JSON.Member("name", .string($0))] } ?? []
            return .object(
              name + [
                .init("emails", .array(builder.emails.map(JSON.string))),
                .init("key", .string(builder.key.line)),
              ])
          })),
    ]
    if let title { members.append(.init("title", .string(title))) }
    if let description { members.append(.init("description", .string(description))) }
    if !roots.isEmpty { members.append(.init("roots", .array(roots.map(JSON.string)))) }
    if let currency { members.append(.init("currency", .string(currency))) }
    if let budget { members.append(.init("budget", .integer(budget))) }
    if !tickets.isEmpty { members.append(.init("tickets", .array(tickets.map(JSON.string)))) }
    return members
  }

  /// The role that these terms alone give a key.
  public func role(of fingerprint: String) -> Role? {
    if client.key?.fingerprint == fingerprint { return .client }
    return builders.contains { $0.key.fingerprint == fingerprint } ? .builder : nil
  }

  public func refusal(of record: RecordContext, in state: ProjectState) -> Refusal? {
    let signer = record.signer.fingerprint
    if record.payload.genesis == nil {
      return role(of: signer) == nil
        ? .invalid("the first record is signed by a key that it does not name") : nil
    }
    return state.role(of: signer, seenBy: record.past) == nil ? .unknownSigner : nil
  }

  public func apply(_ record: RecordContext, to state: inout ProjectState) {
    state.addTerms(self, record)
  }
}

/// What a key may do in a project.
public enum Role: String, Sendable {
  case client
  case builder

  /// The party whose agreement this one needs.
  public var other: Role { self == .client ? .builder : .client }
}
