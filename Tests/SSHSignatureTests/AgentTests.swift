import Testing

@testable import SSHSignature

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// OpenSSH's own agent.
@Suite struct AgentTests {
  let message = Array("one line of JSON\n".utf8)
  let patience = Duration.seconds(20)

  @Test func signsWithEveryKindOfKey() throws {
    let keygen = try Keygen()
    let agent = try RealAgent(folder: keygen.folder)
    #expect(try AgentClient.connect(path: agent.socket, timeout: patience).identities().isEmpty)
    for (number, kind) in Keygen.kinds.enumerated() {
      // Encrypted: the agent is how such a key comes to sign.
      try agent.add(
        [try keygen.make(kind, name: "\(number)", passphrase: "secret")], askpass: "secret")
    }
    let client = try AgentClient.connect(path: agent.socket, timeout: patience)
    let identities = try client.identities()
    #expect(identities.count == Keygen.kinds.count)
    for (number, identity) in identities.enumerated() {
      #expect(identity.key == (try keygen.publicKey("\(number).pub")))
      #expect(identity.comment == "a test's key")
      // Several times: half of ECDSA's signatures are normalized.
      for _ in 0..<4 {
        let signature = try client.sign(message, namespace: Keygen.namespace, with: identity.key)
        #expect(signature.hashAlgorithm == "sha512")
        #expect(try Signature(armored: signature.armored()) == signature)
        #expect(try keygen.verify(signature.armored(), of: message, by: identity.key))
      }
    }
    // Certificates are listed too, as what they are.
    try keygen.make(["-t", "ed25519"], name: "authority")
    try Tool.succeed(
      "ssh-keygen",
      ["-q", "-s", keygen.folder.path("authority"), "-I", "i", keygen.folder.path("0.pub")],
      in: keygen.folder)
    try agent.add([keygen.folder.path("0")], askpass: "secret")
    let certificate = try #require(
      try client.identities().map(\.key).first { $0.algorithm.contains("cert") })
    #expect(throws: AgentError.malformed("\(certificate.algorithm) is not supported")) {
      try client.sign(message, namespace: Keygen.namespace, with: certificate)
    }
  }

  @Test func refusesKeysItDoesNotHave() throws {
    let keygen = try Keygen()
    let agent = try RealAgent(folder: keygen.folder)
    let client = try AgentClient.connect(path: agent.socket, timeout: patience)
    let key = try PrivateKey.generateEd25519(comment: "").publicKey
    for _ in 0..<2 {
      // The connection survives a refusal.
      #expect(throws: AgentError.refused) { try client.sign([], namespace: "n", with: key) }
    }
    #expect(throws: AgentError.self) { try client.sign([], namespace: "a\nb", with: key) }
    #expect(try client.identities().isEmpty)
  }

  @Test func locked() throws {
    let keygen = try Keygen()
    let agent = try RealAgent(folder: keygen.folder)
    try agent.add([try keygen.make(["-t", "ed25519"])])
    let client = try AgentClient.connect(path: agent.socket, timeout: patience)
    try agent.add(["-x"], askpass: "lock")
    #expect(try client.identities().isEmpty)
    let key = try keygen.publicKey()
    #expect(throws: AgentError.refused) { try client.sign([], namespace: "n", with: key) }
    try agent.add(["-X"], askpass: "lock")
    #expect(throws: Never.self) { try client.sign([], namespace: "n", with: key) }
  }

  @Test func askingWithNobodyToAnswer() throws {
    let keygen = try Keygen()
    let agent = try RealAgent(
      folder: keygen.folder, environment: ["SSH_ASKPASS": "/nonexistent", "DISPLAY": ":99"])
    try agent.add(["-c", try keygen.make(["-t", "ed25519"])])
    let client = try AgentClient.connect(path: agent.socket, timeout: patience)
    let key = try keygen.publicKey()
    #expect(throws: AgentError.refused) { try client.sign([], namespace: "n", with: key) }
  }

  /// A question on a screen that nobody looks at.
  @Test func askingWithNobodyThere() throws {
    let keygen = try Keygen()
    let folder = keygen.folder
    let fifo = folder.path("answer")
    #expect(mkfifo(fifo, 0o600) == 0)
    let script = try folder.write("ask", "#!/bin/sh\nexec cat '\(fifo)'\n", mode: 0o700)
    let agent = try RealAgent(
      folder: folder, environment: ["SSH_ASKPASS": script, "DISPLAY": ":99"])
    try agent.add(["-c", try keygen.make(["-t", "ed25519"])])
    let key = try keygen.publicKey()
    let client = try AgentClient.connect(path: agent.socket, timeout: .milliseconds(300))
    let time = ContinuousClock().measure {
      #expect(throws: AgentError.timedOut) {
        try client.sign([], namespace: "n", with: key)
      }
    }
    #expect(time >= .milliseconds(300) && time < .seconds(5), "\(time)")
    // A late answer must not become the answer to something else.
    #expect(throws: AgentError.self) { try client.identities() }

    // The script ends when its pipe does.
    var pipe: Int32 = -1
    for _ in 0..<1000 {
      pipe = open(fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      if pipe >= 0 { break }
      usleep(5000)
    }
    #expect(pipe >= 0)
    close(pipe)
  }

  @Test func killedHalfWay() throws {
    let keygen = try Keygen()
    let agent = try RealAgent(folder: keygen.folder)
    try agent.add([try keygen.make(["-t", "ed25519"])])
    let key = try keygen.publicKey()
    let client = try AgentClient.connect(path: agent.socket, timeout: patience)
    _ = try client.sign([], namespace: "n", with: key)
    agent.kill()
    for _ in 0..<2 {
      let error = #expect(throws: AgentError.self) {
        try client.sign([], namespace: "n", with: key)
      }
      guard case .unreachable = error else {
        Issue.record("\(error as Any)")
        return
      }
    }
  }

  @Test func frozen() throws {
    let keygen = try Keygen()
    let agent = try RealAgent(folder: keygen.folder)
    agent.freeze()
    let time = try ContinuousClock().measure {
      let client = try AgentClient.connect(path: agent.socket, timeout: .milliseconds(200))
      #expect(throws: AgentError.timedOut) { try client.identities() }
    }
    #expect(time >= .milliseconds(200) && time < .seconds(5), "\(time)")
  }
}
