#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs programs of the system in an environment of their own: no terminal, no agent, an empty
/// home.
enum Tool {
  struct Output {
    let status: Int32
    let output: [UInt8]
    let errors: [UInt8]

    var text: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: errors, as: UTF8.self) }
  }

  /// Runs a program to its end.
  static func run(
    _ name: String, _ arguments: [String], input: [UInt8] = [], in folder: TemporaryFolder,
    environment: [String: String] = [:]
  ) throws -> Output {
    let number = UInt64.random(in: 0...UInt64.max)
    let files = ["in", "out", "err"].map { "\($0)-\(number)" }
    defer { for file in files { unlink(folder.path(file)) } }
    try folder.write(files[0], input)
    let process = try start(
      name, arguments, in: folder, environment: environment, files: files.map(folder.path))
    return Output(
      status: try wait(for: process), output: try folder.read(files[1]),
      errors: try folder.read(files[2]))
  }

  /// Runs a program to its end; fails unless its status is 0.
  @discardableResult
  static func succeed(
    _ name: String, _ arguments: [String], input: [UInt8] = [], in folder: TemporaryFolder,
    environment: [String: String] = [:]
  ) throws -> Output {
    let output = try run(name, arguments, input: input, in: folder, environment: environment)
    guard output.status == 0 else {
      throw SetupError("\(name) \(arguments): status \(output.status): \(output.errorText)")
    }
    return output
  }

  /// Starts a program; the files are its standard input, output and error.
  static func start(
    _ name: String, _ arguments: [String], in folder: TemporaryFolder,
    environment: [String: String] = [:], files: [String]
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

    let variables = [
      "HOME": folder.path, "PATH": "/usr/bin:/bin", "LC_ALL": "C", "TMPDIR": folder.path,
    ].merging(environment) { $1 }
    var arguments = ([name] + arguments).map { strdup($0) } + [nil]
    var strings = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for string in arguments + strings { free(string) } }
    var process = pid_t()
    let status = posix_spawnp(&process, name, &actions, &attributes, &arguments, &strings)
    guard status == 0 else { throw SetupError("can't start \(name): error \(status)") }
    return process
  }

  /// Waits for a program's end; 128 and the signal if it was killed.
  @discardableResult
  static func wait(for process: pid_t) throws -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) != process {
      guard errno == EINTR else { throw SetupError("lost a process: \(errno)") }
    }
    return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
  }
}

// POSIX_SPAWN_SETSID, which glibc's headers show to _GNU_SOURCE only.
#if canImport(Darwin)
  private let newSession: Int16 = 0x400
#else
  private let newSession: Int16 = 0x80
#endif
