import ArgumentParser
import Git
import Ledger
import LedgerStore
import Proof

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `relay verify`: checks everything, trusting nothing but what it is told.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a ledger: every signature, the graph, the rules, and the commits.",
    usage: "relay verify [<path>] [<options>]",
    discussion: """
      PATH is a repository, or a folder with a ledger's files. Without pinned keys a ledger can \
      only be consistent with itself; compare the fingerprints with ones that you know.

      Exit status: 0 nothing contradicts; 1 something does; 2 it could not be checked.
      """)

  @Argument(help: "A repository or a ledger's folder; the current repository if left out.")
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
    var verdicts: [LedgerVerdict] = []
    var isContradicted = false
    var isIncomplete = false
    let folder = try ledgerFolder()
    if let folder {
      verdicts.append(try verifyFolder(folder))
    } else {
      let session = try Session.open(at: path)
      var numbers = try LedgerBranch.numbers(in: session.repository)
      if let project { numbers = numbers.filter { $0 == project } }
      guard !numbers.isEmpty else {
        if let project { throw AppendError.notSetUp(project: project, known: []) }
        throw Wording(
          "no ledger in this repository",
          hint: "a clone with --depth or --single-branch lacks it: git fetch origin "
            + "'+refs/heads/relay-ledger/*:refs/remotes/origin/relay-ledger/*'")
      }
      for number in numbers {
        do {
          verdicts.append(try verify(number, session))
        } catch {
          // One project's broken ledger must not hide the verdict on another.
          guard numbers.count > 1 else { throw error }
          let wording = Wording(for: error)
          if wording.isContradiction { isContradicted = true } else { isIncomplete = true }
          Terminal.warn(wording)
        }
      }
    }
    if json {
      Terminal.json([.init("projects", .array(verdicts.map(\.json)))])
    } else {
      for (index, verdict) in verdicts.enumerated() {
        if index > 0 { Terminal.line() }
        verdict.printText()
      }
    }
    let status = verdicts.map { $0.exitStatus(strict: strict) }
    // A contradiction outweighs what could not be told.
    if isContradicted || status.contains(1) { throw ExitCode(1) }
    if status.contains(2) || isIncomplete { throw ExitCode(2) }
  }

  /// The path if it is a ledger's folder rather than a repository.
  private func ledgerFolder() throws -> String? {
    guard let path else { return nil }
    guard try Files.kind(path) != nil else {
      throw Wording("\(Inert.text(path)): no such file or folder")
    }
    for part in ["records", "heads", LedgerPath.readme.text]
    where try Files.kind(path + "/" + part) != nil && Files.kind(path + "/.git") == nil {
      return path
    }
    return nil
  }

  private func verify(_ number: Int64, _ session: Session) throws -> LedgerVerdict {
    let pins = try session.pins(
      client: client, builder: builder, number: number, isHandedOver: path != nil)
    do {
      let ledger = try session.ledger(number, pins: pins)
      let assessment = try Assessment(ledger, against: session.repository)
      return LedgerVerdict(assessment: assessment, pins: pins)
    } catch Ledger.ReadError.noProject(let findings) {
      return try unreadable(findings)
    }
  }

  private func verifyFolder(_ folder: String) throws -> LedgerVerdict {
    let pins = Pins(
      client: try client.map { try Session.fingerprint($0) },
      builder: try builder.map { try Session.fingerprint($0) })
    // The repository that the folder lies in has the commits, if there is one.
    let repository = try? Repository.open(at: folder)
    do {
      let ledger = try Ledger.read(FolderStorage(path: folder), number: project, pins: pins)
      return LedgerVerdict(assessment: try Assessment(ledger, against: repository), pins: pins)
    } catch Ledger.ReadError.noProject(let findings) {
      return try unreadable(findings)
    }
  }

  /// A ledger whose first record is gone or spoilt: says what was found, file by file.
  private func unreadable(_ findings: [Finding]) throws -> LedgerVerdict {
    for finding in findings.prefix(LedgerVerdict.listed) where !json {
      Terminal.line("\(finding.path): \(finding.reason)")
    }
    throw Wording(for: Ledger.ReadError.noProject(findings))
  }
}
