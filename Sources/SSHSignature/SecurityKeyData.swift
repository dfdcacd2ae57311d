/// What a security key says about a signature beside the signature: what it signs is not the
/// message.
struct SecurityKeyData: Equatable, Sendable {
  /// Bit 0: somebody touched the key; bit 2: and gave a PIN or the like; bit 7: extensions follow.
  let flags: UInt8
  /// Counts the key's signatures.
  let counter: UInt32

  func write(to writer: inout WireWriter) {
    writer.write(byte: flags)
    writer.write(uint32: counter)
  }

  /// The bytes that the security key has signed (OpenSSH's PROTOCOL.u2f, "SSH U2F signatures"):
  /// SHA-256 of the application, flags, counter, extensions, SHA-256 of the message.
  func signedBytes(
    application: [UInt8], extensions: [UInt8] = [], message: [UInt8]
  ) -> [UInt8] {
    var writer = WireWriter()
    writer.write(raw: SHA256.hash(application))
    write(to: &writer)
    writer.write(raw: extensions)
    writer.write(raw: SHA256.hash(message))
    return writer.bytes
  }
}

extension SecurityKeyData {
  /// Reads `byte` flags, `uint32` counter.
  init(parsing reader: inout WireReader) throws(WireError) {
    self.init(flags: try reader.readByte(), counter: try reader.readUInt32())
  }
}
