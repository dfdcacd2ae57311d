import LedgerStore
import TestSupport
import Testing

/// Archives made to deceive; each is refused for what it does.
@Suite struct TarAttackTests {
  /// Reads an archive that must be refused; the reason.
  private func refusal(_ archive: [UInt8], mostEntries: Int = TarReader.mostEntries) -> String {
    do throws(TarError) {
      let entries = try TarReader(archive, mostEntries: mostEntries).entries
      return "read: \(entries.map { String(decoding: $0.path, as: UTF8.self) })"
    } catch { return error.message }
  }

  /// What a real tar makes of a folder that commands have filled, or fails.
  private func tar(_ script: String) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    return try Tool.succeed("sh", ["-c", "cd \"$HOME\" && \(script)"], in: folder).output
  }

  @Test func theCraftedArchiveItselfIsRead() throws {
    let entries = try TarReader(CraftedEntry(name: "a", content: "b").archive).entries
    #expect(entries.map(\.path) == [Array("a".utf8)])
    #expect(entries.map { Array($0.content) } == [Array("b".utf8)])
  }

  // MARK: Paths

  @Test(arguments: [
    ("../x", ""), ("a/../../x", ""), ("..", ""), ("a/..", ""), ("./../x", ""), ("x", ".."),
    ("../x", "a"), ("x", "a/.."), ("x", "./.."),
  ]) func traversal(name: String, prefix: String) {
    let archive = CraftedEntry(name: name, prefix: prefix).archive
    #expect(refusal(archive) == "entry at byte 0: a path with a name of dots in it")
  }

  @Test(arguments: [
    ("/etc/passwd", ""), ("//x", ""), (".//x", ""), ("passwd", "/etc"), ("/", ""), ("/x", "."),
  ]) func absolute(name: String, prefix: String) {
    let archive = CraftedEntry(name: name, prefix: prefix).archive
    #expect(refusal(archive) == "entry at byte 0: an absolute path")
  }

  @Test(arguments: [
    ("", "", "empty path"), ("./", "", "empty path"), (".", "", "dots"), ("a/.", "", "dots"),
    ("a/./b", "", "dots"), ("././a", "", "dots"), ("a//b", "", "empty name"),
    ("a/", "", "empty name"), ("b", "a/", "empty name"), ("", "a", "empty path"),
    ("/b", "a", "empty name"), ("a\\b", "", "backslash"), ("..\\b", "", "backslash"),
    ("C:\\b", "", "backslash"), ("a\nb", "", "control"), ("a\u{1B}[2J", "", "control"),
    ("a\u{7F}", "", "control"), ("a\0b", "", "NUL"), ("b", "a\0a", "NUL"), ("\0b", "", "NUL"),
    ("ä", "", "ASCII"), ("a\u{202E}b", "", "ASCII"),
    (
      String(repeating: "n", count: 100), String(repeating: "f", count: 155),
      "more than 255 bytes"
    ),
  ]) func ambiguousPath(name: String, prefix: String, reason: String) {
    for type in ["0", "5"] as [Unicode.Scalar] {
      // These are good names of folders.
      if type == "5" && (name == "a/" || name == "./" || name == ".") { continue }
      let archive = CraftedEntry(name: name, prefix: prefix, type: type).archive
      let message = refusal(archive)
      #expect(message.hasPrefix("entry at byte 0: a") && message.contains(reason))
    }
  }

  @Test(arguments: ["../", "/", "/a/", "a/../", "a//", ".//", "../.", "a\\/", "..", "./.", "a/./"])
  func hostileFolder(name: String) {
    let archive = CraftedEntry(name: name, type: "5").archive
    #expect(refusal(archive).hasPrefix("entry at byte 0: a"))
  }

  @Test(arguments: [".", "./", "a", "a/", "./a", "./a/", "a/b/"]) func harmlessFolder(name: String)
    throws
  {
    #expect(try TarReader(CraftedEntry(name: name, type: "5").archive).entries.isEmpty)
  }

  // MARK: Kinds

  @Test func symlink() throws {
    let archive = try tar("ln -s /etc d && tar --format=ustar -cf - d")
    #expect(refusal(archive) == "entry at byte 0: a symbolic link")
  }

  /// The other way to write outside: a link, and then a file through it.
  @Test func fileThroughSymlink() {
    let archive = CraftedEntry.archive([
      CraftedEntry(name: "d", type: "2", link: "/etc"), CraftedEntry(name: "d/passwd"),
    ])
    #expect(refusal(archive) == "entry at byte 0: a symbolic link")
  }

  @Test func hardlink() throws {
    let archive = try tar("echo >a && ln a b && tar --format=ustar --sort=name -cf - a b")
    #expect(refusal(archive) == "entry at byte 1024: a hard link")
  }

  @Test func linkTargetOfAFile() {
    let archive = CraftedEntry(name: "a", link: "b").archive
    #expect(refusal(archive) == "entry at byte 0: a link's target without a link")
  }

  @Test func device() throws {
    let archive = try tar("tar --format=ustar -cf - -C /dev null")
    #expect(refusal(archive) == "entry at byte 0: a device")
    #expect(
      refusal(CraftedEntry(name: "a", type: "4").archive) == "entry at byte 0: a device")
  }

  @Test func pipe() throws {
    let archive = try tar("mkfifo p && tar --format=ustar -cf - p")
    #expect(refusal(archive) == "entry at byte 0: a pipe")
  }

  @Test(.enabled(if: TarTests.hasGNU)) func paxHeader() throws {
    let local = try tar("echo >ä && tar --format=pax -cf - ä")
    #expect(refusal(local) == "entry at byte 0: a pax header")
    let global = try tar("echo >a && tar --format=pax --pax-option comment=b -cf - a")
    #expect(refusal(global) == "entry at byte 0: a pax header")
  }

  @Test(.enabled(if: TarTests.hasGNU)) func formatsOfGNUTar() throws {
    let gnu = try tar("echo >a && tar --format=gnu -cf - a")
    #expect(refusal(gnu) == "entry at byte 0: in GNU's own format, not in ustar")
    let v7 = try tar("echo >a && tar --format=v7 -cf - a")
    #expect(refusal(v7) == "entry at byte 0: not in the ustar format")
    let zipped = try tar("echo >a && tar --format=ustar -czf - a")
    #expect(refusal(zipped) == "cut short: not a whole number of blocks")
  }

  @Test(
    arguments: [
      ("L", "a long name in GNU's form"), ("K", "a long name in GNU's form"),
      ("S", "a sparse file"), ("x", "a pax header"), ("g", "a pax header"),
      ("X", "neither a file nor a folder"), ("7", "neither a file nor a folder"),
      ("D", "neither a file nor a folder"), ("V", "neither a file nor a folder"),
      ("A", "neither a file nor a folder"), (" ", "neither a file nor a folder"),
    ] as [(Unicode.Scalar, String)]) func extensionOfTheFormat(type: Unicode.Scalar, reason: String)
  {
    let archive = CraftedEntry(name: "././@LongLink", type: type, content: "../x").archive
    #expect(refusal(archive) == "entry at byte 0: \(reason)")
  }

  @Test func everyOtherKind() throws {
    for type in UInt8.min...UInt8.max {
      let archive = CraftedEntry(name: "a", type: Unicode.Scalar(type)).archive
      let isRead = (try? TarReader(archive)) != nil
      #expect(isRead == [0, UInt8(ascii: "0"), UInt8(ascii: "5")].contains(type), "\(type)")
    }
  }

  // MARK: Conflicts

  @Test func duplicate() throws {
    for names in [["a", "a"], ["a", "./a"], ["./a", "b", "a"], ["a", "a.b", "a b", "a"]] {
      #expect(refusal(CraftedEntry.archive(names.map { .init(name: $0) })) == "\"a\" comes twice")
    }
    let parted = [CraftedEntry(name: "f/n"), CraftedEntry(name: "n", prefix: "f")]
    #expect(refusal(CraftedEntry.archive(parted)) == "\"f/n\" comes twice")
  }

  @Test(.enabled(if: TarTests.hasGNU)) func duplicateByAppending() throws {
    let archive = try tar(
      """
      echo 1 >a && tar --format=ustar -cf t.tar a && echo 2 >a && \
      tar --format=ustar -rf t.tar a && cat t.tar
      """)
    #expect(refusal(archive) == "\"a\" comes twice")
  }

  @Test func fileAndFolder() {
    let (file, folder) = (CraftedEntry(name: "a"), CraftedEntry(name: "a/", type: "5"))
    let (below, deeper) = (CraftedEntry(name: "a/b"), CraftedEntry(name: "a/b/c/d"))
    let beside = CraftedEntry(name: "a b")
    for entries in [
      [file, folder], [folder, file], [file, below], [below, file], [beside, deeper, file],
      [file, beside, deeper], [folder, below, file], [folder, file, folder],
    ] {
      let message = refusal(CraftedEntry.archive(entries))
      #expect(message == "\"a\" is a file and a folder")
    }
    let harmless = CraftedEntry.archive([folder, folder, deeper, beside, folder])
    #expect(refusal(harmless) == "read: [\"a/b/c/d\", \"a b\"]")
  }

  // MARK: Numbers

  @Test(arguments: [
    ("77777777777\0", "larger than what is left"), ("77777777777 ", "larger than what is left"),
    ("00000002001\0", "larger than what is left"), ("-0000000001\0", "not an octal number"),
    ("00000000-01\0", "not an octal number"), ("+0000000001\0", "not an octal number"),
    ("777777777777", "not an octal number"), ("0000000000001", "not an octal number"),
    ("00000000008\0", "not an octal number"), ("0x000000001\0", "not an octal number"),
    ("           1", "not an octal number"), ("1\0002        ", "not an octal number"),
    ("", "not an octal number"), ("           \0", "not an octal number"),
    ("\n1", "not an octal number"), ("1\n", "not an octal number"),
  ]) func sizeThatIsNone(size: String, reason: String) {
    let archive = CraftedEntry(name: "a", size: Array(size.utf8)).archive
    let message = refusal(archive)
    #expect(message.hasPrefix("entry at byte 0: ") && message.hasSuffix(reason))
  }

  @Test(
    arguments: [
      [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], [0x80] + [UInt8](repeating: 0xFF, count: 11),
      [0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
      [UInt8](repeating: 0xFF, count: 12),
    ] as [[UInt8]]) func base256Size(size: [UInt8])
  {
    let archive = CraftedEntry(name: "a", size: size).archive
    #expect(refusal(archive) == "entry at byte 0: a size in base 256")
  }

  @Test(arguments: [100, 108, 116, 136, 329, 337])
  func otherNumbersThatAreNone(place: Int) {
    for bytes in [[0x80, 0], [0xFF], Array("-1".utf8), Array("9".utf8), Array(" ".utf8)] {
      var block = CraftedEntry(name: "a").block
      block.replaceSubrange(place..<(place + bytes.count), with: bytes)
      let archive = CraftedEntry.sealed(block) + CraftedEntry.end
      #expect(refusal(archive).hasPrefix("entry at byte 0: a"))
    }
  }

  @Test func wrongChecksum() {
    var archive = CraftedEntry(name: "a").archive
    archive[0] += 1
    #expect(refusal(archive) == "entry at byte 0: a wrong checksum")
  }

  // MARK: Hidden bytes

  @Test func bytesInPaddings() throws {
    let archive = CraftedEntry(name: "a", content: "b").archive
    for place in 513..<1_024 {
      var changed = archive
      changed[place] = 1
      #expect(refusal(changed) == "entry at byte 0: padding that is not zeros")
    }
    var block = CraftedEntry(name: "a").block
    block[511] = 1
    let message = refusal(CraftedEntry.sealed(block) + CraftedEntry.end)
    #expect(message == "entry at byte 0: bytes after the last field")
  }

  @Test func folderWithContent() {
    let inner = CraftedEntry(name: "b").block
    let folder = CraftedEntry(name: "a/", type: "5", size: Array("00000001000\0".utf8)).block
    #expect(refusal(folder + inner + CraftedEntry.end) == "entry at byte 0: a folder with content")
  }

  @Test func somethingBehindTheEnd() {
    let archive = CraftedEntry(name: "a").archive
    let reason = "something behind the end-of-archive marker"
    #expect(refusal(archive + archive) == reason)
    #expect(refusal(archive + [UInt8](repeating: 0, count: 511) + [1]) == reason)
    let lone = [UInt8](repeating: 0, count: 512)
    #expect(refusal(CraftedEntry(name: "a").block + lone + archive) == reason)
  }

  @Test func noEnd() {
    let block = CraftedEntry(name: "a").block
    #expect(refusal(block) == "cut short: no end-of-archive marker")
    #expect(refusal([]) == "cut short: no end-of-archive marker")
    let lone = [UInt8](repeating: 0, count: 512)
    #expect(refusal(block + lone) == "cut short: half an end-of-archive marker")
    #expect(refusal(lone) == "cut short: half an end-of-archive marker")
  }

  @Test func moreEntriesThanAllowed() {
    let entries = (0..<5).flatMap { number in
      [CraftedEntry(name: "\(number)/", type: "5"), CraftedEntry(name: "\(number)/file")]
    }
    let archive = CraftedEntry.archive(entries)
    #expect(refusal(archive, mostEntries: 9) == "more than 9 entries")
    #expect(refusal(archive, mostEntries: 10).hasPrefix("read: "))
  }
}

