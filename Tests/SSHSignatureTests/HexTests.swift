import SSHSignature
import Testing

@Suite struct HexTests {
  @Test func writesAndReadsLowerCase() {
    #expect(Hex.encode([0, 15, 255]) == "000fff")
    #expect(Hex.decode("000fff") == [0, 15, 255])
    #expect(Hex.decode("") == [])
    #expect(Hex.decode("000FFF") == nil)
    #expect(Hex.decode("00f") == nil)
    #expect(Hex.decode("0g") == nil)
  }

  @Test func hashesAgreeWithPublishedVectors() {
    #expect(
      Hex.encode(SHA256.hash([]))
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(Hex.encode(SHA1.hash([])) == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    #expect(Hex.encode(SHA1().finalize()) == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    // FIPS 180-4's example "abc".
    let abc = Array("abc".utf8)
    #expect(
      Hex.encode(SHA256.hash(abc))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(Hex.encode(SHA1.hash(abc)) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    var pieces = SHA1()
    pieces.update([UInt8(ascii: "a")])
    pieces.update(abc[1...])
    pieces.update([])
    #expect(Hex.encode(pieces.finalize()) == "a9993e364706816aba3e25717850c26c9cd0d89d")
  }
}
