import Testing

@testable import SSHSignature

@Suite struct PublicKeyTests {
  static let line =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIlizSIN3DQV78VPNjVvvwjgf+P5HqbPYCYu3BOMdjAE"

  @Test func readsLinesWithAnythingAroundTheKey() throws {
    let key = try PublicKey(line: Self.line)
    #expect(key.line == Self.line)
    #expect(key.algorithm == "ssh-ed25519")
    for line in [
      "\(Self.line)\n", "\(Self.line) Ana, at home\n", "  \(Self.line)\r\n", "\t\(Self.line)\n\n",
      "key::\(Self.line)", "key::\(Self.line) comment", "\n# a comment\n\(Self.line)\n",
      "no-pty \(Self.line) comment",
      "no-pty,command=\"echo \\\"a b\\\" ssh-rsa AAAA\" \(Self.line)",
      "\(Self.line)\tcomment with ssh-rsa AAAA",
      "ssh-ed25519   AAAAC3NzaC1lZDI1NTE5AAAAIIlizSIN3DQV78VPNjVvvwjgf+P5HqbPYCYu3BOMdjAE",
    ] {
      #expect(try PublicKey(line: line) == key, "\(line)")
    }
  }

  @Test func refusesLinesWithoutOneKey() {
    let base64 = Self.line.split(separator: " ")[1]
    for line in [
      "", "\n", "# \(Self.line)", "ssh-ed25519", "ssh-ed25519 ", "ssh-ed25519 !", "\(base64)",
      "ssh-rsa \(base64)", "ssh-ed2551 \(base64)", "ssh-ed25519 \(base64)=",
      "ssh-ed25519 \(base64.dropLast(4))", "ssh-ed25519 \(base64)AAAA",
      "\(Self.line)\n\(Self.line)\n", "a b \(Self.line)", "\"\(Self.line)",
      "sk-ssh-ed25519@openssh.com \(base64)", "ssh-ed25519,\(base64)", "key:\(Self.line)",
    ] {
      #expect(throws: KeyError.self, "\(line)") { try PublicKey(line: line) }
    }
  }

  @Test func refusesKeysInOtherForms() throws {
    func refuses(_ blob: [UInt8], _ reason: String, at location: SourceLocation = #_sourceLocation)
    {
      let error = #expect(throws: KeyError.self, sourceLocation: location) {
        try PublicKey(blob: blob)
      }
      #expect(error?.message.contains(reason) ?? false, "\(error as Any)", sourceLocation: location)
    }
    refuses([], "cut short")
    refuses([0, 0, 0], "cut short")
    refuses([0xff, 0xff, 0xff, 0xff, 1], "cut short")
    refuses([UInt8](repeating: 0, count: 1 << 20), "too long")
    refuses(wire("ssh-ed25519"), "cut short")
    refuses(wire("ssh ed25519"), "name of an algorithm")
    refuses(wire("ssh-ed25519,"), "name of an algorithm")
    refuses(wire(String(repeating: "a", count: 65)), "name of an algorithm")

    // ECDSA: compressed, hybrid, infinite, off the curve, too large, under another curve's name.
    let keygen = try Keygen()
    try keygen.make(["-t", "ecdsa", "-b", "256"])
    let name = "ecdsa-sha2-nistp256"
    let curve = Array("nistp256".utf8)
    guard case .ecdsa(_, let point) = try keygen.publicKey().body else { return }
    #expect(try PublicKey(blob: wire(name, curve, point)) == keygen.publicKey())
    let isOdd = (point.last ?? 0) & 1
    refuses(wire(name, curve, [2 + isOdd] + point[1...32]), "uncompressed")
    refuses(wire(name, curve, [6 + isOdd] + point[1...]), "uncompressed")
    refuses(wire(name, curve, [0]), "uncompressed")
    refuses(wire(name, curve, []), "uncompressed")
    refuses(wire(name, curve, point.dropLast() + [(point.last ?? 0) ^ 1]), "uncompressed")
    refuses(wire(name, curve, [4] + [UInt8](repeating: 0xff, count: 64)), "uncompressed")
    refuses(wire(name, Array("nistp384".utf8), point), "another curve")
    refuses(wire("ecdsa-sha2-nistp384", curve, point), "another curve")
    refuses(
      wire("sk-ecdsa-sha2-nistp256@openssh.com", Array("nistp384".utf8), point, []), "another")
    refuses(wire("sk-ecdsa-sha2-nistp256@openssh.com", curve, point, Array("ssh:\0".utf8)), "NUL")
    refuses(wire("sk-ecdsa-sha2-nistp256@openssh.com", curve, point), "cut short")

    // RSA: sizes, padding, numbers that no RSA key has.
    func rsa(_ exponent: [UInt8], _ modulus: [UInt8]) -> [UInt8] {
      wire("ssh-rsa", exponent, modulus)
    }
    let modulus = [0, 0x80] + [UInt8](repeating: 1, count: 127)
    #expect(throws: Never.self) { try PublicKey(blob: rsa([1, 0, 1], modulus)) }
    let largest = [0, 0x80] + [UInt8](repeating: 1, count: 2047)
    #expect(throws: Never.self) { try PublicKey(blob: rsa([1, 0, 1], largest)) }
    refuses(rsa([1, 0, 1], [1, 0] + largest.dropFirst(2)), "16385 bits")
    refuses(rsa([1, 0, 1], [0x7f] + modulus.dropFirst(2)), "1023 bits")
    refuses(rsa([0, 1, 0, 1], modulus), "padded")
    refuses(rsa([1, 0, 1], [0] + modulus), "padded")
    refuses(rsa([1, 0, 1], Array(modulus.dropFirst())), "negative")
    refuses(rsa([], modulus), "zero")
    refuses(rsa([1], modulus), "numbers of an RSA key")
    refuses(rsa([2], modulus), "numbers of an RSA key")
    refuses(rsa([3], modulus.dropLast() + [2]), "numbers of an RSA key")
    refuses(rsa(modulus, modulus), "numbers of an RSA key")
  }

