import Git
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// The one screen that `relay init` ends with.
struct InitSummary {
  let session: Session
  let ledger: Ledger
  let isNew: Bool
  let setup: KeySetup
  let remote: String?
  let hooks: Hooks

  /// Other terms that were offered, if any were asked for.
  let offer: RecordID?

  /// What became of the hooks.
  enum Hooks {
    case skipped
    /// The folder is inside the work tree: what is put there would be somebody's commit.
    case shared(folder: String)
    case installed([HookInstallation.Standing], folder: String?)

    /// Installs them, unless they would appear among the files that people commit.
    static func install(_ repository: Repository) throws -> Hooks {
      let installation = try HookInstallation(repository)
      let folder = Session.shortened(installation.folder)
      if installation.isInWorkTree { return .shared(folder: folder) }
      return .installed(
        try installation.install(), folder: installation.reach == nil ? nil : folder)
    }
  }

  private var number: Int64 { ledger.state.number }

  func printText() {
    let folder = session.repository.workDirectory ?? session.repository.gitDirectory
    let verb = isNew ? "Founded" : "Taken up:"
    Terminal.line("\(verb) project \(number) in \(Session.shortened(folder))")
    Terminal.line()
    row("key", setup.signer.key.fingerprint)
    row("", setup.isNew ? "made now, without a passphrase: \(setup.source)" : setup.source)
    let terms = ledger.state.currentVersion()?.terms
    if let title = terms?.title { Terminal.row("title", Inert.text(title), isBold: true) }
    for builder in terms?.builders ?? [] {
      row("builder", Self.person(builder.name, builder.emails))
    }
    Terminal.row("client", clientText(terms), isBold: true)
    if let tickets = terms?.tickets, !tickets.isEmpty {
      row("tickets", tickets.map { "\($0)-…" }.joined(separator: ", "))
    }
    if let money = terms?.money { row("budget", "\(money)") }
    if let escrow = terms?.escrow {
      row("escrow", Self.person(escrow.name, escrow.email.map { [$0] } ?? []))
    }
    hookRows()
    row("ledger", "branch \(LedgerBranch(number: number).shortName)")
    if session.repository.workDirectory != nil { row("", "readable copy in .relay/\(number)") }
    remoteRows()
    Terminal.line()
    if let offer {
      Terminal.line("Offered: other terms, record \(offer.short). They count when the other party")
      Terminal.line("agrees: relay agree \(number), in its clone after relay sync")
    }
    Terminal.line("Try it:   git commit --allow-empty -m \"First step #relay-\(number)\"")
    Terminal.line("          relay log")
    Terminal.line("Earlier commits:  relay sync")
    Terminal.line("Undo:     relay hooks uninstall; git branch -D relay-ledger/\(number);")
    Terminal.line("          rm -r .relay/\(number); git config --remove-section relay.\(number)")
  }

  func printJSON() {
    Terminal.json([
      .init("project", .integer(number)),
      .init("genesis", .string(ledger.state.genesis.hex)),
      .init("founded", .bool(isNew)),
      .init("offer", offer.map { .string($0.hex) } ?? .null),
      .init("key", .string(setup.signer.key.fingerprint)),
      .init("key_made", .bool(setup.isNew)),
      .init("remote", remote.map { .string($0) } ?? .null),
      .init("hooks", .array(hooksJSON)),
    ])
  }

  private var hooksJSON: [JSON] {
    guard case .installed(let hooks, _) = hooks else { return [] }
    return hooks.map { hook in
      .object([
        .init("name", .string(hook.name)), .init("state", .string("\(hook.state)")),
      ])
    }
  }

  private func row(_ name: String, _ value: String) {
    Terminal.line("  \(Terminal.styled(Terminal.padded(name, to: 9), .bold))\(value)")
  }

  static func person(_ member: Parties.Member) -> String { person(member.name, member.emails) }

  static func person(_ name: String?, _ emails: [String]) -> String {
    let mail = emails.isEmpty ? "" : "<\(emails.joined(separator: ", "))>"
    return Inert.text([name ?? "", mail].filter { !$0.isEmpty }.joined(separator: " "))
  }

  private func clientText(_ terms: ProjectTerms?) -> String {
    guard let client = terms?.client else { return "" }
    let person = Self.person(client.name, client.email.map { [$0] } ?? [])
    if let key = client.key { return person.isEmpty ? key.fingerprint : "\(person)" }
    if let member = ledger.state.shownParties.members(.client).first {
      return Self.person(member)
    }
    return person.isEmpty
      ? "not named yet: an agreement will be a claim" : "\(person), key not known yet"
  }

  private func hookRows() {
    switch hooks {
    case .skipped: row("hooks", "not installed (relay hooks install)")
    case .shared(let folder):
      row("hooks", "not installed: core.hooksPath is \(folder), among your files;")
      row("", "to put them there anyway: relay hooks install")
    case .installed(let hooks, let folder):
      let done = hooks.filter { !$0.state.needsHelp }.map(\.name)
      for start in stride(from: 0, to: done.count, by: 4) {
        let names = done[start..<min(start + 4, done.count)].joined(separator: ", ")
        row(start == 0 ? "hooks" : "", names)
      }
      let chained = hooks.filter { $0.state == .chained }.map(\.name)
      if !chained.isEmpty {
        row("", "what was there runs first: \(chained.joined(separator: ", "))")
      }
      for hook in hooks where hook.state.needsHelp {
        row(
          done.isEmpty ? "hooks" : "", "\(hook.name) is somebody else's; see relay hooks status")
      }
      for path in hooks.compactMap(\.setAside) {
        row("", "runs no more, and is kept: \(Session.shortened(path))")
      }
      if let folder { row("", "in \(folder), which may serve other repositories") }
    }
  }

  private func remoteRows() {
    guard let remote else {
      let choices = (try? RemoteChoice(in: session.repository))?.commands ?? []
      row("remote", choices.isEmpty ? "none yet" : "not chosen; one of these may have the ledger:")
      for command in choices { row("", command) }
      return
    }
    let url = (try? session.repository.url(ofRemote: remote)) ?? nil
    row("remote", "\(Inert.text(remote)) (\(Inert.text(url ?? "no URL")))")
    row("", "whoever can read it sees title, budget, names, mail addresses;")
    row("", "to keep the ledger here: git config relay.push false")
  }
}
