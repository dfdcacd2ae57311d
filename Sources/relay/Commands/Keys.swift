import ArgumentParser
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// `relay keys`: whose key is which.
struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the keys of a project's parties, and your own.")

  @Argument(help: "The project's number; may be left out where there is one.")
  var number: Int64?

  @Flag(help: "Print them in the form that ssh-keygen -Y verify reads.")
  var allowedSigners = false

  @Flag(help: "Print a versioned JSON object.")
  var json = false

  private struct Entry {
    let role: String
    let name: String?
    let emails: [String]
    let key: PublicKey
  }

  func run() throws {
    let session = try Session.open()
    let number = try session.number(number)
    let ledger = try session.ledger(number)
    let entries = Self.entries(ledger.state)
    if allowedSigners {
      try printAllowedSigners(entries)
      return
    }
    let own = try? session.signer().key.fingerprint
    if json {
      Terminal.json([
        .init("project", .integer(number)),
        .init("own", own.map { .string($0) } ?? .null),
        .init("keys", .array(entries.map { Self.json($0) })),
      ])
      return
    }
    for entry in entries {
      let mark = entry.key.fingerprint == own ? "  (you)" : ""
      let role = entry.role + String(repeating: " ", count: max(0, 8 - entry.role.count))
      Terminal.line("\(role) \(entry.key.fingerprint)\(mark)")
      Terminal.line("         \(InitSummary.person(entry.name, entry.emails))")
    }
    if let own, !entries.contains(where: { $0.key.fingerprint == own }) {
      Terminal.line("you      \(own)")
      Terminal.line("         no role in project \(number)")
    }
    if ledger.state.isClientOpen(seenBy: nil) {
      Terminal.line("client   no key known yet: the client runs `relay agree \(number)`")
    }
  }

  /// Every party of the terms in force, and every claim to be the client.
  private static func entries(_ state: ProjectState) -> [Entry] {
    guard let terms = state.currentVersion()?.terms else { return [] }
    var entries: [Entry] = []
    if let key = terms.client.key {
      let emails = terms.client.email.map { [$0] } ?? []
      entries.append(Entry(role: "client", name: terms.client.name, emails: emails, key: key))
    }
    for builder in terms.builders {
      entries.append(
        Entry(role: "builder", name: builder.name, emails: builder.emails, key: builder.key))
    }
    for claim in state.claims {
      let emails = claim.agreement.email.map { [$0] } ?? []
      entries.append(
        Entry(role: "claim", name: claim.agreement.name, emails: emails, key: claim.signer))
    }
    return entries
  }

  private func printAllowedSigners(_ entries: [Entry]) throws {
    // Claims are left out: nobody has said yet that they are anyone.
    for entry in entries where entry.role != "claim" {
      for email in entry.emails.isEmpty ? ["\(entry.role)@relay.invalid"] : entry.emails {
        do {
          let line = try AllowedSigners.line(
            principal: email, key: entry.key, namespaces: [UnverifiedRecord.namespace])
          Terminal.line(line)
        } catch {
          Terminal.warn(Wording("\(Inert.text(email)): \(error.message)"))
        }
      }
    }
  }

  private static func json(_ entry: Entry) -> JSON {
    .object([
      .init("role", .string(entry.role)), .init("name", entry.name.map { .string($0) } ?? .null),
      .init("emails", .array(entry.emails.map { .string($0) })),
      .init("fingerprint", .string(entry.key.fingerprint)),
      .init("key", .string(entry.key.line)),
    ])
  }
}
