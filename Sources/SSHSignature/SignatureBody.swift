/// The signature proper, the last field of an SSHSIG: `string` algorithm, then what follows for
/// each.
enum SignatureBody: Equatable, Sendable {
  /// `string`, 64 bytes (RFC 8709).
  case ed25519([UInt8])
  /// `string` of two numbers (RFC 5656, section 3.1.2).
  case ecdsa(ECDSASignature)
  /// `string`, as long as the modulus (RFC 8332).
  case rsa(HashFunction, [UInt8])
  /// `string`, 64 bytes, then the security key's data.
  case securityKeyEd25519([UInt8], SecurityKeyData)
  /// `string` of two numbers, then the security key's data.
  case securityKeyECDSA(ECDSASignature, SecurityKeyData)
  /// `string` of two numbers, then the security key's and the browser's data.
  case webAuthn(ECDSASignature, SecurityKeyData, WebAuthnData)
  /// Anything else, unread.
  case unsupported(String, rest: [UInt8])

  static let rsa256Name = "rsa-sha2-256"
  static let rsa512Name = "rsa-sha2-512"
  static let webAuthnName = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"

  /// The name of the signature's algorithm, which need not be that of the key's type.
  var algorithm: String {
    switch self {
    case .ed25519: PublicKeyBody.ed25519Name
    case .ecdsa(let signature): signature.curve.algorithm
    case .rsa(let hash, _): hash == .sha256 ? Self.rsa256Name : Self.rsa512Name
    case .securityKeyEd25519: PublicKeyBody.securityKeyEd25519Name
    case .securityKeyECDSA: PublicKeyBody.securityKeyECDSAName
    case .webAuthn: Self.webAuthnName
    case .unsupported(let name, _): name
    }
  }

  /// Reads a signature by a key to its end.
  ///
  /// An algorithm that this module does not know is kept unread, whatever the key; one that it
  /// knows must go with the key.
  static func parse(_ bytes: ArraySlice<UInt8>, by key: PublicKeyBody) throws(WireError) -> Self {
    var reader = WireReader(bytes)
    let name = try reader.readName()
    let body: SignatureBody
    switch (key, name) {
    case (.unsupported, _): return .unsupported(name, rest: Array(reader.rest))
    case (.ed25519, PublicKeyBody.ed25519Name):
      body = .ed25519(try reader.readEd25519Signature())
    case (.ecdsa(let curve, _), _) where curve.algorithm == name:
      body = .ecdsa(try ECDSASignature(curve: curve, parsing: try reader.readString()))
    case (.rsa(_, let modulus), rsa256Name):
      body = .rsa(.sha256, try reader.readRSASignature(modulus: modulus))
    case (.rsa(_, let modulus), rsa512Name):
      body = .rsa(.sha512, try reader.readRSASignature(modulus: modulus))
    case (.securityKeyEd25519, PublicKeyBody.securityKeyEd25519Name):
      let signature = try reader.readEd25519Signature()
      body = .securityKeyEd25519(signature, try SecurityKeyData(parsing: &reader))
    case (.securityKeyECDSA, PublicKeyBody.securityKeyECDSAName):
      let signature = try ECDSASignature(curve: .p256, parsing: try reader.readString())
      body = .securityKeyECDSA(signature, try SecurityKeyData(parsing: &reader))
    case (.securityKeyECDSA, webAuthnName):
      let signature = try ECDSASignature(curve: .p256, parsing: try reader.readString())
      let data = try SecurityKeyData(parsing: &reader)
      body = .webAuthn(signature, data, try WebAuthnData(parsing: &reader))
    default:
      guard !knownNames.contains(name) else {
        throw WireError("a signature of type \(name) by a key of type \(key.algorithm)")
      }
      return .unsupported(name, rest: Array(reader.rest))
    }
    try reader.finish()
    return body
  }

  func serialize() -> [UInt8] {
    var writer = WireWriter()
    writer.write(string: algorithm)
    switch self {
    case .ed25519(let signature), .rsa(_, let signature): writer.write(string: signature)
    case .ecdsa(let signature): writer.write(string: signature.serialize())
    case .securityKeyEd25519(let signature, let data):
      writer.write(string: signature)
      data.write(to: &writer)
    case .securityKeyECDSA(let signature, let data):
      writer.write(string: signature.serialize())
      data.write(to: &writer)
    case .webAuthn(let signature, let data, let browser):
      writer.write(string: signature.serialize())
      data.write(to: &writer)
      browser.write(to: &writer)
    case .unsupported(_, let rest): writer.write(raw: rest)
    }
    return writer.bytes
  }

  /// The numbers of an ECDSA signature, if it is one.
  var ecdsa: ECDSASignature? {
    switch self {
    case .ecdsa(let signature), .securityKeyECDSA(let signature, _), .webAuthn(let signature, _, _):
      signature
    case .ed25519, .rsa, .securityKeyEd25519, .unsupported: nil
    }
  }

  /// The same signature with the lesser s, and with the zeros that a short RSA signature lacks.
  func normalized(for key: PublicKeyBody) -> SignatureBody {
    switch (self, key) {
    case (.ecdsa(let signature), _): .ecdsa(signature.normalized)
    case (.securityKeyECDSA(let signature, let data), _):
      .securityKeyECDSA(signature.normalized, data)
    case (.webAuthn(let signature, let data, let browser), _):
      .webAuthn(signature.normalized, data, browser)
    case (.rsa(let hash, let signature), .rsa(_, let modulus)):
      .rsa(hash, Magnitude.padded(signature, to: modulus.count) ?? signature)
    default: self
    }
  }

  /// Why this is not the one form of the signature that is admitted; nil if it is.
  func flaw(for key: PublicKeyBody) -> SignatureError? {
    if let ecdsa, !ecdsa.isLowS { return .highS }
    if case .rsa(_, let signature) = self, case .rsa(_, let modulus) = key,
      signature.count != modulus.count
    {
      return .malformed("the RSA signature is not as long as the key's modulus")
    }
    return nil
  }

  private static let knownNames =
    Set(Curve.allCases.map(\.algorithm) + [rsa256Name, rsa512Name, webAuthnName])
    .union([PublicKeyBody.ed25519Name, PublicKeyBody.securityKeyEd25519Name])
    .union([PublicKeyBody.securityKeyECDSAName])
}

extension WireReader {
  fileprivate mutating func readEd25519Signature() throws(WireError) -> [UInt8] {
    let signature = Array(try readString())
    guard signature.count == Ed25519.signatureLength else {
      throw WireError("an Ed25519 signature has \(Ed25519.signatureLength) bytes")
    }
    return signature
  }

  fileprivate mutating func readRSASignature(modulus: [UInt8]) throws(WireError) -> [UInt8] {
    let signature = Array(try readString())
    guard !signature.isEmpty, signature.count <= modulus.count else {
      throw WireError("the RSA signature is not as long as the key's modulus")
    }
    return signature
  }
}
