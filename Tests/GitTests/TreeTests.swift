import Git
import TestSupport
import Testing

/// Trees and their differences, beside `git ls-tree` and `git diff-tree`.
@Suite struct TreeTests {
  /// A difference as git's raw format and this module both can say it.
  private struct Difference: Hashable, CustomStringConvertible {
    let path: [UInt8]
    let old: String
    let new: String

    var description: String {
      "\(String(decoding: path, as: UTF8.self).debugDescription) \(old) -> \(new)"
    }
  }

  private func told(
    _ fixture: GitFixture, from old: ObjectID?, to new: ObjectID
  ) throws -> [Difference] {
    let empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    _ = try fixture.write("tree", [])
    let output = try fixture.git(
      "diff-tree", "-r", "-z", "--raw", "--no-renames", "--full-index", old?.hex ?? empty, new.hex)
    let fields = output.output.split(separator: 0).map(Array.init)
    var result: [Difference] = []
    for index in stride(from: 0, to: fields.count - 1, by: 2) {
      let words = String(decoding: fields[index].dropFirst(), as: UTF8.self).split(separator: " ")
      func side(_ mode: Substring, _ id: Substring) -> String {
        mode == "000000" ? "none" : "\(mode) \(id)"
      }
      result.append(
        Difference(
          path: fields[index + 1], old: side(words[0], words[2]), new: side(words[1], words[3])))
    }
    return result
  }

  private func found(
    _ repository: Repository, from old: ObjectID?, to new: ObjectID
  ) throws -> [Difference] {
    try repository.changes(from: old, to: new).map { change in
      func side(_ entry: TreeEntry?) -> String {
        guard let entry else { return "none" }
        let mode = String(entry.mode, radix: 8)
        return "\(mode) \(entry.id)"
      }
      return Difference(path: change.path, old: side(change.old), new: side(change.new))
    }
  }

  /// A tree object of entries as they are given, sorted or not, good or not.
  private func tree(
    _ entries: [(mode: String, name: [UInt8], id: ObjectID)], in fixture: GitFixture
  ) throws -> ObjectID {
    var bytes: [UInt8] = []
    for entry in entries {
      bytes += Array("\(entry.mode) ".utf8) + entry.name + [0] + entry.id.bytes
    }
    return try fixture.write("tree", bytes)
  }

