import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs a script in a sandbox.
///
///     exec PROGRAM ARGUMENT…         must succeed; fail with `! exec`; may do either with `? exec`
///     exec PROGRAM … &NAME&          goes on in the background
///     wait [NAME]                    waits for what is in the background, which must succeed
///     kill [-SIGNAL] NAME            ends it
///     await PATH                     waits until something is there; at a socket, somebody
///     status N…                      the last program ended with N, or one of them
///     stdout [-count=N] REGEX        the last program printed it; with `!` it did not
///     stderr [-count=N] REGEX        likewise
///     ! stdout, ! stderr             it printed nothing
///     grep [-count=N] REGEX FILE     likewise for a file
///     cmp A B                        two files are alike; stdout and stderr are files too
///     cp A B                         copies, from stdout or stderr too
///     stdin FILE                     what the next program reads
///     exists PATH…                   something is there; with `!` nothing is
///     columns N                      what was printed fits, ids and paths apart
///     printable                      nothing raw that a terminal would obey was printed
///     as ana, bob, dan, eve          whose home it is
///     cd FOLDER                      where the next programs start
///     env NAME=VALUE…, unset NAME    their environment
///     limit SECONDS                  how long each may take; 30 at first
///     skip REASON                    ends the script here, which the test run reports
///
/// `$NAME` outside of quotes is a variable. Patterns are matched line by line. All that relay itself
/// prints must be printable. Conditions are `[root]`, `[linux]`, and
/// `[mount]` where a file system may be mounted; with `!` for the opposite.
final class ScriptRunner {
  private let sandbox: Sandbox
  private var last: Outcome?
  private var input: String?
  private var log: [String] = []

  /// How many commands were run that can fail.
  private var checks = 0

  private init(_ sandbox: Sandbox) {
    self.sandbox = sandbox
  }

  /// What a line asked for and did not get.
  private struct Unmet: Error {
    let reason: String
  }

  /// What a script ends with that says that it can show nothing here.
  private struct Skip: Error {
    let reason: String
  }

