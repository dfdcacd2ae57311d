import Git
import LedgerStore

/// Which commits were rewritten to which, as git tells post-rewrite: several to one where they were
/// squashed.
struct Replaced {
  private var pairs: [(old: ObjectID, new: ObjectID)] = []

  var isEmpty: Bool { pairs.isEmpty }

  /// The new commits, sorted.
  var newCommits: [ObjectID] { Set(pairs.map(\.new)).sorted() }

  /// What a new commit has come in place of.
  func commits(replacedBy new: ObjectID) -> [ObjectID] {
    pairs.filter { $0.new == new }.map(\.old)
  }

  /// Takes a line in: `<old> <new> [<further>]`.
  mutating func add(_ line: String) {
    let words = line.split(separator: " ")
    guard words.count > 1, let old = ObjectID(hex: String(words[0])),
      let new = ObjectID(hex: String(words[1])), old != new
    else { return }
    pairs.append((old, new))
  }

  /// Follows amendments that were made while the rebase had stopped.
  ///
  /// Of a commit that was amended, and followed by others before the rebase went on, git says that the
  /// last of them came in its place.
  mutating func refine(by amendments: Replaced, staying: Set<ObjectID>) {
    let next = Dictionary(amendments.pairs.map { ($0.old, $0.new) }) { _, last in last }
    for index in pairs.indices {
      var commit = pairs[index].old
      var steps = 0
      while let following = next[commit], steps < next.count {
        commit = following
        steps += 1
      }
      if steps > 0, staying.contains(commit) { pairs[index].new = commit }
    }
  }
}

// Notes that lie in the git directory.
extension Replaced {
  // What was amended in a rebase is kept with git's own notes of it, and gone with them.
  private static let file = "relay-amended"
  private static let longest = 16 << 20

  /// What git has noted itself of an amendment or a rebase that ends.
  static func told(by repository: Repository, of command: String) throws -> Replaced {
    var replaced = Replaced()
    if command == "amend", let move = try repository.lastHeadMove(), move.isAmendment {
      replaced.pairs = [(move.old, move.new)]
    } else if command == "rebase" {
      for name in ["rewritten-list", "rewritten"] where replaced.isEmpty {
        replaced = try read(name, in: repository)
      }
    }
    return replaced
  }

  private static func read(_ name: String, in repository: Repository) throws -> Replaced {
    var replaced = Replaced()
    guard let folder = repository.rebaseFolder,
      let bytes = try Files.read("\(folder)/\(name)", limit: longest)
    else { return replaced }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      replaced.add(String(line))
    }
    return replaced
  }

  static func keep(_ replaced: Replaced, in repository: Repository) throws {
    guard let folder = repository.rebaseFolder else { return }
    let text = replaced.pairs.map { "\($0.old) \($0.new)\n" }.joined()
    try Files.append(Array(text.utf8), to: "\(folder)/\(file)")
  }

  static func kept(in repository: Repository) throws -> Replaced { try read(file, in: repository) }
}
