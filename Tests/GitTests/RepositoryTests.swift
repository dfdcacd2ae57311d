import Git
import TestSupport
import Testing

/// Repositories of every shape.
@Suite struct RepositoryTests {
  @Test func isFoundFromAnyFolderInIt() throws {
    let fixture = try GitFixture()
    try fixture.folder.makeFolder("repository/a/b")
    let repository = try Repository.open(at: fixture.path + "/a/b")
    #expect(repository.workDirectory == fixture.path + "/")
    #expect(repository.gitDirectory == fixture.path + "/.git/")
    #expect(repository.commonDirectory == repository.gitDirectory)
    #expect(try repository.mainWorkDirectory() == repository.workDirectory)
    #expect(!repository.isLinkedWorktree)
    #expect(try repository.reopened().gitDirectory == repository.gitDirectory)
    #expect(throws: GitError.self) { try Repository.open(at: fixture.path + "/a/b", search: false) }
  }

  @Test func whatIsNoRepositoryIsNotMadeOne() throws {
    let folder = try TemporaryFolder()
    _ = try GitFixture("unused", in: folder)
    try folder.makeFolder("plain")
    for path in [folder.path("plain"), folder.path("nothing")] {
      let error = try #require(throws: GitError.self) { try Repository.open(at: path) }
      #expect(error.kind == .notARepository)
    }
    #expect(try Tool.succeed("ls", ["-A", folder.path("plain")], in: folder).text.isEmpty)
  }

  @Test func aBareRepositoryHasNoWorkTree() throws {
    let fixture = try GitFixture(bare: true)
    let repository = try fixture.open()
    #expect(repository.workDirectory == nil)
    #expect(try repository.mainWorkDirectory() == nil)
    #expect(repository.gitDirectory == fixture.path + "/")
  }

  @Test func aLinkedWorkTreeKnowsTheMainOne() throws {
    let fixture = try GitFixture()
    try fixture.commit("one")
    try fixture.git("worktree", "add", "-q", fixture.folder.path("linked"), "-b", "side")
    let repository = try Repository.open(at: fixture.folder.path("linked"))
    #expect(repository.isLinkedWorktree)
    #expect(repository.workDirectory == fixture.folder.path("linked") + "/")
    #expect(repository.commonDirectory == fixture.path + "/.git/")
    #expect(try repository.mainWorkDirectory() == fixture.path + "/")
    #expect(try repository.currentBranch() == Array("side".utf8))
    #expect(try repository.reopened().isLinkedWorktree)
  }

  @Test func hooksAreWhereGitLooksForThem() throws {
    let fixture = try GitFixture()
    try fixture.commit("one")
    func check(_ path: String) throws {
      let told = try Tool.succeed(
        "git", ["-C", path, "rev-parse", "--path-format=absolute", "--git-path", "hooks"],
        in: fixture.folder
      ).lines[0]
      var found = try Repository.open(at: path).hooksDirectory()
      while found.hasSuffix("/") { found.removeLast() }
      #expect(found == told, "\(path)")
    }
    try check(fixture.path)
    try fixture.git("worktree", "add", "-q", fixture.folder.path("linked"), "-b", "side")
    try check(fixture.folder.path("linked"))
    for value in ["/absolute/hooks", ".githooks", "~/hooks-of-home"] {
      try fixture.git("config", "core.hooksPath", value)
      if value.hasPrefix("~") { continue }
      try check(fixture.path)
      try check(fixture.folder.path("linked"))
    }
  }

