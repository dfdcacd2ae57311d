#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Runs programs of the system in an environment of their own: no terminal, no agent, an empty home.
public enum Tool {
  /// What a finished program left.
  public struct Output: Sendable {
    /// The exit status; 128 and the signal if it was killed.
    public let status: Int32
    public let output: [UInt8]
    public let errors: [UInt8]

    /// The output as text.
    public var text: String { String(decoding: output, as: UTF8.self) }

    /// The lines of the output.
    public var lines: [String] { text.split(separator: "\n").map(String.init) }
  }

  /// What programs see of the surroundings; nothing else.
  static func environment(home: String, _ more: [String: String]) -> [String: String] {
    [
      "HOME": home, "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC",
      "TMPDIR": home, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
    ].merging(more) { $1 }
  }

  /// Runs a program to its end.
  public static func run(
    _ name: String, _ arguments: [String], input: [UInt8] = [],
    in folder: TemporaryFolder, environment: [String: String] = [:]
  ) throws -> Output {
    let number = UInt64.random(in: 0...UInt64.max)
    let files = ["in", "out", "err"].map { ".tool-\($0)-\(number)" }
    defer { for file in files { folder.remove(file) } }
    try folder.write(files[0], input)
    let variables = Self.environment(home: folder.path, environment)
    let process = try start(
      name, arguments, variables, files: files.map(folder.path))
    return Output(
      status: try wait(for: process), output: try folder.read(files[1]),
      errors: try folder.read(files[2]))
  }

  /// Runs a program to its end; fails unless its status is 0.
  @discardableResult
  public static func succeed(
    _ name: String, _ arguments: [String], input: [UInt8] = [],
    in folder: TemporaryFolder, environment: [String: String] = [:]
  ) throws -> Output {
    let output = try run(
      name, arguments, input: input, in: folder, environment: environment)
    guard output.status == 0 else {
      let errors = String(decoding: output.errors, as: UTF8.self)
      throw SetupError("\(name) \(arguments): status \(output.status): \(errors)")
    }
    return output
  }

  private static func start(
    _ name: String, _ arguments: [String], _ variables: [String: String], files: [String]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, file) in files.enumerated() {
      let flags = number == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC
      posix_spawn_file_actions_addopen(&actions, Int32(number), file, flags, 0o600)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A session of its own has no terminal: what would ask there fails instead.
    posix_spawnattr_setflags(&attributes, newSession)
    var words = ([name] + arguments).map { strdup($0) } + [nil]
    var settings = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for string in words + settings { free(string) } }
    var process = pid_t()
    let status = posix_spawnp(&process, name, &actions, &attributes, &words, &settings)
    guard status == 0 else { throw SetupError("can't start \(name): error \(status)") }
    return process
  }

  private static func wait(for process: pid_t) throws -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) != process {
      guard errno == EINTR else { throw SetupError("lost a process: \(errno)") }
    }
    return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
  }
}

/// This process itself without the settings of whoever runs the tests, for libgit2.
enum OwnEnvironment {
  /// Cleans it, once.
  static let isClean: Bool = {
    let clean = Tool.environment(home: "/nonexistent", [:])
    for name in ["HOME", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL"] {
      setenv(name, clean[name] ?? "", 1)
    }
    unsetenv("XDG_CONFIG_HOME")
    return true
  }()
}

// POSIX_SPAWN_SETSID, which glibc's headers show to _GNU_SOURCE only.
#if canImport(Darwin)
  private let newSession: Int16 = 0x400
#else
  private let newSession: Int16 = 0x80
#endif
