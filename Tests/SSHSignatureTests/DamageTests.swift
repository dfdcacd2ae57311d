import Testing

@testable import SSHSignature

/// Signatures that were damaged, by chance or on purpose.
@Suite struct DamageTests {
  static let message = Array("one line of JSON\n".utf8)

  /// A good signature of every kind.
  private func samples() throws -> [Signature] {
    var samples: [Signature] = []
    for kind in Keygen.kinds where kind != ["-t", "rsa", "-b", "3072"] {
      let keygen = try Keygen()
      try keygen.make(kind)
      samples.append(try keygen.privateKey().sign(Self.message, namespace: Keygen.namespace))
    }
    for kind in SoftSecurityKey.Kind.allCases {
      let file = try SoftSecurityKey(kind).sign(Self.message, flags: 1)
      samples.append(try Signature(armored: file))
    }
    let key = try SoftSecurityKey(.ecdsa)
    samples.append(try Signature(armored: try key.signInBrowser(Self.message)))
    return samples
  }

  /// Every byte of the file: each of its bits for the smallest, two bits for the others.
  @Test func everyByteCounts() throws {
    for signature in try samples() {
      let file = signature.armored()
      #expect(signature.verify(Self.message, namespace: Keygen.namespace) == .valid)
      let bits: [UInt8] = signature.publicKey.algorithm == "ssh-ed25519" ? Array(0..<8) : [0, 5]
      var damaged = file
      for place in file.indices {
        for bit in bits {
          damaged[place] = file[place] ^ 1 << bit
          if isValid(damaged) {
            Issue.record("\(signature.publicKey.algorithm): bit \(bit) of byte \(place)")
          }
        }
        damaged[place] = file[place]
      }
    }
  }

  @Test func everyBitOfTheMessageCounts() throws {
    for signature in try samples() {
      for place in Self.message.indices {
        var message = Self.message
        message[place] ^= 1
        let verdict = signature.verify(message, namespace: Keygen.namespace)
        guard case .invalid = verdict else {
          Issue.record("\(signature.publicKey.algorithm): byte \(place): \(verdict)")
          continue
        }
      }
      #expect(signature.verify([], namespace: Keygen.namespace) != .valid)
      #expect(signature.verify(Self.message, namespace: "") != .valid)
      #expect(signature.verify(Self.message, namespace: Keygen.namespace + "\0") != .valid)
      // A slice that starts elsewhere is the same message.
      let longer = [1, 2] + Self.message + [3]
      #expect(
        signature.verify(longer[2..<(longer.count - 1)], namespace: Keygen.namespace) == .valid)
    }
  }

  private func isValid(_ file: [UInt8]) -> Bool {
    guard let signature = try? Signature(armored: file) else { return false }
    return signature.verify(Self.message, namespace: Keygen.namespace) == .valid
  }

  // MARK: Fuzzing: no crash, and what parses has one form

  @Test func damagedSignatureFiles() throws {
    var generator = SeededGenerator(seed: 2)
    var parsed = 0
    for signature in try samples() {
      let file = signature.armored()
      for _ in 0..<1500 {
        let damaged = mutated(file, using: &generator)
        if let other = try? Signature(armored: damaged) {
          parsed += 1
          #expect(other.armored() == damaged)
        }
        if let other = try? Signature(unnormalizedArmor: damaged),
          let normalized = try? other.normalized()
        {
          #expect(try Signature(armored: normalized.armored()) == normalized)
        }
      }
    }
    #expect(parsed > 100)
  }

  /// Without the armor, which would stop most of the damage.
  @Test func damagedSignatures() throws {
    var generator = SeededGenerator(seed: 3)
    var parsed = 0
    for signature in try samples() {
      let blob = signature.serialize()
      let body = signature.body.serialize()
      for _ in 0..<6000 {
        let damaged = mutated(blob, using: &generator)
        if let other = try? Signature(blob: damaged) {
          parsed += 1
          #expect(other.serialize() == damaged)
        }
        let damagedBody = mutated(body, using: &generator)
        if let other = try? SignatureBody.parse(damagedBody[...], by: signature.publicKey.body) {
          #expect(other.serialize() == damagedBody)
        }
      }
    }
    #expect(parsed > 100)
  }

  /// What parses is also verified: nothing in a key or a signature may crash libcrypto.
  @Test func damagedSignaturesAreNotValid() throws {
    var generator = SeededGenerator(seed: 4)
    for signature in try samples() {
      for _ in 0..<500 {
        var crafted = Crafted(signature)
        crafted.key = mutated(crafted.key, using: &generator)
        if Bool.random(using: &generator) {
          crafted.body = mutated(crafted.body, using: &generator)
        }
        guard let other = try? Signature(armored: crafted.armored), other != signature else {
          continue
        }
        #expect(other.verify(Self.message, namespace: Keygen.namespace) != .valid)
      }
    }
  }

  @Test func damagedPublicKeys() throws {
    var generator = SeededGenerator(seed: 5)
    var parsed = 0
    for signature in try samples() {
      let key = signature.publicKey
      let line = Array("no-pty,command=\"a b\" \(key.line) comment\n".utf8)
      for _ in 0..<3500 {
        let damaged = mutated(key.blob, using: &generator)
        if let other = try? PublicKey(blob: damaged) {
          parsed += 1
          #expect(other.body.serialize() == damaged)
          #expect(try PublicKey(line: other.line) == other)
        }
        let text = String(decoding: mutated(line, using: &generator), as: UTF8.self)
        if let other = try? PublicKey(line: text) {
          #expect(try PublicKey(line: other.line) == other)
        }
      }
    }
    #expect(parsed > 100)
  }

  @Test func damagedPrivateKeys() throws {
    var generator = SeededGenerator(seed: 6)
    for kind in Keygen.kinds.dropLast() {
      let keygen = try Keygen()
      try keygen.make(kind, name: "new")
      try keygen.make(kind + ["-m", "PEM"], name: "old")
      let key = try keygen.privateKey("new")
      let blob = OpenSSHPrivateKey.serialize(key)
      for _ in 0..<2000 {
        // Either refused or a key that can sign for the public half that it shows.
        if case .unencrypted(let other) = try? OpenSSHPrivateKey.parse(
          mutated(blob, using: &generator))
        {
          let signature = try other.sign(Self.message, namespace: "n")
          #expect(signature.verify(Self.message, namespace: "n") == .valid)
        }
      }
      for name in ["new", "old"] {
        let file = try keygen.folder.read(name)
        for _ in 0..<500 {
          if case .unencrypted(let other) = try? PrivateKeyFile.parse(
            mutated(file, using: &generator))
          {
            #expect(other.publicKey == key.publicKey || name == "old")
          }
        }
      }
    }
  }

  @Test func damagedAgentMessages() throws {
    var generator = SeededGenerator(seed: 7)
    let key = try PrivateKey.generateEd25519(comment: "").publicKey
    let list = [12, 0, 0, 0, 2] + wire(key.blob, [97]) + wire(key.blob, [98])
    let answer = [14] + wire(wire("ssh-ed25519", [UInt8](repeating: 1, count: 64)))
    for _ in 0..<20_000 {
      _ = try? AgentMessage.parseIdentities(mutated(list, using: &generator))
      _ = try? AgentMessage.parseSignature(mutated(answer, using: &generator))
    }
  }
}
