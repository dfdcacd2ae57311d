import ArgumentParser
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// `relay agree`: accepts the terms of a project.
struct Agree: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Agree to a project's terms, with your key.",
    discussion: """
      Shows who proposes what, by fingerprint, and signs an agreement. Until the client has \
      agreed every proof is pending.
      """)

  @Argument(help: "The project's number; may be left out where there is one.")
  var number: Int64?

  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  @Flag(help: "Print a versioned JSON object.")
  var json = false

  func run() throws {
    let session = try Session.open()
    let number = try session.number(number)
    let setup = try KeySetup.prepare(session)
    let signer = setup.signer
    let ledger = try session.ledger(number)
    let open = try openTerms(ledger, signer.key.fingerprint)
    guard let version = open else {
      if json {
        Terminal.json([.init("project", .integer(number)), .init("agreement", .null)])
      } else {
        Terminal.line("Nothing waits for your agreement in project \(number).")
      }
      return
    }
    if json && !yes && Terminal.isInputTerminal {
      throw Wording("--json shows no terms to agree to", hint: "add --yes if you know them")
    }
    if !json { describe(version, ledger.state, signer.key.fingerprint, setup) }
    let question = "Sign this agreement?"
    guard Terminal.confirm(question, assumeYes: yes) else { throw Wording("not signed") }
    let identity = try? Identity.configured(in: session.repository)
    let records = try session.append(to: number, by: signer) { _ in
      [Agreement(accepts: [version.id], name: identity?.name, email: identity?.email)]
    }
    guard let record = records.first else { return }
    if json {
      Terminal.json([
        .init("project", .integer(number)), .init("agreement", .string(record.id.hex)),
        .init("accepts", .string(version.id.hex)),
        .init("key", .string(signer.key.fingerprint)),
      ])
      return
    }
    Terminal.line("Signed: agreement \(record.id.short)")
    let role = ledger.state.role(of: signer.key.fingerprint, seenBy: nil)
    if role == nil {
      Terminal.line("The project names no client key yet, so this is a claim. It holds for")
      Terminal.line("verifiers who know your key:")
      Terminal.line("  relay verify --client \(signer.key.fingerprint)")
    }
    if let remote = try session.chooseRemote() {
      Terminal.line("Next: relay sync   (sends it to \(Inert.text(remote)))")
    } else {
      Terminal.line("Next: git config relay.remote <remote>, then relay sync")
    }
  }

  /// The terms that wait for a key's agreement, if any.
  private func openTerms(
    _ ledger: Ledger, _ fingerprint: String
  ) throws -> ProjectState.Version? {
    let state = ledger.state
    let candidates = (state.proposals + (state.currentVersion().map { [$0] } ?? []))
    let role = state.role(of: fingerprint, seenBy: nil)
    if role == nil && !state.isClientOpen(seenBy: nil) {
      throw AppendError.refused(.unknownSigner)
    }
    let open = candidates.first { version in
      version.signer != fingerprint
        && !version.acceptedBy.contains { $0.fingerprint == fingerprint }
    }
    if open == nil, candidates.contains(where: { $0.signer == fingerprint }), role != nil,
      !state.isAgreed
    {
      throw Wording(
        "these terms are your own; the \(role?.other.rawValue ?? "other party") agrees to them",
        hint: "the other party runs `relay agree \(state.number)` in a clone")
    }
    return open
  }

  private func describe(
    _ version: ProjectState.Version, _ state: ProjectState, _ own: String, _ setup: KeySetup
  ) {
    let terms = version.terms
    Terminal.line("Project \(state.number)\(terms.title.map { ": " + Inert.text($0) } ?? "")")
    Terminal.line()
    for builder in terms.builders {
      Terminal.line("  builder  \(InitSummary.person(builder.name, builder.emails))")
      Terminal.line("           \(builder.key.fingerprint)")
    }
    let client = terms.client
    let person = InitSummary.person(client.name, client.email.map { [$0] } ?? [])
    Terminal.line("  client   \(person.isEmpty ? "not named" : person)")
    Terminal.line("           \(client.key?.fingerprint ?? "no key named")")
    Terminal.line("  you      \(own)")
    Terminal.line("           \(setup.source)")
    if !terms.tickets.isEmpty {
      Terminal.line("  tickets  \(terms.tickets.joined(separator: ", "))")
    }
    if let budget = terms.budget, let currency = terms.currency {
      Terminal.line("  budget   \(budget) minor units of \(currency)")
    }
    if let text = terms.description { Terminal.line("  about    \(Inert.text(text))") }
    Terminal.line()
    Terminal.line("I agree to project \(state.number) on these terms (record \(version.id.short)).")
    Terminal.line("Compare the builder's fingerprint with one that you know from elsewhere.")
  }
}
