/// What a public key's blob says: `string` algorithm, then what follows for each.
enum PublicKeyBody: Equatable, Sendable {
  /// `string` key, 32 bytes (RFC 8709).
  case ed25519([UInt8])
  /// `string` curve, `string` point (RFC 5656).
  case ecdsa(Curve, point: [UInt8])
  /// `mpint` e, `mpint` n (RFC 4253, section 6.6).
  case rsa(exponent: [UInt8], modulus: [UInt8])
  /// `string` key, `string` application (OpenSSH's PROTOCOL.u2f).
  case securityKeyEd25519([UInt8], application: [UInt8])
  /// `string` "nistp256", `string` point, `string` application (OpenSSH's PROTOCOL.u2f).
  case securityKeyECDSA(point: [UInt8], application: [UInt8])
  /// Anything else, unread: DSA, certificates, what is still to come.
  case unsupported(String, rest: [UInt8])

  static let ed25519Name = "ssh-ed25519"
  static let rsaName = "ssh-rsa"
  static let securityKeyEd25519Name = "sk-ssh-ed25519@openssh.com"
  static let securityKeyECDSAName = "sk-ecdsa-sha2-nistp256@openssh.com"

  /// The sizes of RSA keys in bits that OpenSSH takes.
  static let rsaSizes = 1024...16384

  /// The name of the key's type.
  var algorithm: String {
    switch self {
    case .ed25519: Self.ed25519Name
    case .ecdsa(let curve, _): curve.algorithm
    case .rsa: Self.rsaName
    case .securityKeyEd25519: Self.securityKeyEd25519Name
    case .securityKeyECDSA: Self.securityKeyECDSAName
    case .unsupported(let name, _): name
    }
  }

  /// Reads a blob to its end.
  static func parse(_ blob: [UInt8]) throws(WireError) -> PublicKeyBody {
    var reader = WireReader(blob)
    let name = try reader.readName()
    let body: PublicKeyBody
    if let curve = Curve.allCases.first(where: { $0.algorithm == name }) {
      body = .ecdsa(curve, point: try reader.readPoint(of: curve))
    } else {
      switch name {
      case ed25519Name: body = .ed25519(try reader.readEd25519Key())
      case rsaName: body = try reader.readRSAKey()
      case securityKeyEd25519Name:
        let key = try reader.readEd25519Key()
        body = .securityKeyEd25519(key, application: try reader.readText())
      case securityKeyECDSAName:
        let point = try reader.readPoint(of: .p256)
        body = .securityKeyECDSA(point: point, application: try reader.readText())
      default: return .unsupported(name, rest: Array(reader.rest))
      }
    }
    try reader.finish()
    return body
  }

  /// The blob.
  func serialize() -> [UInt8] {
    var writer = WireWriter()
    writer.write(string: algorithm)
    switch self {
    case .ed25519(let key): writer.write(string: key)
    case .ecdsa(let curve, let point):
      writer.write(string: curve.rawValue)
      writer.write(string: point)
    case .rsa(let exponent, let modulus):
      writer.write(positiveInteger: exponent)
      writer.write(positiveInteger: modulus)
    case .securityKeyEd25519(let key, let application):
      writer.write(string: key)
      writer.write(string: application)
    case .securityKeyECDSA(let point, let application):
      writer.write(string: Curve.p256.rawValue)
      writer.write(string: point)
      writer.write(string: application)
    case .unsupported(_, let rest): writer.write(raw: rest)
    }
    return writer.bytes
  }
}

extension WireReader {
  fileprivate mutating func readEd25519Key() throws(WireError) -> [UInt8] {
    let key = Array(try readString())
    guard key.count == 32 else { throw WireError("an Ed25519 key has 32 bytes") }
    guard !Ed25519.isSmallOrder(key) else {
      throw WireError("the Ed25519 key is one with which anybody can sign")
    }
    return key
  }

  fileprivate mutating func readPoint(of curve: Curve) throws(WireError) -> [UInt8] {
    guard try readString().elementsEqual(curve.rawValue.utf8) else {
      throw WireError("the key names another curve than its type")
    }
    let point = Array(try readString())
    guard curve.contains(point) else {
      throw WireError("the key is not an uncompressed point of \(curve.rawValue)")
    }
    return point
  }

  fileprivate mutating func readRSAKey() throws(WireError) -> PublicKeyBody {
    let exponent = try readPositiveInteger()
    let modulus = try readPositiveInteger()
    let bits = Magnitude.bitWidth(modulus)
    guard PublicKeyBody.rsaSizes.contains(bits) else {
      let sizes = PublicKeyBody.rsaSizes
      throw WireError(
        "an RSA key of \(bits) bits; OpenSSH takes \(sizes.lowerBound) to \(sizes.upperBound)")
    }
    // Even numbers are no RSA key; with the exponent 1 every padded message is its own signature.
    guard
      let last = exponent.last, last % 2 == 1, exponent != [1],
      let lastOfModulus = modulus.last, lastOfModulus % 2 == 1,
      Magnitude.isLess(exponent, modulus)
    else { throw WireError("not the numbers of an RSA key") }
    return .rsa(exponent: exponent, modulus: modulus)
  }
}
