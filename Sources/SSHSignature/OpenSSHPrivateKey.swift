/// OpenSSH's own format of private key files (PROTOCOL.key): `openssh-key-v1` and a NUL, `string`
/// cipher, `string` kdf, `string` kdf options, `uint32` 1, `string` public key, `string` of the
/// private section. The latter, unencrypted: twice the same random `uint32`, `string` type, the
/// type's fields, `string` comment, bytes 1, 2, 3, … up to a multiple of 8.
enum OpenSSHPrivateKey {
  /// Reads the bytes between the lines of PEM.
  static func parse(_ bytes: [UInt8]) throws(KeyError) -> PrivateKeyFile {
    do {
      return try parseFile(bytes)
    } catch let error as WireError {
      throw .malformed("not a private key: \(error.message)")
    } catch let error as KeyError {
      throw error
    } catch {
      throw .malformed("not a private key")
    }
  }

  /// The bytes between the lines of PEM, unencrypted.
  static func serialize(_ key: PrivateKey) -> [UInt8] {
    var section = WireWriter()
    let check = UInt32.random(in: 0...UInt32.max)
    section.write(uint32: check)
    section.write(uint32: check)
    section.write(string: key.publicKey.algorithm)
    key.body.write(to: &section, publicBody: key.publicKey.body)
    section.write(string: key.comment)
    var padding: UInt8 = 0
    while !section.bytes.count.isMultiple(of: blockLength) {
      padding += 1
      section.write(byte: padding)
    }

    var writer = WireWriter()
    writer.write(raw: magic)
    writer.write(string: none)
    writer.write(string: none)
    writer.write(string: [])
    writer.write(uint32: 1)
    writer.write(string: key.publicKey.blob)
    writer.write(string: section.bytes)
    return writer.bytes
  }

  private static let magic = Array("openssh-key-v1\0".utf8)
  private static let none = "none"
  private static let blockLength = 8

  private static func parseFile(_ bytes: [UInt8]) throws -> PrivateKeyFile {
    var reader = WireReader(bytes)
    guard try reader.readBytes(magic.count).elementsEqual(magic) else {
      throw WireError("it does not start with openssh-key-v1")
    }
    let cipher = try reader.readName()
    let kdf = try reader.readName()
    let kdfOptions = try reader.readString()
    guard try reader.readUInt32() == 1 else { throw WireError("more than one key in the file") }
    let publicKey = try PublicKey(blob: Array(try reader.readString()))
    let section = try reader.readString()
    if publicKey.isSecurityKey { return .securityKey(publicKey) }
    // What follows an encrypted section is the cipher's tag.
    guard cipher == none else { return .encrypted(publicKey) }
    guard kdf == none, kdfOptions.isEmpty else { throw WireError("a passphrase without a cipher") }
    try reader.finish()
    if case .unsupported(let name, _) = publicKey.body { throw KeyError.unsupported(name) }
    return .unencrypted(try parseSection(section, of: publicKey))
  }

  private static func parseSection(
    _ section: ArraySlice<UInt8>, of publicKey: PublicKey
  ) throws -> PrivateKey {
    guard section.count.isMultiple(of: blockLength) else { throw WireError("cut short") }
    var reader = WireReader(section)
    guard try reader.readUInt32() == reader.readUInt32() else {
      throw WireError("the two check numbers differ")
    }
    guard try reader.readName() == publicKey.algorithm else {
      throw WireError("the private half is of another type than the public one")
    }
    let body = try PrivateKeyBody.parse(&reader, publicBody: publicKey.body)
    let comment = String(decoding: try reader.readString(), as: UTF8.self)
    for (index, byte) in reader.rest.enumerated() where byte != UInt8(truncatingIfNeeded: index + 1)
    {
      throw WireError("the padding is not 1, 2, 3, …")
    }
    return try PrivateKey(publicKey: publicKey, comment: comment, body: body)
  }
}
