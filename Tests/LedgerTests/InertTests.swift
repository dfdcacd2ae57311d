import Ledger
import Testing

/// Text that a stranger may have written, on a terminal.
@Suite struct InertTests {
  @Test func leavesTextAlone() {
    for text in [
      "", "plain", "Zo\u{eb} \u{4fee}\u{6b63} \u{1f469}\u{200d}\u{1f4bb}", "a\u{301}",
      "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    ] {
      #expect(Inert.text(text).unicodeScalars.elementsEqual(text.unicodeScalars))
    }
  }

  @Test func showsWhatATerminalWouldObey() {
    #expect(Inert.text("\u{1b}[31mred\u{1b}[0m") == "\\u{1b}[31mred\\u{1b}[0m")
    #expect(Inert.text("a\nb\r\nc\td") == "a\\u{a}b\\u{d}\\u{a}c\\u{9}d")
    #expect(Inert.text("\u{7}\u{8}\0\u{7f}") == "\\u{7}\\u{8}\\u{0}\\u{7f}")
    // C1 control characters, which some terminals obey in UTF-8 too.
    #expect(Inert.text("\u{9b}31m\u{85}") == "\\u{9b}31m\\u{85}")
  }

  @Test func showsWhatTurnsTheDirectionOfText() {
    for value in [0x061C, 0x200E, 0x200F] + Array(0x202A...0x202E) + Array(0x2066...0x2069)
      as [UInt32]
    {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(Inert.text("a\(scalar)b") == "a\\u{\(String(value, radix: 16))}b")
    }
  }

  @Test func showsWhatIsInvisibleOrBreaksLines() {
    for value in [
      0xAD, 0x34F, 0x115F, 0x17B4, 0x200B, 0x2028, 0x2029, 0x2060, 0x2064, 0x2065, 0x3164,
      0xFEFF, 0xFFA0, 0xFFF9, 0x1D173, 0xE0001, 0xE0041,
      0xE0080, 0xE0FFF,
    ] as [UInt32] {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(Inert.text("a\(scalar)b") == "a\\u{\(String(value, radix: 16))}b")
    }
  }

  @Test func keepsWhatJoinsLettersAndPictures() {
    for text in ["می\u{200C}خواهم", "👩\u{200D}💻", "❤\u{FE0F}", "葛\u{E0100}", "ᠮ\u{180B}"] {
      #expect(Inert.text(text) == text)
    }
  }

  @Test func showsFewMarksOnOneLetter() {
    func marks(_ count: Int) -> String { String(repeating: "\u{33F}", count: count) }
    func signs(_ count: Int) -> String { String(repeating: "\\u{33f}", count: count) }
    #expect(Inert.text("a\(marks(4))b") == "a\(marks(4))b")
    #expect(Inert.text("a\(marks(140))b") == "a\(marks(4))\(signs(136))b")
    #expect(Inert.text("\(marks(5))") == "\(marks(4))\(signs(1))")
    // What joins letters does not begin a new one.
    #expect(Inert.text("a\(marks(3))\u{200D}\(marks(2))") == "a\(marks(3))\u{200D}\(signs(2))")
    #expect(Inert.text("a\(marks(2))b\(marks(4))") == "a\(marks(2))b\(marks(4))")
    #expect(Inert.isPlain("a\(marks(140))"))
    #expect(!Inert.isPlain("a\u{202E}"))
  }

  @Test func replacesWhatIsNotUTF8() {
    #expect(Inert.text([0x61, 0xff, 0x62] as [UInt8]) == "a\u{fffd}b")
    #expect(Inert.text([0xc0, 0x9b] as [UInt8]) == "\u{fffd}\u{fffd}")
  }

  /// No output holds a character that is not harmless, whatever goes in.
  @Test func everyScalarIsShownOrHarmless() {
    for value in UInt32(0)...0x2_FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = Inert.text(String(scalar))
      let isControl = scalar.properties.generalCategory == .control
      let isBidirectional = scalar.properties.isBidiControl
      if (isControl || isBidirectional) && text.unicodeScalars.contains(scalar) {
        Issue.record("U+\(String(value, radix: 16)) passes")
      }
    }
  }

  @Test func cutsLongTextWithAnEllipsis() {
    #expect(Inert.text(Array("short".utf8), limit: 5) == "short")
    #expect(Inert.text(Array("longer".utf8), limit: 5) == "long…")
    #expect(Inert.text(Array("".utf8), limit: 5).isEmpty)
    // One character of many marks stays short in bytes.
    let zalgo = Array(("a" + String(repeating: "\u{301}", count: 100_000)).utf8)
    #expect(Inert.text(zalgo, limit: 10).utf8.count <= 200)
    let emoji = String(repeating: "\u{1f600}", count: 50)
    // Those take two columns each.
    #expect(Inert.text(Array(emoji.utf8), limit: 20) == String(emoji.prefix(9)) + "…")
    #expect(Inert.text(Array("\u{4fee}\u{6b63}".utf8), limit: 4) == "\u{4fee}\u{6b63}")
    #expect(Inert.text(Array("\u{4fee}\u{6b63}x".utf8), limit: 4) == "\u{4fee}…")
  }
}
