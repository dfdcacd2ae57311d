import ArgumentParser
import Git
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// `relay init`: founds a project, or joins this clone to one that is here already.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Set up a project in this repository.",
    usage: "relay init [<number>] [<options>]",
    discussion: """
      Founds the project and its ledger, or takes up the ledger that the clone has brought along. \
      Installs the hooks, chooses the remote, and makes a signing key if git names none. May be \
      run again: nothing is done twice.
      """)

  @Argument(help: "The project's number.")
  var number: Int64?

  @Option(help: "A title for the project.")
  var title: String?

  @Option(help: "The client, as \"Name <mail>\".")
  var client: String?

  @Option(help: "The client's public key: a file, or the key itself.")
  var clientKey: String?

  @Option(help: "Ticket prefixes that belong to the project, such as LIVY, separated by commas.")
  var tickets: String?

  @Flag(help: "Do not install hooks.")
  var noHooks = false

  @Flag(help: "Print a versioned JSON object.")
  var json = false

  func validate() throws {
    if let number, number < 1 || number > JSON.largestInteger {
      throw ValidationError("a project's number is from 1 to \(JSON.largestInteger)")
    }
    for prefix in ticketPrefixes ?? [] where !ProjectTerms.isTicketPrefix(prefix) {
      throw ValidationError("\"\(Inert.text(prefix))\" is no ticket prefix such as LIVY")
    }
  }

  private var ticketPrefixes: [String]? {
    tickets.map { $0.split(separator: ",").map { $0.uppercased() } }
  }

  func run() throws {
    let session = try Session.open()
    // The readable copy too: it brings back a branch that was lost.
    let copies = VisibleCopy.numbers(in: try session.repository.mainWorkDirectory())
    let known = Set(try LedgerBranch.numbers(in: session.repository) + copies).sorted()
    let number = number ?? (known.count == 1 ? known[0] : 1)
    let branch = LedgerBranch(number: number)
    let setup = try KeySetup.prepare(session)
    let isNew = !known.contains(number)
    if isNew {
      try found(number, setup.signer, session)
    } else {
      try takeUp(branch, setup.signer, session)
    }
    let remote = try session.chooseRemote()
    let hooks = noHooks ? nil : try HookInstallation(session.repository).install()
    let ledger = try session.ledger(number)
    let summary = InitSummary(
      session: session, ledger: ledger, isNew: isNew, setup: setup, remote: remote, hooks: hooks)
    if json { summary.printJSON() } else { summary.printText() }
  }

  private func found(_ number: Int64, _ signer: Signer, _ session: Session) throws {
    let identity = try Identity.configured(in: session.repository)
    let clientIdentity = client.map { Identity(parsing: $0) }
    let terms = ProjectTerms(
      title: title, description: nil, roots: try roots(session.repository), currency: nil,
      budget: nil,
      client: ProjectTerms.Client(
        name: clientIdentity?.name, email: clientIdentity?.email,
        key: try clientKey.map { try Session.publicKey($0) }),
      builders: [
        ProjectTerms.Builder(name: identity.name, emails: identity.emails, key: signer.key)
      ],
      tickets: ticketPrefixes ?? [],
      nonce: Hex.encode((0..<16).map { _ in UInt8.random(in: 0...255) }))
    let draft: Draft
    do {
      draft = try Draft(
        terms, project: number, genesis: nil, parents: [], signer: signer.key, time: session.now)
    } catch {
      throw Wording(error.message)
    }
    let record = try signer.sign(draft)
    let writer = BranchWriter(LedgerBranch(number: number))
    let commit = try writer.commit(
      BranchWriter.Change(appending: [record], after: []), on: nil, time: session.now.seconds,
      in: session.repository)
    try writer.move(from: nil, to: commit, in: session.repository)
    try Settings.setGenesis(record.id, of: number, in: session.repository)
    try session.refresh(try session.ledger(number), at: commit)
  }

  /// Unites the copies that the clone has, and amends the terms if options ask for it.
  private func takeUp(_ branch: LedgerBranch, _ signer: Signer, _ session: Session) throws {
    let clientIdentity = client.map { Identity(parsing: $0) }
    try session.append(to: branch.number, by: signer) { ledger in
      guard let old = ledger.state.currentVersion()?.terms else { return [] }
      let newTickets = (ticketPrefixes ?? []).filter { !old.tickets.contains($0) }
      let newKey = try clientKey.map { try Session.publicKey($0) }
      let isChanged =
        !newTickets.isEmpty || (title != nil && title != old.title)
        || (newKey != nil && newKey != old.client.key)
        || (clientIdentity?.email != nil && clientIdentity?.email != old.client.email)
      guard isChanged else { return [] }
      return [
        ProjectTerms(
          title: title ?? old.title, description: old.description, roots: old.roots,
          currency: old.currency, budget: old.budget,
          client: ProjectTerms.Client(
            name: clientIdentity?.name ?? old.client.name,
            email: clientIdentity?.email ?? old.client.email, key: newKey ?? old.client.key),
          builders: old.builders, tickets: old.tickets + newTickets, nonce: old.nonce)
      ]
    }
  }

  /// The commits without parents that the current one descends from, as a hint for people.
  private func roots(_ repository: Repository) throws -> [String] {
    guard let head = try repository.reference("HEAD") else { return [] }
    var roots: [String] = []
    var seen: Set<ObjectID> = []
    try repository.forEachCommit(reachableFrom: [head], seen: &seen) { commit in
      if commit.parents.isEmpty && roots.count < 8 { roots.append(commit.id.hex) }
    }
    return roots.sorted()
  }
}