/// An entry with any bytes in the fields of its header.
struct CraftedEntry {
  var name: String
  var prefix = ""
  var type: Unicode.Scalar = "0"
  var link = ""
  var size: [UInt8]?
  var content = ""

  static let end = [UInt8](repeating: 0, count: 1_024)

  var block: [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    let digits = String(content.utf8.count, radix: 8)
    let length = String(repeating: "0", count: 11 - digits.count) + digits
    for (place, width, text) in [
      (0, 100, Array(name.utf8)), (100, 8, Array("0000644\0".utf8)),
      (108, 8, Array("0000000\0".utf8)), (116, 8, Array("0000000\0".utf8)),
      (124, 12, size ?? Array(length.utf8)), (136, 12, Array("00000000000\0".utf8)),
      (156, 1, [UInt8(truncatingIfNeeded: type.value)]), (157, 100, Array(link.utf8)),
      (257, 8, Array("ustar\u{0}00".utf8)), (329, 8, Array("0000000\0".utf8)),
      (337, 8, Array("0000000\0".utf8)), (345, 155, Array(prefix.utf8)),
    ] {
      block.replaceSubrange(place..<(place + min(text.count, width)), with: text.prefix(width))
    }
    return Self.sealed(block) + Self.padded(Array(content.utf8))
  }

  var archive: [UInt8] { Self.archive([self]) }

  static func archive(_ entries: [CraftedEntry]) -> [UInt8] {
    entries.flatMap(\.block) + end
  }

  /// Puts the right checksum into a header.
  static func sealed(_ block: [UInt8]) -> [UInt8] {
    var block = block
    block.replaceSubrange(148..<156, with: "        ".utf8)
    let sum = String(block.prefix(512).reduce(0) { $0 + Int($1) }, radix: 8)
    let text = String(repeating: "0", count: 6 - sum.count) + sum + "\0 "
    block.replaceSubrange(148..<156, with: text.utf8)
    return block
  }

  private static func padded(_ content: [UInt8]) -> [UInt8] {
    content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }
}
