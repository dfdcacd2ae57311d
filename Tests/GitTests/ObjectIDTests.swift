import Git
import TestSupport
import Testing

/// The names of objects.
@Suite struct ObjectIDTests {
  private let text = "0123456789abcdef0123456789abcdef01234567"

  @Test func readsWhatItWrites() throws {
    let id = try #require(ObjectID(hex: text))
    #expect(id.hex == text)
    #expect("\(id)" == text)
    #expect(id.bytes.count == 20)
    #expect(ObjectID(bytes: id.bytes) == id)
    #expect(id.bytes.first == 0x01)
    #expect(id.bytes.last == 0x67)
    #expect(ObjectID(hex: Array(text.utf8)) == id)
  }

  @Test func takesNoOtherSpelling() {
    for other in [
      "", String(text.dropLast()), text + "0", text.uppercased(), "g" + text.dropFirst(),
      " " + text.dropFirst(), "\u{661}" + text.dropFirst(2), text + text.prefix(24),
    ] { #expect(ObjectID(hex: other) == nil, "\(other)") }
    #expect(ObjectID(bytes: [UInt8](repeating: 0, count: 19)) == nil)
    #expect(ObjectID(bytes: [UInt8](repeating: 0, count: 32)) == nil)
  }

  @Test func ordersAsItsDigitsDo() throws {
    var generator = SeededGenerator(seed: 5)
    var ids: [ObjectID] = []
    for _ in 0..<300 {
      // Mostly alike, so that every word decides now and then.
      var bytes = [UInt8](repeating: 7, count: 20)
      for _ in 0..<2 { bytes[generator.below(20)] = UInt8(generator.below(256)) }
      ids.append(try #require(ObjectID(bytes: bytes)))
    }
    #expect(ids.sorted().map(\.hex) == ids.map(\.hex).sorted())
    #expect(Set(ids).count == Set(ids.map(\.hex)).count)
  }

  @Test func knowsZero() throws {
    let zeros = String(repeating: "0", count: 40)
    #expect(try #require(ObjectID(hex: zeros)).isZero)
    for place in 0..<40 {
      let digits = zeros.prefix(place) + "1" + zeros.dropFirst(place + 1)
      #expect(try #require(ObjectID(hex: String(digits))).isZero == false)
    }
  }
}
