import ArgumentParser
import Git
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// `relay keys`: whose key is which, and their ends.
struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the keys of a project's parties, replace yours, or end one.",
    subcommands: [KeysList.self, KeysRotate.self, KeysRevoke.self],
    defaultSubcommand: KeysList.self)
}

/// `relay keys list`.
struct KeysList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the keys of a project's parties, and your own.")

  @Argument(help: "The project's number; may be left out where there is one.")
  var number: Int64?

  @Flag(help: "Print them in the form that ssh-keygen -Y verify reads.")
  var allowedSigners = false

  @Flag(help: "Print a versioned JSON object.")
  var json = false

  private struct Row {
    let role: String
    let name: String?
    let emails: [String]
    let key: PublicKey
  }

  func run() throws {
    let session = try Session.open()
    let number = try session.number(number)
    let state = try session.ledger(number).state
    let rows = Self.rows(state)
    if allowedSigners {
      try printAllowedSigners(rows)
      return
    }
    let own = try? session.signer().key.fingerprint
    if json {
      Terminal.json([
        .init("project", .integer(number)),
        .init("own", own.map { .string($0) } ?? .null),
        .init("keys", .array(rows.map { Self.json($0) })),
        .init("ended", .array(state.keyEnds.map { .string($0.key) })),
      ])
      return
    }
    for row in rows {
      let mark = row.key.fingerprint == own ? "  (you)" : ""
      Terminal.line("\(Terminal.padded(row.role, to: 9))\(row.key.fingerprint)\(mark)")
      Terminal.line("         \(InitSummary.person(row.name, row.emails))")
    }
    for end in state.keyEnds {
      Terminal.line("\(Terminal.padded("ended", to: 9))\(end.key)")
      let successor = end.successor.map { ", replaced by \($0.fingerprint)" } ?? ""
      let who = end.signerRole.map { "by the \($0.title), " } ?? ""
      Terminal.line("         \(who)record \(end.id.short)\(successor)")
    }
    if let own, !rows.contains(where: { $0.key.fingerprint == own }) {
      Terminal.line("you      \(own)")
      Terminal.line("         no role in project \(number)")
    }
    if state.shownParties.isClientOpen {
      Terminal.line("client   no key known yet: the client runs `relay agree \(number)`")
    }
  }

  /// Everybody with a role, and everybody who waits for one.
  private static func rows(_ state: ProjectState) -> [Row] {
    let members = state.shownParties.members.map { member in
      Row(
        role: member.role.rawValue, name: member.name, emails: member.emails, key: member.key)
    }
    let waiting = Candidate.all(state).map { candidate in
      Row(role: "claim", name: candidate.name, emails: candidate.emails, key: candidate.key)
    }
    return members + waiting
  }

  private func printAllowedSigners(_ rows: [Row]) throws {
    // Who waits is left out: nobody has said yet that they are anyone.
    for row in rows where row.role != "claim" {
      for email in row.emails.isEmpty ? ["\(row.role)@relay.invalid"] : row.emails {
        do {
          let line = try AllowedSigners.line(
            principal: email, key: row.key, namespaces: [UnverifiedRecord.namespace])
          Terminal.line(line)
        } catch {
          Terminal.warn(Wording("\(Inert.text(email)): \(error.message)"))
        }
      }
    }
  }

  private static func json(_ row: Row) -> JSON {
    .object([
      .init("role", .string(row.role)), .init("name", row.name.map { .string($0) } ?? .null),
      .init("emails", .array(row.emails.map { .string($0) })),
      .init("fingerprint", .string(row.key.fingerprint)),
      .init("key", .string(row.key.line)),
    ])
  }
}

