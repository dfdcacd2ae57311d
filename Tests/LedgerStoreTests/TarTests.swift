import LedgerStore
import TestSupport
import Testing

/// Archives beside those of the system's tar programs.
@Suite struct TarTests {
  /// Awkward lengths of contents and of paths.
  static let files: [String: [UInt8]] = {
    var files: [String: [UInt8]] = [
      "README": Array("Hello\n".utf8), "empty": [], "with space/-dash": [0, 255, 10, 13],
      // A folder's name sorts before `.`, and its files after: `a`, `a.b`, `a/b`.
      "a.b": [1], "a/b": [2], "a/b.c": [3], "a/.hidden": [4], "a0": [5],
    ]
    for length in [1, 511, 512, 513, 1_024, 10_239, 70_000] {
      files["lengths/\(length)"] = (0..<length).map { UInt8($0 * 7 % 251) }
    }
    for (folders, name) in [
      ([], 99), ([], 100), ([50], 49), ([50], 50), ([99], 1), ([100], 99), ([100], 100),
      ([154], 100), ([155], 1), ([155], 99), ([77, 77], 99), ([77, 76], 100), ([60, 60, 60], 30),
      ([1, 1, 1], 100), ([60, 30, 30, 30], 60),
    ] as [([Int], Int)] {
      let parts = folders.map { String(repeating: "f", count: $0) }
      let path = (parts + [String(repeating: "n", count: name)]).joined(separator: "/")
      files[path] = Array("\(folders) \(name)".utf8)
    }
    return files
  }()

  static func archive(
    _ files: some Sequence<(key: String, value: [UInt8])>
  ) throws -> [UInt8] {
    var writer = TarWriter()
    for (path, content) in files { try writer.add(path, content) }
    return writer.serialize()
  }

  static func read(_ archive: [UInt8]) throws -> [String: [UInt8]] {
    let entries = try TarReader(archive).entries.map {
      (String(decoding: $0.path, as: UTF8.self), Array($0.content))
    }
    return Dictionary(uniqueKeysWithValues: entries)
  }

  /// Those whose folders fit the format too, behind `./`.
  static let fittingFiles = files.filter { path, _ in
    let names: [Substring] = path.split(separator: "/")
    return path.utf8.count < 254 && names.dropLast().allSatisfy { $0.count < 98 }
  }

  /// Whether a program is there, and is what it is taken for.
  static func has(_ program: String, _ version: String) -> Bool {
    guard let folder = try? TemporaryFolder() else { return false }
    return (try? Tool.run(program, ["--version"], in: folder))?.text.hasPrefix(version) ?? false
  }

  static let hasGNU = has("tar", "tar (GNU tar)")

  /// Writes the files below `name`; their paths in our order, each with a NUL behind it.
  private func stage(
    _ files: [String: [UInt8]], _ name: String, in folder: TemporaryFolder
  ) throws -> [UInt8] {
    for (path, content) in files { try folder.write("\(name)/\(path)", content) }
    let paths = files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return Array(paths.map { "\($0)\0" }.joined().utf8)
  }

  private static let fixed = [
    "--format=ustar", "--sort=name", "--owner=0", "--group=0", "--mtime=@0",
  ]

  /// Given the paths: by itself GNU tar adds the folders and sorts within each (`a/b`, `a.b`).
  @Test(.enabled(if: hasGNU)) func theBytesAreThoseOfGNUTar() throws {
    let folder = try TemporaryFolder()
    let list = try stage(Self.files, "files", in: folder)
    let theirs = try Tool.succeed(
      "tar",
      Self.fixed + ["--numeric-owner", "--mode=0644", "-cf", "-", "-C", folder.path("files")] + [
        "--null", "--verbatim-files-from", "-T", "-",
      ], input: list, in: folder)
    let ours = try Self.archive(Self.files)
    #expect(ours.count == theirs.output.count)
    let difference = zip(0..., zip(ours, theirs.output)).first { $1.0 != $1.1 }
    #expect(difference == nil)
  }

