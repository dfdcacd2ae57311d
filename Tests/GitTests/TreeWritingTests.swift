import Git
import TestSupport
import Testing

/// Trees that this module writes, beside those that git's index writes.
@Suite struct TreeWritingTests {
  /// What git's index holds after the same updates.
  private func told(
    _ fixture: GitFixture, base: ObjectID?, updates: [(path: [UInt8], blob: ObjectID?)]
  ) throws -> ObjectID {
    try fixture.git("read-tree", base?.hex ?? "--empty")
    for update in updates {
      // Git's index does not put a file where a folder is without being told to.
      let (path, blob) = update
      try fixture.git(
        "update-index", "-z", "--index-info",
        input: try conflicts(with: path, in: fixture).flatMap {
          Array("0 \(zeros)\t".utf8) + $0 + [0]
        })
      let mode = blob == nil ? "0 \(zeros)" : "100644 \(blob?.hex ?? "")"
      try fixture.git(
        "update-index", "-z", "--index-info", input: Array("\(mode)\t".utf8) + path + [0])
    }
    return try fixture.id(try fixture.line("write-tree"))
  }

  private let zeros = String(repeating: "0", count: 40)

  /// Paths that are folders of this one or lie in it.
  private func conflicts(with path: [UInt8], in fixture: GitFixture) throws -> [[UInt8]] {
    try fixture.git("ls-files", "-z").output.split(separator: 0).map(Array.init).filter { other in
      other != path && (other.starts(with: path + [0x2F]) || path.starts(with: other + [0x2F]))
    }
  }

  @Test func randomUpdatesGiveTheTreesThatGitWrites() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    let blobs = try (0..<3).map { try repository.write(.blob, [UInt8($0)]) }
    let names =
      ["a", "a.b", "a0", "ab", "a-b", "b", "\u{e9}"].map { Array($0.utf8) } + [[0xff, 0x20]]
    var generator = SeededGenerator(seed: 31)
    var base: ObjectID?
    for round in 0..<40 {
      var updates: [[UInt8]: ObjectID?] = [:]
      for _ in 0...generator.below(6) {
        var path = names[generator.below(names.count)]
        for _ in 0..<generator.below(3) { path += [0x2F] + names[generator.below(names.count)] }
        // Two updates of one call never lie in each other.
        let clashes = updates.keys.contains {
          $0.starts(with: path + [0x2F]) || path.starts(with: $0 + [0x2F])
        }
        if clashes { continue }
        updates[path] = generator.below(3) == 0 ? .some(nil) : blobs[generator.below(3)]
      }
      let list = updates.map { (path: $0.key, blob: $0.value) }
      // Removing what is not there, or what is a folder, is not asked for by a ledger.
      let known = try base.map { try paths(of: $0, in: repository) } ?? []
      let real = list.filter { $0.blob != nil || known.contains($0.path) }
      let id = try repository.writeTree(
        from: base, updates: real.map { TreeUpdate(path: $0.path, blob: $0.blob) })
      #expect(try id == told(fixture, base: base, updates: real), "round \(round)")
      base = id
    }
    #expect(try fixture.tryGit("fsck", "--strict").status == 0)
  }

  private func paths(of tree: ObjectID, in repository: Repository) throws -> Set<[UInt8]> {
    Set(try repository.changes(from: nil, to: tree).map(\.path))
  }

  @Test func keepsWhatItDoesNotTouch() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    let blob = try repository.write(.blob, [1])
    var entries: [UInt8] = []
    for (mode, name) in [("100755", "a"), ("120000", "b"), ("160000", "c"), ("100644", "d\u{e9}")] {
      entries += Array("\(mode) \(name)\0".utf8) + blob.bytes
    }
    let base = try repository.write(.tree, entries)
    let id = try repository.writeTree(from: base, updates: [TreeUpdate(path: "x/y/z", blob: blob)])
    let changes = try repository.changes(from: base, to: id)
    #expect(changes.map(\.path) == [Array("x/y/z".utf8)])
    let back = try repository.writeTree(from: id, updates: [TreeUpdate(path: "x/y/z", blob: nil)])
    #expect(back == base)
  }

  @Test func sortsAsGitDoes() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    let blob = try repository.write(.blob, [1])
    let paths = ["a/x", "a.b", "a0", "a-", "ab", "a\u{7f}", "b"]
    let id = try repository.writeTree(
      from: nil, updates: paths.shuffled().map { TreeUpdate(path: $0, blob: blob) })
    let listing = try fixture.git("ls-tree", "-z", "\(id)").output
    #expect(try fixture.line("mktree", "-z", input: listing) == id.hex)
    #expect(try fixture.tryGit("fsck", "--strict").status == 0)
  }

  @Test func anEmptyTreeIsGits() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    #expect(
      try repository.writeTree(from: nil, updates: []).hex
        == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    let blob = try repository.write(.blob, [])
    #expect(blob.hex == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
    let id = try repository.writeTree(from: nil, updates: [TreeUpdate(path: "a/b", blob: blob)])
    #expect(
      try repository.writeTree(from: id, updates: [TreeUpdate(path: "a/b", blob: nil)]).hex
        == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
  }

  @Test func writesCommitsThatGitReads() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    let tree = try repository.write(.tree, [])
    let root = try repository.writeCommit(
      tree: tree, parents: [], identity: "relay <relay@example.com>", time: 0, message: "root\n")
    let id = try repository.writeCommit(
      tree: tree, parents: [root, root], identity: "relay <relay@example.com>", time: 1_772_366_400,
      message: "two\n\nlines\n")
    #expect(
      try fixture.line("log", "-1", "--format=%T %P %an %ae %at %ct %s", "\(id)")
        == "\(tree) \(root) \(root) relay relay@example.com 1772366400 1772366400 two")
    #expect(try fixture.tryGit("fsck", "--strict").status == 0)
  }
}
