import Git
import LedgerStore
import Programs
import Proof

/// Before a commit: keeps tags that git would drop as comments, and adds the tag of the project in
/// use to a message that names none.
struct CommitMessage {
  /// The file with the message, as git gives it.
  let path: String

  private static let longest = 64 << 20

  func run() throws {
    guard let bytes = try Files.read(path, limit: Self.longest, followsLinks: true) else { return }
    let repository = try Hook.openRepository()
    let configuration = try repository.configuration()
    let settings = try Settings.read(in: repository)
    let message = Draft(bytes, comment: configuration["core.commentchar"])
    guard message.hasText else { return }
    let grammar = TagGrammar(
      words: settings.prefixes, tickets: try LedgerIndex.claimedTickets(in: repository))
    let named = Set(grammar.tags(in: message.text[...]).map(\.project))
    var trailers: [String] = []
    if dropsComments(configuration) {
      for line in message.comments {
        // A line that begins with a tag; what a template's comment tells of tags is none.
        let isTagged = !grammar.tags(in: line.prefix { $0 > 0x20 }).isEmpty
        let lost =
          !settings.keepsTags || !isTagged
          ? []
          : grammar.tags(in: line).filter { tag in
            !named.contains(tag.project)
          }
        trailers += lost.map { tag in
          tag.milestone.map { "\(tag.project)/\($0)" } ?? "\(tag.project)"
        }
        // The start of the line alone: in the rest git tells of branches and files.
        let start = line.prefix { $0 != 0x0A }.prefix(32)
        for miss in NearMiss.find(in: start, words: settings.prefixes)
        where miss.text.count < start.count + 1 && start.starts(with: miss.text) {
          Hook.warn(miss)
        }
      }
      if let first = trailers.first {
        Hook.note(
          "git drops lines that start with #; kept as trailer \"Relay: \(first)\""
            + (trailers.count > 1 ? " and \(trailers.count - 1) more" : ""))
      }
    }
    if trailers.isEmpty, named.isEmpty,
      let used = DefaultTag.read(configuration, branch: try repository.currentBranch())
    {
      trailers = [used]
    }
    if !trailers.isEmpty { try add(trailers) }
  }

  /// Whether git will drop the lines that look like comments.
  ///
  /// It does where an editor was open, which it tells hooks by leaving `GIT_EDITOR` alone, or where
  /// the user has said so. A trailer too many does no harm.
  private func dropsComments(_ configuration: Configuration) -> Bool {
    switch configuration["commit.cleanup"] {
    case "strip": true
    case "verbatim", "whitespace", "scissors": false
    default: Hook.variable("GIT_EDITOR") != ":"
    }
  }

  private func add(_ trailers: [String]) throws {
    // git knows where trailers stand, above comments and what `commit --verbose` shows.
    let git = Program("git", environment: [RemoteLedger.guardVariable: .some("1")])
    let outcome = try git.run(
      ["interpret-trailers", "--in-place"]
        + trailers.flatMap { ["--trailer", "Relay: \($0)"] } + [path],
      limit: .seconds(5))
    if outcome.status != 0 { Hook.warn(Wording("no tag was added: git interpret-trailers failed")) }
  }
}

/// A message as it is before git cleans it up.
private struct Draft {
  /// What git keeps.
  let text: [UInt8]

  /// The lines that git may drop.
  let comments: [ArraySlice<UInt8>]

  /// Whether anything but blanks is kept: an empty message ends a commit.
  var hasText: Bool { text.contains { $0 > 0x20 } }

  private static let scissors = Array(" ------------------------ >8 ------------------------".utf8)

  init(_ bytes: [UInt8], comment: String?) {
    // `auto` means `#` unless git itself has begun a line with it.
    let mark = comment.flatMap { $0 == "auto" ? nil : $0.utf8.first } ?? UInt8(ascii: "#")
    var text: [UInt8] = []
    var comments: [ArraySlice<UInt8>] = []
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      guard line.first == mark else {
        text += line + [UInt8(ascii: "\n")]
        continue
      }
      if line.dropFirst().starts(with: Self.scissors) { break }
      comments.append(line)
    }
    self.text = text
    self.comments = comments
  }
}
