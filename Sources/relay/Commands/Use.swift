import ArgumentParser
import Git
import Ledger
import LedgerStore
import Programs
import Proof

/// `relay use`: the project that commits are for when their messages name none.
struct Use: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Have the commit-msg hook add the tag, so that nobody forgets it.",
    discussion: """
      From now on a message that names no project gets a trailer such as \"Relay: 123/2\". With \
      --branch only on the branch that is checked out. Without an argument it says what is in force.
      """)

  @Argument(help: "PROJECT or PROJECT/MILESTONE.")
  var reference: WorkReference?

  @Flag(help: "Only on the branch that is checked out.")
  var branch = false

  @Flag(help: "Add nothing any more.")
  var off = false

  func validate() throws {
    if off && reference != nil { throw ValidationError("--off takes no project") }
  }

  func run() throws {
    let session = try Session.open()
    let setting = try setting(session)
    if off {
      try session.repository.setLocal(setting, to: nil)
      Terminal.line("Messages are left as they are\(branch ? " on this branch" : "").")
      let hooks = try HookInstallation(session.repository)
      if try hooks.status().contains(where: { $0.name == "commit-msg" && $0.state == .outdated }) {
        HooksStatus.tellOf(setAside: try hooks.installTagging().setAside)
      }
      return
    }
    guard let reference else {
      let configuration = try session.repository.configuration()
      let branch = try session.repository.currentBranch()
      let used = DefaultTag.read(configuration, branch: branch)
      Terminal.line(used.map { "Relay: \(Inert.text($0))" } ?? "Nothing is added to messages.")
      return
    }
    // A project that is not here would give every commit a warning.
    let ledger = try session.ledger(reference.project)
    if let milestone = reference.milestone, ledger.state.milestone(milestone) == nil {
      throw Wording("project \(reference.project) has no milestone \(milestone)")
    }
    try session.repository.setLocal(setting, to: reference.text)
    let place = branch ? "on this branch" : "in this repository"
    Terminal.line("Messages \(place) that name no project get: Relay: \(reference.text)")
    let hooks = try HookInstallation(session.repository)
    guard !hooks.isInWorkTree else {
      Terminal.note("hint: core.hooksPath is among your files; no hook was put there")
      return
    }
    let hook = try hooks.installTagging()
    switch hook.state {
    case .installed: Terminal.line("commit-msg: installed in \(Session.shortened(hooks.folder))")
    case let state where state.needsHelp: HooksStatus.explain(hook, hooks)
    default: break
    }
    HooksStatus.tellOf(setAside: hook.setAside)
  }

  private func setting(_ session: Session) throws -> String {
    guard branch else { return DefaultTag.setting }
    guard let name = try session.repository.currentBranch(),
      let text = String(validating: name, as: UTF8.self)
    else { throw Wording("no branch is checked out") }
    return DefaultTag.setting(branch: text)
  }
}

/// `relay claim`: proves commits without a tag.
struct Claim: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prove commits whose messages name no project, so marked.",
    usage: "relay claim <rev> ... <project>[/<milestone>]")

  @Argument(help: "Commits as git names them, then PROJECT or PROJECT/MILESTONE.")
  var arguments: [String]

  @Flag(help: "Commits of others too, marked as vouched for.")
  var allAuthors = false

  @Flag(help: "Print a versioned JSON object.")
  var json = false

  func validate() throws {
    guard arguments.count > 1, arguments.last.flatMap({ WorkReference(argument: $0) }) != nil else {
      throw ValidationError("name commits, then PROJECT or PROJECT/MILESTONE")
    }
  }

  func run() throws {
    let session = try Session.open()
    guard let reference = arguments.last.flatMap({ WorkReference(argument: $0) }) else { return }
    let commits = try arguments.dropLast().map { try session.commit(named: $0) }
    let signer = try session.signer()
    let records = try session.append(to: reference.project, by: signer) { ledger in
      try Backfill(ledger, in: session.repository).claim(
        commits, milestone: reference.milestone, signer: signer, allAuthors: allAuthors)
    }
    if json {
      Terminal.json([
        .init("project", .integer(reference.project)),
        .init("records", .array(records.map { Signing.json($0) })),
      ])
      return
    }
    Terminal.line(
      "Project \(reference.project): \(Terminal.count(records.count, "new proof"))")
    let others = commits.count - records.count
    if others > 0 {
      let subject = records.isEmpty ? (others == 1 ? "It" : "They") : "The other \(others)"
      Terminal.line("\(subject) \(others == 1 ? "has a proof" : "have proofs") already.")
    }
    Terminal.line("Next: relay log \(reference.project)")
  }
}
