import ArgumentParser
import Git
import Ledger
import LedgerStore
import Proof

/// `relay show`: one record, and how to check it without relay.
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show one record in full, by its id or by its commit's.")

  @Argument(help: "The id of a record or of a proven commit: at least 7 digits of it.")
  var id: String

  @Option(help: "The project's number; may be left out where there is one.")
  var project: Int64?

  @Flag(help: "Print the record's payload.")
  var json = false

  func validate() throws {
    guard IDPrefix(id) != nil else {
      throw ValidationError("an id is 7 to 64 of the digits 0-9 and a-f")
    }
  }

  func run() throws {
    guard let prefix = IDPrefix(id) else { return }
    let session = try Session.open()
    let numbers = try project.map { [$0] } ?? LedgerBranch.numbers(in: session.repository)
    var matches: [(ledger: Ledger, record: VerifiedRecord)] = []
    try session.forEach(numbers) { number in
      let ledger = try session.ledger(number)
      let found = ledger.records.filter { prefix.matches($0) }
      matches += found.map { (ledger, $0) }
    }
    guard let match = matches.first else {
      throw Wording("no record or proven commit begins with \(id)", hint: "see `relay log --all`")
    }
    guard matches.count == 1 else {
      let list = matches.prefix(5).map(\.record.id.short).joined(separator: ", ")
      throw Wording("\(id) could be any of \(matches.count): \(list)", hint: "give more digits")
    }
    if json {
      Terminal.line(String(decoding: match.record.line.dropLast(), as: UTF8.self))
      return
    }
    try describe(match.record, match.ledger, session)
  }

  private func describe(
    _ record: VerifiedRecord, _ ledger: Ledger, _ session: Session
  ) throws {
    Terminal.line("record    \(record.id)")
    Terminal.line("type      \(Inert.text(record.payload.type)) of project \(ledger.state.number)")
    Terminal.line("signed    \(record.payload.time)")
    Terminal.line("by        \(record.payload.signer)")
    if let role = ledger.state.role(of: record.payload.signer, seenBy: nil) {
      Terminal.line("          the \(role.rawValue)'s key")
    }
    if let entry = ledger.state.proofs.first(where: { $0.id == record.id }) {
      let rows = try Assessment(ledger, [entry], against: .repository(session.repository)).rows
      if let row = rows.first { describe(row) }
    }
    Terminal.line()
    Terminal.line("payload   \(Inert.text(record.line.dropLast()))")
    Terminal.line()
    let path = LedgerPath.record(record.id).text
    Terminal.line("Check it without relay:")
    Terminal.line("  git show \(try place(of: path, ledger.state.number, session)):\\")
    Terminal.line("\(path) > RECORD")
    Terminal.line("  head -n 1 RECORD | sha256sum")
    Terminal.line("  relay keys --allowed-signers > allowed_signers   # or your own file")
    Terminal.line("  head -n 1 RECORD | ssh-keygen -Y verify -f allowed_signers \\")
    Terminal.line("    -I MAIL -n \(UnverifiedRecord.namespace) -s <(tail -n +2 RECORD)")
  }

  /// A branch that holds a file of the ledger: in a plain clone only a remote's does.
  private func place(of path: String, _ number: Int64, _ session: Session) throws -> String {
    let branch = LedgerBranch(number: number)
    let copies = try branch.trackingTips(in: session.repository)
    if let local = try session.repository.reference(branch.name),
      try session.repository.entry(in: session.repository.commit(local).tree, at: path) != nil
    {
      return branch.shortName
    }
    return copies.first.map { String($0.name.dropFirst("refs/remotes/".count)) }
      ?? branch.shortName
  }

  private func describe(_ row: Assessment.Row) {
    let proof = row.entry.proof
    let counts = proof.counts
    Terminal.line("status    \(row.status.word)")
    if !row.status.reason.isEmpty { Terminal.line("          \(Inert.text(row.status.reason))") }
    Terminal.line("commit    \(proof.commit)")
    if let commit = row.commit {
      Terminal.line("subject   \(ProofText(row: row).subject(limit: 68))")
      let author = InitSummary.person(
        Inert.text(commit.author.name), [Inert.text(commit.author.email)])
      Terminal.line("author    \(author)")
    }
    Terminal.line("authored  \(Timestamp(seconds: proof.authorTime))")
    Terminal.line(
      "files     \(counts.filesChanged) changed: \(counts.filesAdded) added, "
        + "\(counts.filesModified) modified, \(counts.filesRemoved) removed, "
        + "\(counts.filesRenamed) renamed")
    Terminal.line("lines     +\(counts.additions) -\(counts.deletions)")
    let vouched = proof.isVouched ? ", written by somebody else and vouched for" : ""
    Terminal.line("capture   \(proof.capture.rawValue)\(vouched)")
    if let branch = proof.branch { Terminal.line("branch    \(Inert.text(branch))") }
    if let milestone = proof.milestone { Terminal.line("milestone \(milestone)") }
  }
}
