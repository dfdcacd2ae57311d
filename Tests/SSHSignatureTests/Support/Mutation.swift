/// A generator whose numbers are the same in each run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}

/// Damages bytes in one to three places, as an attacker or an accident might.
func mutated(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
  var bytes = bytes
  for _ in 0..<Int.random(in: 1...3, using: &generator) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 1...8, using: &generator))
    switch Int.random(in: 0..<8, using: &generator) {
    case 0 where place < bytes.count:
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 4: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
    case 5: bytes.removeLast(bytes.count - place)
    case 6 where place + 4 <= bytes.count:
      // Where a length may stand, one that is near or far too great.
      let lengths: [UInt32] = [0, 1, 3, 0x20, 0x21, 0x40, 0x7fff_ffff, 0x8000_0000, .max]
      let length = lengths.randomElement(using: &generator) ?? 0
      for offset in 0..<4 {
        bytes[place + offset] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * offset))
      }
    default:
      bytes.insert(contentsOf: [[0], [0, 0, 0, 0], [13, 10], [61], [255]][place % 5], at: place)
    }
  }
  return bytes
}
