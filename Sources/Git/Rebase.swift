/// What git keeps in a work tree's git directory while a rebase is going on there.
extension Repository {
  private static let heads = Array("refs/heads/".utf8)

  /// Whether a rebase is going on in this work tree.
  public var isRebasing: Bool {
    File.exists(gitDirectory + "rebase-merge")
      || File.exists(gitDirectory + "rebase-apply/rebasing")
  }

  /// The folder that is gone when the rebase is; `nil` if there is none.
  public var rebaseFolder: String? {
    ["rebase-merge", "rebase-apply"].map { gitDirectory + $0 }.first { File.exists($0) }
  }

  /// Whether git will still tell of what the rebase which is going on has rewritten: where it only
  /// went over commits as they are, and commands are all that is left, it tells nothing at its end.
  public func rebaseTells() throws(GitError) -> Bool {
    guard let folder = rebaseFolder, !folder.hasSuffix("apply") else { return true }
    if ["rewritten-list", "rewritten-pending"].contains(where: { File.exists("\(folder)/\($0)") }) {
      return true
    }
    guard let todo = try File.read(folder + "/git-rebase-todo") else { return true }
    return todo.split(separator: UInt8(ascii: "\n")).contains { line in
      let word = line.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != UInt8(ascii: " ") }
      return !Self.isNoRewriting(String(decoding: word, as: UTF8.self))
    }
  }

  private static func isNoRewriting(_ command: String) -> Bool {
    command.isEmpty || command.hasPrefix("#")
      || ["exec", "x", "break", "b", "label", "l", "reset", "t", "update-ref", "u", "noop"]
        .contains(command)
  }

  /// The commit that the rebase which is going on builds upon.
  public func rebaseBase() throws(GitError) -> ObjectID? {
    guard let folder = rebaseFolder, let bytes = try File.read(folder + "/onto") else {
      return nil
    }
    return ObjectID(hex: bytes.prefix { $0 != UInt8(ascii: "\n") })
  }

  /// The full name of the branch that is being rebased; `nil` with a detached head.
  public func rebasedBranch() throws(GitError) -> [UInt8]? {
    guard let folder = rebaseFolder else { return nil }
    if let bytes = try File.read(folder + "/head-name") {
      let name = Array(bytes.prefix { $0 != UInt8(ascii: "\n") })
      return name.starts(with: Self.heads) ? name : nil
    }
    // Where patches are applied git writes it down only when it stops.
    guard let old = try reference("ORIG_HEAD") else { return nil }
    let names = try references(matching: "refs/heads/*").filter { $0.id == old }.map(\.bytes)
    let last = try lastCheckout()
    if let last, ObjectID(hex: last[...]) == old { return nil }
    if let last, names.contains(Self.heads + last) { return Self.heads + last }
    return names.count == 1 ? names.first : nil
  }

  /// What was last checked out: a branch, or a commit's id.
  private func lastCheckout() throws(GitError) -> [UInt8]? {
    let mark = Array("checkout: moving from ".utf8)
    return try newestHeadMoves().first { $0.reason.starts(with: mark) }.flatMap { move in
      move.reason.split(separator: UInt8(ascii: " ")).last.map { Array($0) }
    }
  }

  /// The full names of branches that a rebase is about to move: what they point at is past.
  ///
  /// git runs post-rewrite before it moves the branch where patches are applied, and before it moves
  /// those that `--update-refs` takes along.
  public func branchesInRebase() throws(GitError) -> Set<[UInt8]> {
    guard let folder = rebaseFolder else { return [] }
    var names: Set<[UInt8]> = []
    if let name = try rebasedBranch() { names.insert(name) }
    guard let bytes = try File.read("\(folder)/update-refs") else { return names }
    // Three lines for each: the name, and what it points at before and after.
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    for index in stride(from: 0, to: lines.count, by: 3) {
      names.insert(Array(lines[index]))
    }
    return names
  }

  /// Whether a commit that is made now stays and no hook will tell of it: the rebase has made none
  /// anew, so that its end is no rewriting, and has only commands of the user's left.
  public func isCommitOfItsOwn() throws(GitError) -> Bool {
    let folder = gitDirectory + "rebase-merge/"
    for list in ["rewritten-list", "rewritten-pending"] {
      guard try (File.read(folder + list) ?? []).isEmpty else { return false }
    }
    let done = try Self.commands(File.read(folder + "done") ?? [])
    let left = try Self.commands(File.read(folder + "git-rebase-todo") ?? [])
    // In any other command it is git itself that makes the commit, or will say what became of it.
    guard let last = done.last, Self.ownCommands.contains(last) else { return false }
    return left.allSatisfy { Self.ownCommands.contains($0) || $0 == "noop" }
  }

  private static let ownCommands: Set<String> = ["break", "b", "exec", "x"]

  /// The first words of a rebase's list, comments aside.
  private static func commands(_ list: [UInt8]) -> [String] {
    list.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let word = line.split(separator: UInt8(ascii: " "), maxSplits: 1).first ?? []
      return word.first == UInt8(ascii: "#") ? nil : String(decoding: word, as: UTF8.self)
    }
  }
}
