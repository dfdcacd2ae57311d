import Git
import LedgerStore
import Programs
import Proof

/// Before a commit: adds the tag of the project in use to a message that names none.
struct CommitMessage {
  /// The file with the message, as git gives it.
  let path: String

  private static let longest = 64 << 20

  func run() throws {
    let repository = try Hook.openRepository()
    let configuration = try repository.configuration()
    let branch = try repository.currentBranch()
    guard let tag = DefaultTag.read(configuration, branch: branch) else { return }
    let comment = configuration["core.commentchar"]?.utf8.first ?? UInt8(ascii: "#")
    guard let message = try Files.read(path, limit: Self.longest, followsLinks: true),
      Self.hasText(message, comment)
    else { return }
    let grammar = TagGrammar(
      words: try Settings.read(in: repository).prefixes,
      tickets: try LedgerIndex.claimedTickets(in: repository))
    guard grammar.tags(in: message[...]).isEmpty else { return }
    // git knows where trailers stand, above comments and what `commit --verbose` shows.
    let git = Program("git", environment: [RemoteLedger.guardVariable: .some("1")])
    let outcome = try git.run(
      ["interpret-trailers", "--in-place", "--trailer", "Relay: \(tag)", path],
      limit: .seconds(5))
    if outcome.status != 0 { Hook.warn(Wording("no tag was added: git interpret-trailers failed")) }
  }

  /// Whether anything but comments and blank lines is there: an empty message ends a commit.
  private static func hasText(_ message: [UInt8], _ comment: UInt8) -> Bool {
    message.split(separator: UInt8(ascii: "\n")).contains { line in
      line.first != comment && line.contains { $0 > 0x20 }
    }
  }
}
