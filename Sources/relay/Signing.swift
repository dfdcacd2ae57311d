import Git
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// What every command that signs does: shows what binds, asks, signs, keeps, says what comes next.
struct Signing {
  let desk: Desk
  let number: Int64
  let ledger: Ledger
  let setup: KeySetup
  private let options: SigningOptions

  var signer: Signer { setup.signer }
  var state: ProjectState { ledger.state }

  /// The role of the signer's key; `nil` if it has none.
  var role: Role? { state.role(of: signer.key.fingerprint, seenBy: nil) }

  static func open(_ project: Int64?, _ options: SigningOptions) throws -> Signing {
    try options.requireOutput()
    let desk = try Desk.open(bundle: options.bundle)
    let number = try desk.number(project)
    let ledger = try desk.ledger(number)
    try desk.session?.requireOwn(ledger)
    return Signing(
      desk: desk, number: number, ledger: ledger, setup: try desk.keySetup(), options: options)
  }

  /// The milestone that a command is about.
  func milestone(_ number: Int64) throws -> Milestone {
    guard let milestone = state.milestone(number, trustingPins: true) else {
      throw Wording(
        "project \(self.number) has no milestone \(number)",
        hint: "see `relay milestone list \(self.number)`")
    }
    return milestone
  }

  /// Refuses what the rules forbid; then shows sentences and asks. What binds is said in words
  /// before it is signed.
  private func confirm(_ lines: [String], _ statements: [any Statement]) throws {
    for statement in statements {
      let draft = try RecordAppender.draft(statement, on: ledger, by: signer, now: desk.now)
      if let refusal = ledger.refusal(of: draft, signer: signer.key) {
        throw AppendError.refused(refusal)
      }
    }
    guard !lines.isEmpty else { return }
    if options.json {
      guard options.yes || !Terminal.isInputTerminal else {
        throw Wording("--json shows nothing to agree to", hint: "add --yes if you know it")
      }
      return
    }
    for line in lines {
      let indent = line.prefix { $0 == " " }.count
      Terminal.paragraph(String(line.dropFirst(indent)), indent: indent)
    }
    Terminal.line("With the key \(signer.key.fingerprint)")
    guard Terminal.confirm("Sign this?", assumeYes: options.yes) else {
      throw Wording("not signed")
    }
  }

  /// Says what the signature means and asks, signs, keeps and writes; then says what comes next.
  ///
  /// `next` gets how what was signed comes to the other side.
  @discardableResult
  func sign(
    _ what: String, _ statements: [any Statement], saying lines: [String] = [],
    next: (Reach) -> [String]
  ) throws -> [VerifiedRecord] {
    if let out = options.out { try OutputFile.probe(out, besides: options.bundle) }
    try confirm(lines, statements)
    // Nothing is signed for a file that could not be written.
    if let out = options.out, statements.count != 1 {
      throw Wording("\(Inert.text(out)) would hold \(statements.count) records; it can hold one")
    }
    let records = try desk.sign(number, by: signer) { _ in statements }
    if let out = options.out, let record = records.first {
      try OutputFile.write(record.bytes, to: out)
    }
    let reach = reach
    if options.json {
      printJSON(records)
      return records
    }
    for record in records { Terminal.paragraph("Signed: \(what) \(record.id.short)") }
    if let out = options.out { Terminal.line("Wrote \(Session.shortened(out))") }
    for line in next(reach) { Terminal.line(line) }
    return records
  }

  /// Says that all is as it was asked for, so that nothing was signed.
  func signNothing() {
    if options.json { printJSON([]) } else { Terminal.line("Nothing was signed.") }
  }

  private func printJSON(_ records: [VerifiedRecord]) {
    Terminal.json([
      .init("project", .integer(number)),
      .init("records", .array(records.map { Self.json($0) })),
      .init("key", .string(signer.key.fingerprint)),
    ])
  }

  static func json(_ record: VerifiedRecord) -> JSON {
    .object([
      .init("id", .string(record.id.hex)), .init("type", .string(record.payload.type)),
      .init("payload", .string(String(decoding: record.line.dropLast(), as: UTF8.self))),
    ])
  }

  /// How what was signed comes to the other side.
  enum Reach {
    /// With `relay sync`, to this remote.
    case remote(String)
    /// As this file, which somebody must send.
    case file(String)
    /// Others come for it: the repository is a server's.
    case here
    /// Not yet: no remote is chosen.
    case nowhere
  }

  private var reach: Reach {
    if let out = options.out { return .file(out) }
    guard let session = desk.session else { return .nowhere }
    if session.settings.pushes, let remote = (try? session.chooseRemote()) ?? nil {
      return .remote(remote)
    }
    return session.repository.workDirectory == nil ? .here : .nowhere
  }
}

extension Signing.Reach {
  /// The line that says how to send it, and to whom.
  func line(to whom: String, number: Int64) -> String {
    switch self {
    case .remote(let remote): "Next: relay sync   (sends it to \(Inert.text(remote)))"
    case .file(let path):
      "Next: send \(Session.shortened(path)) to the \(whom), who runs relay import"
    case .here: "Next: the \(whom) runs relay sync in a clone of this repository"
    case .nowhere:
      "Next: relay bundle \(number) -o project.relay.tar, and send it to the \(whom)"
    }
  }
}
