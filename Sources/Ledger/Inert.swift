/// Text that a stranger may have written, made harmless to a terminal.
public enum Inert {
  /// Decodes bytes for display: what is not UTF-8 becomes U+FFFD, and control characters, line
  /// breaks, and the marks that turn the direction of text become visible as `\u{…}`.
  public static func text(_ bytes: some Sequence<UInt8>) -> String {
    text(String(decoding: first(.max, of: bytes), as: UTF8.self))
  }

  /// Generic code is not specialized for other modules: bytes that lie together are taken at once.
  private static func first(_ count: Int, of bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.withContiguousStorageIfAvailable { Array($0.prefix(count)) } ?? Array(bytes.prefix(count))
  }

  /// How many marks over and under a letter are shown: more would be painted over what stands around.
  private static let mostMarks = 4

  /// Makes control characters and the marks that turn the direction of text visible, and of many
  /// marks on one letter those that are too many.
  public static func text(_ text: String) -> String {
    guard !text.unicodeScalars.allSatisfy({ $0.value < 0x300 && isHarmless($0) }) else {
      return text
    }
    var result = String.UnicodeScalarView()
    var marks = 0
    for scalar in text.unicodeScalars {
      marks = isMark(scalar) && isHarmless(scalar) ? marks + 1 : 0
      if isHarmless(scalar) && marks <= mostMarks {
        result.append(scalar)
      } else {
        result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      }
    }
    return String(result)
  }

  /// Whether a text holds nothing that must be made visible wherever it stands.
  public static func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { isHarmless($0) }
  }

  /// Whether a scalar is put on the letter before it, or joins such ones.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x300 else { return false }
    if (0x200C...0x200D).contains(scalar.value) { return true }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return false
    }
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: false
    // Marks, embeddings, overrides and isolates of direction; line and paragraph separators.
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E: false
    // Invisible: soft hyphen, joiner of graphemes, fillers, zero width space, word joiner and its
    // like, byte order mark, marks of notes and of music, tags. Not those that letters of some
    // scripts and pictures are joined with.
    case 0x00AD, 0x034F, 0x115F...0x1160, 0x17B4...0x17B5, 0x200B, 0x2060...0x206F, 0x3164,
      0xFEFF, 0xFFA0, 0xFFF0...0xFFFB, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE00FF,
      0xE01F0...0xE0FFF:
      false
    default: true
    }
  }

  /// The same, cut to so many columns of a terminal with an ellipsis where it was longer.
  public static func text(_ bytes: some Sequence<UInt8>, limit: Int) -> String {
    // A character can be arbitrarily many bytes long, so the bytes are bounded too.
    let bytes = first(limit * 16, of: bytes)
    // Most texts are plain ASCII, each byte of it a column.
    if bytes.count <= limit, bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    let whole = text(bytes)
    var width = 0
    var fitting = whole.startIndex
    for index in whole.indices {
      let next = width + columns(whole[index])
      if next <= limit - 1 { fitting = whole.index(after: index) }
      width = next
      if width > limit { return whole[..<fitting] + "…" }
    }
    return whole
  }

  /// How many columns of a terminal a text takes.
  public static func width(of text: String) -> Int { text.reduce(0) { $0 + columns($1) } }

  /// How many columns a character takes: two for East Asian and pictorial ones.
  static func columns(_ character: Character) -> Int {
    switch character.unicodeScalars.first?.value ?? 0 {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F000...0x1FAFF,
      0x20000...0x3FFFD:
      2
    default: 1
    }
  }
}
