import Synchronization
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder with homes of its own for Ana, Bob, Dan and Eve, in which programs find nothing of the machine's
/// settings, keys and agents. Nothing of it stays: no file, no process.
final class Sandbox {
  let folder: String
  var environment: [String: String]

  /// The folder in which programs start.
  var current: String

  /// How long a program may take, in seconds.
  var limit = 30.0

  private var background: [(name: String, process: ChildProcess, files: String)] = []
  private let mark: String
  private var count = 0

  /// How long what was started in the background may take to end by itself, in seconds.
  private static let patience = 5.0

  /// Runs a test in a new sandbox and takes it away afterwards.
  static func run<Result>(_ body: (Sandbox) throws -> Result) throws -> Result {
    let sandbox = try Sandbox()
    let result: Result
    do { result = try body(sandbox) } catch {
      _ = try? sandbox.close()
      throw error
    }
    try sandbox.close()
    return result
  }

  private init() throws {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    // Short, since the path of a socket may have 107 bytes at most.
    var template = Array("\(base)/relay-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil, let resolved = realpath(template, nil) else {
      throw SetupError("no temporary folder in \(base)")
    }
    defer { free(resolved) }
    let folder = String(cString: resolved)
    // Other users' programs get to what they own here.
    chmod(folder, 0o711)
    self.folder = folder
    mark = "\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    current = "\(folder)/w"
    environment = [
      "PATH": "\(try BuiltPrograms.folder()):/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
      "TZ": "UTC", "LC_ALL": "C.UTF-8", "TMPDIR": "\(folder)/tmp", "WORK": current,
      "TOOLS": "\(BuiltPrograms.tests)/Tools", "MANAGERS": BuiltPrograms.others,
      "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_AUTHOR_DATE": "2026-03-01T12:00:00Z", "GIT_COMMITTER_DATE": "2026-03-01T12:00:00Z",
      "RELAY_TEST_MARK": mark, "PYTHONDONTWRITEBYTECODE": "1",
    ]
    for part in ["w", "tmp", "log"] { try Disk.makeFolder("\(folder)/\(part)") }
    try makeHome("bob", "Bob Client")
    try makeHome("dan", "Dan Escrow")
    try makeHome("eve", "Eve Builder")
    try makeHome("ana", "Ana Builder")
    become("ana")
  }

  private func makeHome(_ person: String, _ name: String) throws {
    let home = "\(folder)/\(person)"
    try Disk.makeFolder(home)
    let settings = """
      [user]
      \tname = \(name)
      \temail = \(person)@example.com
      [core]
      \tfsync = none
      [init]
      \tdefaultBranch = main
      [gc]
      \tauto = 0
      [maintenance]
      \tauto = false
      [protocol "file"]
      \tallow = always
      [advice]
      \tdetachedHead = false

      """
    try Disk.write(settings.utf8, to: "\(home)/.gitconfig")
  }

  /// Makes the programs that follow believe that they are run by Ana, Bob, Dan or Eve.
  func become(_ person: String) {
    let home = "\(folder)/\(person)"
    environment["HOME"] = home
    environment["XDG_CONFIG_HOME"] = "\(home)/.config"
    environment["GIT_CONFIG_GLOBAL"] = "\(home)/.gitconfig"
  }

  /// Runs a program to its end.
  func run(_ arguments: [String], input: String = "/dev/null") throws -> Outcome {
    let files = try newFiles()
    let process = try start(arguments, input: input, files: files)
    return try finish(process, arguments, files: files)
  }

  /// Runs a program that must succeed.
  @discardableResult
  func succeed(_ arguments: String..., in folder: String? = nil) throws -> Outcome {
    let before = current
    if let folder { current = folder }
    defer { current = before }
    let outcome = try run(arguments)
    guard outcome.status == 0 else { throw SetupError(outcome.description) }
    return outcome
  }

  /// Starts a program that goes on while others run.
  func startInBackground(_ arguments: [String], as name: String, input: String) throws {
    guard !background.contains(where: { $0.name == name }) else {
      throw SetupError("\(name) is running already")
    }
    let files = try newFiles()
    let process = try start(arguments, input: input, files: files)
    background.append((name, process, files))
  }

  /// Waits for programs in the background: the one named, or all, in the order of their start.
  func waitForBackground(_ name: String?) throws -> [Outcome] {
    let wanted = background.filter { name == nil || $0.name == name }
    guard !wanted.isEmpty else { throw SetupError("nothing called \(name ?? "…") is running") }
    background.removeAll { entry in name == nil || entry.name == name }
    return try wanted.map { try finish($0.process, [$0.name], files: $0.files) }
  }

  /// Ends programs in the background.
  func kill(_ name: String, signal: Int32 = SIGTERM) throws {
    guard let entry = background.first(where: { $0.name == name }) else {
      throw SetupError("nothing called \(name) is running")
    }
    entry.process.signal(signal)
  }

  private func newFiles() throws -> String {
    count += 1
    return "\(folder)/log/\(count)"
  }

  private func start(
    _ arguments: [String], input: String, files: String
  ) throws -> ChildProcess {
    try ChildProcess(
      arguments, in: current, environment: environment,
      files: (input, "\(files).out", "\(files).err"))
  }

  private func finish(
    _ process: ChildProcess, _ arguments: [String], files: String
  ) throws -> Outcome {
    let (status, isLate) = try process.wait(limit: limit)
    defer {
      unlink("\(files).out")
      unlink("\(files).err")
    }
    return Outcome(
      arguments: arguments, status: status, isLate: isLate, output: try Disk.read("\(files).out"),
      errors: try Disk.read("\(files).err"))
  }

  /// Ends what runs in the background, looks for processes that are left, removes the folder.
  private func close() throws {
    for entry in background {
      entry.process.signal(SIGKILL)
      _ = try entry.process.wait(limit: Self.patience)
    }
    background = []
    let left = Leftovers.end(marked: mark, patience: min(Self.patience, limit))
    current = "/"
    limit = 60
    environment["PATH"] = "/usr/bin:/bin"
    let removed = try remove()
    guard left.isEmpty else {
      throw SetupError("still running at the end: \(left.joined(separator: ", "))")
    }
    guard removed else { throw SetupError("\(folder) could not be removed") }
  }

  private func remove() throws -> Bool {
    // Folders that a test has made unwritable.
    let files = (input: "/dev/null", output: "/dev/null", errors: "/dev/null")
    for arguments in [["chmod", "-R", "u+rwX", folder], ["rm", "-rf", folder]] {
      let process = try ChildProcess(
        arguments, in: current, environment: environment, files: files)
      _ = try process.wait(limit: limit)
    }
    return !Disk.exists(folder)
  }
}
