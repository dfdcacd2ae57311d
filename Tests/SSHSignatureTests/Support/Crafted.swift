@testable import SSHSignature

/// Signatures as an attacker would make them: any fields, well or badly formed.
struct Crafted {
  var magic = Array("SSHSIG".utf8)
  var version: UInt32 = 1
  var key: [UInt8]
  var namespace = Array(Keygen.namespace.utf8)
  var reserved: [UInt8] = []
  var hash = Array("sha512".utf8)
  var body: [UInt8]
  var rest: [UInt8] = []

  /// The fields of a signature.
  init(_ signature: Signature) {
    key = signature.publicKey.blob
    hash = Array(signature.hashAlgorithm.utf8)
    body = signature.body.serialize()
  }

  init(key: [UInt8], body: [UInt8]) {
    self.key = key
    self.body = body
  }

  var armored: [UInt8] {
    var writer = WireWriter()
    writer.write(raw: magic)
    writer.write(uint32: version)
    for field in [key, namespace, reserved, hash, body] { writer.write(string: field) }
    writer.write(raw: rest)
    return SignatureArmor.encode(writer.bytes)
  }
}

/// Fields of SSH's wire format in a row.
func wire(_ fields: [UInt8]...) -> [UInt8] {
  var writer = WireWriter()
  for field in fields { writer.write(string: field) }
  return writer.bytes
}

func wire(_ name: String, _ fields: [UInt8]...) -> [UInt8] {
  fields.reduce(wire(Array(name.utf8))) { $0 + wire($1) }
}
