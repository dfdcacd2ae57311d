internal import CLibcrypto

extension Curve {
  /// The key whose point this is.
  func makePublicKey(point: [UInt8]) -> PKey? {
    guard let parameters = PKeyParameters.start("EC") else { return nil }
    parameters.add(.group, text: libcryptoName)
    parameters.add(.point, bytes: point)
    return parameters.makeKey(.publicKey)
  }

  /// Both halves; nil if libcrypto refuses or the point is not the number's.
  func makeKeyPair(point: [UInt8], number: [UInt8]) -> PKey? {
    guard
      Magnitude.isLess(number, order), let parameters = PKeyParameters.start("EC")
    else { return nil }
    parameters.add(.group, text: libcryptoName)
    parameters.add(.point, bytes: point)
    parameters.add(.privateNumber, number: number)
    guard let key = parameters.makeKey(.keyPair), key.halvesMatch else { return nil }
    return key
  }
}

extension PKey {
  /// Whether the public half belongs to the private one, as libcrypto computes it.
  fileprivate var halvesMatch: Bool {
    withUnsafePointer { pointer in
      guard let context = EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil) else { return false }
      defer { EVP_PKEY_CTX_free(context) }
      return EVP_PKEY_pairwise_check(context) == 1
    }
  }
}