  /// Runs a script to its end or its first failure.
  ///
  /// - Returns: Why the script skipped what is left of it; `nil` if it did not.
  @discardableResult
  static func run(_ script: Script) throws -> String? {
    try Sandbox.run { sandbox in
      let runner = ScriptRunner(sandbox)
      for file in script.files {
        let path = "\(sandbox.current)/\(file.name)"
        try Disk.makeFolder(path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })
        try Disk.write(file.content.utf8, to: path)
      }
      do {
        for line in script.lines { try runner.run(line, of: script) }
      } catch let skip as Skip {
        return skip.reason
      }
      guard runner.checks > 0 else { throw SetupError("\(script.name): no line of it was run") }
      return nil
    }
  }

  private func run(_ line: Script.Line, of script: Script) throws {
    for condition in line.conditions where try !holds(condition) { return }
    do {
      try perform(line)
    } catch let unmet as Unmet {
      throw SetupError(account(unmet.reason, line, script))
    } catch let error as SetupError {
      throw SetupError(account(error.description, line, script))
    }
  }

  private func account(_ reason: String, _ line: Script.Line, _ script: Script) -> String {
    """
    \(script.name):\(line.number): \(line.text)
    \(reason)

    \(log.suffix(6).joined(separator: "\n"))
    """
  }

  /// Mounts a file system where nobody else sees it.
  private static let mounting = """
    as=; [ "$(id -u)" = 0 ] || as=--map-root-user
    exec unshare $as --mount mount -t tmpfs tmpfs "$TMPDIR"
    """

  private func holds(_ condition: Substring) throws -> Bool {
    if condition.hasPrefix("!") { return try !holds(condition.dropFirst()) }
    switch condition {
    case "root": return geteuid() == 0
    case "linux":
      #if os(Linux)
        return true
      #else
        return false
      #endif
    case "mount":
      return try sandbox.run(["sh", "-c", Self.mounting]).status == 0
    default: throw SetupError("unknown condition [\(condition)]")
    }
  }

  /// An argument with its variables replaced.
  private func expand(_ word: Script.Word) -> String {
    word.pieces.map { $0.isQuoted ? $0.text : expand($0.text) }.joined()
  }

  private func expand(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      guard character == "$" else {
        result.append(character)
        continue
      }
      let isBraced = rest.first == "{"
      if isBraced { rest.removeFirst() }
      let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      rest = rest.dropFirst(name.count)
      if isBraced, rest.first == "}" { rest.removeFirst() }
      result += sandbox.environment[String(name)] ?? ""
    }
    return result
  }

  private func perform(_ line: Script.Line) throws {
    var arguments = line.words.map(expand)
    let command = arguments.removeFirst()
    let isNegative = line.expectation == "!"
    func only(_ count: ClosedRange<Int>, negatable: Bool = false) throws {
      guard count.contains(arguments.count), line.expectation == nil || (negatable && isNegative)
      else { throw SetupError("see the commands: \(line.text)") }
    }
    switch command {
    case "exec": try exec(arguments, line.expectation)
    case "wait":
      guard arguments.count < 2 else { throw SetupError("wait [NAME]") }
      for outcome in try sandbox.waitForBackground(arguments.first) {
        try judge(outcome, line.expectation)
      }
    case "kill":
      try only(1...2)
      let signals = ["-KILL": SIGKILL, "-STOP": SIGSTOP, "-CONT": SIGCONT, "-TERM": SIGTERM]
      guard let name = arguments.popLast(), let signal = signals[arguments.first ?? "-TERM"] else {
        throw SetupError("no such signal")
      }
      try sandbox.kill(name, signal: signal)
    case "await":
      try only(1...1)
      try awaitPath(path(arguments[0]))
    case "status":
      try only(1...9)
      checks += 1
      let status = try finished().status
      try expect(arguments.contains(String(status)), "the status is \(status)")
    case "stdout", "stderr":
      let outcome = try finished()
      let bytes = command == "stdout" ? outcome.output : outcome.errors
      if arguments.isEmpty && isNegative {
        checks += 1
        return try expect(bytes.isEmpty, "there is something")
      }
      try match(arguments, bytes, isNegative)
    case "grep":
      guard let file = arguments.popLast() else { throw SetupError("no file") }
      try match(arguments, try content(file), isNegative)
    case "cmp":
      try only(2...2, negatable: true)
      checks += 1
      let isSame = try content(arguments[0]) == content(arguments[1])
      try expect(isSame != isNegative, isSame ? "they are alike" : "they differ")
    case "cp":
      try only(2...2)
      try Disk.write(try content(arguments[0]), to: path(arguments[1]))
    case "stdin":
      try only(1...1)
      let copy = "\(sandbox.folder)/tmp/stdin"
      try Disk.write(try content(arguments[0]), to: copy)
      input = copy
    case "exists":
      try only(1...99, negatable: true)
      checks += 1
      for name in arguments {
        let exists = Disk.exists(path(name))
        try expect(exists != isNegative, exists ? "\(name) is there" : "\(name) is not there")
      }
    case "columns":
      try only(1...1)
      try columns(Int(arguments[0]) ?? 0)
    case "printable":
      try only(0...0)
      try printable(try finished())
    case "as":
      try only(1...1)
      sandbox.become(arguments[0])
    case "cd":
      try only(1...1)
      let folder = path(arguments[0])
      guard Disk.isFolder(folder) else { throw Unmet(reason: "no such folder") }
      sandbox.current = folder
    case "env":
      try only(1...99)
      for argument in arguments {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw SetupError("env NAME=VALUE") }
        sandbox.environment[String(parts[0])] = String(parts[1])
      }
    case "unset":
      try only(1...99)
      for name in arguments { sandbox.environment[name] = nil }
    case "limit":
      try only(1...1)
      guard let limit = Double(arguments[0]) else { throw SetupError("no number") }
      sandbox.limit = limit
    case "skip":
      try only(1...1)
      throw Skip(reason: arguments[0])
    default: throw SetupError("unknown command \(command)")
    }
  }
}

