import SSHSignature
import Testing

/// Keys are shared between threads.
@Suite struct ConcurrencyTests {
  @Test(arguments: Keygen.kinds.filter { $0 != ["-t", "rsa", "-b", "3072"] })
  func signsAndVerifiesOnManyThreads(kind: [String]) async throws {
    let keygen = try Keygen()
    try keygen.make(kind)
    let key = try keygen.privateKey()
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for task: UInt8 in 0..<8 {
        group.addTask {
          try (UInt8(0)..<8).allSatisfy { number in
            let message = [task, number]
            let signature = try Signature(armored: try key.sign(message, namespace: "n").armored())
            return signature.verify(message, namespace: "n") == .valid
              && signature.verify(message + [0], namespace: "n") != .valid
          }
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }
}