  @Test func randomTreesDifferAsGitSays() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    let blobs = try (0..<4).map { try fixture.write("blob", [UInt8($0)]) }
    let names =
      ["a", "a.b", "a0", "a-", "ab", "b", "A", "\u{e9}", "z z", "q\"", "t\tt", "a\u{1}", "a~"].map {
        Array($0.utf8)
      } + [[0xff], [0x61, 0x2e], [0x61, 0x30]]
    var generator = SeededGenerator(seed: 23)
    func random(_ depth: Int) throws -> ObjectID {
      var entries: [[UInt8]: (mode: String, id: ObjectID)] = [:]
      for _ in 0..<generator.below(7) {
        let name = names[generator.below(names.count)]
        let blob = blobs[generator.below(blobs.count)]
        switch generator.below(depth > 2 ? 5 : 8) {
        case 0: entries[name] = ("100755", blob)
        case 1: entries[name] = ("120000", blob)
        case 2: entries[name] = ("160000", blob)
        case 3, 4: entries[name] = ("100644", blob)
        default: entries[name] = ("40000", try random(depth + 1))
        }
      }
      let sorted = entries.map { name, entry in
        (key: entry.mode == "40000" ? name + [0x2F] : name, name: name, entry: entry)
      }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      return try tree(sorted.map { ($0.entry.mode, $0.name, $0.entry.id) }, in: fixture)
    }
    let trees = try (0..<40).map { _ in try random(0) }
    for (old, new) in zip(trees, trees.dropFirst()) {
      let expected = try told(fixture, from: old, to: new)
      #expect(Set(try found(repository, from: old, to: new)) == Set(expected))
      #expect(try found(repository, from: old, to: new).count == expected.count)
      #expect(
        Set(try found(repository, from: nil, to: new)) == Set(try told(fixture, from: nil, to: new))
      )
      #expect(try found(repository, from: new, to: new).isEmpty)
    }
  }

  /// Early versions of git wrote modes that it now takes for 100644 and 100755.
  @Test func modesOfOldRepositoriesAreWhatGitTakesThemFor() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    let blob = try fixture.write("blob", [1])
    let inner = try tree([("100644", [0x61], blob)], in: fixture)
    let trees =
      try ["100644", "100664", "100600", "100755", "100775", "100444"].map { mode in
        try tree(
          [(mode, Array("file".utf8), blob), ("40000", Array("folder".utf8), inner)], in: fixture)
      } + [
        tree(
          [("100644", Array("file".utf8), blob), ("040000", Array("folder".utf8), inner)],
          in: fixture)
      ]
    var wrong: [String] = []
    for old in trees {
      for new in trees {
        let difference = try found(repository, from: old, to: new)
        if try difference != told(fixture, from: old, to: new) { wrong.append("\(difference)") }
      }
    }
    #expect(wrong.isEmpty)
  }

  @Test func listsEntriesAsGitDoes() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    let blob = try fixture.write("blob", [1])
    let inner = try tree([("100644", [0x61], blob)], in: fixture)
    let id = try tree(
      [
        ("100755", Array("a.b".utf8), blob), ("40000", Array("a".utf8), inner),
        ("120000", Array("a0".utf8), blob), ("160000", Array("sub".utf8), blob),
        ("100644", [0xff, 0xfe], blob),
      ], in: fixture)
    let told = try fixture.git("ls-tree", "-z", "\(id)").output.split(separator: 0).map(Array.init)
    let found = try repository.entries(of: id).map { name, entry -> [UInt8] in
      let mode = String(entry.mode, radix: 8)
      let kind = [TreeEntry.Mode.folder: "tree", TreeEntry.Mode.submodule: "commit"][entry.kind]
      let padded = String(repeating: "0", count: 6 - mode.utf8.count) + mode
      return Array("\(padded) \(kind ?? "blob") \(entry.id)\t".utf8) + name
    }
    #expect(found == told)
    #expect(try repository.entry(in: id, at: "a/a")?.id == blob)
    #expect(try repository.entry(in: id, at: "a.b")?.mode == 0o100755)
    #expect(try repository.entry(in: id, at: "a")?.kind == TreeEntry.Mode.folder)
    #expect(try repository.entry(in: id, at: "a/b") == nil)
    #expect(try repository.entry(in: id, at: "nothing/at/all") == nil)
  }

  @Test func aMissingOrWrongTreeIsAnError() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    let blob = try fixture.write("blob", [1])
    let absent = try GitFixture.id(hex: String(repeating: "1", count: 40))
    #expect(throws: GitError.self) { try repository.changes(from: nil, to: blob) }
    let error = try #require(throws: GitError.self) {
      try repository.changes(from: nil, to: absent)
    }
    #expect(error.kind == .notFound)
    #expect(throws: GitError.self) { try repository.entries(of: blob) }
    for bytes in [
      Array("100644 a".utf8), Array("100644 a\0".utf8), Array("1006x4 a\0".utf8) + blob.bytes,
      Array("100644 a\0".utf8) + blob.bytes.dropLast(), [0x20], [0],
    ] {
      let broken = try fixture.write("tree", bytes)
      #expect(throws: GitError.self, "\(bytes)") { try repository.changes(from: nil, to: broken) }
    }
  }

  /// A folder in a folder, deeper than a stack is high. In a process of its own: what goes wrong
  /// here ends the process.
  @Test func deepTreesEndInAnError() async {
    await #expect(processExitsWith: .success) {
      let fixture = try GitFixture()
      let repository = try fixture.open()
      var id = try fixture.write("blob", [1])
      var mode = "100644"
      for _ in 0..<3_000 {
        id = try repository.write(.tree, Array("\(mode) d\0".utf8) + id.bytes)
        mode = "40000"
      }
      let deepest = id
      #expect(throws: GitError.self) { try repository.changes(from: nil, to: deepest) }
    }
  }

  @Test func foldersWithoutEndAndWithoutFilesAreGivenUp() throws {
    let fixture = try GitFixture()
    var id = try fixture.write("tree", [])
    for _ in 0..<12 {
      let bytes = (0..<12).flatMap { Array("40000 \(10 + $0)\0".utf8) + id.bytes }
      id = try fixture.write("tree", bytes)
    }
    let repository = try fixture.open()
    let error = #expect(throws: GitError.self) { try repository.changes(from: nil, to: id) }
    #expect(error?.kind == .tooLarge)
  }
}
