/// What a browser puts around a message before a security key signs it (OpenSSH's PROTOCOL.u2f,
/// "webauthn signatures"): `string` origin, `string` clientData, `string` extensions.
struct WebAuthnData: Equatable, Sendable {
  /// The web site that asked for the signature.
  let origin: [UInt8]
  /// JSON that names the message and the web site. This is what is signed in place of the message.
  let clientData: [UInt8]
  /// What the browser asked of the security key beside the signature.
  let extensions: [UInt8]

  func write(to writer: inout WireWriter) {
    writer.write(string: origin)
    writer.write(string: clientData)
    writer.write(string: extensions)
  }

  /// Why this does not belong to the message and the flags; nil if it does.
  ///
  /// Browsers must write clientData with these fields first and in this order (WebAuthn level 2,
  /// section 5.8.1.1), so its beginning is compared, and no JSON is read. What follows is signed
  /// but means nothing here.
  func flaw(message: [UInt8], flags: UInt8) -> String? {
    guard !origin.contains(UInt8(ascii: "\"")) else {
      return "the web site's name has a quote in it"
    }
    guard flags & Self.attestedDataFlag == 0 else { return "the flags announce a new key" }
    guard (flags & Self.extensionsFlag != 0) == !extensions.isEmpty else {
      return "the flags do not fit the extensions"
    }
    var expected = Array(#"{"type":"webauthn.get","challenge":""#.utf8)
    expected += Base64.encodeForURL(message)
    expected += Array(#"","origin":""#.utf8)
    expected += origin
    expected.append(UInt8(ascii: "\""))
    return clientData.starts(with: expected) ? nil : "the web site's data are about something else"
  }

  private static let attestedDataFlag: UInt8 = 0x40
  private static let extensionsFlag: UInt8 = 0x80
}

extension WebAuthnData {
  init(parsing reader: inout WireReader) throws(WireError) {
    self.init(
      origin: try reader.readText(), clientData: Array(try reader.readString()),
      extensions: Array(try reader.readString()))
  }
}
