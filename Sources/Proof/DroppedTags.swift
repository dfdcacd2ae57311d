public import Git
internal import LedgerStore

/// Projects that rewritten commits no longer name, since git took the lines that did for comments.
///
/// A rebase cleans messages up without asking commit-msg where it squashes, and where it goes on
/// after a conflict.
public struct DroppedTags {
  private let grammar: TagGrammar
  private let projects: Set<Int64>

  /// Reads the settings.
  public init(in repository: Repository) throws {
    grammar = try TagGrammar(try Settings.read(in: repository), in: repository)
    projects = Set(try LedgerBranch.numbers(in: repository))
  }

  /// The projects that a message does not name and that those which it came of named, each in a
  /// line that git drops.
  public func projects(
    droppedBy message: ArraySlice<UInt8>, comingOf old: [ArraySlice<UInt8>]
  ) -> Set<Int64> {
    var dropped: Set<Int64> = []
    for message in old {
      let lines = message.split(separator: UInt8(ascii: "\n"))
      let kept = lines.filter { $0.first != UInt8(ascii: "#") }
      guard kept.count < lines.count else { continue }
      dropped.formUnion(numbers(in: message))
      dropped.subtract(numbers(in: Array(kept.joined(separator: [UInt8(ascii: "\n")]))[...]))
    }
    return dropped.intersection(projects).subtracting(numbers(in: message))
  }

  private func numbers(in message: ArraySlice<UInt8>) -> Set<Int64> {
    Set(grammar.tags(in: message).map(\.project))
  }
}
