import Testing

@testable import SSHSignature

/// OpenSSH's own test data, for which OpenSSH's own program gives the verdicts.
@Suite struct OpenSSHDataTests {
  static let folder = "/usr/lib/openssh/regress/unittests/sshsig/testdata"

  private func read(_ name: String) throws -> [UInt8] {
    do { return try TemporaryFolder.read("\(Self.folder)/\(name)") } catch {
      throw SetupError(
        "\(error); install the package openssh-tests (apt-get install openssh-tests)")
    }
  }

  @Test(arguments: ["rsa", "ecdsa", "ed25519", "ecdsa_sk", "ed25519_sk", "ecdsa_sk_webauthn"])
  func agreesWithOpenSSH(name: String) throws {
    let message = try read("signed-data")
    let namespace = String(decoding: try read("namespace"), as: UTF8.self)
    let file = try read("\(name).sig")
    let key = try PublicKey(line: String(decoding: try read("\(name).pub"), as: UTF8.self))

    let signature = try Signature(unnormalizedArmor: file)
    #expect(signature.armored() == file)
    #expect(signature.publicKey == key)
    #expect(signature.verify(message, namespace: namespace) == .valid)
    #expect(signature.verify(message + [0], namespace: namespace) != .valid)
    let normalized = try signature.normalized()
    #expect(try Signature(armored: normalized.armored()) == normalized)
    #expect(normalized.verify(message, namespace: namespace) == .valid)

    let keygen = try Keygen()
    for form in [file, normalized.armored()] {
      #expect(try keygen.verify(form, of: message, by: key, namespace: namespace))
      #expect(try !keygen.verify(form, of: message + [0], by: key, namespace: namespace))
    }
    if normalized != signature {
      #expect(throws: SignatureError.highS) { try Signature(armored: file) }
    }
  }

  @Test func doesNotKnowDSA() throws {
    let signature = try Signature(armored: try read("dsa.sig"))
    #expect(
      signature.publicKey
        == (try PublicKey(line: String(decoding: try read("dsa.pub"), as: UTF8.self))))
    let verdict = signature.verify(try read("signed-data"), namespace: "unittest")
    #expect(verdict == .unsupported("ssh-dss"))
    #expect(throws: KeyError.unsupported("a private key of type DSA")) {
      try PrivateKeyFile.parse(try read("dsa"))
    }
  }

  @Test(arguments: ["rsa", "ecdsa", "ed25519"])
  func readsPrivateKeys(name: String) throws {
    guard case .unencrypted(let key) = try PrivateKeyFile.parse(try read(name)) else {
      Issue.record("\(name) is not encrypted")
      return
    }
    #expect(key.publicKey.line == (try publicKey(name)).line)
  }

  @Test(arguments: ["ecdsa_sk", "ed25519_sk"])
  func tellsSecurityKeys(name: String) throws {
    guard case .securityKey(let key) = try PrivateKeyFile.parse(try read(name)) else {
      Issue.record("\(name) is in a device")
      return
    }
    #expect(key == (try publicKey(name)))
    #expect(key.isSecurityKey)
  }

  private func publicKey(_ name: String) throws -> PublicKey {
    try PublicKey(line: String(decoding: try read("\(name).pub"), as: UTF8.self))
  }
}
