import Ledger
import Testing

/// What paths in a ledger's folder mean.
@Suite struct LedgerPathTests {
  private let id = RecordID(hashing: [1])

  @Test func readsWhatItWrites() {
    let hash = String(repeating: "0", count: 64)
    for path in [LedgerPath.readme, .record(id), .head(id), .attachment(sha256: hash)] {
      #expect(LedgerPath(Array(path.text.utf8)) == path)
    }
    #expect(
      LedgerPath.record(id).text
        == "records/\(id.hex.prefix(2))/\(id.hex.dropFirst(2).prefix(2))/\(id.hex).relay")
    #expect(LedgerPath.other.text.isEmpty)
  }

  @Test func takesNothingElse() {
    let name = "\(id.hex).relay"
    let folder = "records/\(id.hex.prefix(2))/\(id.hex.dropFirst(2).prefix(2))"
    let others = [
      "", "/", "README", "readme.md", "/README.md", "./README.md", "README.md/", "docs/README.md",
      name, "records/\(name)", "records/00/00/\(name)", "\(folder)/\(id.hex)",
      "\(folder)/\(name).orig", "\(folder)/\(name)/", "/\(folder)/\(name)", "\(folder)//\(name)",
      "\(folder)/./\(name)", "x/\(folder)/\(name)", "Records" + folder.dropFirst(7) + "/\(name)",
      "\(folder)/\(id.hex.uppercased()).relay", "\(folder)/\(id.hex.dropLast()).relay",
      "\(folder)/\(id.hex).RELAY", "heads", "heads/", "heads/\(id.hex.prefix(63))",
      "heads/\(id.hex.uppercased())", "heads/\(id.hex).relay", "heads/x/\(id.hex)", "files/",
      "files/\(id.hex.uppercased())", "files/\(id.hex.prefix(40))", "files/\(id.hex)/x",
      "commits/\(id.hex)", "heads/\(id.hex)\u{301}", "\(folder)/\(name)\0",
    ]
    for path in others { #expect(LedgerPath(Array(path.utf8)) == .other, "\(path)") }
    #expect(LedgerPath([0xff] + Array(LedgerPath.head(id).text.utf8)) == .other)
  }

  @Test func attachmentsMayBeLong() {
    #expect(
      LedgerFile.limit(for: Array(LedgerPath.attachment(sha256: id.hex).text.utf8)) == 64 << 20)
    #expect(LedgerFile.limit(for: Array(LedgerPath.record(id).text.utf8)) < 2 << 20)
    #expect(LedgerFile.limit(for: [0xff]) < 2 << 20)
  }
}
