import Git
import TestSupport
import Testing

@testable import LedgerStore

/// Commits of many files in one pack, beside what git's index makes of the same files.
@Suite struct FastImportTests {
  private static let identity = "A <a@example.com>"

  private func importing(
    _ files: [(path: [UInt8], content: [UInt8]?)], on parents: [ObjectID]
  ) -> FastImport {
    FastImport(
      parents: parents, identity: Self.identity, time: 1_772_366_400,
      message: "many\n\n# and data 3\n", files: files)
  }

  /// Names that only git's own quoting gets through.
  private static let names: [[UInt8]] = [
    Array("plain".utf8), Array("two words".utf8), Array("a\"b\\c".utf8),
    Array("\u{e9}\n\u{1f600}".utf8),
    [0xff, 0x01, 0x7f], Array("-x".utf8), Array("data 5".utf8),
  ]

  private func commit(_ fixture: GitFixture) throws -> ObjectID {
    for name in Self.names {
      let blob = try fixture.line("hash-object", "-w", "--stdin", input: Array("old".utf8))
      try fixture.git(
        "update-index", "-z", "--index-info",
        input: Array("100644 \(blob)\tf/".utf8) + name + [0])
    }
    let tree = try fixture.line("write-tree")
    return try fixture.id(try fixture.line("commit-tree", "-m", "base", tree))
  }

  @Test func writesWhatGitsIndexDoes() throws {
    let fixture = try GitFixture()
    let base = try commit(fixture)
    let other = try fixture.id(
      try fixture.line("commit-tree", "-m", "other", "\(base)^{tree}"))
    var files: [(path: [UInt8], content: [UInt8]?)] = []
    for name in Self.names { files.append((Array("f/".utf8) + name, nil)) }
    for (number, name) in Self.names.enumerated() {
      files.append((Array("g/\(number)/".utf8) + name, Array("\(number)\0\ndone\n".utf8)))
    }
    files.append((Array("empty".utf8), []))
    for number in 0..<300 {
      files.append((Array("h/\(number)".utf8), Array("line \(number)".utf8)))
    }

    let id = try #require(importing(files, on: [base, other]).run(in: try fixture.open()))

    #expect(try fixture.tryGit("fsck", "--strict", "\(id)").status == 0)
    for (path, content) in files {
      let update: [UInt8]
      if let content {
        let blob = try fixture.line("hash-object", "--stdin", input: content)
        update = Array("100644 \(blob)\t".utf8) + path
      } else {
        update = Array("0 \(String(repeating: "0", count: 40))\t".utf8) + path
      }
      try fixture.git("update-index", "-z", "--index-info", input: update + [0])
    }
    #expect(try fixture.line("write-tree") == fixture.line("rev-parse", "\(id)^{tree}"))
    let format = "%P|%an <%ae> %at|%cn <%ce> %ct|%B"
    #expect(
      try fixture.git("log", "-1", "--format=\(format)", "\(id)").text == """
        \(base) \(other)|\(Self.identity) 1772366400|\(Self.identity) 1772366400|many

        # and data 3


        """)
  }

  @Test func storesOnePackWithoutDeltas() throws {
    let fixture = try GitFixture()
    let base = try commit(fixture)
    let before = try fixture.git("count-objects", "-v").lines
    let line = String(repeating: "what all of them have in common\n", count: 40)
    let files = (0..<40).map { (path: Array("\($0)".utf8), content: Array("\(line)\($0)".utf8)) }
    let reader = try fixture.open()
    let id = try #require(importing(files, on: [base]).run(in: try fixture.open()))
    // A handle that is open sees it.
    #expect(reader.contains(id))
    let after = try fixture.git("count-objects", "-v").lines
    #expect(after.contains("packs: 1") && before.contains("packs: 0"))
    #expect(after.first == before.first)
    let bases = try fixture.git(
      "cat-file", "--batch-all-objects", "--batch-check=%(deltabase)"
    ).lines
    #expect(bases.count > 40 && bases.allSatisfy { $0 == String(repeating: "0", count: 40) })
    #expect(try fixture.git("for-each-ref").text == "")
  }

  @Test func answersNothingWhereGitRefuses() throws {
    let fixture = try GitFixture()
    let absent = try GitFixture.id(hex: String(repeating: "1", count: 40))
    let files = [(path: Array("a".utf8), content: Optional([UInt8(1)]))]
    #expect(importing(files, on: [absent]).run(in: try fixture.open()) == nil)
    #expect(try fixture.git("count-objects", "-v").lines.contains("packs: 0"))
  }
}
