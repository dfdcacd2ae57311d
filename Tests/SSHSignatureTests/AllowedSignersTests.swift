import SSHSignature
import Testing

@Suite struct AllowedSignersTests {
  @Test func writesLinesThatSSHKeygenReads() throws {
    let keygen = try Keygen()
    try keygen.make(["-t", "ed25519"])
    let key = try keygen.publicKey()
    #expect(
      try AllowedSigners.line(principal: "ana@example.com", key: key, namespaces: ["a", "b"])
        == "ana@example.com namespaces=\"a,b\" \(key.line)")
    let file = try keygen.sign([1])
    for principal in [
      "ana@example.com", "ana", "o'brien+relay@example.com", "änne@例え.jp", "a=b", "a#b", "-f",
      "cert-authority", "namespaces=x", key.fingerprint, "%h", "$HOME", "[a]", "ssh-ed25519",
    ] {
      #expect(
        try keygen.verify(file, of: [1], by: key, principal: principal), "\(principal)")
    }
  }

  @Test func refusesNamesThatMeanMore() throws {
    let keygen = try Keygen()
    try keygen.make(["-t", "ed25519"])
    let key = try keygen.publicKey()
    for name in [
      "", " ", "a b", "a\tb", "a\nb", "a\r", "a,b", "*", "a?", "!a", "a!", "\"a\"", "a\\", "a\0b",
      "a\u{7f}", "a\u{85}", "a\u{a0}b", "a\u{2028}b", "a\u{202e}b", "a\u{200b}b", "a\u{feff}",
      String(repeating: "a", count: 256),
    ] {
      #expect(throws: KeyError.self, "\(name)") {
        try AllowedSigners.line(principal: name, key: key, namespaces: ["n"])
      }
      #expect(throws: KeyError.self, "\(name)") {
        try AllowedSigners.line(principal: "a", key: key, namespaces: [name])
      }
    }
    #expect(throws: KeyError.self) {
      try AllowedSigners.line(principal: "#a", key: key, namespaces: ["n"])
    }
    #expect(throws: KeyError.self) {
      try AllowedSigners.line(principal: "a", key: key, namespaces: [])
    }
  }
}
