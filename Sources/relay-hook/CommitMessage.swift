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
    let cleanup = Cleanup(configuration, hadEditor: Hook.variable("GIT_EDITOR") != ":")
    let message = MessageDraft(bytes, cleanup)
    let isOpen = bytes.last.map { $0 != UInt8(ascii: "\n") } ?? false
    // What git would refuse stays as it is: who leaves the editor so wants no commit.
    guard !message.isBlank(), !isTemplate(message, configuration, cleanup) else { return }
    let grammar = try TagGrammar(settings, in: repository)
    let named = Set(grammar.tags(in: message.text[...]).map(\.project))
    var trailers: [String] = []
    var kept: Set<Int64> = []
    for line in message.comments {
      // A line that begins with a tag; what a template's comment tells of tags is none.
      let isTagged = !grammar.tags(in: line.prefix { $0 > 0x20 }).isEmpty
      let lost =
        !settings.keepsTags || !isTagged
        ? []
        : grammar.tags(in: line).filter { tag in
          !named.contains(tag.project)
        }
      // Each project once, as in a message.
      for tag in lost where kept.insert(tag.project).inserted {
        trailers.append(tag.milestone.map { "\(tag.project)/\($0)" } ?? "\(tag.project)")
      }
      // The start of the line alone: in the rest git tells of branches and files.
      let start = line.prefix { $0 != 0x0A }.prefix(32)
      for miss in NearMiss.find(in: start, words: settings.prefixes)
      where miss.text.count < start.count + 1 && start.starts(with: miss.text) {
        Hook.warn(miss)
      }
    }
    if let first = trailers.first {
      guard try add(trailers, isOpen: isOpen, configuration) else { return }
      Hook.note(
        "git drops lines that start with #; kept as trailer \"Relay: \(first)\""
          + (trailers.count > 1 ? " and \(trailers.count - 1) more" : ""))
    } else if named.isEmpty,
      let used = DefaultTag.read(configuration, branch: try repository.currentBranch())
    {
      _ = try add([used], isOpen: isOpen, configuration)
    }
  }

  /// Whether a message is the user's template, unchanged, which git refuses where an editor was open.
  private func isTemplate(
    _ message: MessageDraft, _ configuration: Configuration, _ cleanup: Cleanup
  ) -> Bool {
    // Relative to the top of the work tree, where hooks run.
    guard cleanup.hadEditor, let path = configuration.path("commit.template"), !path.isEmpty,
      let bytes = try? Files.read(path, limit: Self.longest, followsLinks: true)
    else { return false }
    return message.isBlank(beyond: MessageDraft(bytes, cleanup))
  }

  /// Adds trailers, and answers whether they are there.
  ///
  /// `isOpen`: Whether the message ends without a newline.
  private func add(
    _ trailers: [String], isOpen: Bool, _ configuration: Configuration
  ) throws -> Bool {
    // git knows where trailers stand, above comments and what `commit --verbose` shows. It is asked
    // without the user's settings: those of trailers may put others there, or none.
    let git = Program(
      "git",
      environment: [RemoteLedger.guardVariable: "1", "GIT_DIR": "/dev/null"]
        .merging(Program.withoutGitSettings) { own, _ in own })
    // For a message that git has made itself it ends without a newline, which makes git's trailers
    // go on where the subject ends.
    if isOpen { try? Files.append([UInt8(ascii: "\n")], to: path) }
    let mark = configuration["core.commentchar"].map { ["-c", "core.commentChar=\($0)"] } ?? []
    let outcome = try git.run(
      mark + ["interpret-trailers", "--in-place", "--no-divider"]
        + trailers.flatMap { ["--trailer", "Relay: \($0)"] } + [path],
      limit: .seconds(5))
    let text = try Files.read(path, limit: Self.longest, followsLinks: true) ?? []
    let lines = Set(text.split(separator: UInt8(ascii: "\n")).map { Array($0) })
    let isThere = trailers.allSatisfy { lines.contains(Array("Relay: \($0)".utf8)) }
    if outcome.status != 0 || !isThere {
      Hook.warn(Wording("no tag was added: git interpret-trailers failed"))
      return false
    }
    return true
  }
}
