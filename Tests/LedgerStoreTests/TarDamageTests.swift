import Foundation
import LedgerStore
import TestSupport
import Testing

/// Damaged archives: none crashes the reader, and none is read as less than it holds.
@Suite struct TarDamageTests {
  private static let small: [String: [UInt8]] = [
    "records/1": Array("first".utf8), "records/2": [],
    "records/\(String(repeating: "f", count: 100))/3": [UInt8](repeating: 7, count: 513),
  ]

  /// Entries and end-of-archive marker without a record's padding.
  private func bare() throws -> (bytes: [UInt8], record: [UInt8]) {
    let bytes = try TarTests.archive(Self.small)
    return (Array(bytes.prefix(3 * 512 + 512 + 1_024 + 1_024)), bytes)
  }

  @Test func truncatedAnywhere() throws {
    let (bare, record) = try bare()
    #expect(try TarTests.read(bare) == Self.small)
    for length in 0..<bare.count {
      #expect(throws: TarError.self, "\(length)") { try TarReader(Array(bare.prefix(length))) }
    }
    // From here on only padding is missing: all is there, or it is noticed.
    for length in bare.count...record.count {
      let cut = try? TarTests.read(Array(record.prefix(length)))
      #expect(cut == (length.isMultiple(of: 512) ? Self.small : nil), "\(length)")
    }
  }

  @Test func beginningLost() throws {
    let (bare, _) = try bare()
    // Whole entries that are cut off at the front leave a good archive, so parts are.
    for length in 1..<512 {
      #expect(throws: TarError.self) { try TarReader(Array(bare.dropFirst(length))) }
    }
  }

  /// A bit outside the content is noticed or means nothing, as in a space for a NUL.
  @Test func anyBitFlipped() throws {
    let archive = CraftedEntry(name: "n", prefix: "f", content: "content").archive
    let (path, content) = (Array("f/n".utf8), Array("content".utf8))
    var unnoticed: [Int] = []
    for place in archive.indices {
      for bit in 0..<8 {
        var changed = archive
        changed[place] ^= 1 << UInt8(bit)
        guard let reader = try? TarReader(changed) else { continue }
        #expect(reader.entries.map(\.path) == [path])
        if reader.entries.allSatisfy({ $0.content.elementsEqual(content) }) {
          unnoticed.append(place)
        } else {
          #expect((512..<519).contains(place))
        }
      }
    }
    // The NUL and the space after the checksum.
    #expect(unnoticed == [154, 155])
  }

  /// How many archives are tried: `RELAY_FUZZ=2000000 swift test --filter TarDamage`.
  private static let count =
    ProcessInfo.processInfo.environment["RELAY_FUZZ"].flatMap { Int($0) } ?? 20_000

  /// The cases run side by side.
  private static let shares = 4

