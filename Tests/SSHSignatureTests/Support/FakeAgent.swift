import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A socket of a test's own at which something else than an agent answers.
final class FakeAgent {
  let path: String
  private let folder: TemporaryFolder
  private let listener: Int32
  private var thread: pthread_t?
  private let accepted = Accepted()

  /// Listens; nobody ever accepts.
  init(_ folder: TemporaryFolder, backlog: Int32 = 16) throws {
    self.folder = folder
    path = folder.path("agent")
    listener = try Self.makeSocket()
    let status = Self.withAddress(path) { bind(listener, $0, $1) }
    guard status == 0, listen(listener, backlog) == 0 else {
      throw SetupError("can't listen: \(errno)")
    }
  }

  /// Listens and answers one connection.
  convenience init(
    _ folder: TemporaryFolder, answer: @escaping @Sendable (_ connection: Connection) -> Void
  ) throws {
    try self.init(folder)
    try start(answer)
  }

  deinit {
    // Wakes the thread, whatever it waits for.
    shutdown(listener, Int32(SHUT_RDWR))
    _ = accepted.end()
    if let thread { pthread_join(thread, nil) }
    close(listener)
    if let connection = accepted.end() { close(connection) }
  }

  /// Connects without ever writing; gives the socket, which the caller closes, or nil.
  func occupy() throws -> Int32? {
    let descriptor = try Self.makeSocket()
    guard
      fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0,
      Self.withAddress(path, { systemConnect(descriptor, $0, $1) }) == 0
    else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// The agent's end of a connection.
  struct Connection: Sendable {
    fileprivate let descriptor: Int32

    /// Takes one message, its length left out; nil when the client has gone.
    func readMessage() -> [UInt8]? {
      guard let header = read(4) else { return nil }
      return read(header.reduce(0) { $0 << 8 | Int($1) })
    }

    /// Sends bytes; false when the client has gone.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
      bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, noSignal) } >= 0
    }

    private func read(_ count: Int) -> [UInt8]? {
      var bytes = [UInt8](repeating: 0, count: count)
      var done = 0
      while done < count {
        let received = bytes.withUnsafeMutableBytes {
          systemRead(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done)
        }
        guard received > 0 else { return nil }
        done += received
      }
      return bytes
    }
  }

  /// The connection that the thread has accepted, until the agent ends.
  private final class Accepted: Sendable {
    private let state = Mutex<(descriptor: Int32?, isOver: Bool)>((nil, false))

    /// Notes a connection; false if it comes too late.
    func begin(_ descriptor: Int32) -> Bool {
      state.withLock { state in
        state.descriptor = descriptor
        return !state.isOver
      }
    }

    /// Ends the connection, now or as soon as there is one.
    func end() -> Int32? {
      state.withLock { state in
        state.isOver = true
        if let descriptor = state.descriptor { shutdown(descriptor, Int32(SHUT_RDWR)) }
        return state.descriptor
      }
    }
  }

  private struct Job: Sendable {
    let listener: Int32
    let accepted: Accepted
    let answer: @Sendable (Connection) -> Void
  }

  private final class Box {
    let job: Job

    init(_ job: Job) { self.job = job }
  }

  private func start(_ answer: @escaping @Sendable (Connection) -> Void) throws {
    let box = Unmanaged.passRetained(
      Box(Job(listener: listener, accepted: accepted, answer: answer)))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let job = Unmanaged<Box>.fromOpaque(context).takeRetainedValue().job
        let descriptor = accept(job.listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        if job.accepted.begin(descriptor) { job.answer(Connection(descriptor: descriptor)) }
        // The test closes it: until then its number must not be given to anything else.
        shutdown(descriptor, Int32(SHUT_RDWR))
        return nil
      }, box.toOpaque())
    guard status == 0 else {
      box.release()
      throw SetupError("no thread: \(status)")
    }
    self.thread = thread
  }

  private static func makeSocket() throws -> Int32 {
    #if canImport(Glibc)
      let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
      throw SetupError("no socket: \(errno)")
    }
    return descriptor
  }

  private static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}

#if canImport(Darwin)
  private let noSignal: Int32 = 0
#else
  private let noSignal = Int32(MSG_NOSIGNAL)
#endif