  /// ssh-keygen takes such a key, and a signature for it that nobody has made.
  @Test func refusesEd25519KeysThatAreNobodys() throws {
    let keygen = try Keygen()
    // The neutral element as key and as R, with S = 0, fits every message.
    let neutral: [UInt8] = [1] + [UInt8](repeating: 0, count: 31)
    let crafted = Crafted(
      key: wire("ssh-ed25519", neutral),
      body: wire("ssh-ed25519", neutral + [UInt8](repeating: 0, count: 32)))
    let line =
      "\(Keygen.principal) ssh-ed25519 "
      + String(decoding: Base64.encode(crafted.key), as: UTF8.self)
    try keygen.folder.write("allowed", line + "\n")
    try keygen.folder.write("sig", crafted.armored)
    for message in ["I pay", "I do not pay"] {
      let output = try Tool.run(
        "ssh-keygen",
        [
          "-Y", "verify", "-f", keygen.folder.path("allowed"), "-I", Keygen.principal,
          "-n", Keygen.namespace, "-s", keygen.folder.path("sig"),
        ], input: Array(message.utf8), in: keygen.folder)
      #expect(output.status == 0, "\(output.errorText)")
    }
    let error = #expect(throws: SignatureError.self) { try Signature(armored: crafted.armored) }
    #expect(error?.message.contains("anybody") ?? false)

    for text in [
      "0000000000000000000000000000000000000000000000000000000000000080",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ] {
      let key = try #require(Hex.decode(text))
      #expect(throws: KeyError.self) { try PublicKey(blob: wire("ssh-ed25519", key)) }
      #expect(throws: KeyError.self) {
        try PublicKey(blob: wire("sk-ssh-ed25519@openssh.com", key, Array("ssh:".utf8)))
      }
    }
  }

  /// The orders of the curves are written down in this module; openssl knows them too.
  @Test func knowsTheOrdersOfTheCurves() throws {
    let folder = try TemporaryFolder()
    for curve in Curve.allCases {
      let output = try Tool.succeed(
        "openssl",
        ["ecparam", "-name", curve.libcryptoName, "-param_enc", "explicit", "-text", "-noout"],
        in: folder)
      let text = output.text.filter { !$0.isWhitespace && $0 != ":" }
      let order = try #require(
        text.split(separator: "Order").last?.split(separator: "Cofactor").first)
      #expect(Hex.decode(order).map { Magnitude.trimmed($0[...]) } == curve.order)
    }
  }
}
