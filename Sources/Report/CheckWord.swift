/// How far a proof's commit was checked, in the words that a report is written in.
///
/// The words and reasons are a closed list: what a page says of itself can then be nothing else.
public enum CheckWord: String, Sendable, CaseIterable {
  /// The object and its counts were recomputed from the repository and agree.
  case checked
  /// The object agrees; its counts could not be recomputed.
  case objectChecked = "object checked"
  /// The commit was not at hand.
  case notHere = "not here"
  /// They differ.
  case contradicts
  /// There was nothing to check against.
  case notLookedFor = "not looked for"

  /// What was done, as a page sums it up.
  var summary: String {
    switch self {
    case .checked: "recomputed from the repository"
    case .objectChecked: "compared with the object"
    case .contradicts: "contradicted"
    case .notHere, .notLookedFor: rawValue
    }
  }

  /// Why the counts of an object that agrees could not be recomputed.
  public static let obstacles = [
    "what it changed did not come along", "some of the objects that it changed are not here",
    "what it changed cannot be read",
  ]

  /// What stands for a reason in a report: one of the list, the nearest where it says more.
  public func reason(_ text: String) -> String {
    guard self == .objectChecked else { return self == .contradicts ? text : "" }
    return Self.obstacles.first { text.hasPrefix($0) } ?? Self.obstacles[2]
  }

  /// Whether a report may give this reason.
  func allows(_ reason: String) -> Bool {
    switch self {
    case .checked, .notHere, .notLookedFor: reason.isEmpty
    case .objectChecked: Self.obstacles.contains(reason)
    case .contradicts: Self.isContradiction(reason)
    }
  }

  private static let contradictions = [
    "the commit object that came along is another", "the commit object cannot be read",
    "it is said to be checked, and did not come along",
  ]

  private static let compared = [
    "SHA-256", "tree", "parents", "author time", "committer time", "files added", "files modified",
    "files removed", "files renamed", "additions", "deletions", "patch id",
  ]

  /// Whether a text says of a commit that it contradicts, and nothing else:
  /// `additions of the commit: 5; the proof says 7`.
  private static func isContradiction(_ text: String) -> Bool {
    if contradictions.contains(text) { return true }
    for (start, end) in [
      ("object ", " is not a commit"), ("", " is no commit of a SHA-1 repository"),
    ]
    where text.hasPrefix(start) && text.hasSuffix(end) {
      return isHex(text.dropFirst(start.count).dropLast(end.count), [40, 64])
    }
    for name in compared where text.hasPrefix("\(name) of the commit: ") {
      let values = text.dropFirst(name.count + 16).split(
        separator: "; the proof says ", omittingEmptySubsequences: false)
      return values.count == 2 && values.allSatisfy(isValue)
    }
    return false
  }

  /// Ids with spaces between them, a number, or `none`.
  private static func isValue(_ text: Substring) -> Bool {
    if text == "none" { return true }
    return text.utf8.count <= 1 << 20
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) || $0 == UInt8(ascii: " ")
          || $0 == UInt8(ascii: "-")
      }
  }

  static func isHex(_ text: some StringProtocol, _ lengths: [Int]) -> Bool {
    lengths.contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }
}
