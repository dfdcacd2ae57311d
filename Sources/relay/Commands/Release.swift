import ArgumentParser
import Git
import Ledger
import LedgerStore
import Programs
import Proof
import SSHSignature

/// `relay release`: what the escrow agent asks and does.
struct Release: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell whether an approved milestone may be paid, and have it paid.",
    usage: "relay release <project>/<number> --check | --run [<options>]",
    discussion: """
      --check answers yes or no from a bundle, or this repository, and the pinned keys alone, as of \
      the heads that it names. The agent's side remembers what it has seen and paid, under \
      ~/.local/state/relay, and refuses older bundles.

      --run hands the release as JSON to the command in your own git setting relay.releaseCommand (git \
      config --global), once: what may have begun is not started again without --retry.

      Exit status: 0 yes; 1 no; 2 it could not be told or done.
      """)

  @Argument(help: "The milestone, as PROJECT/NUMBER or NUMBER.")
  var reference: MilestoneReference

  @Flag(help: "Only tell.")
  var check = false

  @Flag(
    name: .customLong("run"), help: "Have it paid by the command in relay.releaseCommand.")
  var pays = false

  @Flag(help: "Start again what may have begun, with the same idempotency key.")
  var retry = false

  @Option(help: "Note what may have begun as paid, under this reference; nothing is started.")
  var settled: String?

  @Option(help: "The client's key as you know it: SHA256:…, a public key, or a file.")
  var client: String?

  @Option(help: "The builder's key as you know it: SHA256:…, a public key, or a file.")
  var builder: String?

  @OptionGroup var options: SigningOptions

  func validate() throws {
    guard check != pays else { throw ValidationError("say --check or --run") }
    if pays { try options.requireOutput() }
    if settled != nil && !pays { throw ValidationError("--settled goes with --run") }
    if retry && !pays { throw ValidationError("--retry goes with --run") }
  }

  func run() throws {
    let desk = try Desk.open(bundle: options.bundle)
    let number = try desk.number(reference.project)
    let ledger = try desk.ledger(number, client: client, builder: builder)
    let memory = try AgentMemory(of: ledger.state.genesis)
    let answer = ReleaseCheck(
      ledger, reference.milestone, pins: ledger.state.pins, memory: memory)
    // A no is remembered as well: it must not become a yes by leaving out what has led to it.
    try memory.see(ledger)
    guard answer.isYes, let decision = answer.decision, let release = answer.release else {
      tell(answer, memory)
      throw ExitCode(1)
    }
    guard pays else {
      tell(answer, memory)
      return
    }
    try pay(answer, decision, release, desk, memory)
  }

  private func tell(_ answer: ReleaseCheck, _ memory: AgentMemory) {
    let paid = answer.paid(memory)
    if options.json {
      Terminal.json(answer.members(paid: paid))
      return
    }
    Terminal.line(
      answer.isYes ? Terminal.styled("YES", .green) : Terminal.styled("NO", .red))
    for reason in answer.reasons { Terminal.paragraph(reason, indent: 2) }
    if let decision = answer.decision, let release = answer.release, answer.isYes {
      Terminal.paragraph(decision.content.sentence, indent: 2)
      Terminal.line("  total    \(release.total)")
      if paid > 0 { Terminal.line("  paid     \(MilestoneText.money(paid, like: release.total))") }
      let rest = MilestoneText.money(max(0, release.total.amount - paid), like: release.total)
      Terminal.line("  to pay   \(rest)")
      if answer.claimedPaid > paid {
        let claimed = MilestoneText.money(answer.claimedPaid, like: release.total)
        Terminal.line("  claimed  \(claimed) is paid already, says the client")
      }
      Terminal.line("  payee")
      Terminal.paragraph(release.payee, indent: 11)
      if let escrow = release.escrow { Terminal.line("  escrow   \(escrow)") }
      if memory.begun(answer.milestone, above: paid) != nil {
        Terminal.line("  begun    a payment that may or may not have moved the money")
      }
    }
    Terminal.line("As of \(answer.heads.map(\.short).joined(separator: ", "))")
  }

  private func pay(
    _ answer: ReleaseCheck, _ decision: Entry<Decision>, _ release: Decision.Release, _ desk: Desk,
    _ memory: AgentMemory
  ) throws {
    let paid = answer.paid(memory)
    if let reference = memory.runs.first(where: { $0.key == answer.key })?.reference {
      return tell("Paid already, as \(Inert.text(reference)): nothing was done.", answer, paid)
    }
    if paid >= release.total.amount {
      return tell("Nothing is left to pay for milestone \(answer.milestone).", answer, paid)
    }
    let begun = memory.begun(answer.milestone, above: paid)
    if let begun, let settled {
      let reference = Inert.text(settled.utf8, limit: 200)
      try memory.note(begun.paid(as: reference))
      return tell("Noted as paid: \(reference). Nothing was started.", answer, begun.total)
    }
    // The payment of a part that may have begun too: this one would contain it.
    guard retry || begun == nil else {
      throw Wording(
        "a payment may have begun before: nothing was started",
        hint: "look whether the money has moved; if so --run --settled <reference>, else --retry")
    }
    if let begun, !answer.canRetry(begun) {
      throw Wording(
        "the payment that may have begun is for a decision that does not hold now",
        hint: "look whether the money has moved; if so --run --settled <reference>")
    }
    // The user's own setting: a repository's may have come along with the repository.
    guard let command = try Configuration.user()["relay.releasecommand"], !command.isEmpty else {
      throw Wording(
        "no release command is set", hint: "git config --global relay.releaseCommand <command>")
    }
    let members = answer.members(paid: paid, retrying: begun)
    let input = JSON.object([.init("version", .integer(1))] + members).serialize()
    let run =
      begun
      ?? AgentMemory.Run(
        key: answer.key, milestone: answer.milestone, decision: decision.id,
        total: release.total.amount, reference: nil)
    try memory.note(run)
    let outcome: Program.Outcome
    do {
      outcome = try Program("sh").run(["-c", command], input: input + Array("\n".utf8))
    } catch {
      throw Wording(error.message)
    }
    let line = outcome.output.prefix { $0 != UInt8(ascii: "\n") }
    guard outcome.status == 0 else {
      throw Wording(
        "the release command ended with status \(outcome.status): "
          + Inert.text(outcome.errors.suffix(400)).prefix(200),
        hint: "look whether the money has moved; if so --run --settled <reference>, else --retry")
    }
    let reference = line.isEmpty ? answer.key : Inert.text(line, limit: 200)
    try memory.note(run.paid(as: reference))
    if !options.json { Terminal.line("Paid, reference \(reference)") }
    guard run.total == release.total.amount else {
      Terminal.note("hint: more has been released since; run it again for the rest")
      return
    }
    try record(run, release, reference, desk)
  }

  /// Says why nothing was started.
  private func tell(_ text: String, _ answer: ReleaseCheck, _ paid: Int64) {
    if options.json { Terminal.json(answer.members(paid: paid)) } else { Terminal.line(text) }
  }

  /// Signs the payment, where the key may.
  private func record(
    _ run: AgentMemory.Run, _ release: Decision.Release, _ reference: String, _ desk: Desk
  ) throws {
    let signing = try Signing.open(self.reference.project, options)
    guard signing.role == .escrow || signing.role == .client else {
      if options.json {
        Terminal.json([
          .init("project", .integer(signing.number)), .init("records", .array([])),
          .init("reference", .string(reference)),
        ])
      }
      Terminal.note(
        "hint: your key is neither the escrow agent's nor the client's, so no payment was signed")
      return
    }
    let payment = Payment(
      decision: run.decision, total: release.total, paidAt: desk.now, reference: reference)
    try signing.sign("payment", [payment]) { reach in
      [reach.line(to: "builder", number: signing.number)]
    }
  }
}