// The commands.
extension ScriptRunner {
  private func exec(_ arguments: [String], _ expectation: Character?) throws {
    var arguments = arguments
    let input = input ?? "/dev/null"
    self.input = nil
    if let name = arguments.last, name.count > 2, name.hasPrefix("&"), name.hasSuffix("&") {
      arguments.removeLast()
      try sandbox.startInBackground(
        arguments, as: String(name.dropFirst().dropLast()), input: input)
      return
    }
    try judge(try sandbox.run(arguments, input: input), expectation)
  }

  private func judge(_ outcome: Outcome, _ expectation: Character?) throws {
    checks += 1
    last = outcome
    log.append(outcome.description)
    try expect(!outcome.isLate, "it did not end within \(sandbox.limit) seconds")
    switch expectation {
    case "!": try expect(outcome.status != 0, "it succeeded")
    case "?": break
    default: try expect(outcome.status == 0, "the status is \(outcome.status)")
    }
    if outcome.arguments.first == "relay" || outcome.arguments.first == "relay-hook" {
      try printable(outcome)
    }
  }

  private func printable(_ outcome: Outcome) throws {
    checks += 1
    for (name, bytes) in [("stdout", outcome.output), ("stderr", outcome.errors)] {
      let isJSON = name == "stdout" && outcome.arguments.contains("--json")
      let raw = Outcome.rawContent(of: bytes, isJSON: isJSON)
      try expect(raw == nil, "\(name) holds \(raw ?? "")")
    }
  }

  private func match(_ arguments: [String], _ bytes: [UInt8], _ isNegative: Bool) throws {
    checks += 1
    var arguments = arguments
    var wanted: Int?
    if let option = arguments.first, option.hasPrefix("-count=") {
      wanted = Int(option.dropFirst(7))
      arguments.removeFirst()
    }
    guard arguments.count == 1 else { throw SetupError("one pattern") }
    let pattern = try Regex(arguments[0]).anchorsMatchLineEndings()
      .matchingSemantics(.unicodeScalar)
    let count = String(decoding: bytes, as: UTF8.self).matches(of: pattern).count
    if isNegative {
      try expect(count == 0, "it is there")
    } else if let wanted {
      try expect(count == wanted, "it is there \(count) times")
    } else {
      try expect(count > 0, "it is not there")
    }
  }

  private func awaitPath(_ path: String) throws {
    checks += 1
    for _ in 0..<Int(sandbox.limit * 100) where !Disk.isReady(path) { pause(milliseconds: 10) }
    try expect(Disk.isReady(path), "it did not come into being")
  }

  /// Ids and paths may make a line longer, since they are of no use when broken.
  private func columns(_ limit: Int) throws {
    checks += 1
    let unbreakable = try Regex("\\b[0-9a-f]{40,64}\\b|SHA256:[A-Za-z0-9+/]{43}|[^ ']*/[^ ']*")
    for line in try finished().text.split(separator: "\n") {
      let breakable = line.replacing(unbreakable, with: "")
      try expect(
        line.count <= limit || breakable.count < line.count && breakable.count <= limit,
        "\(line.count) columns: \(line)")
    }
  }

  private func finished() throws -> Outcome {
    guard let last else { throw SetupError("nothing was run yet") }
    return last
  }

  private func expect(_ isMet: Bool, _ reason: String) throws {
    guard isMet else { throw Unmet(reason: reason) }
  }

  private func path(_ name: String) -> String {
    name.hasPrefix("/") ? name : "\(sandbox.current)/\(name)"
  }

  private func content(_ name: String) throws -> [UInt8] {
    switch name {
    case "stdout": try finished().output
    case "stderr": try finished().errors
    default: try Disk.read(path(name))
    }
  }
}