  @Test(.enabled(if: hasGNU)) func GNUTarExtractsAllOfIt() throws {
    let folder = try TemporaryFolder()
    try folder.write("ours.tar", try Self.archive(Self.files))
    try folder.makeFolder("out")
    let archive = folder.path("ours.tar")
    let output = try Tool.succeed("tar", ["-xf", archive, "-C", folder.path("out")], in: folder)
    #expect(output.errors.isEmpty)
    for (path, content) in Self.files { #expect(try folder.read("out/\(path)") == content) }
    let found = try Tool.succeed("find", [folder.path("out"), "-type", "f"], in: folder)
    #expect(found.lines.count == Self.files.count)
  }

  @Test(.enabled(if: hasGNU)) func GNUTarListsPlainFilesOfNobodyAndNoTime() throws {
    let folder = try TemporaryFolder()
    try folder.write("ours.tar", try Self.archive(["b/c": [1, 2], "b.c": []]))
    let output = try Tool.succeed("tar", ["-tvf", folder.path("ours.tar")], in: folder)
    let expected = [
      "-rw-r--r-- 0/0               0 1970-01-01 00:00 b.c",
      "-rw-r--r-- 0/0               2 1970-01-01 00:00 b/c",
    ]
    #expect(output.lines == expected)
    #expect(output.errors.isEmpty)
  }

  /// Of a folder, of what is in it, with names of owners, in another blocking: `./` is taken off.
  @Test(
    .enabled(if: hasGNU),
    arguments: [
      ["."], ["README", "a", "a0", "a.b", "empty"], ["./a"], ["--numeric-owner", "."],
      ["-b", "1", "."], ["--mode=0755", "."], ["--owner=user:1000", "."],
    ]) func whatGNUTarWritesIsRead(arguments: [String]) throws
  {
    let folder = try TemporaryFolder()
    _ = try stage(Self.fittingFiles, "files", in: folder)
    try folder.makeFolder("files/nothing in it/\(String(repeating: "d", count: 80))")
    let theirs = try Tool.succeed(
      "tar", Self.fixed + ["-cf", "-", "-C", folder.path("files")] + arguments, in: folder)
    let all = try Self.read(theirs.output)
    #expect(arguments.last != "." || all == Self.fittingFiles)
    #expect(all.count >= 2 && all.allSatisfy { Self.fittingFiles[$0.key] == $0.value })
  }

  @Test(.enabled(if: has("bsdtar", "bsdtar "))) func bsdtarIsReadAndReads() throws {
    let folder = try TemporaryFolder()
    _ = try stage(Self.fittingFiles, "files", in: folder)
    try folder.makeFolder("files/nothing in it/\(String(repeating: "d", count: 80))")
    let names = ["README", "a", "a.b", "a0", "empty", "lengths"]
    for what in [["."], names] {
      for file in [folder.path("theirs.tar"), "-"] {
        let output = try Tool.succeed(
          "bsdtar", ["--format=ustar", "-cf", file, "-C", folder.path("files")] + what, in: folder)
        let theirs = file == "-" ? output.output : try folder.read("theirs.tar")
        let all = try Self.read(theirs)
        #expect(what != ["."] || all == Self.fittingFiles)
        #expect(all.count >= 8 && all.allSatisfy { Self.fittingFiles[$0.key] == $0.value })
      }
    }
    try folder.write("ours.tar", try Self.archive(Self.files))
    try folder.makeFolder("out")
    let archive = folder.path("ours.tar")
    try Tool.succeed("bsdtar", ["-xf", archive, "-C", folder.path("out")], in: folder)
    for (path, content) in Self.files { #expect(try folder.read("out/\(path)") == content) }
  }

  @Test func whatIsWrittenIsRead() throws {
    #expect(try Self.read(try Self.archive(Self.files)) == Self.files)
    let paths = try TarReader(try Self.archive(Self.files)).entries.map(\.path)
    #expect(paths == paths.sorted { $0.lexicographicallyPrecedes($1) })
  }

  @Test func theSameFilesGiveTheSameBytesInAnyOrder() throws {
    let bytes = try Self.archive(Self.files)
    for seed in 1...5 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      #expect(try Self.archive(Self.files.shuffled(using: &generator)) == bytes)
    }
  }

  @Test func anArchiveOfNothingIsOneRecordOfZeros() throws {
    let bytes = TarWriter().serialize()
    #expect(bytes == [UInt8](repeating: 0, count: 10_240))
    #expect(try TarReader(bytes).entries.isEmpty)
  }

  /// 18 entries and the end-of-archive marker fill a record.
  @Test(arguments: [(18, 10_240), (19, 20_480)])
  func theLastRecordIsFilled(count: Int, length: Int) throws {
    let names = (0..<count).map { ("\($0)", [UInt8]()) }
    let bytes = try Self.archive(Dictionary(uniqueKeysWithValues: names))
    #expect(bytes.count == length)
    #expect(try TarReader(bytes).entries.count == count)
  }

  // MARK: What is not written

  @Test(arguments: [
    "", "/etc/passwd", "../up", "a/../b", "..", ".", "./a", "a/.", "a//b", "a/", "a\\b", "a\nb",
    "a\u{7F}", "a\0b", "ä", String(repeating: "n", count: 101),
    String(repeating: "f", count: 156) + "/n", "f/" + String(repeating: "n", count: 101),
    String(repeating: "n", count: 155) + "/" + String(repeating: "n", count: 100),
  ]) func refusesThePath(path: String) throws {
    var writer = TarWriter()
    #expect(throws: TarError.self) { try writer.add(path, [1]) }
    #expect(writer.serialize() == TarWriter().serialize())
  }

  @Test func refusesWhatCouldNotBeExtracted() throws {
    var writer = TarWriter()
    try writer.add("a/b/c", [])
    let before = writer.serialize()
    for path in ["a/b/c", "a/b", "a", "a/b/c/d", "a/b/c/d/e"] {
      #expect(throws: TarError.self, "\(path)") { try writer.add(path, [1]) }
    }
    #expect(writer.serialize() == before)
    try writer.add("a/b.c", [])
    try writer.add("b", [])
  }

  @Test func refusesMoreThanIsRead() throws {
    var writer = TarWriter()
    let half = [UInt8](repeating: 0, count: TarReader.longest / 2)
    try writer.add("half", half)
    #expect(throws: TarError.self) { try writer.add("other half", half) }
    try writer.add("little", [1])
    let bytes = writer.serialize()
    #expect(bytes.count > half.count && bytes.count < half.count + 20_480)
    #expect(Array(bytes[(half.count + 512)...].prefix(6)) == Array("little".utf8))
  }
}
