internal import Ledger

/// What a page of any form shows at the marks that relay's own templates write.
///
/// A page may have a template of its writer's own; where it has relay's marks, they say what the
/// records say all the same.
public struct PageMarks {
  private struct Mark: Hashable {
    let place: String
    let name: String
  }

  private var texts: [(mark: Mark, text: String)] = []

  /// Every tag with the names of its attributes: what the page has beside its words.
  private var tags: [String] = []

  /// The milestone that the page says that it is about.
  public private(set) var scope: Int64?

  /// The repository that the page names.
  public private(set) var origin: Origin?

  /// Reads the marks of a page, up to what it carries.
  public init(_ page: [UInt8]) {
    let text = String(decoding: page.prefix(Self.longest), as: UTF8.self)
    var place = ""
    origin = Self.origin(in: text)
    for part in text.split(separator: "<", omittingEmptySubsequences: true) {
      guard let end = part.firstIndex(of: ">") else { continue }
      let tag = part[..<end]
      if tag.hasPrefix("script type=\"application/x-relay-") { break }
      tags.append(Self.shape(of: tag))
      if tag.hasPrefix("article "), let number = Self.value("data-milestone", in: tag) {
        place = "milestone \(number)"
      } else if tag == "/article" {
        place = ""
      }
      if let number = Self.value("data-scope", in: tag) { scope = Int64(number) }
      if let name = Self.value("data-check", in: tag) {
        let words = String(part[part.index(after: end)...])
        texts.append((Mark(place: place, name: name), words))
      }
    }
  }

  private static func origin(in text: String) -> Origin? {
    func value(_ opening: String) -> String? {
      guard let start = text.firstRange(of: opening) else { return nil }
      return String(text[start.upperBound...].prefix { $0 != "<" && $0 != "\"" })
    }
    guard let head = value("data-value=\"repository\">at commit <code>") else { return nil }
    return Origin(
      head: head, branch: value("<code>\(head)</code> of <bdi>"),
      website: value("data-value=\"website\"><a href=\"").flatMap { Website(remote: $0) })
  }

  /// How much of a page is looked at.
  private static let longest = 8 << 20

  private static func shape(of tag: Substring) -> String {
    var isValue = false
    return String(
      tag.filter { character in
        if character == "\"" { isValue.toggle() }
        return !isValue
      })
  }

  private static func value(_ name: String, in tag: Substring) -> String? {
    guard let start = tag.firstRange(of: " \(name)=\"") else { return nil }
    return String(tag[start.upperBound...].prefix { $0 != "\"" })
  }

  /// Whether the page has exactly the tags of another: then it has its form, too.
  public func hasForm(of other: PageMarks) -> Bool { tags == other.tags }

  /// Where marks that are here show other than the same ones elsewhere.
  public func differences(from expected: PageMarks) -> [PageDifference] {
    let right = Dictionary(expected.texts.map { ($0.mark, $0.text) }) { first, _ in first }
    return texts.filter { right[$0.mark] != $0.text }.prefix(PageComparison.listed).map { one in
      PageDifference(
        about: one.mark.place, name: one.mark.name,
        shown: DisplayText.line(one.text, limit: 160),
        expected: right[one.mark].map { DisplayText.line($0, limit: 160) })
    }
  }
}
