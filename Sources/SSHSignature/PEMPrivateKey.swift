internal import CLibcrypto

/// Private keys in the older forms of PEM, as ssh-keygen wrote before 7.8 and as openssl writes:
/// `RSA PRIVATE KEY` (PKCS #1), `EC PRIVATE KEY` (SEC 1), `PRIVATE KEY` (PKCS #8). libcrypto reads
/// them.
enum PEMPrivateKey {
  /// Reads the first key of a PEM text.
  static func parse(_ text: [UInt8]) throws(KeyError) -> PrivateKey {
    guard !isEncrypted(text) else { throw .encrypted }
    guard let key = read(text) else { throw .unsupported("this kind of private key file") }
    let (publicBody, body) = try halves(of: key)
    return try PrivateKey(publicKey: try PublicKey(body: publicBody), comment: "", body: body)
  }

  private static func isEncrypted(_ text: [UInt8]) -> Bool {
    let lines = text.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    return lines.contains {
      $0.starts(with: Array("Proc-Type: 4,ENCRYPTED".utf8))
        || $0.elementsEqual(Array("-----BEGIN ENCRYPTED PRIVATE KEY-----".utf8))
    }
  }

  private static func read(_ text: [UInt8]) -> PKey? {
    Libcrypto.call {
      text.withUnsafeBufferPointer { buffer -> OpaquePointer? in
        guard let bio = BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)) else {
          return nil
        }
        defer { BIO_free(bio) }
        return relay_read_private_key(bio)
      }
    }.map(PKey.init(takingOwnershipOf:))
  }

  private static func halves(of key: PKey) throws(KeyError) -> (PublicKeyBody, PrivateKeyBody) {
    let halves: (PublicKeyBody, PrivateKeyBody)?
    switch key.typeName {
    case "ED25519": halves = ed25519(key)
    case "EC": halves = ecdsa(key)
    case "RSA": halves = rsa(key)
    case let name: throw .unsupported("a private key of type \(name)")
    }
    guard let halves else { throw .unsupported("this kind of \(key.typeName) key") }
    return halves
  }

  private static func ed25519(_ key: PKey) -> (PublicKeyBody, PrivateKeyBody)? {
    guard let bytes = Ed25519.publicBytes(of: key), let seed = Ed25519.seed(of: key) else {
      return nil
    }
    return (.ed25519(bytes), .ed25519(seed: seed))
  }

  private static func ecdsa(_ key: PKey) -> (PublicKeyBody, PrivateKeyBody)? {
    // Coordinates and not the point: the file may have said that points are to be compressed.
    guard
      let name = key.groupName,
      let curve = Curve.allCases.first(where: { $0.libcryptoName == name }),
      let x = key.number(.pointX), let y = key.number(.pointY),
      let paddedX = Magnitude.padded(x, to: curve.coordinateLength),
      let paddedY = Magnitude.padded(y, to: curve.coordinateLength),
      let number = key.number(.privateNumber)
    else { return nil }
    return (.ecdsa(curve, point: [4] + paddedX + paddedY), .ecdsa(number: number))
  }

  private static func rsa(_ key: PKey) -> (PublicKeyBody, PrivateKeyBody)? {
    guard
      let n = key.number(.n), let e = key.number(.e),
      let d = key.number(.d),
      let iqmp = key.number(.iqmp),
      let p = key.number(.p), let q = key.number(.q)
    else { return nil }
    let numbers = RSA.PrivateNumbers(n: n, e: e, d: d, iqmp: iqmp, p: p, q: q)
    return (.rsa(exponent: e, modulus: n), .rsa(numbers))
  }
}

extension PKey {
  /// libcrypto's name of the key's type: `RSA`, `EC`, `ED25519`, ….
  fileprivate var typeName: String {
    withUnsafePointer { EVP_PKEY_get0_type_name($0).map { String(cString: $0) } ?? "unknown" }
  }

  /// libcrypto's name of the curve.
  fileprivate var groupName: String? {
    withUnsafePointer { pointer in
      var name = [CChar](repeating: 0, count: 64)
      var length = 0
      guard EVP_PKEY_get_group_name(pointer, &name, name.count, &length) == 1 else { return nil }
      return String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// One of the key's numbers, without leading zeros.
  fileprivate func number(_ name: PKeyParameters.Name) -> [UInt8]? {
    BigNumber { result, _ in
      self.withUnsafePointer { pointer in
        var number: OpaquePointer? = result
        return EVP_PKEY_get_bn_param(pointer, name.pointer, &number) == 1
      }
    }?.magnitude
  }
}
