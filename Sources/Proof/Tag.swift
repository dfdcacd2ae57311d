public import Git
public import LedgerStore

/// A project that a commit message names.
public struct Tag: Equatable, Sendable {
  /// The project's number.
  public let project: Int64

  /// The milestone's number, if one is named.
  public let milestone: Int64?

  /// The ticket as written, such as `LIVY-512`, if that is what named the project.
  public let ticket: String?
}

/// How commit messages name projects.
///
///     #relay-123  #project-123  #proj-123  [relay-123]  [relay-123/2]  [relay-123]/2
///     Relay: 123
///     #LIVY-512  [LIVY-512]  LIVY-512 at the start of the message, for claimed prefixes
///
/// Letters are compared in any case. `#` must not follow a word character, `/`, `&` or `#`; a
/// number has no leading zero, is at most 2^53 - 1 and does not run on into a word character. Word
/// characters are ASCII letters, digits and `_`: scripts without spaces may touch a tag.
public struct TagGrammar: Sendable {
  private let words: [[UInt8]]
  private let tickets: [(prefix: [UInt8], project: Int64)]

  /// The words that always name projects.
  public static let standardWords = ["relay", "project", "proj"]

  /// How many projects one message can name; more are ignored.
  public static let mostProjects = 64

  /// Makes a grammar.
  ///
  /// - Parameters:
  ///   - words: Further words that name projects, beside the standard ones.
  ///   - tickets: Claimed ticket prefixes with their projects.
  public init(words: [String] = [], tickets: [(prefix: String, project: Int64)] = []) {
    self.words = (Self.standardWords + words).map { $0.utf8.map(\.lowercasedASCII) }
    self.tickets = tickets.map { ($0.prefix.utf8.map(\.lowercasedASCII), $0.project) }
  }

  /// The grammar of a repository: the user's words, and the tickets that its projects claim.
  public init(_ settings: Settings, in repository: Repository) throws {
    self.init(
      words: settings.prefixes, tickets: try LedgerIndex.claimedTickets(in: repository))
  }

  /// The projects that a message names, each once, in the order of their first mention.
  public func tags(in message: ArraySlice<UInt8>) -> [Tag] {
    var tags: [Tag] = []
    var positions: [Int64: Int] = [:]
    func add(_ found: Tag) {
      guard let index = positions[found.project] else {
        guard tags.count < Self.mostProjects else { return }
        positions[found.project] = tags.count
        tags.append(found)
        return
      }
      let first = tags[index]
      tags[index] = Tag(
        project: first.project, milestone: first.milestone ?? found.milestone,
        ticket: first.ticket ?? found.ticket)
    }
    ticketTags(at: message.startIndex, in: message).forEach(add)
    var position = message.startIndex
    while position < message.endIndex {
      switch message[position] {
      case UInt8(ascii: "#") where mayStart(at: position, in: message):
        reference(at: position + 1, in: message, closing: nil).forEach(add)
      case UInt8(ascii: "["):
        reference(at: position + 1, in: message, closing: UInt8(ascii: "]")).forEach(add)
      case UInt8(ascii: "R"), UInt8(ascii: "r"):
        let startsLine =
          position == message.startIndex || message[position - 1] == UInt8(ascii: "\n")
        if startsLine, let tag = trailer(at: position, in: message) { add(tag) }
      default: break
      }
      position += 1
    }
    return tags
  }

  /// Whether a `#` at a position is the start of a reference rather than part of a URL or a word.
  private func mayStart(at position: Int, in message: ArraySlice<UInt8>) -> Bool {
    guard position > message.startIndex else { return true }
    let before = message[position - 1]
    return !before.isWord && !"/&#".utf8.contains(before)
  }