  /// Mutations, most with good checksums: what is read is what GNU tar reads, and can be written
  /// and read again.
  @Test(arguments: 1...shares) func readsOnlyWhatItCouldWrite(share: Int) throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 0x9E37_79B9 * UInt64(share))
    let seeds = try seeds()
    var (read, compared) = (0, 0)
    for _ in 0..<(Self.count / Self.shares) {
      let bytes = Self.mutated(seeds, &generator)
      guard let reader = try? TarReader(bytes) else { continue }
      read += 1
      var writer = TarWriter()
      for entry in reader.entries {
        try writer.add(String(decoding: entry.path, as: UTF8.self), Array(entry.content))
      }
      let again = try TarReader(writer.serialize()).entries
      let sorted = reader.entries.sorted { $0.path.lexicographicallyPrecedes($1.path) }
      #expect(again == sorted)
      if TarTests.hasGNU && compared < 50 {
        compared += 1
        try compare(reader, bytes, in: folder)
      }
    }
    // If almost nothing were read, the comparison would not mean much.
    #expect(read > Self.count / Self.shares / 20, "\(read) read")
  }

  /// GNU tar lists the same paths and extracts the same contents.
  private func compare(
    _ reader: TarReader, _ bytes: [UInt8], in folder: TemporaryFolder
  ) throws {
    let listing = try Tool.succeed(
      "tar", ["--numeric-owner", "--quoting-style=literal", "-tvf", "-"], input: bytes, in: folder)
    let paths = listing.lines.filter { $0.hasPrefix("-") }.map { line in
      let path = String(line.split(separator: " ", maxSplits: 5)[5])
      return path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    }
    #expect(reader.entries.map { String(decoding: $0.path, as: UTF8.self) } == paths)
    let contents = try Tool.succeed("tar", ["-xOf", "-"], input: bytes, in: folder)
    #expect(Array(reader.entries.map(\.content).joined()) == contents.output)
  }

  private func seeds() throws -> [[UInt8]] {
    let folder = CraftedEntry(name: "./", type: "5")
    // As bsdtar writes numbers.
    let file = CraftedEntry(name: "./a/b", size: Array("00000000003 ".utf8), content: "abc")
    let old = CraftedEntry(name: "c", prefix: "a/d", type: "\0", content: "0123456789")
    return [
      try bare().bytes,
      CraftedEntry.archive([folder, CraftedEntry(name: "./a/", type: "5"), file, old]),
      CraftedEntry.archive([old, CraftedEntry(name: "a/d/e", type: "0"), file]),
    ]
  }

  private static let tokens: [[UInt8]] =
    ["../", "/", "./", "//", "\\", "\0", " ", "a/d", "777", "000", "8", "-", "ustar", "a"].map {
      Array($0.utf8)
    } + [[0x80], [0xFF], [0, 0, 0]]

  private static let fields = [0, 100, 108, 116, 124, 136, 148, 156, 157, 257, 263, 329, 345, 500]

  private static func mutated(
    _ seeds: [[UInt8]], _ generator: inout SeededGenerator
  ) -> [UInt8] {
    var bytes = seeds[generator.below(seeds.count)]
    for _ in 0...generator.below(3) {
      let blocks = bytes.count / 512
      guard blocks > 0 else { break }
      let block = generator.below(blocks) * 512
      // Most of a header is empty, so the start of a field is tried more often.
      let inside =
        generator.below(2) == 0
        ? generator.below(512) : fields[generator.below(fields.count)] + generator.below(12)
      let place = min(block + inside, bytes.count - 1)
      switch generator.below(10) {
      case 0, 1: bytes[place] ^= 1 << UInt8(generator.below(8))
      case 2: bytes[place] = UInt8(generator.below(256))
      case 3: bytes[place] = UInt8(ascii: "0") + UInt8(generator.below(8))
      case 4: bytes[place] = UInt8(ascii: "a") + UInt8(generator.below(4))
      case 5:
        for (place, byte) in zip(place..<bytes.count, tokens[generator.below(tokens.count)]) {
          bytes[place] = byte
        }
      case 6: bytes.removeSubrange(block..<(block + 512))
      case 7: bytes.insert(contentsOf: bytes[block..<(block + 512)], at: block)
      case 8:
        let other = seeds[generator.below(seeds.count)]
        let start = generator.below(other.count / 512) * 512
        bytes.insert(contentsOf: other[start..<(start + 512)], at: block)
      default:
        if generator.below(4) == 0 { bytes.removeLast(generator.below(600) % bytes.count) }
      }
    }
    if generator.below(4) > 0 { reseal(&bytes) }
    return bytes
  }

  /// Puts the right checksum into all that looks like a header.
  private static func reseal(_ bytes: inout [UInt8]) {
    for start in stride(from: 0, to: bytes.count - 511, by: 512)
    where bytes[(start + 257)..<(start + 262)].elementsEqual("ustar".utf8) {
      let block = start..<(start + 512)
      bytes.replaceSubrange(block, with: CraftedEntry.sealed(Array(bytes[block])))
    }
  }
}
