import ArgumentParser
import Git
import Ledger
import LedgerStore
import Proof

/// `relay bundle`: a ledger in one file.
struct BundleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle", abstract: "Write a project's ledger to one file, to be sent.",
    discussion: """
      An uncompressed tar with the records and the commits that they are about, which relay import, \
      verify, approve and release read without a clone, and stock tar opens. It shows messages, names \
      and addresses of those commits, and nothing of what they changed.
      """)

  @Argument(help: "The project's number; may be left out where there is one.")
  var number: Int64?

  @Option(name: .shortAndLong, help: "The file to write; - for standard output.")
  var output: String?

  func run() throws {
    let session = try Session.open()
    let number = try session.number(number)
    let ledger = try session.ledger(number)
    let commits = try Bundle.commits(of: ledger, in: session.repository)
    let archive = try Bundle.packed(ledger, commits)
    let path = output ?? "project-\(number).relay.tar"
    guard path != "-" else {
      Terminal.write(archive)
      return
    }
    try OutputFile.write(archive, to: path)
    Terminal.line(
      "Wrote \(Session.shortened(path)): \(Terminal.count(ledger.records.count, "record"))")
    Terminal.line("Next: send it; the other side runs relay verify, import, or approve --bundle")
  }
}

extension Bundle {
  /// The raw objects of the commits that a ledger proves, those that are here.
  ///
  /// `known` are those that have been read already, by id.
  static func commits(
    of ledger: Ledger, in repository: Repository, known: [String: [UInt8]] = [:]
  ) throws -> [String: [UInt8]] {
    var commits = known
    for entry in ledger.state.proofs where commits[entry.proof.commit] == nil {
      guard let id = ObjectID(hex: entry.proof.commit),
        try repository.header(of: id)?.kind == .commit
      else { continue }
      commits[entry.proof.commit] = try repository.read(id).bytes
    }
    return commits
  }

  /// A ledger with its commits as an archive.
  static func packed(_ ledger: Ledger, _ commits: [String: [UInt8]]) throws -> [UInt8] {
    do { return try Bundle.archive(ledger, commits: commits, attachments: [:]) } catch {
      throw Wording(error.message)
    }
  }
}
