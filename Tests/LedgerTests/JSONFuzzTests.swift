import Foundation
import Ledger
import TestSupport
import Testing

/// Damaged payloads: none crashes the reader, and none is read that is not the one form of what it
/// says.
@Suite struct JSONFuzzTests {
  /// How many payloads are tried: `RELAY_FUZZ=5000000 swift test --filter JSONFuzz`.
  private static let count =
    ProcessInfo.processInfo.environment["RELAY_FUZZ"].flatMap { Int($0) } ?? 200_000

  /// The cases run side by side.
  private static let shares = 4

  @Test(arguments: 1...shares) func readsOnlyWhatItWouldWrite(share: Int) throws {
    let seeds = try seeds()
    var generator = SeededGenerator(seed: 0x9e37_79b9 * UInt64(share))
    var read = 0
    let count = Self.count / Self.shares
    for _ in 0..<count {
      let bytes = Self.mutated(seeds, &generator)
      guard let json = try? JSON(canonical: bytes) else { continue }
      read += 1
      if json.serialize() != bytes {
        Issue.record("\(String(decoding: bytes, as: UTF8.self)) is read, and written otherwise")
      }
    }
    // If almost nothing were read, the comparison would not mean much.
    #expect(read > count / 50, "\(read) of \(count) read")
  }

  /// Payloads and texts of the vectors.
  private func seeds() throws -> [[UInt8]] {
    let manifest = try Vectors.manifest()
    let texts = try manifest.json.map { try Vectors.read($0.file) }.filter { $0.count < 400 }
    let lines = try manifest.records.filter { $0.verdict == "valid" }.map { entry in
      Array(try Vectors.read(entry.file).prefix { $0 != UInt8(ascii: "\n") })
    }
    return texts + lines.filter { $0.count < 1_200 }
  }

  private static let tokens =
    [
      "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\u001f", "\\n", "\\ud800", "\\\\", "0",
      "-", "-0", "1", "9007199254740991", "9007199254740992", ".0", "e1", "true", "false", "null",
      "\u{e9}", "\u{ffff}", "\u{1f600}", "\r\n", " ", "\"a\":", "{\"a\":1}", "[[]]", "\u{feff}",
    ].map { Array($0.utf8) } + [[0], [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]]

  private static func mutated(
    _ seeds: [[UInt8]], _ generator: inout SeededGenerator
  ) -> [UInt8] {
    var bytes = seeds[generator.below(seeds.count)]
    for _ in 0...generator.below(3) {
      let place = generator.below(bytes.count + 1)
      let end = min(bytes.count, place + 1 + generator.below(8))
      switch generator.below(9) {
      case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(generator.below(8))
      case 1 where place < bytes.count: bytes[place] = UInt8(generator.below(256))
      // Within letters and digits most texts stay good.
      case 2 where place < bytes.count:
        bytes[place] = UInt8(ascii: "a") + UInt8(generator.below(26))
      case 3 where place < bytes.count:
        bytes[place] = UInt8(ascii: "0") + UInt8(generator.below(10))
      case 4: bytes.removeSubrange(place..<end)
      case 5: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 6: bytes.insert(contentsOf: tokens[generator.below(tokens.count)], at: place)
      case 7:
        let other = seeds[generator.below(seeds.count)]
        let start = generator.below(other.count + 1)
        let stop = min(other.count, start + generator.below(40))
        bytes.replaceSubrange(place..<end, with: other[start..<stop])
      default: bytes.removeLast(bytes.count - place)
      }
    }
    return bytes
  }

  /// Damaged records: whatever is still valid is the same file.
  @Test func noDamagedRecordIsValid() throws {
    let manifest = try Vectors.manifest()
    let records = try manifest.records.filter { $0.verdict == "valid" }.map {
      try Vectors.read($0.file)
    }
    let originals = Set(records)
    var generator = SeededGenerator(seed: 11)
    var parsed = 0
    let count = 8_000
    for _ in 0..<count {
      let bytes = Self.mutated(records, &generator)
      guard let record = try? UnverifiedRecord(parsing: bytes) else { continue }
      parsed += 1
      if case .valid = record.verify() { #expect(originals.contains(bytes)) }
    }
    // If none were read, no signature would have been checked.
    #expect(parsed > count / 50, "\(parsed) of \(count) read")
  }

  /// Each bit of a record counts.
  @Test(arguments: ["agreement", "key-p256", "key-rsa", "key-security-key"])
  func noFlippedBitGoesUnseen(name: String) throws {
    let bytes = try Vectors.read("records/valid/\(name).relay")
    let id = try UnverifiedRecord(parsing: bytes).id
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place % 8)
      guard let record = try? UnverifiedRecord(parsing: changed) else { continue }
      // A changed payload has another name already.
      guard record.id == id else { continue }
      if case .valid = record.verify() { Issue.record("byte \(place) of \(name)") }
    }
  }
}
