import Testing

@testable import SSHSignature

/// What this module does not know is said to be unknown: not invalid, and never valid.
@Suite struct UnsupportedTests {
  let message = Array("one line of JSON\n".utf8)

  /// OpenSSH 10.3's post-quantum keys, which Debian 12 does not have.
  @Test func doesNotKnowAlgorithmsToCome() throws {
    let name = "ssh-mldsa44-ed25519@openssh.com"
    let key = try PublicKey(blob: wire(name, [UInt8](repeating: 7, count: 1344)))
    #expect(key.algorithm == name)
    #expect(!key.isSecurityKey)
    #expect(try PublicKey(line: key.line + " a comment") == key)
    #expect(key.fingerprint.hasPrefix("SHA256:"))

    let crafted = Crafted(key: key.blob, body: wire(name, [UInt8](repeating: 8, count: 2484)))
    let signature = try Signature(armored: crafted.armored)
    #expect(signature.armored() == crafted.armored)
    #expect(try signature.normalized() == signature)
    #expect(signature.verify(message, namespace: Keygen.namespace) == .unsupported(name))
    // That it is for something else needs no algorithm.
    #expect(
      signature.verify(message, namespace: "git")
        == .invalid("signed for \"relay-ledger-v1\", not for \"git\""))
  }

  @Test func doesNotKnowCertificates() throws {
    let keygen = try Keygen()
    try keygen.make(["-t", "ed25519"])
    try keygen.make(["-t", "ed25519"], name: "authority")
    try Tool.succeed(
      "ssh-keygen",
      [
        "-q", "-s", keygen.folder.path("authority"), "-I", "ana", "-n", "ana",
        keygen.folder.path("key.pub"),
      ], in: keygen.folder)
    let certificate = try keygen.publicKey("key-cert.pub")
    #expect(certificate.algorithm == "ssh-ed25519-cert-v01@openssh.com")

    var crafted = Crafted(try Signature(armored: try keygen.sign(message)))
    crafted.key = certificate.blob
    #expect(
      try Signature(armored: crafted.armored).verify(message, namespace: Keygen.namespace)
        == .unsupported("ssh-ed25519-cert-v01@openssh.com"))
  }

  @Test func doesNotKnowSHA1OrAlgorithmsToComeOfKnownKeys() throws {
    let keygen = try Keygen()
    try keygen.make(["-t", "rsa", "-b", "1024"])
    let key = try keygen.publicKey()
    for name in ["ssh-rsa", "rsa-pss-sha2-512@example.com"] {
      let crafted = Crafted(key: key.blob, body: wire(name, [UInt8](repeating: 1, count: 128)))
      let signature = try Signature(armored: crafted.armored)
      #expect(signature.verify(message, namespace: Keygen.namespace) == .unsupported(name))
      #expect(try !keygen.verify(crafted.armored, of: message, by: key))
    }
  }
}
