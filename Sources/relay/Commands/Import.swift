import ArgumentParser
import Git
import Ledger
import LedgerStore
import Proof

/// `relay import`: takes in what the other side has sent.
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check signed files, bundles or folders, and add what is new to the ledger.")

  @Argument(help: "Files or folders; - for standard input.")
  var files: [String]

  @Option(help: "The project's number, where the files do not say it.")
  var project: Int64?

  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  @Flag(help: "Print a versioned JSON object.")
  var json = false

  func run() throws {
    let session = try Session.open()
    let handed = try files.map { try HandedFile.read($0) }
    let number = try number(handed, session)
    let branch = LedgerBranch(number: number)
    let union = LedgerUnion(branch, in: session.repository)
    let genesis = try Settings.genesis(of: number, in: session.repository)
    let pins = try session.pins(client: nil, builder: nil, number: number)
    let storages = handed.map(\.storage)
    let known = Set(
      try union.read(genesis: genesis, pins: pins)?.records.map(\.id) ?? [])
    guard
      let ledger = try union.read(genesis: genesis, pins: pins, including: storages)
    else {
      throw AppendError.notSetUp(project: number, known: [])
    }
    let new = ledger.records.filter { !known.contains($0.id) }
    let left = try leftOut(storages, of: ledger)
    if !json { describe(new, left, number) }
    if !new.isEmpty {
      guard json || Terminal.confirm("Add \(Terminal.count(new.count, "record"))?", assumeYes: yes)
      else {
        throw Wording("nothing was added")
      }
      guard
        let united = try union.unite(
          pins: pins, now: session.now.seconds, including: storages)
      else { return }
      try session.refresh(united.ledger, at: united.tip)
    }
    if json {
      Terminal.json([
        .init("project", .integer(number)),
        .init("added", .array(new.map { Signing.json($0) })),
        .init(
          "left_out",
          .array(
            left.map {
              .object([.init("path", .string($0.path)), .init("reason", .string($0.reason))])
            })),
      ])
    } else if !new.isEmpty {
      Terminal.line("Added \(Terminal.count(new.count, "record")) to project \(number).")
      Terminal.line("Next: relay status \(number)")
    }
    if left.contains(where: { $0.verdict == .invalid }) { throw ExitCode(1) }
    if !left.isEmpty { throw ExitCode(2) }
  }

  /// The project that the files are about.
  private func number(_ handed: [HandedFile], _ session: Session) throws -> Int64 {
    if let project { return project }
    for file in handed {
      switch file {
      case .record(let record): return record.payload.project
      case .bundle(let bundle), .report(_, let bundle): return try bundle.number()
      case .folder(let folder): return try Ledger.read(folder).state.number
      }
    }
    return try session.number(nil)
  }

  /// What of the files is no part of the ledger.
  private func leftOut(_ storages: [any LedgerStorage], of ledger: Ledger) throws -> [Finding] {
    var paths: Set<String> = []
    for storage in storages {
      try storage.forEachFile { paths.insert(Inert.text($0.path, limit: 400)) }
    }
    return ledger.findings.filter { paths.contains($0.path) }
  }

  private func describe(_ new: [VerifiedRecord], _ left: [Finding], _ number: Int64) {
    let types = Dictionary(grouping: new, by: \.payload.type)
    for (type, records) in types.sorted(by: { $0.key < $1.key }) {
      Terminal.line("\(Inert.text(type.utf8, limit: 40)): \(records.count)")
      for record in records.prefix(5) where !(record.statement is CommitProof) {
        Terminal.line("  \(record.id.short) by \(record.payload.signer)")
        if let decision = record.statement as? Decision {
          Terminal.paragraph(decision.sentence, indent: 4)
        }
      }
    }
    if new.isEmpty { Terminal.line("Nothing new for project \(number).") }
    for finding in left.prefix(VerdictText.listed) {
      Terminal.note("warning: left out: \(finding.path): \(finding.reason)")
    }
  }
}