  /// What stands after `#` or `[`: a word or ticket prefix, a hyphen, a number.
  private func reference(
    at position: Int, in message: ArraySlice<UInt8>, closing: UInt8?
  ) -> [Tag] {
    for word in words {
      guard let start = skip(word, at: position, in: message),
        let number = number(at: start, in: message)
      else { continue }
      return tag(number, in: message, closing: closing).map { [$0] } ?? []
    }
    let found = ticketTags(at: position, in: message)
    guard let closing, let ticket = found.first?.ticket else { return found }
    let end = position + ticket.utf8.count
    return end < message.endIndex && message[end] == closing ? found : []
  }

  /// A project's number with what follows it: a milestone, a closing bracket.
  private func tag(
    _ number: (value: Int64, end: Int), in message: ArraySlice<UInt8>, closing: UInt8?
  ) -> Tag? {
    let inner = milestone(at: number.end, in: message)
    guard let closing else {
      return Tag(project: number.value, milestone: inner?.value, ticket: nil)
    }
    let end = inner?.end ?? number.end
    guard end < message.endIndex, message[end] == closing else { return nil }
    let outer = milestone(at: end + 1, in: message)
    return Tag(project: number.value, milestone: inner?.value ?? outer?.value, ticket: nil)
  }

  /// Tickets at a position, one for each project that claims the prefix.
  private func ticketTags(at position: Int, in message: ArraySlice<UInt8>) -> [Tag] {
    tickets.compactMap { prefix, project in
      guard let start = skip(prefix, at: position, in: message),
        let number = number(at: start, in: message)
      else { return nil }
      let ticket = String(decoding: message[position..<number.end], as: UTF8.self)
      return Tag(project: project, milestone: nil, ticket: ticket)
    }
  }

  /// `Relay: 123`, alone on its line. `Relay: #relay-123` needs no rule of its own.
  private func trailer(at position: Int, in message: ArraySlice<UInt8>) -> Tag? {
    let line = message[position...].prefix { $0 != UInt8(ascii: "\n") }
    let key = Array("relay:".utf8)
    guard line.prefix(key.count).map(\.lowercasedASCII) == key else { return nil }
    let value = line.dropFirst(key.count).drop { $0.isBlank }
    guard let number = number(at: value.startIndex, in: line) else { return nil }
    let milestone = milestone(at: number.end, in: line)
    guard line[(milestone?.end ?? number.end)...].allSatisfy(\.isBlank) else { return nil }
    return Tag(project: number.value, milestone: milestone?.value, ticket: nil)
  }

  /// The position after a word and its hyphen.
  private func skip(_ word: [UInt8], at position: Int, in message: ArraySlice<UInt8>) -> Int? {
    let end = position + word.count
    guard end < message.endIndex, message[end] == UInt8(ascii: "-") else { return nil }
    for (offset, byte) in word.enumerated()
    where message[position + offset].lowercasedASCII != byte { return nil }
    return end + 1
  }

  private func milestone(
    at position: Int, in message: ArraySlice<UInt8>
  ) -> (value: Int64, end: Int)? {
    guard position < message.endIndex, message[position] == UInt8(ascii: "/") else { return nil }
    return number(at: position + 1, in: message)
  }

  private func number(
    at position: Int, in message: ArraySlice<UInt8>
  ) -> (value: Int64, end: Int)? {
    guard position < message.endIndex, message[position] != UInt8(ascii: "0") else { return nil }
    var value: Int64 = 0
    var end = position
    while end < message.endIndex, message[end].isDigit {
      value = value * 10 + Int64(message[end] - UInt8(ascii: "0"))
      guard value < 1 << 53 else { return nil }
      end += 1
    }
    guard end > position, end == message.endIndex || !message[end].isWord else { return nil }
    return (value, end)
  }
}

// ASCII alone, whatever a message's encoding.
extension UInt8 {
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

  fileprivate var isBlank: Bool {
    self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\r")
  }

  var lowercasedASCII: UInt8 {
    self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
  }

  var isWord: Bool {
    let lower = lowercasedASCII
    return isDigit || self == UInt8(ascii: "_")
      || (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z"))
  }
}
