import Git
import TestSupport
import Testing

/// Objects that are written.
@Suite struct ObjectTests {
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
