import Testing

@testable import SSHSignature

/// Signatures by security keys: each verdict is compared with ssh-keygen's.
@Suite struct SecurityKeyTests {
  let message = Array("one line of JSON\n".utf8)

  /// Both say the same, and it is this.
  private func expect(
    _ file: [UInt8], by key: PublicKey, isValid: Bool, _ comment: Comment? = nil,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let keygen = try Keygen()
    let verdict = try Signature(armored: file).verify(message, namespace: Keygen.namespace)
    #expect((verdict == .valid) == isValid, comment, sourceLocation: location)
    #expect(
      try keygen.verify(file, of: message, by: key) == isValid, comment, sourceLocation: location)
  }

  /// Presence is for sshd to ask for: `ssh-keygen -Y verify` does not, so neither does this.
  @Test(arguments: SoftSecurityKey.Kind.allCases, [0, 1, 4, 5, 0x41, 0x81, 0xff] as [UInt8])
  func takesAnyFlags(kind: SoftSecurityKey.Kind, flags: UInt8) throws {
    let key = try SoftSecurityKey(kind)
    #expect(key.publicKey.isSecurityKey)
    let file = try key.sign(message, flags: flags, counter: .max)
    try expect(file, by: key.publicKey, isValid: true)
    #expect(
      try Signature(armored: file).verify(message + [0], namespace: Keygen.namespace) != .valid)
  }

  @Test(arguments: SoftSecurityKey.Kind.allCases)
  func refusesWhatWasNotSigned(kind: SoftSecurityKey.Kind) throws {
    let key = try SoftSecurityKey(kind)
    let signature = try Signature(armored: try key.sign(message, flags: 0))
    let good = Crafted(signature)
    let (flags, counter) = (good.body.count - 5, good.body.count - 1)

    // Presence that was not there, another counter.
    for place in [flags, counter] {
      var crafted = good
      crafted.body[place] ^= 1
      try expect(crafted.armored, by: key.publicKey, isValid: false)
    }
    // Another application: another key.
    let other = try SoftSecurityKey(kind, application: "ssh:other")
    var crafted = good
    crafted.key = good.key.dropLast(8) + wire(Array("ssh:other".utf8))
    #expect(try PublicKey(blob: crafted.key).algorithm == other.publicKey.algorithm)
    try expect(crafted.armored, by: try PublicKey(blob: crafted.key), isValid: false)

    // Flags and counter must be there, and nothing else.
    for body in [Array(good.body.dropLast()), Array(good.body.dropLast(5)), good.body + [0]] {
      var crafted = good
      crafted.body = body
      #expect(throws: SignatureError.self) { try Signature(armored: crafted.armored) }
      #expect(try !Keygen().verify(crafted.armored, of: message, by: key.publicKey))
    }
  }

  /// A signature of the plain key is not one of the security key, and the other way round.
  @Test func tellsSecurityKeysFromPlainOnes() throws {
    let key = try SoftSecurityKey(.ed25519)
    guard case .securityKeyEd25519(let bytes, _) = key.publicKey.body else { return }
    let good = Crafted(try Signature(armored: try key.sign(message, flags: 1)))
    var crafted = good
    crafted.key = wire("ssh-ed25519", bytes)
    #expect(throws: SignatureError.self) { try Signature(armored: crafted.armored) }
    #expect(
      try !Keygen().verify(crafted.armored, of: message, by: try PublicKey(blob: crafted.key)))
  }

  @Test func normalizesHighS() throws {
    let key = try SoftSecurityKey(.ecdsa)
    for file in [try key.sign(message, flags: 1), try key.signInBrowser(message)] {
      let signature = try Signature(armored: file)
      let numbers = try #require(signature.body.ecdsa)
      let twin = try ECDSASignature(
        curve: .p256, r: numbers.r, s: Magnitude.difference(numbers.curve.order, numbers.s))
      let body: SignatureBody =
        switch signature.body {
        case .webAuthn(_, let data, let browser): .webAuthn(twin, data, browser)
        case .securityKeyECDSA(_, let data): .securityKeyECDSA(twin, data)
        case let other: other
        }
      let crafted = Crafted(key: key.publicKey.blob, body: body.serialize())
      #expect(try Keygen().verify(crafted.armored, of: message, by: key.publicKey))
      #expect(throws: SignatureError.highS) { try Signature(armored: crafted.armored) }
      #expect(try Signature(unnormalizedArmor: crafted.armored).normalized() == signature)
    }
  }

  @Test func takesWhatABrowserSigns() throws {
    let key = try SoftSecurityKey(.ecdsa, application: "example.com")
    for flags: UInt8 in [0, 1, 5, 0x3f] {
      try expect(try key.signInBrowser(message, flags: flags), by: key.publicKey, isValid: true)
    }
    try expect(
      try key.signInBrowser(message, flags: 0x81, extensions: [0xa0]), by: key.publicKey,
      isValid: true)
    try expect(try key.signInBrowser(message, origin: ""), by: key.publicKey, isValid: true)
  }

  @Test func refusesWhatABrowserDidNotSignForThis() throws {
    let key = try SoftSecurityKey(.ecdsa, application: "example.com")
    let origin = "https://example.com"
    func refuse(_ comment: Comment, _ file: [UInt8]) throws {
      try expect(file, by: key.publicKey, isValid: false, comment)
    }
    try refuse("a new key's flag", try key.signInBrowser(message, flags: 0x41))
    try refuse("extensions announced", try key.signInBrowser(message, flags: 0x81))
    try refuse("extensions unannounced", try key.signInBrowser(message, extensions: [0xa0]))
    try refuse("a quote", try key.signInBrowser(message, origin: "https://example.com\",\"x\":\""))
    try refuse(
      "registration",
      try key.signInBrowser(message) {
        #"{"type":"webauthn.create","challenge":"\#($0)","origin":"\#(origin)"}"#
      })
    try refuse(
      "a challenge that goes on",
      try key.signInBrowser(message) {
        #"{"type":"webauthn.get","challenge":"\#($0)AAAA","origin":"\#(origin)"}"#
      })
    try refuse(
      "another message",
      try key.signInBrowser(message) {
        #"{"type":"webauthn.get","challenge":"\#($0.dropLast())A","origin":"\#(origin)"}"#
      })
    try refuse(
      "another site",
      try key.signInBrowser(message) {
        #"{"type":"webauthn.get","challenge":"\#($0)","origin":"https://example.org"}"#
      })
    try refuse(
      "another order",
      try key.signInBrowser(message) {
        #"{"challenge":"\#($0)","type":"webauthn.get","origin":"\#(origin)"}"#
      })
    try refuse("nothing", try key.signInBrowser(message) { _ in "" })
    try refuse(
      "cut short", try key.signInBrowser(message) { #"{"type":"webauthn.get","challenge":"\#($0)"# }
    )

    // A NUL ends the site's name for OpenSSH but not for others.
    var crafted = Crafted(try Signature(armored: try key.signInBrowser(message)))
    let name = Array(origin.utf8)
    let place = try #require(
      crafted.body.indices.first { crafted.body[$0...].starts(with: wire(name)) })
    crafted.body.replaceSubrange(place..<(place + 4 + name.count), with: wire(name + [0]))
    let error = #expect(throws: SignatureError.self) { try Signature(armored: crafted.armored) }
    #expect(error?.message.contains("NUL") ?? false)
  }

  /// Only the one kind of key signs in browsers.
  @Test func refusesABrowsersSignatureByAnotherKindOfKey() throws {
    let key = try SoftSecurityKey(.ecdsa)
    var crafted = Crafted(try Signature(armored: try key.signInBrowser(message)))
    crafted.key = try SoftSecurityKey(.ed25519).publicKey.blob
    #expect(throws: SignatureError.self) { try Signature(armored: crafted.armored) }
  }
}
