internal import Synchronization
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

// Reading along while a program runs. Done with the system's own calls: whoever waits here may hold
// one of the few threads on which tasks would have to run meanwhile.
extension Program {
  /// Runs the program and hands over what it prints as it comes.
  ///
  /// It stays in this process's group: what ends this one at the terminal ends both.
  ///
  /// - Parameters:
  ///   - arguments: What follows the program's name.
  ///   - input: What it reads from standard input.
  ///   - silence: In seconds; after this time without output it is killed.
  ///   - consume: Takes what was printed next, and answers whether to go on; if not, the program is
  ///     killed.
  /// - Throws: ``Failure``.
  /// - Returns: Its exit status, or 128 plus the signal's number if a signal ended it. What it says
  ///   on standard error is lost.
  public func run(
    _ arguments: [String], input: [UInt8], silence: Int32,
    _ consume: (UnsafeRawBufferPointer) -> Bool
  ) throws(Failure) -> Int32 {
    let input = try InputFile(input)
    let (process, output) = try Self.starting.withLock { _ throws(Failure) in
      try start(arguments, input: input.descriptor.rawValue)
    }
    let isWhole = Self.read(output, silence, consume)
    close(output)
    if !isWhole { kill(process, SIGKILL) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw .other("\(name): \(String(cString: strerror(errno)))") }
    }
    withExtendedLifetime(input) {}
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : 128 + signal
  }

  /// Held from the making of a pipe until its other end is closed here: a program that is started
  /// in between would keep that open.
  private static let starting = Mutex(())

  /// Starts the program, and answers what it prints to.
  private func start(
    _ arguments: [String], input: Int32
  ) throws(Failure) -> (process: pid_t, output: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw .other("no pipe: \(String(cString: strerror(errno)))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[1]) }
    do throws(Failure) {
      return (try spawn(arguments, input: input, output: ends[1]), ends[0])
    } catch {
      close(ends[0])
      throw error
    }
  }

  /// Reads to the end, and answers whether that was reached.
  private static func read(
    _ descriptor: Int32, _ silence: Int32, _ consume: (UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&state, 1, silence * 1_000)
      if ready < 0 && errno == EINTR { continue }
      guard ready > 0 else { return false }
      let count = readBytes(descriptor, buffer)
      if count < 0 && errno == EINTR { continue }
      if count == 0 { return true }
      guard count > 0, consume(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else {
        return false
      }
    }
  }

  private func spawn(
    _ arguments: [String], input: Int32, output: Int32
  ) throws(Failure) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words = ([name] + arguments).map { strdup($0) } + [nil]
    var variables = inheritedAndOwn().map { strdup($0) } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, name, &actions, nil, &words, &variables)
    guard code == 0 else {
      throw code == ENOENT ? .notFound(name) : .other("\(name): \(String(cString: strerror(code)))")
    }
    return process
  }

  /// The inherited environment with this program's changes, as `NAME=VALUE`.
  private func inheritedAndOwn() -> [String] {
    var result: [String] = []
    var next = environ
    while let variable = next.pointee {
      let text = String(cString: variable)
      let name = String(text.prefix { $0 != "=" })
      if environment[name] == nil { result.append(text) }
      next += 1
    }
    for (name, value) in environment {
      if let value { result.append("\(name)=\(value)") }
    }
    return result
  }
}

private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, buffer.baseAddress, buffer.count)
}
