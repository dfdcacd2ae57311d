internal import CLibcrypto

/// A hash function of libcrypto, by the name that SSHSIG gives it.
enum HashFunction: String, Sendable {
  case sha1, sha256, sha384, sha512

  /// The name under which libcrypto knows it.
  var libcryptoName: String {
    switch self {
    case .sha1: "SHA1"
    case .sha256: "SHA2-256"
    case .sha384: "SHA2-384"
    case .sha512: "SHA2-512"
    }
  }

  /// The hash of some bytes.
  func hash(_ bytes: some Collection<UInt8>) -> [UInt8] {
    if let digest = bytes.withContiguousStorageIfAvailable({ hash($0) }) { return digest }
    return Array(bytes).withUnsafeBufferPointer { hash($0) }
  }

  private func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    let implementation = self.implementation
    return Libcrypto.call {
      [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
        var length: UInt32 = 0
        guard
          EVP_Digest(
            bytes.baseAddress, bytes.count, buffer.baseAddress, &length, implementation, nil)
            == 1
        else { fatalError("libcrypto could not compute \(libcryptoName)") }
        count = Int(length)
      }
    }
  }

  /// libcrypto's implementation, looked up once: the look-up costs more than hashing a kilobyte.
  ///
  /// The program stops if there is none. Without openssl.cnf the default provider is in use, which
  /// has all four, so this means a broken installation.
  var implementation: OpaquePointer {
    switch self {
    case .sha1: Implementation.sha1.pointer
    case .sha256: Implementation.sha256.pointer
    case .sha384: Implementation.sha384.pointer
    case .sha512: Implementation.sha512.pointer
    }
  }

  // Never freed, never changed: safe to share between threads.
  private struct Implementation: @unchecked Sendable {
    let pointer: OpaquePointer

    static let sha1 = Implementation(.sha1)
    static let sha256 = Implementation(.sha256)
    static let sha384 = Implementation(.sha384)
    static let sha512 = Implementation(.sha512)

    private init(_ function: HashFunction) {
      let name = function.libcryptoName
      guard let pointer = Libcrypto.call({ EVP_MD_fetch(nil, name, nil) }) else {
        fatalError("libcrypto has no \(name)")
      }
      self.pointer = pointer
    }
  }
}
