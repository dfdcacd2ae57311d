import Testing

@testable import SSHSignature

@Suite struct PrivateKeyTests {
  // MARK: Older forms

  @Test(arguments: Keygen.kinds.dropFirst(), ["PEM", "PKCS8"])
  func readsOlderFiles(kind: [String], form: String) throws {
    let keygen = try Keygen()
    try keygen.make(kind + ["-m", form])
    #expect(try keygen.folder.read("key").starts(with: "-----BEGIN ".utf8))
    let key = try keygen.privateKey()
    #expect(key.publicKey == (try keygen.publicKey()))
    let signature = try key.sign([1, 2, 3], namespace: Keygen.namespace)
    #expect(try keygen.verify(signature.armored(), of: [1, 2, 3], by: key.publicKey))
    // And writes it in the newer form.
    guard case .unencrypted(let copy) = try PrivateKeyFile.parse(key.serialize()) else { return }
    #expect(copy.publicKey == key.publicKey)
  }

  @Test func readsWhatOpenSSLMakes() throws {
    let folder = try TemporaryFolder()
    for arguments in [
      ["-algorithm", "ed25519"], ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
      ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    ] {
      let output = try Tool.succeed("openssl", ["genpkey"] + arguments, in: folder)
      // With a text before it, as openssl writes on request.
      guard
        case .unencrypted(let key) = try PrivateKeyFile.parse(Array("Key:\n".utf8) + output.output)
      else { continue }
      let signature = try key.sign([1], namespace: "n")
      #expect(signature.verify([1], namespace: "n") == .valid)
    }
    for (arguments, name) in [
      (["-algorithm", "ed448"], "ED448"), (["-algorithm", "X25519"], "X25519"),
      (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"], "EC"),
    ] {
      let output = try Tool.succeed("openssl", ["genpkey"] + arguments, in: folder)
      let error = #expect(throws: KeyError.self) { try PrivateKeyFile.parse(output.output) }
      guard case .unsupported(let what) = error else {
        Issue.record("\(error as Any)")
        continue
      }
      #expect(what.contains(name))
    }
  }

  // MARK: Passphrases

  @Test(arguments: Keygen.kinds)
  func tellsEncryptedFiles(kind: [String]) throws {
    let keygen = try Keygen()
    try keygen.make(kind, passphrase: "secret")
    guard case .encrypted(let key) = try PrivateKeyFile.parse(try keygen.folder.read("key")) else {
      Issue.record("it needs a passphrase")
      return
    }
    #expect(key == (try keygen.publicKey()))
  }

  @Test(arguments: [["-t", "rsa", "-b", "1024"], ["-t", "ecdsa"]], ["PEM", "PKCS8"])
  func neverAsksForAPassphrase(kind: [String], form: String) throws {
    let keygen = try Keygen()
    try keygen.make(kind + ["-m", form], passphrase: "secret")
    let file = try keygen.folder.read("key")
    #expect(throws: KeyError.encrypted) { try PrivateKeyFile.parse(file) }
    // Also when it can't be seen that it is encrypted.
    let hidden = String(decoding: file, as: UTF8.self)
      .replacing("Proc-Type: 4,ENCRYPTED", with: "Proc-Type:4,ENCRYPTED")
      .replacing("ENCRYPTED PRIVATE KEY-----", with: "ENCRYPTED PRIVATE KEY----- ")
    #expect(throws: KeyError.self) { try PrivateKeyFile.parse(Array(hidden.utf8)) }
  }

  // MARK: Damage

  /// Reads a private section that was changed.
  private func parse(
    _ key: PrivateKey, change: (inout [UInt8]) -> Void
  ) throws(KeyError) -> PrivateKeyFile {
    // The private section is the last field.
    let file = OpenSSHPrivateKey.serialize(key)
    let blob = key.publicKey.blob
    let start = 15 + 8 + 8 + 4 + 4 + 4 + blob.count + 4
    var section = Array(file[start...])
    change(&section)
    var writer = WireWriter()
    writer.write(raw: file[..<(start - 4)])
    writer.write(string: section)
    return try OpenSSHPrivateKey.parse(writer.bytes)
  }

  @Test func refusesHalvesThatDoNotMatch() throws {
    for kind in Keygen.kinds {
      let keygen = try Keygen()
      try keygen.make(kind)
      let key = try keygen.privateKey()
      #expect(throws: Never.self) { try self.parse(key) { _ in } }
      // Every byte but those of the comment and its length, which mean nothing.
      let comment = Array(key.comment.utf8)
      var length = 0
      _ = try parse(key) { length = $0.count }
      for place in stride(from: 0, to: length, by: length > 600 ? 37 : 5) {
        var isComment = false
        let result = Result {
          try self.parse(key) { section in
            if let start = section.indices.first(where: { section[$0...].starts(with: comment) }) {
              isComment = ((start - 4)..<(start + comment.count)).contains(place)
            }
            section[place] ^= 1
          }
        }
        if isComment { continue }
        if case .success = result { Issue.record("\(kind): byte \(place)") }
      }
    }
  }

  @Test func refusesAnotherKeysPublicHalf() throws {
    for kind in Keygen.kinds {
      let keygen = try Keygen()
      try keygen.make(kind, name: "a")
      try keygen.make(kind, name: "b")
      let (a, b) = (try keygen.privateKey("a"), try keygen.privateKey("b"))
      #expect(throws: KeyError.self) {
        try PrivateKey(publicKey: a.publicKey, comment: "", body: b.body)
      }
    }
  }

  @Test func refusesFilesThatAreNoKey() throws {
    let key = try PrivateKey.generateEd25519(comment: "")
    let file = String(decoding: key.serialize(), as: UTF8.self)
    for text in [
      "", "hello", key.publicKey.line, "-----BEGIN ", "-----BEGIN OPENSSH PRIVATE KEY-----",
      "-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----\n",
      file.replacing("-----END", with: "=-----END"), String(file.dropLast(8)),
      file.replacing("b3Bl", with: "b3Bm"),
      "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
      "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
      String(repeating: "x", count: 1 << 20),
    ] {
      #expect(throws: KeyError.self, "\(text.prefix(60))") {
        try PrivateKeyFile.parse(Array(text.utf8))
      }
    }
    // Editors of other systems do no harm.
    #expect(throws: Never.self) {
      try PrivateKeyFile.parse(Array(file.replacing("\n", with: "\r\n").utf8))
    }
  }

  // MARK: Discretion

  @Test func keepsItsSecret() throws {
    let key = try PrivateKey.generateEd25519(comment: "c")
    guard case .ed25519(let seed) = key.body else { return }
    var dumped = ""
    dump(key, to: &dumped)
    for text in [dumped, "\(key)", String(reflecting: key), "\(PrivateKeyFile.unencrypted(key))"] {
      #expect(text.contains(key.publicKey.fingerprint) || text.contains("publicKey"))
      #expect(!text.contains("seed"))
      #expect(!text.contains("\(seed[0]), \(seed[1]), \(seed[2])"))
      #expect(!text.contains(Hex.encode(seed)))
    }
  }

  @Test func refusesNamespacesThatCouldDeceive() throws {
    let key = try PrivateKey.generateEd25519(comment: "")
    for namespace in ["", "a\nb", "naïve", "a\0", String(repeating: "n", count: 257)] {
      #expect(throws: KeyError.self) { try key.sign([], namespace: namespace) }
    }
    #expect(try key.sign([], namespace: "n").verify([], namespace: "n") == .valid)
  }
}
