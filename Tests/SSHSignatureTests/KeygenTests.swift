import Testing

@testable import SSHSignature

/// ssh-keygen reads what this module writes, and the other way round.
@Suite struct KeygenTests {
  let message = Array("one line of JSON\n".utf8)

  @Test(arguments: Keygen.kinds)
  func readsWhatSSHKeygenWrites(kind: [String]) throws {
    let keygen = try Keygen()
    try keygen.make(kind)
    let key = try keygen.publicKey()
    for _ in 0..<4 {
      let file = try keygen.sign(message)
      let signature = try Signature(unnormalizedArmor: file)
      #expect(signature.armored() == file)
      #expect(signature.publicKey == key)
      #expect(signature.namespace == Keygen.namespace)
      #expect(signature.hashAlgorithm == "sha512")
      #expect(signature.verify(message, namespace: Keygen.namespace) == .valid)
      #expect(signature.verify(message + [0], namespace: Keygen.namespace) != .valid)
      #expect(signature.verify(message, namespace: "git") != .valid)

      // Half of ECDSA's signatures come with the greater s.
      let normalized = try signature.normalized()
      #expect(try Signature(armored: normalized.armored()) == normalized)
      #expect(normalized.verify(message, namespace: Keygen.namespace) == .valid)
      #expect(try keygen.verify(normalized.armored(), of: message, by: key))
      if normalized != signature {
        #expect(throws: SignatureError.highS) { try Signature(armored: file) }
      }
    }
  }

  @Test(arguments: Keygen.kinds)
  func writesWhatSSHKeygenReads(kind: [String]) throws {
    let keygen = try Keygen()
    try keygen.make(kind)
    let key = try keygen.privateKey()
    #expect(key.publicKey == (try keygen.publicKey()))
    #expect(key.comment == "a test's key")
    for _ in 0..<4 {
      let signature = try key.sign(message, namespace: Keygen.namespace)
      #expect(try Signature(armored: signature.armored()) == signature)
      #expect(signature.verify(message, namespace: Keygen.namespace) == .valid)
      #expect(try keygen.verify(signature.armored(), of: message, by: key.publicKey))
      #expect(try !keygen.verify(signature.armored(), of: message + [0], by: key.publicKey))
      #expect(
        try !keygen.verify(
          signature.armored(), of: message, by: key.publicKey, namespace: "another"))
    }
  }

  @Test func takesMessagesHashedWithSHA256() throws {
    let keygen = try Keygen()
    for (number, kind) in Keygen.kinds.enumerated() {
      try keygen.make(kind, name: "\(number)")
      let file = try keygen.sign(message, key: "\(number)", options: ["-O", "hashalg=sha256"])
      let signature = try Signature(unnormalizedArmor: file)
      #expect(signature.hashAlgorithm == "sha256")
      #expect(signature.armored() == file)
      #expect(signature.verify(message, namespace: Keygen.namespace) == .valid)
    }
  }

  @Test(arguments: Keygen.kinds)
  func namesKeysAsSSHKeygenDoes(kind: [String]) throws {
    let keygen = try Keygen()
    try keygen.make(kind)
    let key = try keygen.publicKey()
    let file = String(decoding: try keygen.folder.read("key.pub"), as: UTF8.self)
    #expect(file == key.line + " a test's key\n")
    let listed = try Tool.succeed(
      "ssh-keygen", ["-l", "-f", keygen.folder.path("key.pub")], in: keygen.folder)
    #expect(listed.text.split(separator: " ")[1] == key.fingerprint)
    #expect(!key.isSecurityKey)
  }

  @Test(arguments: Keygen.kinds)
  func writesPrivateKeysThatSSHKeygenReads(kind: [String]) throws {
    let keygen = try Keygen()
    try keygen.make(kind)
    let key = try keygen.privateKey()
    try keygen.folder.write("copy", key.serialize())
    let shown = try Tool.succeed(
      "ssh-keygen", ["-y", "-f", keygen.folder.path("copy")], in: keygen.folder)
    #expect(shown.text == key.publicKey.line + " a test's key\n")
    let signature = try Signature(unnormalizedArmor: try keygen.sign(message, key: "copy"))
    #expect(signature.publicKey == key.publicKey)
    #expect(signature.verify(message, namespace: Keygen.namespace) == .valid)
  }

  @Test func makesKeysThatSSHKeygenReads() throws {
    let keygen = try Keygen()
    let key = try PrivateKey.generateEd25519(comment: "relay of Ana")
    #expect(key.publicKey != (try PrivateKey.generateEd25519(comment: "")).publicKey)
    try keygen.folder.write("key", key.serialize())
    #expect(try keygen.privateKey().publicKey == key.publicKey)
    let shown = try Tool.succeed(
      "ssh-keygen", ["-y", "-f", keygen.folder.path("key")], in: keygen.folder)
    #expect(shown.text == key.publicKey.line + " relay of Ana\n")
    #expect(throws: KeyError.self) { try PrivateKey.generateEd25519(comment: "two\nlines") }
  }

  /// All lengths of the last line, a full one among them.
  @Test func wrapsLinesAsSSHKeygenDoes() throws {
    let keygen = try Keygen()
    try keygen.make(["-t", "ed25519"])
    for length in 1...54 {
      let namespace = String(repeating: "n", count: length)
      let file = try Tool.succeed(
        "ssh-keygen", ["-Y", "sign", "-n", namespace, "-f", keygen.folder.path("key")],
        input: message, in: keygen.folder
      ).output
      #expect(try Signature(armored: file).armored() == file)
    }
  }
}
