public import Git

/// What git will do to a message before it becomes a commit's.
public struct Cleanup: Equatable, Sendable {
  /// Whether somebody has seen the message in an editor.
  public let hadEditor: Bool

  /// Whether lines that look like comments are dropped; `nil` where the user has not said so.
  private let chosen: Bool?

  /// What comments begin with; `nil` where git chooses it anew for each message.
  let mark: [UInt8]?

  /// Reads the settings.
  ///
  /// git drops comments where an editor was open, or where the user has said so.
  public init(_ configuration: Configuration, hadEditor: Bool) {
    let mark = configuration["core.commentstring"] ?? configuration["core.commentchar"]
    self.init(mode: configuration["commit.cleanup"], mark: mark, hadEditor: hadEditor)
  }

  /// Describes what `commit.cleanup` and `core.commentChar` hold.
  init(mode: String? = nil, mark: String? = nil, hadEditor: Bool) {
    self.hadEditor = hadEditor
    chosen =
      switch mode {
      case "strip": true
      case "verbatim", "whitespace", "scissors": false
      default: nil
      }
    self.mark = mark == "auto" ? nil : Array((mark ?? "#").utf8)
  }

  /// Whether lines that begin with a mark are dropped from a message.
  ///
  /// Where no editor was open git's own comments at the end tell: it writes none to a message that
  /// it takes as it is, and drops them where it goes on after a conflict, or where the editor is `:`.
  fileprivate func dropsComments(
    of lines: [ArraySlice<UInt8>], beginningWith mark: [UInt8]
  ) -> Bool {
    if let chosen { return chosen }
    guard !hadEditor else { return true }
    let last = lines.filter { line in line.contains { $0 > 0x20 } }.suffix(2)
    return last.count == 2
      && last.allSatisfy {
        $0.starts(with: mark) && $0.dropFirst(mark.count).first ?? 0x20 <= 0x20
      }
  }
}

/// A message as it is before git cleans it up.
public struct MessageDraft: Equatable, Sendable {
  /// What git keeps.
  public let text: [UInt8]

  /// The lines that git drops.
  public let comments: [ArraySlice<UInt8>]

  /// What git chooses a comment's mark from.
  private static let marks = Array("#;@!$%^&|:".utf8)

  private static let scissors = Array(" ------------------------ >8 ------------------------".utf8)

  private static let signOff = Array("Signed-off-by: ".utf8)

  /// Tells text from comments.
  public init(_ bytes: [UInt8], _ cleanup: Cleanup) {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let marks = cleanup.mark.map { [$0] } ?? Self.marks.map { [$0] }
    // What `commit --verbose` shows below.
    if let cut = lines.firstIndex(where: { line in
      marks.contains { line.starts(with: $0 + Self.scissors) }
    }) {
      lines.removeSubrange(cut...)
    }
    let mark = cleanup.mark ?? Self.chosenMark(lines)
    let dropsComments =
      !mark.isEmpty && cleanup.dropsComments(of: lines, beginningWith: mark)
    var text: [UInt8] = []
    var comments: [ArraySlice<UInt8>] = []
    for line in lines {
      if dropsComments, line.starts(with: mark) {
        comments.append(line)
      } else {
        text += line + [UInt8(ascii: "\n")]
      }
    }
    self.text = text
    self.comments = comments
  }

  /// The mark of git's own comments, which end the message; that which it prefers where it has none.
  private static func chosenMark(_ lines: [ArraySlice<UInt8>]) -> [UInt8] {
    let last = lines.last { line in line.contains { $0 > 0x20 } }
    if let last, let mark = last.first, marks.contains(mark), (last.dropFirst().first ?? 0) <= 0x20
    {
      return [mark]
    }
    return [UInt8(ascii: "#")]
  }

  /// The lines that git counts when it looks whether there is a message: signing off is none.
  private var countedLines: [ArraySlice<UInt8>] {
    text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let end = line.lastIndex(where: { $0 > 0x20 }) else { return nil }
      return line.starts(with: Self.signOff) ? nil : line[...end]
    }
  }

  /// Whether git would find the message empty, and so end the commit.
  public func isBlank() -> Bool { countedLines.isEmpty }

  /// Whether there is nothing in it but what is in another.
  public func isBlank(beyond template: MessageDraft) -> Bool {
    let lines = countedLines
    return lines.elementsEqual(template.countedLines) { $0.elementsEqual($1) }
  }
}
