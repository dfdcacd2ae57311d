/// The fields of an unencrypted private key, as openssh-key-v1 and the agent protocol write them
/// after the type's name.
enum PrivateKeyBody: Sendable {
  /// `string` public key, `string` seed and public key (64 bytes).
  case ed25519(seed: [UInt8])
  /// `string` curve, `string` point, `mpint` private number.
  case ecdsa(number: [UInt8])
  /// `mpint` n, e, d, iqmp, p, q.
  case rsa(RSA.PrivateNumbers)

  /// Reads the fields of a key whose public half is known, and makes sure that they repeat it.
  static func parse(
    _ reader: inout WireReader, publicBody: PublicKeyBody
  ) throws(WireError) -> PrivateKeyBody {
    switch publicBody {
    case .ed25519(let key):
      guard try reader.readString().elementsEqual(key) else { throw mismatch }
      let secret = try reader.readString()
      guard secret.count == 64, secret.suffix(32).elementsEqual(key) else { throw mismatch }
      return .ed25519(seed: Array(secret.prefix(32)))
    case .ecdsa(let curve, let point):
      guard
        try reader.readString().elementsEqual(curve.rawValue.utf8),
        try reader.readString().elementsEqual(point)
      else { throw mismatch }
      return .ecdsa(number: try reader.readPositiveInteger())
    case .rsa(let exponent, let modulus):
      let n = try reader.readPositiveInteger()
      let e = try reader.readPositiveInteger()
      guard n == modulus, e == exponent else { throw mismatch }
      let d = try reader.readPositiveInteger()
      let iqmp = try reader.readPositiveInteger()
      let p = try reader.readPositiveInteger()
      let q = try reader.readPositiveInteger()
      return .rsa(RSA.PrivateNumbers(n: n, e: e, d: d, iqmp: iqmp, p: p, q: q))
    case .securityKeyEd25519, .securityKeyECDSA, .unsupported:
      throw WireError("\(publicBody.algorithm) has no private half here")
    }
  }

  func write(to writer: inout WireWriter, publicBody: PublicKeyBody) {
    switch (self, publicBody) {
    case (.ed25519(let seed), .ed25519(let key)):
      writer.write(string: key)
      writer.write(string: seed + key)
    case (.ecdsa(let number), .ecdsa(let curve, let point)):
      writer.write(string: curve.rawValue)
      writer.write(string: point)
      writer.write(positiveInteger: number)
    case (.rsa(let numbers), _):
      for number in [numbers.n, numbers.e, numbers.d, numbers.iqmp, numbers.p, numbers.q] {
        writer.write(positiveInteger: number)
      }
    default: break  // A PrivateKey is made of two halves that fit.
    }
  }

  /// The key inside libcrypto; nil if it refuses or the halves do not belong together.
  func makeKey(publicBody: PublicKeyBody) -> PKey? {
    switch (self, publicBody) {
    case (.ed25519(let seed), .ed25519(let bytes)):
      guard let key = Ed25519.makeKeyPair(seed: seed), Ed25519.publicBytes(of: key) == bytes else {
        return nil
      }
      return key
    case (.ecdsa(let number), .ecdsa(let curve, let point)):
      return curve.makeKeyPair(point: point, number: number)
    case (.rsa(let numbers), .rsa(let exponent, let modulus)):
      guard numbers.n == modulus, numbers.e == exponent else { return nil }
      return RSA.makeKeyPair(numbers)
    default: return nil
    }
  }

  private static var mismatch: WireError {
    WireError("the private half belongs to another public key")
  }
}
