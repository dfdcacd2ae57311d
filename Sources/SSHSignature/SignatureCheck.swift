extension SignatureBody {
  /// Checks the signature proper over the bytes that the signer's key was given.
  func check(_ bytes: [UInt8], by key: PublicKeyBody) -> SignatureVerdict {
    switch (self, key) {
    case (.ed25519(let signature), .ed25519(let keyBytes)):
      verdict(Ed25519.makePublicKey(keyBytes), signature, bytes, nil)

    case (.ecdsa(let signature), .ecdsa(let curve, let point)):
      verdict(curve.makePublicKey(point: point), signature.der, bytes, curve.hash)

    case (.rsa(let hash, let signature), .rsa(let exponent, let modulus)):
      verdict(
        RSA.makePublicKey(exponent: exponent, modulus: modulus),
        Magnitude.padded(signature, to: modulus.count) ?? signature, bytes, hash)

    case (
      .securityKeyEd25519(let signature, let data),
      .securityKeyEd25519(let keyBytes, let application)
    ):
      verdict(
        Ed25519.makePublicKey(keyBytes), signature,
        data.signedBytes(application: application, message: bytes), nil)

    case (
      .securityKeyECDSA(let signature, let data),
      .securityKeyECDSA(let point, let application)
    ):
      verdict(
        Curve.p256.makePublicKey(point: point), signature.der,
        data.signedBytes(application: application, message: bytes), .sha256)

    case (
      .webAuthn(let signature, let data, let browser), .securityKeyECDSA(let point, let application)
    ):
      if let flaw = browser.flaw(message: bytes, flags: data.flags) {
        .invalid(flaw)
      } else {
        verdict(
          Curve.p256.makePublicKey(point: point), signature.der,
          data.signedBytes(
            application: application, extensions: browser.extensions, message: browser.clientData),
          .sha256)
      }

    case (_, .unsupported(let name, _)), (.unsupported(let name, _), _): .unsupported(name)
    default: .invalid("the signature is of another type than the key")
    }
  }

  private func verdict(
    _ key: PKey?, _ signature: [UInt8], _ bytes: [UInt8], _ hash: HashFunction?
  ) -> SignatureVerdict {
    switch key?.check(signature, over: bytes, hash: hash) {
    case .good: .valid
    case .bad: .invalid("the signature does not fit what it should be over")
    case .unavailable, nil: .unsupported(algorithm)
    }
  }
}
