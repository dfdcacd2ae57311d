import ArgumentParser
import Git
import Ledger
import LedgerStore
import Proof
import Report
import SSHSignature

/// `relay verify`: checks everything, trusting nothing but what it is told.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a ledger: every signature, the graph, the rules, and the commits.",
    usage: "relay verify [<path>] [<options>]",
    discussion: """
      PATH is a repository, a folder with a ledger's files, a bundle, a report, or a single record. \
      Of a report the records are checked that it carries, and that what it shows follows from them. \
      Without \
      pinned keys a ledger can only be consistent with itself; compare the fingerprints with ones \
      that you know.

      Exit status: 0 nothing contradicts; 1 something does; 2 it could not be checked.
      """)

  @Argument(help: "What to check; the current repository if left out.")
  var path: String?

  @Option(help: "The project's number; all projects if left out.")
  var project: Int64?

  @Option(help: "The client's key as you know it: SHA256:…, a public key, or a file.")
  var client: String?

  @Option(help: "The builder's key as you know it: SHA256:…, a public key, or a file.")
  var builder: String?

  @Flag(help: "Exit with 2 if anything is pending or no keys are pinned.")
  var strict = false

  @Flag(help: "Print a versioned JSON object.")
  var json = false

  func run() throws {
    guard let path else { return try verifyRepository(try Session.open()) }
    guard let kind = try Files.kind(path) ?? (path == "-" ? .other : nil) else {
      throw Wording("\(Inert.text(path)): no such file or folder")
    }
    if kind == .folder {
      // Only this folder: one that lost its ledger is not the repository around it.
      if let repository = try? Repository.open(at: path, search: false) {
        return try verifyRepository(try Session.open(repository))
      }
      return try report([try verifyStorage(FolderStorage(path: path), try around(path))])
    }
    switch try HandedFile.read(path) {
    case .bundle(let bundle):
      try report([try verifyStorage(bundle, .objects(bundle.commits))])
    case .report(let file, let bundle): try verify(file, bundle)
    case .record(let record): try verify(record)
    case .folder(let folder):
      try report([try verifyStorage(folder, try around(path))])
    }
  }

  /// The repository that a folder lies in has the commits, if there is one.
  private func around(_ folder: String) throws -> CommitSource {
    (try? Repository.open(at: folder)).map { .repository($0) } ?? .none
  }

  private func verifyRepository(_ session: Session) throws {
    var numbers = try LedgerBranch.numbers(in: session.repository)
    if let project { numbers = numbers.filter { $0 == project } }
    guard !numbers.isEmpty else {
      if let project { throw AppendError.notSetUp(project: project, known: []) }
      throw Wording(
        "no ledger in this repository",
        hint: "a clone with --depth or --single-branch lacks it: git fetch origin "
          + "'+refs/heads/relay-ledger/*:refs/remotes/origin/relay-ledger/*'")
    }
    var verdicts: [LedgerVerdict] = []
    let failures = try session.forEach(numbers) { verdicts.append(try verify($0, session)) }
    try report(verdicts, failures)
  }

  private func report(_ verdicts: [LedgerVerdict], _ failures: [Wording] = []) throws {
    if json {
      Terminal.json([.init("projects", .array(verdicts.map(\.json)))])
    } else {
      for (index, verdict) in verdicts.enumerated() {
        if index > 0 { Terminal.line() }
        VerdictText(verdict: verdict).print()
      }
    }
    let status = verdicts.map { $0.exitStatus(strict: strict) }
    // A contradiction outweighs what could not be told.
    if status.contains(1) || failures.contains(where: \.isContradiction) { throw ExitCode(1) }
    if status.contains(2) || !failures.isEmpty { throw ExitCode(2) }
  }

  private func verify(_ number: Int64, _ session: Session) throws -> LedgerVerdict {
    let isHandedOver = path != nil
    let pins = try session.pins(
      client: client, builder: builder, number: number, isHandedOver: isHandedOver)
    return try verdict(pins, .repository(session.repository)) {
      try session.ledger(number, pins: pins, isHandedOver: isHandedOver)
    }
  }

  private func verifyStorage(
    _ storage: some LedgerStorage, _ commits: CommitSource
  ) throws -> LedgerVerdict {
    let pins = try pins
    return try verdict(pins, commits) { try Ledger.read(storage, number: project, pins: pins) }
  }

  /// The keys that the reader has named.
  private var pins: Pins {
    get throws {
      Pins(
        client: try client.map { try Session.fingerprint($0) },
        builder: try builder.map { try Session.fingerprint($0) })
    }
  }

  /// What is to be said of a ledger. One whose first record is gone or spoilt cannot be read: then
  /// what was found is said, file by file.
  private func verdict(
    _ pins: Pins, _ commits: CommitSource, _ read: () throws -> Ledger
  ) throws -> LedgerVerdict {
    do {
      return LedgerVerdict(assessment: try Assessment(try read(), against: commits), pins: pins)
    } catch Ledger.ReadError.noProject(let findings) {
      for finding in findings.prefix(VerdictText.listed) where !json {
        Terminal.line("\(finding.path): \(finding.reason)")
      }
      throw Ledger.ReadError.noProject(findings)
    }
  }

  /// A report: the records that it carries, then what it shows.
  private func verify(_ file: ReportFile, _ bundle: Bundle) throws {
    let verdict: LedgerVerdict
    do {
      verdict = try verifyStorage(bundle, .objects(bundle.commits))
    } catch Ledger.ReadError.noProject {
      let missing = try Self.genesis(in: bundle).map { " \($0.short)" } ?? ""
      throw Wording(
        "the project's first record\(missing) is not among those that it carries",
        isContradiction: true)
    }
    let page = try PageVerdict(file, bundle, verdict.assessment.ledger, pins: verdict.pins)
    if json {
      Terminal.json([.init("projects", .array([verdict.json])), .init("page", page.json)])
    } else {
      VerdictText(verdict: verdict, prefix: page.isCompared ? "" : "Its records alone: ").print()
      page.print()
    }
    if verdict.isContradicted || page.isContradicted { throw ExitCode(1) }
    let status = max(verdict.exitStatus(strict: strict), page.isCompared ? 0 : 2)
    if status != 0 { throw ExitCode(status) }
  }

  /// The first record that the others name.
  private static func genesis(in bundle: Bundle) throws -> RecordID? {
    var found: RecordID?
    try bundle.forEachFile { file in
      guard found == nil, case .bytes(let bytes) = file.content else { return }
      found = (try? UnverifiedRecord(parsing: bytes))?.payload.genesis
    }
    return found
  }

  /// One record alone: its signature can be checked, its place in a ledger cannot.
  private func verify(_ record: UnverifiedRecord) throws {
    let name = "\(Inert.text(record.payload.type)) \(record.id.short)"
    switch record.verify() {
    case .invalid(let reason): throw Wording("\(name): \(reason)", isContradiction: true)
    case .unsupported(let algorithm):
      throw Wording("\(name): this libcrypto cannot check signatures of type \(algorithm)")
    case .valid(let verified):
      if json {
        Terminal.json([.init("record", Signing.json(verified))])
        return
      }
      Terminal.line("\(name) of project \(verified.payload.project)")
      Terminal.line("  signed   \(verified.payload.time) by")
      Terminal.line("           \(verified.payload.signer)")
      if let decision = verified.statement as? Decision {
        Terminal.line("  says")
        Terminal.paragraph(decision.sentence, indent: 11)
      }
      for (pin, role) in [(client, "client"), (builder, "builder")] {
        guard let pin = try pin.map({ try Session.fingerprint($0) }) else { continue }
        let isPinned = pin == verified.payload.signer
        Terminal.line("  signer   \(isPinned ? "" : "not ")the pinned \(role)")
      }
      Terminal.line("OK: the signature is good; whether it counts, its ledger tells")
      Terminal.line("Next: relay import, in a clone or beside a bundle of the project")
      if strict { throw ExitCode(2) }
    }
  }
}
