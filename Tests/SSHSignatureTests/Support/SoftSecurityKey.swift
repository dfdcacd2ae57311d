@testable import SSHSignature

/// A security key without the hardware: the same bytes signed by a key in memory.
struct SoftSecurityKey {
  let publicKey: PublicKey
  private let key: PKey
  private let application: [UInt8]

  enum Kind: CaseIterable { case ed25519, ecdsa }

  init(_ kind: Kind, application: String = "ssh:") throws {
    let application = Array(application.utf8)
    let body: PublicKeyBody
    let made: PKey?
    switch kind {
    case .ed25519:
      let seed = try Self.some(Ed25519.makeSeed())
      made = Ed25519.makeKeyPair(seed: seed)
      body = .securityKeyEd25519(
        try Self.some(made.flatMap(Ed25519.publicBytes(of:))), application: application)
    case .ecdsa:
      let keygen = try Keygen()
      try keygen.make(["-t", "ecdsa", "-b", "256"])
      let plain = try keygen.privateKey()
      guard case .ecdsa(let number) = plain.body,
        case .ecdsa(let curve, let point) = plain.publicKey.body
      else { throw SetupError("not a key for ECDSA") }
      made = curve.makeKeyPair(point: point, number: number)
      body = .securityKeyECDSA(point: point, application: application)
    }
    key = try Self.some(made)
    publicKey = try PublicKey(body: body)
    self.application = application
  }

  /// The armored signature of a security key that was touched or not, as the flags say.
  func sign(_ message: [UInt8], flags: UInt8, counter: UInt32 = 7) throws -> [UInt8] {
    let bytes = SSHSIG.signedBytes(message, namespace: Keygen.namespace, hash: .sha512)
    let data = SecurityKeyData(flags: flags, counter: counter)
    let signature = try rawSignature(
      data.signedBytes(application: application, extensions: [], message: bytes))
    let body: SignatureBody =
      switch signature {
      case .ed25519(let bytes): .securityKeyEd25519(bytes, data)
      case .ecdsa(let numbers): .securityKeyECDSA(numbers, data)
      }
    return Crafted(key: publicKey.blob, body: body.serialize()).armored
  }

  /// The armored signature that a browser has the security key make; its data as given or as due.
  func signInBrowser(
    _ message: [UInt8], flags: UInt8 = 1, origin: String = "https://example.com",
    clientData: ((_ challenge: String) -> String)? = nil, extensions: [UInt8] = []
  ) throws -> [UInt8] {
    let bytes = SSHSIG.signedBytes(message, namespace: Keygen.namespace, hash: .sha512)
    let challenge = String(decoding: Base64.encodeForURL(bytes), as: UTF8.self)
    let json =
      clientData?(challenge)
      ?? #"{"type":"webauthn.get","challenge":"\#(challenge)","origin":"\#(origin)","x":1}"#
    let data = SecurityKeyData(flags: flags, counter: 7)
    let browser = WebAuthnData(
      origin: Array(origin.utf8), clientData: Array(json.utf8), extensions: extensions)
    guard
      case .ecdsa(let numbers) = try rawSignature(
        data.signedBytes(
          application: application, extensions: extensions, message: browser.clientData))
    else { throw SetupError("browsers sign with ECDSA") }
    let body = SignatureBody.webAuthn(numbers, data, browser)
    return Crafted(key: publicKey.blob, body: body.serialize()).armored
  }

  private enum Raw {
    case ed25519([UInt8])
    case ecdsa(ECDSASignature)
  }

  private func rawSignature(_ bytes: [UInt8]) throws -> Raw {
    switch publicKey.body {
    case .securityKeyEd25519: return .ed25519(try Self.some(key.sign(bytes, hash: nil)))
    default:
      let der = try Self.some(key.sign(bytes, hash: .sha256))
      return .ecdsa(try ECDSASignature(curve: .p256, der: der).normalized)
    }
  }

  private static func some<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw SetupError("libcrypto could not do it") }
    return value
  }
}
