/// The two numbers of an ECDSA signature, without leading zeros, each from 1 to n − 1.
struct ECDSASignature: Equatable, Sendable {
  let curve: Curve
  let r: [UInt8]
  let s: [UInt8]

  init(curve: Curve, r: [UInt8], s: [UInt8]) throws(WireError) {
    for number in [r, s] {
      guard !number.isEmpty, Magnitude.isLess(number, curve.order) else {
        throw WireError("a number of the ECDSA signature is out of range")
      }
    }
    self.curve = curve
    self.r = r
    self.s = s
  }

  // MARK: SSH: mpint r, mpint s (RFC 5656, section 3.1.2)

  init(curve: Curve, parsing bytes: ArraySlice<UInt8>) throws(WireError) {
    var reader = WireReader(bytes)
    let r = try reader.readPositiveInteger()
    let s = try reader.readPositiveInteger()
    try reader.finish()
    try self.init(curve: curve, r: r, s: s)
  }

  func serialize() -> [UInt8] {
    var writer = WireWriter()
    writer.write(positiveInteger: r)
    writer.write(positiveInteger: s)
    return writer.bytes
  }

  // MARK: DER: SEQUENCE { INTEGER r, INTEGER s } (RFC 3279, section 2.2.3), as libcrypto has it

  /// Reads what libcrypto has written. Lengths of two bytes occur with P-521.
  init(curve: Curve, der: [UInt8]) throws(WireError) {
    var outer = WireReader(der)
    var inner = WireReader(try outer.readDERValue(tag: 0x30))
    try outer.finish()
    let r = try inner.readDERValue(tag: 0x02)
    let s = try inner.readDERValue(tag: 0x02)
    try inner.finish()
    try self.init(curve: curve, r: Magnitude.trimmed(r), s: Magnitude.trimmed(s))
  }

  var der: [UInt8] {
    let numbers = [r, s].flatMap { number in
      let sign: [UInt8] = (number.first ?? 0) >= 0x80 ? [0] : []
      // At most 67 bytes: the length is one byte.
      return [0x02, UInt8(sign.count + number.count)] + sign + number
    }
    let length = UInt8(numbers.count)
    return (length < 0x80 ? [0x30, length] : [0x30, 0x81, length]) + numbers
  }

  // MARK: The twin

  /// Whether s is the lesser of s and n − s, with both of which the signature holds.
  var isLowS: Bool { !Magnitude.isLess(complement, s) }

  /// The same signature with the lesser s.
  var normalized: ECDSASignature {
    isLowS ? self : ECDSASignature(curve: curve, checkedR: r, checkedS: complement)
  }

  private var complement: [UInt8] { Magnitude.difference(curve.order, s) }

  private init(curve: Curve, checkedR: [UInt8], checkedS: [UInt8]) {
    self.curve = curve
    r = checkedR
    s = checkedS
  }
}

extension WireReader {
  /// Reads a DER value with a length below 256.
  fileprivate mutating func readDERValue(tag: UInt8) throws(WireError) -> ArraySlice<UInt8> {
    guard try readByte() == tag else { throw WireError("not DER") }
    var length = try readByte()
    if length == 0x81 {
      length = try readByte()
    } else if length >= 0x80 {
      throw WireError("not DER")
    }
    return try readBytes(Int(length))
  }
}
