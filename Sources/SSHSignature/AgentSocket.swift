#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A connection to a Unix socket on which every step ends by a deadline.
struct AgentSocket: ~Copyable {
  private let descriptor: Int32

  private init(takingOwnershipOf descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Connects; what is at the path may be anything.
  static func connect(path: String, by deadline: Deadline) throws(AgentError) -> AgentSocket {
    var (address, length) = try makeAddress(path)
    let socket = try makeSocket()
    while true {
      let status = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          systemConnect(socket.descriptor, $0, length)
        }
      }
      let code = errno
      if status == 0 || code == EISCONN { return socket }
      switch code {
      case EINTR: continue
      case EAGAIN:
        // Linux: too many wait to be accepted, and nothing tells when that changes.
        guard let rest = deadline.remainingMilliseconds else { throw .timedOut }
        poll(nil, 0, min(rest, 5))
      case EINPROGRESS, EALREADY: try socket.wait(for: POLLOUT, by: deadline)
      default: throw .unreachable(describe(code))
      }
    }
  }

  /// Writes all of the bytes.
  func write(_ bytes: [UInt8], by deadline: Deadline) throws(AgentError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        send(
          descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written, noSignal)
      }
      if count > 0 {
        written += count
      } else {
        try recover(from: errno, event: POLLOUT, by: deadline)
      }
    }
  }

  /// Reads as many bytes as asked for.
  func read(_ count: Int, by deadline: Deadline) throws(AgentError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let received = bytes.withUnsafeMutableBytes { buffer in
        recv(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, 0)
      }
      if received > 0 {
        done += received
      } else if received == 0 {
        throw .unreachable("it closed the connection")
      } else {
        try recover(from: errno, event: POLLIN, by: deadline)
      }
    }
    return bytes
  }

  /// Makes the connection useless, so that a late answer is not taken for the next one's.
  func abandon() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  private func recover(from code: Int32, event: Int32, by deadline: Deadline) throws(AgentError) {
    switch code {
    case EINTR: return
    case EAGAIN: try wait(for: event, by: deadline)
    case EPIPE, ECONNRESET: throw .unreachable("it closed the connection")
    default: throw .unreachable(Self.describe(code))
    }
  }

  private func wait(for event: Int32, by deadline: Deadline) throws(AgentError) {
    while true {
      guard let rest = deadline.remainingMilliseconds else { throw .timedOut }
      var request = pollfd(fd: descriptor, events: Int16(event), revents: 0)
      let count = poll(&request, 1, rest)
      if count > 0 { return }
      if count < 0, errno != EINTR { throw .unreachable(Self.describe(errno)) }
    }
  }

  private static func makeAddress(
    _ path: String
  ) throws(AgentError) -> (sockaddr_un, length: socklen_t) {
    let bytes = Array(path.utf8)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard !bytes.isEmpty, !bytes.contains(0) else { throw .unreachable("no path to its socket") }
    guard bytes.count < capacity else {
      throw .unreachable("the path to its socket is longer than \(capacity - 1) bytes")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return (address, socklen_t(MemoryLayout<sockaddr_un>.size))
  }

  /// Makes a socket that never blocks and that no child process inherits.
  private static func makeSocket() throws(AgentError) -> AgentSocket {
    let descriptor = socket(AF_UNIX, streamType, 0)
    guard descriptor >= 0 else { throw .unreachable(describe(errno)) }
    let socket = AgentSocket(takingOwnershipOf: descriptor)
    guard
      fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0,
      fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0
    else { throw .unreachable(describe(errno)) }
    #if canImport(Darwin)
      var on: Int32 = 1
      setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
    #endif
    return socket
  }

  private static func describe(_ code: Int32) -> String {
    var text = [CChar](repeating: 0, count: 128)
    guard strerror_r(code, &text, text.count - 1) == 0 else { return "error \(code)" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      .lowercased()
  }
}

// A write to an agent that is gone must fail, not end the program.
#if canImport(Darwin)
  private let noSignal: Int32 = 0
#else
  private let noSignal = Int32(MSG_NOSIGNAL)
#endif

#if canImport(Glibc)
  private let streamType = Int32(SOCK_STREAM.rawValue)
#else
  private let streamType = SOCK_STREAM
#endif

// Within AgentSocket the name is taken.
private func systemConnect(
  _ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t
) -> Int32 {
  connect(descriptor, address, length)
}
