/// The messages of the agent protocol that this module sends and takes (RFC 9987): `uint32` length,
/// `byte` type, content.
enum AgentMessage {
  /// The longest message that OpenSSH's agent sends or takes.
  static let maximumLength = 256 * 1024
  /// The most keys that OpenSSH's client takes from an agent.
  static let maximumKeyCount = 2048

  /// `byte` 11.
  static let identitiesRequest = frame([11])

  /// `byte` 13, `string` key, `string` data, `uint32` flags.
  static func signRequest(key: PublicKey, data: [UInt8]) -> [UInt8] {
    var writer = WireWriter()
    writer.write(byte: 13)
    writer.write(string: key.blob)
    writer.write(string: data)
    // Without this flag RSA keys sign with SHA-1. For other keys no flag has a meaning.
    let rsaWithSHA512: UInt32 = 4
    writer.write(uint32: key.algorithm == PublicKeyBody.rsaName ? rsaWithSHA512 : 0)
    return frame(writer.bytes)
  }

  /// Reads `byte` 12, `uint32` count, then for each `string` key, `string` comment.
  ///
  /// Keys that can't be read are left out, so that one of them does not hide the others.
  static func parseIdentities(
    _ message: [UInt8]
  ) throws(AgentError) -> [(key: PublicKey, comment: String)] {
    var reader = try content(of: message, type: 12)
    do {
      let count = try reader.readUInt32()
      guard count <= maximumKeyCount else { throw WireError("\(count) keys") }
      var identities: [(key: PublicKey, comment: String)] = []
      for _ in 0..<count {
        let blob = Array(try reader.readString())
        let comment = String(decoding: try reader.readString(), as: UTF8.self)
        if let key = try? PublicKey(blob: blob) { identities.append((key, comment)) }
      }
      try reader.finish()
      return identities
    } catch let error as WireError {
      throw .malformed(error.message)
    } catch {
      throw .malformed("not a list of keys")
    }
  }

  /// Reads `byte` 14, `string` signature.
  static func parseSignature(_ message: [UInt8]) throws(AgentError) -> ArraySlice<UInt8> {
    var reader = try content(of: message, type: 14)
    do {
      let signature = try reader.readString()
      try reader.finish()
      return signature
    } catch { throw .malformed(error.message) }
  }

  private static func content(of message: [UInt8], type: UInt8) throws(AgentError) -> WireReader {
    switch message.first {
    case type: return WireReader(message.dropFirst())
    // Failure, and what older agents send in its place.
    case 5, 30, 102: throw .refused
    case let other: throw .malformed("a message of type \(other.map(String.init) ?? "none")")
    }
  }

  private static func frame(_ message: [UInt8]) -> [UInt8] {
    var writer = WireWriter()
    writer.write(string: message)
    return writer.bytes
  }
}
