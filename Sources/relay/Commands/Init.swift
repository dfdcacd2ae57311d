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
      Founds the project and its ledger, or takes up the ledger that the clone has brought along \
      or that the remote has. Installs the hooks, chooses the remote, and makes a signing key if \
      git names none. May be run again: nothing is done twice, and options offer other terms.
      """)

  @Argument(help: "The project's number.")
  var number: Int64?

  @Option(name: .customLong("as"), help: "Who you are: builder or client.")
  var party: RoleArgument = .builder

  @OptionGroup var terms: TermsOptions

  @Flag(help: "Do not install hooks.")
  var noHooks = false

  @Flag(help: "Print a versioned JSON object.")
  var json = false

  func validate() throws {
    if let number, number < 1 || number > JSON.largestInteger {
      throw ValidationError("a project's number is from 1 to \(JSON.largestInteger)")
    }
    guard party.role.counterparty != nil else {
      throw ValidationError("a project is set up by its builder or its client")
    }
  }

  func run() throws {
    let session = try Session.open()
    let search = LedgerSearch(session)
    var known = try search.known(self.number)
    if self.number.map({ !known.contains($0) }) ?? known.isEmpty {
      known.formUnion(try search.fetch(self.number))
    }
    let number: Int64
    if let given = self.number {
      number = given
    } else {
      number = known.count > 1 ? try session.number(nil) : known.first ?? 1
    }
    let branch = LedgerBranch(number: number)
    let setup = try KeySetup.prepare(
      try session.repository.configuration(), in: session.repository)
    let isNew = !known.contains(number)
    var offer: RecordID?
    if isNew {
      try found(number, setup.signer, session)
    } else {
      offer = try takeUp(branch, setup.signer, session)
    }
    let remote = try session.chooseRemote()
    // The project stands: what goes wrong with hooks is said, and does not undo it.
    var hooks: InitSummary.Hooks = .skipped
    if !noHooks {
      do { hooks = try InitSummary.Hooks.install(session.repository) } catch {
        Terminal.warn(Wording(for: error))
      }
    }
    let ledger = try session.ledger(number)
    let summary = InitSummary(
      session: session, ledger: ledger, isNew: isNew, setup: setup, remote: remote, hooks: hooks,
      offer: offer)
    if json { summary.printJSON() } else { summary.printText() }
  }

  private func found(_ number: Int64, _ signer: Signer, _ session: Session) throws {
    let identity = try Identity.configured(in: try session.repository.configuration())
    let founder = try terms.terms(
      by: party.role, identity, signer.key, roots: try roots(session.repository))
    let draft: Draft
    do {
      draft = try Draft(
        founder, project: number, genesis: nil, parents: [], signer: signer.key,
        time: session.now)
    } catch {
      throw Wording(error.message)
    }
    let record = try signer.sign(draft)
    let writer = BranchWriter(LedgerBranch(number: number))
    let commit = try writer.commit(
      BranchWriter.Change(appending: record, after: []), on: nil, time: session.now.seconds,
      in: session.repository)
    try writer.move(from: nil, to: commit, in: session.repository)
    try Settings.setGenesis(record.id, of: number, in: session.repository)
    try session.refresh(try session.ledger(number), at: commit)
  }

  /// Unites the copies that the clone has, and offers other terms if options ask for them.
  ///
  /// - Returns: The offer.
  private func takeUp(
    _ branch: LedgerBranch, _ signer: Signer, _ session: Session
  ) throws -> RecordID? {
    let records = try session.append(to: branch.number, by: signer) { ledger in
      guard let old = ledger.state.currentVersion()?.terms,
        let new = try terms.amended(old, by: signer.key)
      else { return [] }
      return [new]
    }
    return records.first?.id
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
