@testable import SSHSignature

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An ssh-agent of a test's own, which ends with the test.
final class RealAgent {
  let folder: TemporaryFolder
  let socket: String
  private var process: pid_t?

  init(folder: TemporaryFolder, environment: [String: String] = [:]) throws {
    self.folder = folder
    socket = folder.path("agent")
    process = try Tool.start(
      "ssh-agent", ["-D", "-a", socket], in: folder, environment: environment,
      files: ["/dev/null", "/dev/null", "/dev/null"])
    // The file is there a moment before anybody listens.
    for _ in 0..<1000 {
      if (try? AgentClient.connect(path: socket, timeout: .seconds(5))) != nil { return }
      usleep(5000)
    }
    throw SetupError("ssh-agent did not start")
  }

  deinit { kill() }

  /// Ends the agent at once.
  func kill() {
    guard let process else { return }
    self.process = nil
    Self.signal(process, SIGKILL)
    _ = try? Tool.wait(for: process)
    unlink(socket)
  }

  /// Stops the agent where it is, without closing its connections.
  func freeze() {
    if let process { Self.signal(process, SIGSTOP) }
  }

  /// Runs ssh-add; askpass is what its question for a passphrase is answered with.
  func add(_ arguments: [String], askpass: String = "") throws {
    let script = try folder.write("askpass", "#!/bin/sh\necho '\(askpass)'\n", mode: 0o700)
    try Tool.succeed(
      "ssh-add", arguments, in: folder,
      environment: [
        "SSH_AUTH_SOCK": socket, "SSH_ASKPASS": script, "SSH_ASKPASS_REQUIRE": "force",
      ])
  }

  private static func signal(_ process: pid_t, _ signal: Int32) {
    #if canImport(Glibc)
      Glibc.kill(process, signal)
    #elseif canImport(Musl)
      Musl.kill(process, signal)
    #elseif canImport(Darwin)
      Darwin.kill(process, signal)
    #endif
  }
}