/// `relay keys rotate`.
struct KeysRotate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Put another key in the place of yours.",
    usage: "relay keys rotate <file> [<options>]",
    discussion: """
      Signed with the old key. What it has signed so far stays; whatever else turns up with its \
      signature is contested. Afterwards the new key signs here.
      """)

  @Argument(help: "The new private key's file; relay makes one if it is not there.")
  var file: String

  @Option(help: "The project's number; may be left out where there is one.")
  var project: Int64?

  @OptionGroup var options: SigningOptions

  func run() throws {
    let signing = try Signing.open(project, options)
    guard let session = signing.desk.session else {
      throw Wording("a key is replaced in a clone, not in a bundle")
    }
    if try Files.kind(file) == nil {
      try KeySetup.make(at: file, comment: "relay")
      Terminal.note("made a key without a passphrase: \(Session.shortened(file))")
    }
    let new = try SigningKey(file: file).signer(Session.surroundings).key
    let other = signing.role?.counterparty?.title ?? "other parties"
    try signing.sign(
      "rotation", [Rotation(key: new, keeps: signing.ledger.heads)],
      saying: [
        "I put the key", "  \(new.fingerprint)", "in the place of",
        "  \(signing.signer.key.fingerprint)",
        "in project \(signing.number).",
      ]
    ) { reach in
      [
        reach.line(to: other, number: signing.number),
        "Give the \(other) the new fingerprint, to be pinned in place of the old one.",
      ]
    }
    try session.repository.setLocal("relay.signingKey", to: try Session.absolute(file))
  }
}

/// `relay keys revoke`.
struct KeysRevoke: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "End a key that is lost or stolen.",
    usage: "relay keys revoke <key> [<options>]",
    discussion: """
      By its holder, or by the other party. What it has signed up to now stays unquestioned, or with \
      --keep up to the records named; everything else that it signs is contested.
      """)

  @Argument(help: "The key's fingerprint, the public key, or its file.")
  var key: String

  @Option(help: "The project's number; may be left out where there is one.")
  var project: Int64?

  @Option(help: "A record up to which everything stays; may be given several times.")
  var keep: [String] = []

  @Option(help: "Why.")
  var reason: String?

  @OptionGroup var options: SigningOptions

  func run() throws {
    let signing = try Signing.open(project, options)
    let fingerprint = try Session.fingerprint(key)
    let keeps =
      keep.isEmpty ? signing.ledger.heads : try keep.map { try signing.ledger.record($0).id }
    let revocation = Revocation(key: fingerprint, keeps: keeps, reason: reason)
    let other = signing.role?.counterparty?.title ?? "other parties"
    try signing.sign(
      "revocation", [revocation],
      saying: [
        "I end the key \(fingerprint) in project \(signing.number).",
        keep.isEmpty
          ? "What it has signed up to now stays."
          : "What it has signed after \(keeps.map(\.short).joined(separator: ", ")) is contested.",
      ] + (keep.isEmpty ? confirmed(fingerprint, signing.state) : [])
    ) { reach in
      [reach.line(to: other, number: signing.number), wayBack(fingerprint, signing.state)]
    }
  }

  /// The approvals that stay: whoever ends a stolen key looks whether they are its holder's.
  private func confirmed(_ fingerprint: String, _ state: ProjectState) -> [String] {
    let approvals = state.decisions.values.joined().filter {
      $0.signer.fingerprint == fingerprint && $0.content.verdict == .approved
    }.sorted { $0.time > $1.time }
    guard !approvals.isEmpty else { return [] }
    return ["Among it, which this confirms:"]
      + approvals.prefix(5).map { "  \($0.id.short) \($0.time) \($0.content.sentence)" }
      + ["If one of them is a thief's, stop here, and name with --keep a record before it."]
  }

  /// How whoever has lost the key comes back.
  private func wayBack(_ fingerprint: String, _ state: ProjectState) -> String {
    state.role(of: fingerprint, seenBy: nil) == .client
      ? "Another key of the client: relay agree \(state.number), then the builder's relay admit"
      : "Another key in its place: relay join \(state.number), then the client's relay admit"
  }
}
