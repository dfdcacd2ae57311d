import Testing

@testable import SSHSignature

@Suite struct ExternalSignerTests {
  let message = Array("one line of JSON\n".utf8)

  @Test(arguments: Keygen.kinds)
  func signsWithSSHKeygen(kind: [String]) throws {
    let keygen = try Keygen()
    let path = try keygen.make(kind)
    let signer = ExternalSigner(keyFile: path) { arguments, input in
      #expect(arguments == ["-Y", "sign", "-n", Keygen.namespace, "-f", path])
      let output = try Tool.run("ssh-keygen", arguments, input: input, in: keygen.folder)
      return (output.status, output.output, output.errors)
    }
    let signature = try signer.sign(message, namespace: Keygen.namespace)
    #expect(signature.publicKey == (try keygen.publicKey()))
    #expect(try Signature(armored: signature.armored()) == signature)
  }

  @Test func saysWhyItFailed() throws {
    let keygen = try Keygen()
    let signer = ExternalSigner(keyFile: keygen.folder.path("nothing")) { arguments, input in
      let output = try Tool.run("ssh-keygen", arguments, input: input, in: keygen.folder)
      return (output.status, output.output, output.errors)
    }
    let error = #expect(throws: ExternalSignerError.self) {
      try signer.sign(message, namespace: "n")
    }
    #expect(error?.message.contains("No such file or directory") ?? false, "\(error as Any)")
  }

  /// Other programs wrap the armor as they like.
  @Test func takesOtherPrograms() throws {
    let key = try PrivateKey.generateEd25519(comment: "")
    let good = try key.sign(message, namespace: "n")
    let lines = String(decoding: good.armored(), as: UTF8.self).split(separator: "\n")
    let text =
      "\n"
      + [lines[0], lines.dropFirst().dropLast().joined()[...], lines[lines.count - 1]]
      .joined(separator: "\r\n")
    let signer = ExternalSigner(keyFile: "k") { _, _ in (0, Array(text.utf8), []) }
    #expect(try signer.sign(message, namespace: "n") == good)
  }

  /// A program that signs something else, or nothing.
  @Test func refusesWhatDoesNotFit() throws {
    let key = try PrivateKey.generateEd25519(comment: "")
    for output in [
      [], Array("hello".utf8), try key.sign([], namespace: "n").armored(),
      try key.sign(message, namespace: "m").armored(),
      Crafted(key: wire("ssh-new"), body: wire("ssh-new")).armored,
    ] {
      let signer = ExternalSigner(keyFile: "k") { _, _ in (0, output, []) }
      let error = #expect(throws: ExternalSignerError.self) {
        try signer.sign(message, namespace: "n")
      }
      guard case .malformed = error else {
        Issue.record("\(error as Any)")
        continue
      }
    }
    let killed = ExternalSigner(keyFile: "k") { _, _ in (137, [], [0xff, 10]) }
    #expect(throws: ExternalSignerError.failed(status: 137, errors: "\u{fffd}\n")) {
      try killed.sign(message, namespace: "n")
    }
  }
}
