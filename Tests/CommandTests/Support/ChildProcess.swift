import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A running program: leader of a session of its own, so that it has no terminal and can be ended
/// together with its children.
final class ChildProcess: Sendable {
  let identifier: pid_t
  let name: String

  private enum Stage { case running, killed, reaped(Int32) }
  private let stage = Mutex(Stage.running)

  /// Starts a program.
  ///
  /// `arguments`: The program first, which is looked up in the PATH of `environment`.
  /// `folder`: Where it starts; `nil` for the tests' own folder.
  /// `files`: What its standard input reads, and its standard output and error write.
  init(
    _ arguments: [String], in folder: String?, environment: [String: String],
    files: (input: String, output: String, errors: String)
  ) throws {
    guard let name = arguments.first else { throw SetupError("no program") }
    self.name = name
    let path = try Self.find(name, in: folder, environment["PATH"] ?? "")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let create = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, files.input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, files.output, create, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, files.errors, create, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, newSession | Int16(POSIX_SPAWN_SETSIGMASK))

    var whole = arguments
    if let folder {
      // The one portable way to start in another folder.
      whole = ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder, path] + arguments.dropFirst()
    }
    var words = whole.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for string in words + variables { free(string) } }
    var identifier = pid_t()
    let status = posix_spawn(
      &identifier, folder == nil ? path : "/bin/sh", &actions, &attributes, &words, &variables)
    guard status == 0 else {
      throw SetupError("can't start \(name): \(String(cString: strerror(status)))")
    }
    self.identifier = identifier
  }

  private static func find(_ name: String, in folder: String?, _ path: String) throws -> String {
    guard !name.contains("/") else {
      return name.hasPrefix("/") ? name : "\(folder ?? ".")/\(name)"
    }
    for folder in path.split(separator: ":") where access("\(folder)/\(name)", X_OK) == 0 {
      return "\(folder)/\(name)"
    }
    throw SetupError("\(name) is not installed")
  }

  /// Waits for the end.
  ///
  /// `limit`: After these seconds the program and its group are killed.
  /// Answers the exit status, 128 and the signal's number if one ended it; and whether the time
  ///   was over.
  func wait(limit: Double) throws -> (status: Int32, isLate: Bool) {
    let late = Mutex(false)
    let timer = DispatchWorkItem { [self] in
      if signal(SIGKILL) { late.withLock { $0 = true } }
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: timer)
    defer { timer.cancel() }
    // Leaves the zombie, so that its number cannot be another's when the timer fires.
    var information = siginfo_t()
    while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0 {
      guard errno == EINTR else { throw SetupError("lost \(name): error \(errno)") }
    }
    let status = try stage.withLock { stage in
      var status: Int32 = 0
      guard waitpid(identifier, &status, 0) == identifier else {
        throw SetupError("lost \(name): error \(errno)")
      }
      let code = status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
      stage = .reaped(code)
      return code
    }
    return (status, late.withLock { $0 })
  }

  /// Sends a signal to the program's group.
  ///
  /// Answers whether the program had not been waited for yet.
  @discardableResult
  func signal(_ number: Int32) -> Bool {
    stage.withLock { stage in
      if case .reaped = stage { return false }
      return kill(-identifier, number) == 0
    }
  }
}

// POSIX_SPAWN_SETSID, which glibc's headers show to _GNU_SOURCE only.
#if canImport(Darwin)
  private let newSession: Int16 = 0x400
#else
  private let newSession: Int16 = 0x80
#endif
