/// Writes SSH's wire format (RFC 4251, section 5).
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(raw bytes: some Collection<UInt8>) { self.bytes.append(contentsOf: bytes) }

  mutating func write(byte: UInt8) { bytes.append(byte) }

  mutating func write(uint32 value: UInt32) {
    for shift: UInt32 in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  /// Writes a `string`. What this module writes is far shorter than the 4 GiB that would not fit.
  mutating func write(string: some Collection<UInt8>) {
    write(uint32: UInt32(string.count))
    write(raw: string)
  }

  mutating func write(string text: String) { write(string: text.utf8) }

  /// Writes an `mpint`, given as a magnitude without leading zeros.
  mutating func write(positiveInteger magnitude: [UInt8]) {
    let signByte = magnitude.first.map { $0 >= 0x80 } ?? false
    write(uint32: UInt32(magnitude.count + (signByte ? 1 : 0)))
    if signByte { write(byte: 0) }
    write(raw: magnitude)
  }
}
