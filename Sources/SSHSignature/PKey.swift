internal import CLibcrypto

/// A key inside libcrypto (`EVP_PKEY`), public or both halves.
///
/// Immutable once made, so threads may share one.
final class PKey: @unchecked Sendable {
  private let pointer: OpaquePointer

  init(takingOwnershipOf pointer: OpaquePointer) { self.pointer = pointer }

  deinit { EVP_PKEY_free(pointer) }

  /// Calls libcrypto with the pointer, which is valid until the closure returns.
  func withUnsafePointer<Result>(_ body: (OpaquePointer) -> Result) -> Result {
    withExtendedLifetime(self) { Libcrypto.call { body(pointer) } }
  }

  /// What libcrypto says about a signature.
  enum Check {
    case good, bad
    /// This libcrypto can't check it.
    case unavailable
  }

  /// Checks a signature over some bytes; `hash` is nil for Ed25519, which hashes in its own way.
  ///
  /// RSA is PKCS #1 v1.5, ECDSA signatures are in DER.
  func check(_ signature: [UInt8], over bytes: [UInt8], hash: HashFunction?) -> Check {
    withUnsafePointer { pointer in
      guard let context = EVP_MD_CTX_new() else { return .unavailable }
      defer { EVP_MD_CTX_free(context) }
      let name = hash?.libcryptoName
      guard EVP_DigestVerifyInit_ex(context, nil, name, nil, nil, pointer, nil) == 1 else {
        return .unavailable
      }
      let status = EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count)
      return status == 1 ? .good : .bad
    }
  }

  /// Signs some bytes; nil if libcrypto can't.
  func sign(_ bytes: [UInt8], hash: HashFunction?) -> [UInt8]? {
    withUnsafePointer { pointer in
      guard let context = EVP_MD_CTX_new() else { return nil }
      defer { EVP_MD_CTX_free(context) }
      let name = hash?.libcryptoName
      guard EVP_DigestSignInit_ex(context, nil, name, nil, nil, pointer, nil) == 1 else {
        return nil
      }
      var length = Int(EVP_PKEY_get_size(pointer))
      guard length > 0 else { return nil }
      var signature = [UInt8](repeating: 0, count: length)
      guard
        EVP_DigestSign(context, &signature, &length, bytes, bytes.count) == 1,
        length <= signature.count
      else { return nil }
      signature.removeLast(signature.count - length)
      return signature
    }
  }
}
