import Testing

@testable import SSHSignature

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whatever is at the other end, a call ends in time and lies are found out.
@Suite struct HostileAgentTests {
  let message = Array("one line of JSON\n".utf8)
  let patience = Duration.seconds(20)

  // MARK: Things that are no agent

  @Test func pathsWithoutAnAgent() throws {
    let folder = try TemporaryFolder()
    try folder.write("file", "text")
    #expect(mkfifo(folder.path("fifo"), 0o600) == 0)
    let dead = folder.path("agent")
    do { _ = try FakeAgent(folder) }
    #expect(access(dead, F_OK) == 0)
    for path in [
      "", "/", folder.path, folder.path("file"), folder.path("fifo"), folder.path("nothing"),
      folder.path("file") + "/socket", dead, "/dev/null", "/dev/zero", "/dev/tty", "/dev/stdin",
      folder.path + "/" + String(repeating: "a", count: 300), folder.path + "/a\0b",
    ] {
      let time = ContinuousClock().measure {
        let error = #expect(throws: AgentError.self, "\(path)") {
          _ = try AgentClient.connect(path: path, timeout: patience)
        }
        guard case .unreachable = error else {
          Issue.record("\(path): \(error as Any)")
          return
        }
      }
      #expect(time < .seconds(5), "\(path)")
    }
  }

  /// The longest path that fits works, one more byte does not.
  @Test func longestPath() throws {
    let folder = try TemporaryFolder()
    let capacity = MemoryLayout.size(ofValue: sockaddr_un().sun_path)
    let name = String(repeating: "a", count: capacity - 2 - folder.path.utf8.count)
    #expect(throws: AgentError.unreachable("no such file or directory")) {
      _ = try AgentClient.connect(path: folder.path(name), timeout: patience)
    }
    #expect(
      throws: AgentError.unreachable("the path to its socket is longer than \(capacity - 1) bytes")
    ) {
      _ = try AgentClient.connect(path: folder.path(name + "a"), timeout: patience)
    }
  }

  // MARK: Silence

  @Test func neverAnswers() throws {
    let agent = try FakeAgent(try TemporaryFolder())
    let time = try ContinuousClock().measure {
      let client = try AgentClient.connect(path: agent.path, timeout: .milliseconds(200))
      #expect(throws: AgentError.timedOut) { try client.identities() }
    }
    #expect(time >= .milliseconds(200) && time < .seconds(5), "\(time)")
  }

  @Test func neverAccepts() throws {
    let agent = try FakeAgent(try TemporaryFolder(), backlog: 0)
    var waiting: [Int32] = []
    while let descriptor = try agent.occupy() { waiting.append(descriptor) }
    defer { for descriptor in waiting { close(descriptor) } }
    let time = ContinuousClock().measure {
      #expect(throws: AgentError.timedOut) {
        _ = try AgentClient.connect(path: agent.path, timeout: .milliseconds(200))
      }
    }
    #expect(time >= .milliseconds(200) && time < .seconds(5), "\(time)")
  }

  /// A message that does not fit the socket's buffers and is never read.
  @Test func neverReads() throws {
    let agent = try FakeAgent(try TemporaryFolder())
    let socket = try AgentSocket.connect(path: agent.path, by: Deadline(after: patience))
    let time = ContinuousClock().measure {
      #expect(throws: AgentError.timedOut) {
        try socket.write(
          [UInt8](repeating: 0, count: 1 << 24), by: Deadline(after: .milliseconds(200)))
      }
    }
    #expect(time >= .milliseconds(200) && time < .seconds(5), "\(time)")
  }

  /// A byte now and then would keep a limit on each single step from ever being reached.
  @Test func answersByteByByteForEver() throws {
    let agent = try FakeAgent(try TemporaryFolder()) { connection in
      _ = connection.readMessage()
      connection.write([0, 0, 1, 0])
      for _ in 0..<200 where connection.write([12]) { usleep(50_000) }
    }
    let time = try ContinuousClock().measure {
      let client = try AgentClient.connect(path: agent.path, timeout: .milliseconds(300))
      #expect(throws: AgentError.timedOut) { try client.identities() }
    }
    #expect(time >= .milliseconds(300) && time < .seconds(5), "\(time)")
  }

  @Test(arguments: [
    Duration.zero, .nanoseconds(1), .seconds(-1), .seconds(Int64.max), .seconds(Int64.min),
  ])
  func oddTimeLimits(timeout: Duration) throws {
    let agent = try FakeAgent(try TemporaryFolder()) { connection in
      _ = connection.readMessage()
      connection.write(Self.frame([5]))
    }
    do throws(AgentError) {
      let client = try AgentClient.connect(path: agent.path, timeout: timeout)
      _ = try client.identities()
      Issue.record("it was refused")
    } catch {
      #expect(error == .refused || timeout < .seconds(1) && error == .timedOut, "\(error)")
    }
  }

  // MARK: Slow, but good

  @Test func answersInPieces() throws {
    let key = try PrivateKey.generateEd25519(comment: "")
    let agent = try FakeAgent(try TemporaryFolder()) { connection in
      guard let request = connection.readMessage() else { return }
      for byte in Self.frame(Self.signature(for: request, by: key)) {
        connection.write([byte])
        usleep(100)
      }
    }
    let client = try AgentClient.connect(path: agent.path, timeout: patience)
    let signature = try client.sign(message, namespace: "n", with: key.publicKey)
    #expect(signature == (try key.sign(message, namespace: "n")))
  }

  // MARK: Going away

  @Test(arguments: [0, 1, 3, 4, 5, 20])
  func goesAwayHalfWay(count: Int) throws {
    let key = try PrivateKey.generateEd25519(comment: "")
    let agent = try FakeAgent(try TemporaryFolder()) { connection in
      guard let request = connection.readMessage() else { return }
      connection.write(Array(Self.frame(Self.signature(for: request, by: key)).prefix(count)))
    }
    let client = try AgentClient.connect(path: agent.path, timeout: patience)
    for _ in 0..<2 {
      // The second time nobody reads what is written: SIGPIPE must not end the program.
      #expect(throws: AgentError.unreachable("it closed the connection")) {
        try client.sign(message, namespace: "n", with: key.publicKey)
      }
    }
  }

  @Test func goesAwayAtOnce() throws {
    let agent = try FakeAgent(try TemporaryFolder()) { _ in }
    let client = try AgentClient.connect(path: agent.path, timeout: patience)
    for _ in 0..<3 {
      #expect(throws: AgentError.unreachable("it closed the connection")) {
        try client.identities()
      }
    }
  }

  // MARK: Lies

  private func answer(_ bytes: [UInt8]) throws -> AgentError? {
    let agent = try FakeAgent(try TemporaryFolder()) { connection in
      _ = connection.readMessage()
      connection.write(bytes)
      // Waits for the client to be done.
      _ = connection.readMessage()
    }
    let client = try AgentClient.connect(path: agent.path, timeout: patience)
    return #expect(throws: AgentError.self) { try client.identities() }
  }

  @Test func impossibleAnswers() throws {
    for bytes in [
      [0, 0, 0, 0], [0, 4, 0, 1], [0xff, 0xff, 0xff, 0xff], [0x80, 0, 0, 0],
      Self.frame([6]), Self.frame([14]), Self.frame([12]), Self.frame([12, 0, 0, 0, 1]),
      Self.frame([12, 0, 0, 0, 0, 0]), Self.frame([12, 0xff, 0xff, 0xff, 0xff]),
      Self.frame([12, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff]),
      Self.frame([12, 0, 0, 8, 1] + [UInt8](repeating: 0, count: 2049 * 8)),
    ] {
      let error = try answer(bytes)
      guard case .malformed = error else {
        Issue.record("\(bytes.prefix(12)): \(error as Any)")
        continue
      }
    }
    for type: UInt8 in [5, 30, 102] {
      #expect(try answer(Self.frame([type])) == .refused)
    }
  }

  @Test func listsWithKeysThatAreNone() throws {
    let key = try PrivateKey.generateEd25519(comment: "").publicKey
    let agent = try FakeAgent(try TemporaryFolder()) { connection in
      _ = connection.readMessage()
      let entries = wire([], []) + wire([1, 2, 3], Array("?".utf8)) + wire(key.blob, [0xff, 10])
      connection.write(Self.frame([12, 0, 0, 0, 3] + entries))
    }
    let client = try AgentClient.connect(path: agent.path, timeout: patience)
    let identities = try client.identities()
    #expect(identities.map(\.key) == [key])
    #expect(identities.map(\.comment) == ["\u{fffd}\n"])
  }

  /// It signs something else, with another key, or not at all.
  @Test func signaturesThatDoNotFit() throws {
    let key = try PrivateKey.generateEd25519(comment: "")
    let other = try PrivateKey.generateEd25519(comment: "")
    let lies: [@Sendable ([UInt8]) -> [UInt8]] = [
      { Self.signature(for: $0, by: other) },
      { Self.signature(for: $0 + [0], by: key) },
      { _ in [14] + wire([]) },
      { _ in [14] + wire(wire("ssh-ed25519", [UInt8](repeating: 0, count: 64))) },
      { _ in [14] + wire(wire("ssh-ed25519", [UInt8](repeating: 0, count: 63))) },
      { _ in [14] + wire(wire("ssh-rsa", [1])) },
      { _ in [14] + wire(wire("rsa-sha2-512", [1])) },
      { Self.signature(for: $0, by: key) + [0] },
    ]
    for lie in lies {
      let agent = try FakeAgent(try TemporaryFolder()) { connection in
        if let request = connection.readMessage() { connection.write(Self.frame(lie(request))) }
      }
      let client = try AgentClient.connect(path: agent.path, timeout: patience)
      let error = #expect(throws: AgentError.self) {
        try client.sign(message, namespace: "n", with: key.publicKey)
      }
      guard case .malformed = error else {
        Issue.record("\(error as Any)")
        continue
      }
    }
  }

  /// An old agent that knows no flags signs with SHA-1.
  @Test func signsWithSHA1() throws {
    let keygen = try Keygen()
    try keygen.make(["-t", "rsa", "-b", "1024"])
    let key = try keygen.publicKey()
    let agent = try FakeAgent(try TemporaryFolder()) { connection in
      // It was asked for SHA-512.
      guard let request = connection.readMessage(), request.suffix(4) == [0, 0, 0, 4] else {
        return
      }
      connection.write(Self.frame([14] + wire(wire("ssh-rsa", [UInt8](repeating: 1, count: 128)))))
    }
    let client = try AgentClient.connect(path: agent.path, timeout: patience)
    #expect(throws: AgentError.malformed("signed with ssh-rsa, which is not supported")) {
      try client.sign(message, namespace: "n", with: key)
    }
  }

  private static func frame(_ message: [UInt8]) -> [UInt8] { wire(message) }

  /// The answer to a request to sign.
  private static func signature(for request: [UInt8], by key: PrivateKey) -> [UInt8] {
    var reader = WireReader(request.dropFirst())
    guard
      (try? reader.readString()) != nil, let data = try? reader.readString(),
      case .ed25519(let seed) = key.body,
      let signature = Ed25519.makeKeyPair(seed: seed)?.sign(
        Array(data) + reader.rest.dropFirst(4), hash: nil)
    else { return [5] }
    return [14] + wire(wire("ssh-ed25519", signature))
  }
}
