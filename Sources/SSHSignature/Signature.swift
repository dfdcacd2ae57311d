/// A detached SSH signature (OpenSSH's PROTOCOL.sshsig).
public struct Signature: Equatable, Sendable {
  /// The key that the signature claims to be by.
  public let publicKey: PublicKey
  /// What the signature is for, such as `relay-ledger-v1`.
  public let namespace: String

  let hash: HashFunction
  let body: SignatureBody

  /// The hash function for the message: `sha512` or `sha256`.
  public var hashAlgorithm: String { hash.rawValue }

  init(publicKey: PublicKey, namespace: String, hash: HashFunction, body: SignatureBody) {
    self.publicKey = publicKey
    self.namespace = namespace
    self.hash = hash
    self.body = body
  }

  // MARK: Parse and serialize

  /// Reads the file that ssh-keygen writes, byte for byte: one signature has one file.
  ///
  /// ssh-keygen itself is less exact: it also takes other columns, bytes after the end, reserved
  /// bytes and the greater s of ECDSA, so for it one signature has many files.
  public init(armored: ArraySlice<UInt8>) throws(SignatureError) {
    let signature = try Signature(blob: try SignatureArmor.decode(armored))
    if let flaw = signature.body.flaw(for: signature.publicKey.body) { throw flaw }
    self = signature
  }

  /// Reads the file that ssh-keygen writes, byte for byte.
  public init(armored: [UInt8]) throws(SignatureError) { try self.init(armored: armored[...]) }

  /// Reads a file as another program may have written it: other columns, `\r\n`, the greater s.
  ///
  /// For what a signing program has just made, followed by ``normalized()``. Never for what is
  /// stored or sent.
  public init(unnormalizedArmor: [UInt8]) throws(SignatureError) {
    try self.init(blob: try SignatureArmor.decodeLoosely(unnormalizedArmor[...]))
  }

  /// The file that ssh-keygen writes for this signature.
  public func armored() -> [UInt8] { SignatureArmor.encode(serialize()) }

  /// The same signature in the one form that ``init(armored:)`` admits.
  public func normalized() throws(SignatureError) -> Signature {
    let key = publicKey.body
    let body = self.body.normalized(for: key)
    if let flaw = body.flaw(for: key) { throw flaw }
    return Signature(publicKey: publicKey, namespace: namespace, hash: hash, body: body)
  }

  /// `SSHSIG`, `uint32` 1, `string` public key, `string` namespace, `string` reserved (empty),
  /// `string` hash algorithm, `string` signature.
  init(blob: [UInt8]) throws(SignatureError) {
    var reader = WireReader(blob)
    do {
      guard try reader.readBytes(SSHSIG.magic.count).elementsEqual(SSHSIG.magic) else {
        throw WireError("it does not start with SSHSIG")
      }
      let version = try reader.readUInt32()
      guard version == SSHSIG.version else { throw WireError("version \(version) is not known") }
      let keyBlob = Array(try reader.readString())
      let namespace = try reader.readString()
      guard SSHSIG.isNamespace(namespace) else {
        throw WireError("the namespace is not printable ASCII")
      }
      guard try reader.readString().isEmpty else { throw WireError("reserved bytes are in use") }
      let hashName = try reader.readName()
      guard let hash = SSHSIG.hashes.first(where: { $0.rawValue == hashName }) else {
        throw WireError("the hash algorithm is neither sha256 nor sha512")
      }
      let bodyBytes = try reader.readString()
      try reader.finish()
      publicKey = try PublicKey(blob: keyBlob)
      self.namespace = String(decoding: namespace, as: UTF8.self)
      self.hash = hash
      body = try SignatureBody.parse(bodyBytes, by: publicKey.body)
    } catch let error as WireError {
      throw .malformed("not a signature: \(error.message)")
    } catch let error as KeyError {
      throw .malformed("not a signature: \(error.message)")
    } catch {
      throw .malformed("not a signature")
    }
    guard serialize() == blob else { throw .malformed("not a signature in its one form") }
  }

  func serialize() -> [UInt8] {
    var writer = WireWriter()
    writer.write(raw: SSHSIG.magic)
    writer.write(uint32: SSHSIG.version)
    writer.write(string: publicKey.blob)
    writer.write(string: namespace)
    writer.write(string: [])
    writer.write(string: hash.rawValue)
    writer.write(string: body.serialize())
    return writer.bytes
  }

  // MARK: Verify

  /// Checks that ``publicKey`` has signed the message for the purpose. Whose key it is remains
  /// open.
  ///
  /// Like `ssh-keygen -Y verify`, it does not ask whether a security key was touched.
  public func verify(_ message: ArraySlice<UInt8>, namespace: String) -> SignatureVerdict {
    guard self.namespace == namespace else {
      return .invalid("signed for \"\(self.namespace)\", not for \"\(namespace)\"")
    }
    let bytes = SSHSIG.signedBytes(message, namespace: namespace, hash: hash)
    return body.check(bytes, by: publicKey.body)
  }

  /// Checks that ``publicKey`` has signed the message for the purpose.
  public func verify(_ message: [UInt8], namespace: String) -> SignatureVerdict {
    verify(message[...], namespace: namespace)
  }
}