  @Test func saysPlainlyWhatItCannotRead() throws {
    let folder = try TemporaryFolder()
    _ = try GitFixture("sha256", in: folder, options: ["--object-format=sha256"])
    let error = try #require(throws: GitError.self) {
      try Repository.open(at: folder.path("sha256"))
    }
    #expect(error.kind == .unsupportedFormat)
    for (name, extensionName, value) in [
      ("refs", "refStorage", "reftable"), ("new", "madeUp", "true"),
    ] {
      let fixture = try GitFixture(name, in: folder)
      try fixture.git("config", "core.repositoryFormatVersion", "1")
      try fixture.git("config", "extensions.\(extensionName)", value)
      let error = try #require(throws: GitError.self) { try fixture.open() }
      #expect(error.kind == .unsupportedFormat, "\(name): \(error)")
    }
  }

  /// Extensions that change nothing for a reader.
  @Test func readsSparseAndPartialClones() throws {
    let fixture = try GitFixture()
    try fixture.write("a/file", "text\n")
    let id = try fixture.commit("one")
    try fixture.git("sparse-checkout", "set", "a")
    #expect(try fixture.open().commit(id).id == id)
    try fixture.git("config", "uploadpack.allowFilter", "true")
    try fixture.git(
      "clone", "-q", "--no-checkout", "--filter=blob:none", "file://\(fixture.path)",
      fixture.folder.path("partial"))
    let partial = try GitFixture("partial", in: fixture.folder, existing: true).open()
    #expect(try partial.commit(id).id == id)
    let entry = try #require(try partial.entry(in: partial.commit(id).tree, at: "a/file"))
    #expect(try partial.header(of: entry.id) == nil)
  }

  @Test func aSubmodulesGitDirectoryIsFollowed() throws {
    let fixture = try GitFixture()
    try fixture.commit("one")
    let outer = try GitFixture("outer", in: fixture.folder)
    try outer.git("submodule", "--quiet", "add", "file://\(fixture.path)", "inner")
    let repository = try Repository.open(at: outer.path + "/inner")
    #expect(repository.gitDirectory == outer.path + "/.git/modules/inner/")
    #expect(try repository.hooksDirectory().hasPrefix(outer.path + "/.git/modules/inner/hooks"))
  }

  @Test func settingsAreReadAsGitReadsThem() throws {
    let fixture = try GitFixture()
    try fixture.git("config", "relay.remote", "origin")
    try fixture.git("config", "--add", "relay.prefix", "acme")
    try fixture.git("config", "--add", "relay.prefix", "")
    try fixture.git("config", "--add", "relay.prefix", "zeta")
    try fixture.git("config", "relay.push", "off")
    try fixture.git("config", "relay.7.genesis", "abc")
    try fixture.git("config", "relay.path", "~/key")
    let configuration = try fixture.open().configuration()
    #expect(configuration["relay.remote"] == "origin")
    #expect(configuration["relay.missing"] == nil)
    #expect(configuration["relay.prefix"] == "zeta")
    #expect(configuration.all("relay.prefix") == ["acme", "", "zeta"])
    #expect(configuration.all("relay.missing").isEmpty)
    #expect(configuration["relay.7.genesis"] == "abc")
    for (value, expected) in [
      ("true", true), ("yes", true), ("on", true), ("1", true), ("false", false), ("no", false),
      ("off", false), ("0", false), ("", false), ("nonsense", nil),
    ] as [(String, Bool?)] {
      try fixture.git("config", "relay.flag", value)
      #expect(try fixture.open().configuration().flag("relay.flag") == expected, "\(value)")
    }
    #expect(configuration.flag("relay.nothing") == nil)
  }

  @Test func settingsAreWrittenForGitToRead() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    try repository.setLocal("relay.7.genesis", to: "abc")
    #expect(try fixture.line("config", "--local", "relay.7.genesis") == "abc")
    #expect(try repository.configuration()["relay.7.genesis"] == "abc")
    let odd = "a \"quoted\" \\ value # with ; signs"
    try repository.setLocal("relay.odd", to: odd)
    #expect(try fixture.line("config", "--local", "relay.odd") == odd)
    try repository.setLocal("relay.odd", to: nil)
    #expect(try fixture.tryGit("config", "relay.odd").status == 1)
    try repository.setLocal("relay.odd", to: nil)
  }

  @Test func remotesAreThoseOfGit() throws {
    let fixture = try GitFixture()
    #expect(try fixture.open().remotes().isEmpty)
    try fixture.git("remote", "add", "upstream", "https://example.com/a.git")
    try fixture.git("remote", "add", "origin", "ssh://git@example.com/b.git")
    let repository = try fixture.open()
    #expect(try repository.remotes() == ["origin", "upstream"])
    #expect(try repository.url(ofRemote: "origin") == "ssh://git@example.com/b.git")
    #expect(try repository.url(ofRemote: "nothing") == nil)
  }

  @Test func theMailmapIsThatOfGit() throws {
    let fixture = try GitFixture()
    try fixture.write(
      ".mailmap",
      """
      # a comment
      Ana Builder <ana@example.com> <ana@old.example.com>
      <ana@example.com> Ana <ana@laptop>
      Ana Builder <ana@example.com> Anna <shared@example.com>
      Only Name <name@example.com>

      """)
    try fixture.commit("one")
    let map = try Mailmap.read(in: fixture.open())
    let people = [
      "Ana <ana@old.example.com>", "ANA <ANA@OLD.example.com>", "Ana <ana@laptop>",
      "Bob <ana@laptop>",
      "Anna <shared@example.com>", "Bob <shared@example.com>", "X <name@example.com>",
      "Nobody <nobody@example.com>", "<>",
    ]
    for person in people {
      let told = try fixture.line("check-mailmap", person)
      let email =
        told.split(separator: "<", omittingEmptySubsequences: false).last.map { $0.dropLast() }
        ?? ""
      let bytes = Array(
        "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor \(person) 5 +0000\n\n".utf8)
      let author = try Commit(
        id: GitFixture.id(hex: String(repeating: "1", count: 40)), bytes: bytes
      ).author
      #expect(String(decoding: map.email(of: author), as: UTF8.self) == email, "\(person)")
    }
    let plain = try GitFixture()
    let none = try Mailmap.read(in: plain.open())
    let id = try GitFixture.id(hex: String(repeating: "1", count: 40))
    let odd = try Commit(
      id: id,
      bytes: Array(
        "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A\0 <a\0b> 5 +0000\n\n".utf8))
    #expect(none.email(of: odd.author) == [0x61, 0, 0x62])
    #expect(map.email(of: odd.author) == [0x61, 0, 0x62])
  }
}
