import Foundation
import Proof
import TestSupport
import Testing

/// How commit messages name projects.
@Suite struct TagTests {
  private struct Vector: Decodable {
    struct Ticket: Decodable {
      let prefix: String
      let project: Int64
    }
    struct Found: Decodable {
      let project: Int64
      let milestone: Int64?
      let ticket: String?
    }
    let message: String?
    let messageHex: String?
    let words: [String]?
    let tickets: [Ticket]?
    let tags: [Found]

    var bytes: [UInt8] {
      guard let messageHex else { return Array((message ?? "").utf8) }
      return stride(from: 0, to: messageHex.utf8.count, by: 2).compactMap { index in
        UInt8(messageHex.dropFirst(index).prefix(2), radix: 16)
      }
    }
  }

  private func numbers(_ message: String, _ grammar: TagGrammar = TagGrammar()) -> [Int64] {
    grammar.tags(in: Array(message.utf8)[...]).map(\.project)
  }

  @Test func everyMessageNamesWhatTheVectorsSay() throws {
    let vectors = try Vectors.decode([Vector].self, from: "tags.json")
    #expect(vectors.count > 200)
    for vector in vectors {
      let grammar = TagGrammar(
        words: vector.words ?? [], tickets: (vector.tickets ?? []).map { ($0.prefix, $0.project) })
      let found = grammar.tags(in: vector.bytes[...]).map {
        "\($0.project) \($0.milestone ?? 0) \($0.ticket ?? "")"
      }
      let expected = vector.tags.map { "\($0.project) \($0.milestone ?? 0) \($0.ticket ?? "")" }
      #expect(
        found == expected, "\(String(decoding: vector.bytes, as: UTF8.self).debugDescription)")
    }
  }

  /// The lines of the design, word for word.
  @Test func theDesignsExamplesHold() {
    for tag in [
      "#relay-123", "#project-123", "#proj-123", "[relay-123]", "[project-123]", "[proj-123]",
      "Relay: 123", "Relay: #relay-123",
    ] {
      #expect(numbers(tag) == [123])
      #expect(numbers(tag.uppercased()) == [123])
      #expect(numbers(tag.lowercased()) == [123])
    }
    #expect(numbers("#relay-123 #relay-456") == [123, 456])
    #expect(numbers("#relay-123 and again #relay-123") == [123])
    for tag in ["#relay-123/2", "[relay-123/2]", "[relay-123]/2"] {
      #expect(TagGrammar().tags(in: Array(tag.utf8)[...]).map(\.milestone) == [2])
    }
    for before in ["a", "_", "7", "/", "&", "#"] { #expect(numbers("\(before)#relay-123").isEmpty) }
    #expect(numbers("#relay-0123").isEmpty)
    #expect(numbers("#relay-9007199254740991") == [9_007_199_254_740_991])
    #expect(numbers("#relay-9007199254740992").isEmpty)
    #expect(numbers("#acme-9", TagGrammar(words: ["acme"])) == [9])
  }

  /// A message is bytes, and a slice of them at that.
  @Test func readsSlices() {
    let bytes = Array("#relay-1 #relay-2 #relay-3".utf8)
    #expect(TagGrammar().tags(in: bytes[9..<17]).map(\.project) == [2])
    #expect(TagGrammar().tags(in: bytes[10..<17]).isEmpty)
    #expect(TagGrammar().tags(in: bytes[0..<7]).isEmpty)
    let trailer = Array("xRelay: 5".utf8)
    #expect(TagGrammar().tags(in: trailer[1...]).map(\.project) == [5])
  }

  /// Whatever stands in a message, reading it ends, and every tag is one that could be written.
  @Test func anyMessageIsRead() {
    let parts = [
      "#", "[", "]", "relay", "RELAY", "proj", "-", "/", "1", "23", "0", "9007199254740991", " ",
      "\n", "Relay:", "SHOP", "_", "x", "\u{e9}", "\r", "(", ".",
    ]
    var generator = SeededGenerator(seed: 53)
    let grammar = TagGrammar(words: ["acme"], tickets: [("SHOP", 7)])
    for _ in 0..<20_000 {
      var message: [UInt8] = []
      for _ in 0..<generator.below(12) {
        message +=
          generator.below(20) == 0
          ? [UInt8(generator.below(256))] : Array(parts[generator.below(parts.count)].utf8)
      }
      let tags = grammar.tags(in: message[...])
      if Set(tags.map(\.project)).count != tags.count { Issue.record("\(message) twice") }
      for tag in tags where tag.ticket == nil {
        // The shortest spelling of a tag that was found names the same.
        let short = "#relay-\(tag.project)" + (tag.milestone.map { "/\($0)" } ?? "")
        if grammar.tags(in: Array(short.utf8)[...]).first?.project != tag.project {
          Issue.record("\(message): \(tag.project)")
        }
      }
    }
  }

  /// A long message of beginnings must not take long.
  @Test func longMessagesTakeTheirLengthInTime() {
    let message = Array(
      String(repeating: "[relay-9007199254740991/9007199254740991 #re", count: 6_000).utf8)
    let clock = ContinuousClock()
    let time = clock.measure { _ = TagGrammar().tags(in: message[...]) }
    #expect(time < .seconds(10))
  }
}
