import Testing

@testable import SSHSignature

/// One signature has one file: whatever else ssh-keygen takes for it is refused.
@Suite struct MalleabilityTests {
  let message = Array("one line of JSON\n".utf8)

  private func refuses(
    _ file: [UInt8], _ reason: String, at location: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: SignatureError.self, sourceLocation: location) {
      try Signature(armored: file)
    }
    #expect(error?.message.contains(reason) ?? false, "\(error as Any)", sourceLocation: location)
  }

  private func edited(_ file: [UInt8], _ edit: (String) -> String) -> [UInt8] {
    Array(edit(String(decoding: file, as: UTF8.self)).utf8)
  }

  // MARK: The armor

  @Test func refusesTheSameSignatureInAnotherArmor() throws {
    let keygen = try Keygen()
    try keygen.make(["-t", "ed25519"])
    let file = try keygen.sign(message)
    let key = try keygen.publicKey()
    let lines = String(decoding: file, as: UTF8.self).split(separator: "\n")
    let base64 = lines.dropFirst().dropLast().joined()

    func wrapped(at columns: Int) -> [UInt8] {
      var text = lines[0] + "\n"
      var rest = Substring(base64)
      while !rest.isEmpty {
        text += rest.prefix(columns) + "\n"
        rest = rest.dropFirst(columns)
      }
      return Array((text + lines[lines.count - 1] + "\n").utf8)
    }
    #expect(wrapped(at: 70) == file)

    // What ssh-keygen takes all the same, which is why it matters here.
    let accepted: [([UInt8], String)] = [
      (wrapped(at: 76), "columns"), (wrapped(at: 69), "columns"), (wrapped(at: 1000), "columns"),
      (file + Array("junk".utf8), "does not end"), (file + [10], "does not end"),
      (file + file, "columns"), (Array(file.dropLast()), "does not end"),
      (edited(file) { $0.replacing("\nU1NI", with: "\nU1NI\r") }, "carriage returns"),
      (
        edited(file) { $0.replacing("SIGNATURE-----\nU1NI", with: "SIGNATURE-----\n\nU1NI") },
        "columns"
      ),
      (edited(file) { $0.replacing("\n-----END", with: "\n\n-----END") }, "columns"),
      (edited(file) { $0.replacing("\nU1NI", with: "\n U1NI") }, "base64"),
    ]
    for (file, reason) in accepted {
      #expect(try keygen.verify(file, of: message, by: key), "\(reason)")
      if reason == "columns", file.count > 600 {
        refuses(file, "")
      } else {
        refuses(file, reason)
      }
    }

    refuses(edited(file) { $0.replacing("\n", with: "\r\n") }, "carriage returns")
    for file in [
      [], [10], Array(file.dropFirst()), [10] + file, [32] + file, Array(file.dropLast(2)),
      edited(file) { $0.replacing("BEGIN", with: "begin") },
      edited(file) { $0.replacing("-----BEGIN", with: "BEGIN") },
      edited(file) { $0.replacing("BEGIN SSH", with: "BEGIN  SSH") },
      edited(file) { $0.replacing("\n-----END", with: "=\n-----END") },
      edited(file) { $0.replacing("\n-----END", with: "====\n-----END") },
      edited(file) { $0.replacing("\n-----END", with: "\nVersion: 1\n-----END") },
      edited(file) { $0.replacing("U1NI", with: "U1N\0I") },
      [0xef, 0xbb, 0xbf] + file,
    ] { refuses(file, "") }
  }

  @Test func refusesStrayBitsOfBase64() throws {
    let key = try PrivateKey.generateEd25519(comment: "")
    // Namespaces of three lengths: none, one and two characters of padding.
    var refused = 0
    for namespace in ["n", "na", "nam"] {
      let file = try key.sign(message, namespace: namespace).armored()
      let end = file.count - Array("\n-----END SSH SIGNATURE-----\n".utf8).count
      var last = end - 1
      while file[last] == UInt8(ascii: "=") { last -= 1 }
      guard last < end - 1 else { continue }
      // The last character's lowest bits belong to no byte.
      var damaged = file
      damaged[last] += 1
      refuses(damaged, "base64")
      // Padding left out, or too much.
      refuses(Array(file[..<(last + 1)] + file[end...]), "base64")
      refuses(Array(file[..<end] + [UInt8(ascii: "=")] + file[end...]), "base64")
      refused += 1
    }
    #expect(refused == 2)
  }

  // MARK: The fields

  @Test func refusesJunkInFields() throws {
    let keygen = try Keygen()
    try keygen.make(["-t", "ed25519"])
    let key = try keygen.privateKey()
    let signature = try key.sign(message, namespace: Keygen.namespace)
    let good = Crafted(signature)
    #expect(good.armored == signature.armored())

    func attack(_ reason: String, keygenAccepts: Bool = false, _ change: (inout Crafted) -> Void)
      throws
    {
      var crafted = good
      change(&crafted)
      refuses(crafted.armored, reason)
      // Neither does the form for signing programs hide it.
      #expect(throws: SignatureError.self) { try Signature(unnormalizedArmor: crafted.armored) }
      #expect(
        try keygen.verify(crafted.armored, of: message, by: key.publicKey) == keygenAccepts,
        "\(reason)")
    }
    try attack("reserved", keygenAccepts: true) { $0.reserved = Array("junk".utf8) }
    try attack("reserved", keygenAccepts: true) { $0.reserved = [0] }
    try attack("version 0", keygenAccepts: true) { $0.version = 0 }
    try attack("version 2") { $0.version = 2 }
    try attack("version 16777216") { $0.version = 1 << 24 }
    try attack("SSHSIG") { $0.magic = Array("SSHSIh".utf8) }
    try attack("1 bytes too many") { $0.rest = [0] }
    try attack("too many") { $0.body += [0] }
    try attack("too many") { $0.key += [0] }
    try attack("hash algorithm") { $0.hash = Array("sha1".utf8) }
    try attack("hash algorithm") { $0.hash = Array("SHA512".utf8) }
    try attack("hash algorithm") { $0.hash = Array("sha384".utf8) }
    try attack("name of an algorithm", keygenAccepts: true) { $0.hash += [0] }
    try attack("namespace", keygenAccepts: true) { $0.namespace += [0] }
    try attack("namespace") { $0.namespace = [] }
    try attack("namespace") { $0.namespace = [0xff] }
    try attack("64 bytes") { $0.body = wire("ssh-ed25519", [UInt8](repeating: 1, count: 63)) }
    try attack("64 bytes") { $0.body = wire("ssh-ed25519", [UInt8](repeating: 1, count: 65)) }
    try attack("32 bytes") { $0.key = wire("ssh-ed25519", [UInt8](repeating: 1, count: 33)) }
    try attack("by a key of type") { $0.body = wire("rsa-sha2-512", [1]) }
    try attack("name of an algorithm", keygenAccepts: true) {
      $0.body = wire("ssh-ed25519\0", Array($0.body.suffix(64)))
    }
    try attack("name of an algorithm") { $0.body = wire("", Array($0.body.suffix(64))) }
    try attack("cut short") { $0.body = [] }
    try attack("cut short") { $0.body = [0xff, 0xff, 0xff, 0xff] }
    try attack("cut short") { $0.key = [0x7f, 0xff, 0xff, 0xff] }
  }

  @Test(arguments: ["256", "384", "521"])
  func refusesOtherSpellingsOfECDSA(bits: String) throws {
    let keygen = try Keygen()
    try keygen.make(["-t", "ecdsa", "-b", bits])
    let key = try keygen.privateKey()
    let signature = try key.sign(message, namespace: Keygen.namespace)
    let numbers = try #require(signature.body.ecdsa)
    let order = numbers.curve.order
    let name = numbers.curve.algorithm

    func attack(
      _ reason: String, r: [UInt8]? = nil, s: [UInt8]? = nil, rest: [UInt8] = [],
      keygenAccepts: Bool = false
    ) throws {
      func mpint(_ magnitude: [UInt8]) -> [UInt8] {
        var writer = WireWriter()
        writer.write(positiveInteger: magnitude)
        return writer.bytes
      }
      var crafted = Crafted(signature)
      crafted.body = wire(name, (r ?? mpint(numbers.r)) + (s ?? mpint(numbers.s)) + rest)
      refuses(crafted.armored, reason)
      #expect(
        try keygen.verify(crafted.armored, of: message, by: key.publicKey) == keygenAccepts,
        "\(reason)")
    }
    func wireOfGreatestS() -> [UInt8] {
      var writer = WireWriter()
      writer.write(positiveInteger: Magnitude.difference(order, numbers.s))
      return writer.bytes
    }
    try attack("greater of its two values", s: wireOfGreatestS(), keygenAccepts: true)
    try attack("padded", r: wire([0, 0] + numbers.r), keygenAccepts: true)
    let zeros: [UInt8] = (numbers.s.first ?? 0) < 0x80 ? [0] : [0, 0]
    try attack("padded", s: wire(zeros + numbers.s), keygenAccepts: true)
    try attack("too many", rest: [0])
    try attack("zero", r: wire([]))
    try attack("zero", s: wire([0]))
    try attack("negative", s: wire([0x80] + numbers.s.dropFirst()))
    try attack("out of range", s: orderWire(order))
    try attack("out of range", r: orderWire(order))
    #expect(throws: SignatureError.highS) {
      var crafted = Crafted(signature)
      crafted.body = wire(name, wire(signBytes(numbers.r) + numbers.r) + wireOfGreatestS())
      return try Signature(armored: crafted.armored)
    }
  }

  private func signBytes(_ magnitude: [UInt8]) -> [UInt8] {
    (magnitude.first ?? 0) >= 0x80 ? [0] : []
  }

  private func orderWire(_ order: [UInt8]) -> [UInt8] { wire(signBytes(order) + order) }

  /// The order of the base point added to S: the same signature by arithmetic (RFC 8032, 8.4).
  /// ssh-keygen of OpenSSH 9.2 takes it.
  @Test func refusesEd25519WithSOutOfRange() throws {
    let key = try PrivateKey.generateEd25519(comment: "")
    let signature = try key.sign(message, namespace: Keygen.namespace)
    guard case .ed25519(var bytes) = signature.body else { return }
    // 2^252 + 27742317777372353535851937790883648493, little-endian.
    let order =
      try #require(Hex.decode("edd3f55c1a631258d69cf7a2def9de14"))
      + [UInt8](repeating: 0, count: 15)
      + [0x10]
    var carry = 0
    for (place, digit) in order.enumerated() {
      let sum = Int(bytes[32 + place]) + Int(digit) + carry
      bytes[32 + place] = UInt8(truncatingIfNeeded: sum)
      carry = sum >> 8
    }
    #expect(carry == 0)
    var crafted = Crafted(signature)
    crafted.body = wire("ssh-ed25519", bytes)
    #expect(
      try Signature(armored: crafted.armored).verify(message, namespace: Keygen.namespace) != .valid
    )
  }

  /// The modulus added to an RSA signature, where the sum is no longer than the modulus.
  @Test func refusesRSAOutOfRange() throws {
    let keygen = try Keygen()
    // A small modulus, so that a quarter of all signatures have room for it above them. Moduli
    // start with 0x90 to 0xff, every other one below this bound.
    var found: (key: PrivateKey, modulus: [UInt8])?
    for number in 0..<60 where found == nil {
      try keygen.make(["-t", "rsa", "-b", "1024"], name: "\(number)")
      let key = try keygen.privateKey("\(number)")
      guard case .rsa(_, let modulus) = key.publicKey.body, modulus[0] < 0xc8 else { continue }
      found = (key, modulus)
    }
    let (key, modulus) = try #require(found)
    var attacks = 0
    for number: UInt8 in 0..<200 where attacks < 5 {
      let signature = try key.sign([number], namespace: Keygen.namespace)
      guard case .rsa(_, var bytes) = signature.body else { return }
      var carry = 0
      for place in bytes.indices.reversed() {
        let sum = Int(bytes[place]) + Int(modulus[place]) + carry
        bytes[place] = UInt8(truncatingIfNeeded: sum)
        carry = sum >> 8
      }
      guard carry == 0 else { continue }
      attacks += 1
      var crafted = Crafted(signature)
      crafted.body = wire("rsa-sha2-512", bytes)
      #expect(
        try Signature(armored: crafted.armored).verify([number], namespace: Keygen.namespace)
          != .valid)
      #expect(try !keygen.verify(crafted.armored, of: [number], by: key.publicKey))
    }
    #expect(attacks > 0)
  }

  @Test func refusesOtherLengthsOfRSA() throws {
    let keygen = try Keygen()
    try keygen.make(["-t", "rsa", "-b", "1024"])
    let key = try keygen.privateKey()
    // Until one starts with a zero that can be left out: one in 256 does.
    var crafted: Crafted?
    var message = self.message
    for number in UInt16(0)...4000 where crafted == nil {
      message = [UInt8(number >> 8), UInt8(truncatingIfNeeded: number)]
      let signature = try key.sign(message, namespace: Keygen.namespace)
      guard case .rsa(_, let bytes) = signature.body, bytes.first == 0 else { continue }
      var short = Crafted(signature)
      short.body = wire("rsa-sha2-512", Array(bytes.dropFirst()))
      crafted = short
    }
    let short = try #require(crafted)
    #expect(try keygen.verify(short.armored, of: message, by: key.publicKey))
    refuses(short.armored, "as long as")
    let normalized = try Signature(unnormalizedArmor: short.armored).normalized()
    #expect(normalized.verify(message, namespace: Keygen.namespace) == .valid)
    #expect(try Signature(armored: normalized.armored()) == normalized)

    var long = short
    long.body = wire("rsa-sha2-512", [UInt8](repeating: 0, count: 129))
    refuses(long.armored, "as long as")
    long.body = wire("rsa-sha2-512", [])
    refuses(long.armored, "as long as")
  }
}
