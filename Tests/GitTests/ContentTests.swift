import Git
import TestSupport
import Testing

/// What files hold, as git's counts see it.
@Suite struct ContentTests {
  private func content(_ bytes: [UInt8], in repository: Repository) throws -> Content {
    let id = try repository.write(.blob, bytes)
    return try Content.read(TreeEntry(id: id, mode: TreeEntry.Mode.file), in: repository)
  }

  @Test func aNULAmongTheFirst8000BytesMakesItBinary() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    for (place, isBinary) in [(0, true), (1, true), (7_999, true), (8_000, false), (9_000, false)] {
      var bytes = [UInt8](repeating: 0x61, count: 10_000)
      bytes[place] = 0
      #expect(try content(bytes, in: repository).isBinary == isBinary, "\(place)")
    }
    #expect(try !content([], in: repository).isBinary)
    #expect(try !content([0xff, 0xfe, 1], in: repository).isBinary)
    #expect(!Content.empty.isBinary)
  }

  @Test func aSubmoduleHoldsTheLineThatGitShows() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    let id = try GitFixture.id(hex: String(repeating: "1", count: 40))
    let content = try Content.read(
      TreeEntry(id: id, mode: TreeEntry.Mode.submodule), in: repository)
    #expect(content.withUnsafeBytes { Array($0) } == Array("Subproject commit \(id)\n".utf8))
  }

  @Test func aMissingBlobIsSaidToBeMissing() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    let id = try GitFixture.id(hex: String(repeating: "1", count: 40))
    let error = try #require(throws: GitError.self) {
      _ = try Content.read(TreeEntry(id: id, mode: TreeEntry.Mode.file), in: repository)
    }
    #expect(error.kind == .notFound)
  }

  /// Hunks of random texts, beside `git diff --no-index`.
  @Test func comparesLinesAsGitDoes() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    var generator = SeededGenerator(seed: 41)
    let vocabulary = [
      "}", "{", "", "  x", "return", "a", "b", "end", "\tif", "\r", "c\r", "\u{e9}",
    ]
    func random(_ count: Int) -> [[UInt8]] {
      (0..<count).map { _ in
        let unique = generator.below(3) == 0 ? "\(generator.below(50))" : ""
        return Array((vocabulary[generator.below(vocabulary.count)] + unique).utf8)
      }
    }
    for round in 0..<120 {
      var lines = random(generator.below(40))
      let old = text(lines, endsInNewline: generator.below(4) > 0)
      for _ in 0...generator.below(6) {
        let place = generator.below(lines.count + 1)
        let end = min(lines.count, place + generator.below(4))
        lines.replaceSubrange(place..<end, with: random(generator.below(4)))
      }
      let new = text(lines, endsInNewline: generator.below(4) > 0)
      var found: [[UInt8]] = []
      try Content.compare(content(old, in: repository), content(new, in: repository)) {
        change, line in
        let mark: UInt8 = [.context: 0x20, .added: 0x2B, .removed: 0x2D][change] ?? 0
        found.append([mark] + Array(line).filter { $0 != 0x0A })
      }
      #expect(try found == told(old, new, by: fixture), "round \(round)")
    }
  }

  private func text(_ lines: [[UInt8]], endsInNewline: Bool) -> [UInt8] {
    let all: [UInt8] = lines.reduce(into: []) { $0 += $1 + [0x0A] }
    return endsInNewline ? all : Array(all.dropLast())
  }

  /// The lines of git's hunks.
  private func told(_ old: [UInt8], _ new: [UInt8], by fixture: GitFixture) throws -> [[UInt8]] {
    let left = try fixture.write("blob", old)
    let right = try fixture.write("blob", new)
    let patch = try fixture.git("diff", "--text", "--no-ext-diff", "\(left)", "\(right)").output
    var isHunk = false
    return patch.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init).filter {
      line in
      switch line.first {
      case 0x40:
        isHunk = true
        return false
      case 0x20, 0x2B, 0x2D: return isHunk
      default: return false
      }
    }
  }
}
