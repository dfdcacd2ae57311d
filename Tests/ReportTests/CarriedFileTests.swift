import Testing

@testable import Report

/// What a page carries stands in it as text, in one spelling.
struct CarriedFileTests {
  private static let files = [
    CarriedFile(path: "README.md", content: Array("Read\r\nme\n".utf8)),
    CarriedFile(path: "commits/ab", content: Array(0...255)),
    CarriedFile(path: "heads/cd", content: []),
    CarriedFile(path: "records/ef", content: Array("</script>100 % & é\n".utf8)),
  ]

  private func read(_ text: String) throws -> [CarriedFile] {
    try CarriedFile.read(Array(text.utf8)[...])
  }

  @Test func filesAreReadAsTheyWereWritten() throws {
    let text = Self.files.flatMap(\.text)
    #expect(try CarriedFile.read(text[...]) == Self.files)
    #expect(!text.contains(UInt8(ascii: "<")))
    #expect(text.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x0A })
    #expect(
      String(decoding: Self.files[3].text, as: UTF8.self)
        == "records/ef 20\n%3C/script>100 %25 & %C3%A9\n\n")
  }

  @Test(arguments: [
    "a 1\nx\na 1\nx\n", "b 0\n\na 0\n\n", "a 2\nx\n", "a 1\nxy\n", "a 1\nx", "a 01\nx\n", "a\nx\n",
    "a 1 \nx\n", "a -1\nx\n", "\na 1\nx\n", "a 1\nx\n\n", "a 1\n<\n", "a 1\né\n", "a 1\n\r\n",
    "a 1\n%3c\n", "a 1\n%41\n", "a 1\n%3", "a 1\n%", "a 9999999999\nx\n",
  ])
  func anyOtherSpellingIsRefused(text: String) {
    #expect(throws: ReportError.self) { try read(text) }
  }
}
