import TestSupport

/// Histories of everything that is hard to count, for `git fast-import`.
enum RandomHistory {
  /// A stream of commits on one branch.
  static func stream(commits: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    var files: [[UInt8]: File] = [:]
    var stream: [UInt8] = []
    for number in 1...commits {
      let person = "Ana <ana@example.com> \(1_772_366_400 + number * 60) +0000\n"
      stream += Array(
        "commit refs/heads/main\nmark :\(number)\nauthor \(person)committer \(person)".utf8)
      append(Array("commit \(number)\n".utf8), to: &stream)
      for _ in 0...generator.below(5) { change(&files, &stream, &generator) }
      stream.append(0x0A)
    }
    return stream
  }

  private struct File {
    var mode: String
    var bytes: [UInt8]
  }

  private static let names =
    [
      "a", "a.b", "b", "c.txt", "dir/a", "dir/b", "dir/sub/c", "e f", "\u{e9}", "q\"uote", "t\tab",
      "n\nl", "back\\slash", "zz", "dir2/x", "-x",
    ].map { Array($0.utf8) } + [[0xff, 0x31], [0x64, 0x69, 0x72, 0x2F, 0xe9]]

  private static func change(
    _ files: inout [[UInt8]: File], _ stream: inout [UInt8], _ generator: inout SeededGenerator
  ) {
    let known = files.keys.sorted { $0.lexicographicallyPrecedes($1) }
    let name = names[generator.below(names.count)]
    let old = known.isEmpty ? nil : known[generator.below(known.count)]
    switch generator.below(12) {
    case 0, 1:
      if let old { remove(old, &files, &stream) }
    case 2, 3:
      // A move, mostly of the content as it is.
      guard let old, old != name, var file = files[old] else { return }
      remove(old, &files, &stream)
      let isFile = file.mode.hasPrefix("100")
      if isFile, generator.below(4) == 0 { file.mode = file.mode == "100644" ? "100755" : "100644" }
      if isFile, generator.below(4) == 0 { file.bytes += Array("moved\n".utf8) }
      put(file, name, &files, &stream)
    case 4:
      if let old, let file = files[old] { put(file, name, &files, &stream) }
    case 5:
      guard let old, var file = files[old] else { return }
      file.mode = ["100644", "100755", "120000"][generator.below(3)]
      if file.bytes.isEmpty { file.bytes = [0x78] }
      put(file, old, &files, &stream)
    case 6:
      let bytes = (0..<generator.below(200)).map { _ in UInt8(generator.below(256)) }
      put(File(mode: "100644", bytes: [0] + bytes), name, &files, &stream)
    case 7: put(File(mode: "160000", bytes: digits(&generator)), name, &files, &stream)
    case 8: put(File(mode: "100644", bytes: []), name, &files, &stream)
    case 9:
      put(
        File(mode: "100644", bytes: text(&generator, lines: generator.below(40))), name, &files,
        &stream)
    default:
      guard let old, var file = files[old], file.mode.hasPrefix("100") else { return }
      file.bytes = edited(file.bytes, &generator)
      put(file, old, &files, &stream)
    }
  }

  private static func digits(_ generator: inout SeededGenerator) -> [UInt8] {
    let digit = Array("123456789abcdef".utf8)[generator.below(3)]
    return [UInt8](repeating: digit, count: 40)
  }

  private static let vocabulary = [
    "}", "{", "", "  x", "\treturn", "end", "a", "a", "--- a", "+++ b", "\r", "@@",
  ]

  private static func text(_ generator: inout SeededGenerator, lines: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<lines {
      let unique = generator.below(2) == 0 ? "\(generator.below(30))" : ""
      bytes += Array((vocabulary[generator.below(vocabulary.count)] + unique + "\n").utf8)
    }
    return generator.below(5) == 0 ? Array(bytes.dropLast()) : bytes
  }

  private static func edited(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    for _ in 0...generator.below(4) {
      let place = generator.below(lines.count + 1)
      let end = min(lines.count, place + generator.below(4))
      let new = text(&generator, lines: generator.below(4)).split(separator: 0x0A).map(Array.init)
      lines.replaceSubrange(place..<end, with: new)
    }
    return Array(lines.joined(separator: [0x0A]))
  }

  private static func remove(
    _ name: [UInt8], _ files: inout [[UInt8]: File], _ stream: inout [UInt8]
  ) {
    files[name] = nil
    stream += Array("D ".utf8) + quoted(name) + [0x0A]
  }

  private static func put(
    _ file: File, _ name: [UInt8], _ files: inout [[UInt8]: File], _ stream: inout [UInt8]
  ) {
    // A name is a file or a folder.
    for other in files.keys
    where other.starts(with: name + [0x2F]) || name.starts(with: other + [0x2F]) {
      remove(other, &files, &stream)
    }
    files[name] = file
    if file.mode == "160000" {
      stream += Array("M 160000 ".utf8) + file.bytes + [0x20] + quoted(name) + [0x0A]
    } else {
      stream += Array("M \(file.mode) inline ".utf8) + quoted(name) + [0x0A]
      append(file.bytes, to: &stream)
    }
  }

  private static func append(_ data: [UInt8], to stream: inout [UInt8]) {
    stream += Array("data \(data.count)\n".utf8) + data + [0x0A]
  }

  /// In quotes, with octal escapes.
  private static func quoted(_ name: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x22]
    for byte in name {
      if byte < 0x20 || byte > 0x7E || byte == 0x22 || byte == 0x5C {
        let octal = String(byte, radix: 8)
        result += Array(("\\" + String(repeating: "0", count: 3 - octal.utf8.count) + octal).utf8)
      } else {
        result.append(byte)
      }
    }
    return result + [0x22]
  }
}
