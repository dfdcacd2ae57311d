import Ledger
import Proof

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What people see: results on stdout, progress and warnings on stderr.
enum Terminal {
  /// How a word stands out.
  enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
  }

  static let isOutputTerminal = isatty(STDOUT_FILENO) == 1
  static let isErrorTerminal = isatty(STDERR_FILENO) == 1
  static let isInputTerminal = isatty(STDIN_FILENO) == 1

  private static let usesColor: Bool = {
    let refused = Session.variable("NO_COLOR").map { !$0.isEmpty } ?? false
    return isOutputTerminal && !refused && Session.variable("TERM") != "dumb"
  }()

  /// Sets a word off on a terminal that shows colours.
  static func styled(_ text: String, _ style: Style) -> String {
    usesColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Prints a result.
  static func line(_ text: String = "") {
    put(text + "\n", STDOUT_FILENO)
  }

  /// Prints text in lines of at most 80 columns, broken between words. A word that is longer, such
  /// as a fingerprint, stays whole.
  ///
  /// `continuation` ends each line but the last: ` \` for a shell.
  static func paragraph(_ text: String, indent: Int = 0, continuation: String = "") {
    let margin = String(repeating: " ", count: indent)
    let lines = broken(text, width: 80 - indent - continuation.count)
    for text in lines.dropLast() { line(margin + text + continuation) }
    line(margin + (lines.last ?? ""))
  }

  /// Prints a title, in lines of at most 80 columns.
  static func heading(_ text: String) {
    for text in broken(text, width: 80) { line(styled(text, .bold)) }
  }

  /// Prints a value beside its name, in lines of at most 80 columns.
  static func row(_ name: String, _ value: String, isBold: Bool = false) {
    let padded = padded(name, to: 9)
    let start = isBold ? styled(padded, .bold) : padded
    for (index, text) in broken(value, width: 69).enumerated() {
      line("  " + (index == 0 ? start : "         ") + text)
    }
  }

  /// A number of things, such as `1 record` or `2 records`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// Text filled up to a column, with one blank at least.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  /// Breaks text between words; a longer word stays whole.
  private static func broken(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var current = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let longer = current.isEmpty ? String(word) : "\(current) \(word)"
      if !current.isEmpty && Inert.width(of: longer) > width {
        lines.append(current)
        current = String(word)
      } else {
        current = longer
      }
    }
    return lines + [current]
  }

  /// Prints a result that is not text.
  static func write(_ bytes: [UInt8]) {
    put(bytes, STDOUT_FILENO)
  }

  /// Prints a versioned result for programs.
  static func json(_ members: [JSON.Member]) {
    let object = JSON.object([.init("version", .integer(1))] + members)
    put(String(decoding: object.serialize(), as: UTF8.self) + "\n", STDOUT_FILENO)
  }

  /// Says something that is no result.
  static func note(_ text: String) {
    put("relay: \(text)\n", STDERR_FILENO)
  }

  /// Warns, with what to do next.
  static func warn(_ wording: Wording) {
    note("warning: \(wording.message)")
    if let hint = wording.hint { note("hint: \(hint)") }
  }

  /// Says why nothing came of it, and ends the program.
  static func fail(_ wording: Wording) -> Never {
    clearProgress()
    note("error: \(wording.message)")
    if let hint = wording.hint { note("hint: \(hint)") }
    exit(wording.isContradiction ? 1 : 2)
  }

  /// Says what is going on, if `RELAY_TRACE=1`.
  static func trace(_ text: @autoclosure () -> String) {
    guard Session.variable("RELAY_TRACE") == "1" else { return }
    var clock = timespec()
    clock_gettime(CLOCK_REALTIME, &clock)
    let micro = String(1_000_000 + clock.tv_nsec / 1_000).dropFirst()
    note("trace: \(clock.tv_sec % 86_400).\(micro) \(Inert.text(text()))")
  }

  /// Asks on a terminal before a signature that binds. Without one there is nobody to ask, and
  /// the command itself is the answer.
  static func confirm(_ question: String, assumeYes: Bool) -> Bool {
    guard isInputTerminal && !assumeYes else { return true }
    // Where the answer is typed the question is shown, wherever the rest of the words goes.
    let terminal = isErrorTerminal ? STDERR_FILENO : isOutputTerminal ? STDOUT_FILENO : STDIN_FILENO
    put("\(question) [y/N] ", terminal)
    let answer = readLine()?.lowercased() ?? ""
    return answer == "y" || answer == "yes"
  }

  /// All of standard input, up to a limit in bytes.
  static func readAll(limit: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Wording("standard input cannot be read") }
      if count == 0 { return bytes }
      bytes += buffer.prefix(count)
      guard bytes.count <= limit else {
        throw Wording("standard input is longer than \(limit) bytes")
      }
    }
  }

  /// Draws a bar on a terminal; says nothing elsewhere.
  static func progress(_ done: Int, of total: Int, _ what: String) {
    guard isErrorTerminal, total > 200, done % 64 == 0 || done == total else { return }
    let width = 30
    let filled = done * width / total
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    put("\r\(what) [\(bar)] \(done)/\(total)", STDERR_FILENO)
    if done == total { clearProgress() }
  }

  /// Says on a terminal what is waited for, until it is there.
  static func waiting<Result>(for what: String, _ body: () throws -> Result) rethrows -> Result {
    if isErrorTerminal { put("\r\(what) …", STDERR_FILENO) }
    defer { clearProgress() }
    return try body()
  }

  static func clearProgress() {
    if isErrorTerminal { put("\r\u{1B}[K", STDERR_FILENO) }
  }

  /// Ends the program after a failed write, as `errno` says.
  private static func unwritable(_ descriptor: Int32) -> Never {
    let code = errno
    // A reader that has gone, as after `relay log | head`, has what it wanted. Anyone else would
    // take the end for a success, and a verdict that nobody could read for a good one.
    if descriptor == STDOUT_FILENO {
      if code == EPIPE { exit(0) }
      note("error: the result cannot be written: \(String(cString: strerror(code)))")
    }
    exit(2)
  }

  private static func put(_ text: String, _ descriptor: Int32) {
    put(Array(text.utf8), descriptor)
  }

  private static func put(_ bytes: [UInt8], _ descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { writeBytes(descriptor, $0) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { unwritable(descriptor) }
      rest = rest.dropFirst(count)
    }
  }
}

// Named apart from the members of `Terminal` that would hide it.
private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
