/// A test in a file: commands, one a line, then the files that they work on.
///
///     # What this shows.
///     exec relay init 123
///     stdout '^Founded project 123'
///     ! exec relay show nonsense
///     status 64
///
///     -- a.txt --
///     The content of a.txt.
///
/// `docs` of the commands are at ``ScriptRunner``.
struct Script {
  /// One command.
  struct Line {
    let number: Int

    /// The line as it stands.
    let text: String

    /// `[root]`, `[!linux]`: the line counts only where all of them hold.
    let conditions: [Substring]

    /// What may be expected of a command: success, failure with `!`, either with `?`.
    let expectation: Character?

    /// The command and its arguments, with quotes still to be taken off.
    let words: [Word]
  }

  /// An argument: pieces that stood in quotes, or not.
  struct Word {
    var pieces: [(text: String, isQuoted: Bool)] = []
  }

  /// A file that is made before the first command.
  struct File {
    let name: String
    let content: String
  }

  let name: String
  let lines: [Line]
  let files: [File]

  init(name: String, text: String) throws {
    self.name = name
    var lines: [Line] = []
    var files: [(name: String, lines: [Substring])] = []
    let all = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in all.enumerated() {
      if let file = Self.fileName(line) {
        files.append((file, []))
      } else if !files.isEmpty {
        files[files.count - 1].lines.append(line)
      } else if let parsed = try Self.parse(line, number: index + 1) {
        lines.append(parsed)
      }
    }
    self.lines = lines
    self.files = files.map { File(name: $0.name, content: $0.lines.joined(separator: "\n")) }
  }

  /// The name in a line such as `-- a.txt --`.
  private static func fileName(_ line: Substring) -> String? {
    guard line.hasPrefix("-- "), line.hasSuffix(" --"), line.utf8.count > 6 else { return nil }
    return String(line.dropFirst(3).dropLast(3))
  }

  private static func parse(_ line: Substring, number: Int) throws -> Line? {
    var words = try words(of: line)
    func bare(_ word: Word?) -> String? {
      guard let pieces = word?.pieces, pieces.count == 1, !pieces[0].isQuoted else { return nil }
      return pieces[0].text
    }
    var conditions: [Substring] = []
    while let word = bare(words.first), word.hasPrefix("["), word.hasSuffix("]") {
      conditions.append(word.dropFirst().dropLast())
      words.removeFirst()
    }
    var expectation: Character?
    if let word = bare(words.first), word == "!" || word == "?" {
      expectation = word.first
      words.removeFirst()
    }
    guard !words.isEmpty else {
      guard conditions.isEmpty, expectation == nil else {
        throw SetupError("\(number): no command")
      }
      return nil
    }
    return Line(
      number: number, text: String(line), conditions: conditions, expectation: expectation,
      words: words)
  }

  /// Splits at blanks outside of single quotes; `''` in quotes is a quote. A `#` at the start of a
  /// word begins a comment.
  private static func words(of line: Substring) throws -> [Word] {
    var words: [Word] = []
    var word: Word?
    var isQuoted = false
    var rest = line[...]
    func add(_ character: Character) {
      var current = word ?? Word()
      if let last = current.pieces.last, last.isQuoted == isQuoted {
        current.pieces[current.pieces.count - 1].text.append(character)
      } else {
        current.pieces.append((String(character), isQuoted))
      }
      word = current
    }
    while let character = rest.popFirst() {
      switch character {
      case "'" where isQuoted && rest.first == "'":
        rest.removeFirst()
        add("'")
      case "'":
        isQuoted.toggle()
        if word == nil { word = Word(pieces: [("", true)]) }
      case " " where !isQuoted, "\t" where !isQuoted:
        if let word { words.append(word) }
        word = nil
      case "#" where !isQuoted && word == nil: rest = ""
      default: add(character)
      }
    }
    guard !isQuoted else { throw SetupError("a quote is not closed: \(line)") }
    if let word { words.append(word) }
    return words
  }
}
