import Git
import TestSupport
import Testing

/// Many objects in one pack.
@Suite struct PackTests {
  private func packs(_ fixture: GitFixture) throws -> [String] {
    try fixture.git("count-objects", "-v").lines
  }

  @Test func looksForNoLikeness() throws {
    let fixture = try GitFixture()
    try fixture.commit("before")
    let line = String(repeating: "what all of them have in common\n", count: 40)
    _ = try fixture.open().writingPack { pack in
      for number in 0..<100 { _ = try pack.write(.blob, Array("\(line)\(number)\n".utf8)) }
    }
    func bases() throws -> [String] {
      try fixture.git("cat-file", "--batch-all-objects", "--batch-check=%(deltabase)").lines
    }
    let none = String(repeating: "0", count: 40)
    #expect(try bases().count >= 100)
    #expect(try bases().allSatisfy { $0 == none })
    // Git would have found it.
    try fixture.git("repack", "-adfkq")
    #expect(try bases().contains { $0 != none })
  }

  @Test func storesEverythingInOnePack() throws {
    let fixture = try GitFixture()
    try fixture.commit("before")
    try fixture.git("repack", "-adq")
    let repository = try fixture.open()
    var blobs: [ObjectID] = []
    let commit = try repository.writingPack { pack in
      for number in 0..<500 {
        blobs.append(try pack.write(.blob, Array("number \(number)\n".utf8)))
      }
      // Twice the same, and what is there already.
      _ = try pack.write(.blob, Array("number 1\n".utf8))
      let tree = try pack.writeTree(
        from: nil,
        updates: blobs.enumerated().map { TreeUpdate(path: "\($0 % 16)/\($0)", blob: $1) })
      // Written objects can be read back before they are stored.
      #expect(try pack.repository.read(blobs[7]).bytes == Array("number 7\n".utf8))
      #expect(try pack.repository.changes(from: nil, to: tree).count == 500)
      return try pack.writeCommit(
        tree: tree, parents: [], identity: "A <a@example.com>", time: 0, message: "many\n")
    }
    let counts = try packs(fixture)
    #expect(counts.contains("count: 0"))
    #expect(counts.contains("packs: 2"))
    #expect(try fixture.git("cat-file", "-p", "\(blobs[499])").text == "number 499\n")
    #expect(try fixture.tryGit("fsck", "--strict", "\(commit)").status == 0)
    #expect(try repository.commit(commit).subject.elementsEqual("many".utf8))
    #expect(try fixture.tryGit("gc", "--prune=now", "--quiet").status == 0)
  }

  @Test func storesNothingIfTheBodyThrows() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    var blob: ObjectID?
    #expect(throws: SetupError.self) {
      try repository.writingPack { pack in
        blob = try pack.write(.blob, [1, 2, 3])
        throw SetupError("enough")
      }
    }
    #expect(try !repository.contains(#require(blob)))
    #expect(try packs(fixture).contains("packs: 0"))
    #expect(try packs(fixture).contains("count: 0"))
  }

  @Test func aPackOfNothingIsNone() throws {
    let fixture = try GitFixture()
    try fixture.open().writingPack { _ in }
    #expect(try packs(fixture).contains("packs: 0"))
  }

  @Test func aReaderThatIsOpenSeesTheNewPack() throws {
    let fixture = try GitFixture()
    let (writer, reader) = (try fixture.open(), try fixture.open())
    let absent = try GitFixture.id(hex: String(repeating: "1", count: 40))
    #expect(!reader.contains(absent))
    let blob = try writer.writingPack { try $0.write(.blob, [9]) }
    #expect(try reader.read(blob).bytes == [9])
  }

  @Test func looseObjectsAreWhatGitWrites() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    for bytes in [[], [0], Array("text\n".utf8), [UInt8](repeating: 7, count: 100_000)] as [[UInt8]]
    {
      let id = try repository.write(.blob, bytes)
      #expect(try fixture.line("hash-object", "--stdin", input: bytes) == id.hex)
      #expect(try fixture.git("cat-file", "blob", "\(id)").output == bytes)
      #expect(try repository.read(id).bytes == bytes)
      #expect(try repository.header(of: id)?.size == bytes.count)
      #expect(try repository.header(of: id)?.kind == .blob)
    }
    let absent = try GitFixture.id(hex: String(repeating: "1", count: 40))
    #expect(try repository.header(of: absent) == nil)
    #expect(try #require(throws: GitError.self) { try repository.read(absent) }.kind == .notFound)
  }
}
