import Ledger
import TestSupport
import Testing

/// The one form of a JSON value.
@Suite struct JSONTests {
  @Test func sortsMembersByTheirBytes() {
    let keys = ["b", "a", "a_", "a0", "ab", "a00", "z", "a0_"]
    let json = JSON.object(keys.map { JSON.Member($0, .null) })
    #expect(
      text(json)
        == #"{"a":null,"a0":null,"a00":null,"a0_":null,"a_":null,"ab":null,"b":null,"z":null}"#)
  }

  @Test func escapesWhatItMustAndNothingElse() {
    let all = String(String.UnicodeScalarView((0..<0x80).compactMap { Unicode.Scalar($0) }))
    let expected =
      ##""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"##
      + ##"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d"##
      + ##"\u001e\u001f !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"##
      + "abcdefghijklmnopqrstuvwxyz{|}~\u{7f}\""
    #expect(text(.string(all)) == expected)
    #expect(text(.string("é\u{ffff}\u{1f600}\u{2028}")) == "\"é\u{ffff}\u{1f600}\u{2028}\"")
  }

  @Test func keepsTextsThatSwiftCallsEqualApart() throws {
    let composed = Array("\"\u{e9}\"".utf8)
    let decomposed = Array("\"e\u{301}\"".utf8)
    #expect(try JSON(canonical: composed).serialize() == composed)
    #expect(try JSON(canonical: decomposed).serialize() == decomposed)
    #expect(
      try JSON(canonical: Array("[\"\\r\\n\"]".utf8)).serialize() == Array("[\"\\r\\n\"]".utf8))
  }

  @Test func readsAMebibyteAndNotOneByteMore() throws {
    func string(_ count: Int) -> [UInt8] {
      let quote = [UInt8(ascii: "\"")]
      return quote + [UInt8](repeating: UInt8(ascii: "x"), count: count - 2) + quote
    }
    _ = try JSON(canonical: string(1 << 20))
    #expect(throws: JSONError.self) { try JSON(canonical: string(1 << 20 + 1)) }
  }

  /// A slice of a larger array, whose indices do not start at 0.
  @Test func readsSlices() throws {
    let bytes = Array("xx{\"a\":[1,true]}yy".utf8)
    let json = try JSON(canonical: bytes[2..<bytes.count - 2])
    #expect(text(json) == "{\"a\":[1,true]}")
    let error = #expect(throws: JSONError.self) { try JSON(canonical: bytes[2...]) }
    #expect(error?.offset == bytes.count - 4)
  }

  @Test func saysWhere() {
    let cases = [("", 0), ("{\"b\":1,\"a\":2}", 10), ("[1,2,]", 5), ("\"a\u{1}\"", 3), ("{} ", 2)]
    for (text, offset) in cases {
      let error = #expect(throws: JSONError.self) { try JSON(canonical: Array(text.utf8)) }
      #expect(error?.offset == offset, "\(text)")
    }
  }

  /// Python's writer, told to be as narrow, is somebody else's program.
  @Test func writesWhatPythonWrites() throws {
    var generator = SeededGenerator(seed: 7)
    let values = (0..<2_000).map { _ in randomValue(&generator, depth: 0) }
    let lines = values.map { $0.serialize() + [UInt8(ascii: "\n")] }
    let script = """
      import json, sys
      for line in sys.stdin.buffer:
          value = json.loads(line)
          text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
          sys.stdout.buffer.write(text.encode() + b"\\n")
      """
    let output = try Tool.succeed(
      "python3", ["-c", script], input: lines.flatMap { $0 }, in: try TemporaryFolder())
    #expect(output.output == lines.flatMap { $0 })
    for line in lines {
      #expect(try JSON(canonical: line.dropLast()[...]).serialize() == line.dropLast())
    }
  }

  private func randomValue(_ generator: inout SeededGenerator, depth: Int) -> JSON {
    switch generator.below(depth > 4 ? 5 : 8) {
    case 0: return .null
    case 1: return .bool(generator.below(2) == 0)
    case 2: return .integer(Int64(generator.below(2_000)) - 1_000)
    case 3: return .integer(Int64(bitPattern: generator.next()) % (JSON.largestInteger + 1))
    case 4: return .string(randomText(&generator))
    case 5, 6:
      return .array((0..<generator.below(5)).map { _ in randomValue(&generator, depth: depth + 1) })
    default:
      var keys: Set<String> = []
      for _ in 0..<generator.below(6) { keys.insert("k" + String(generator.below(400), radix: 36)) }
      return .object(keys.map { JSON.Member($0, randomValue(&generator, depth: depth + 1)) })
    }
  }

  private func randomText(_ generator: inout SeededGenerator) -> String {
    let limits: [UInt32] = [0x20, 0x80, 0x800, 0x10000, 0x11_0000]
    var text = String.UnicodeScalarView()
    for _ in 0..<generator.below(12) {
      let limit = limits[generator.below(limits.count)]
      if let scalar = Unicode.Scalar(UInt32(generator.below(Int(limit)))) { text.append(scalar) }
    }
    return String(text)
  }

  private func text(_ json: JSON) -> String { String(decoding: json.serialize(), as: UTF8.self) }
}
