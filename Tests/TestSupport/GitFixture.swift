public import Git

/// A repository of a test's own, changed by the git command.
public final class GitFixture: Sendable {
  public let folder: TemporaryFolder

  /// The repository's folder.
  public let path: String

  /// Makes a repository, or names one that a git command has made in the same folder.
  public init(
    _ name: String = "repository", in folder: TemporaryFolder? = nil, bare: Bool = false,
    existing: Bool = false, options: [String] = []
  ) throws {
    guard OwnEnvironment.isClean else { throw SetupError("no clean environment") }
    self.folder = try folder ?? TemporaryFolder()
    path = self.folder.path(name)
    if existing { return }
    let kind = bare ? ["--bare"] : []
    try Tool.succeed(
      "git", ["init", "-q", "-b", "main"] + kind + options + [path], in: self.folder,
      environment: Self.environment)
  }

  /// Who commits, when, and nothing in the background.
  private static let environment = [
    "GIT_AUTHOR_NAME": "Ana Builder", "GIT_AUTHOR_EMAIL": "ana@example.com",
    "GIT_AUTHOR_DATE": "1772366400 +0100", "GIT_COMMITTER_NAME": "Ana Builder",
    "GIT_COMMITTER_EMAIL": "ana@example.com", "GIT_COMMITTER_DATE": "1772366400 +0100",
    "GIT_CONFIG_COUNT": "3", "GIT_CONFIG_KEY_0": "gc.auto", "GIT_CONFIG_VALUE_0": "0",
    "GIT_CONFIG_KEY_1": "maintenance.auto", "GIT_CONFIG_VALUE_1": "false",
    "GIT_CONFIG_KEY_2": "protocol.file.allow", "GIT_CONFIG_VALUE_2": "always",
  ]

  /// Runs git, which must succeed.
  @discardableResult
  public func git(
    _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
  ) throws -> Tool.Output {
    try Tool.succeed(
      "git", ["-C", path] + arguments, input: input, in: folder,
      environment: Self.environment.merging(environment) { $1 })
  }

  /// Runs git, which must succeed.
  @discardableResult
  public func git(_ arguments: String..., input: [UInt8] = []) throws -> Tool.Output {
    try git(arguments, input: input)
  }

  /// Runs git, which may fail.
  public func tryGit(_ arguments: String..., input: [UInt8] = []) throws -> Tool.Output {
    try Tool.run(
      "git", ["-C", path] + arguments, input: input, in: folder, environment: Self.environment)
  }

  /// The one line that git prints.
  public func line(_ arguments: String..., input: [UInt8] = []) throws -> String {
    let text = try git(arguments, input: input).text
    return String(text.prefix { $0 != "\n" })
  }

  /// What a name means to git.
  public func id(_ name: String) throws -> ObjectID {
    try Self.id(hex: try line("rev-parse", "--verify", name))
  }

  /// Opens the repository as relay does.
  public func open() throws -> Repository { try Repository.open(at: path) }

  /// Stores an object, however odd.
  public func write(_ kind: String, _ bytes: [UInt8]) throws -> ObjectID {
    let line = try line("hash-object", "-t", kind, "-w", "--stdin", "--literally", input: bytes)
    return try Self.id(hex: line)
  }

  /// Writes a file of the work tree.
  public func write(_ name: String, _ text: String) throws {
    let inside = path.dropFirst(folder.path.count + 1)
    try folder.write("\(inside)/\(name)", text)
  }

  /// Commits everything in the work tree.
  @discardableResult
  public func commit(
    _ message: String, time: Int64 = 1_772_366_400, author: String = "Ana Builder <ana@example.com>"
  ) throws -> ObjectID {
    try git("add", "-A")
    let person = author.split(separator: " <")
    let date = "@\(time) +0100"
    try git(
      ["commit", "-q", "--allow-empty", "--allow-empty-message", "--no-verify", "-F", "-"],
      input: Array(message.utf8),
      environment: [
        "GIT_AUTHOR_NAME": String(person[0]), "GIT_AUTHOR_EMAIL": String(person[1].dropLast()),
        "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date,
      ])
    return try id("HEAD")
  }

  /// An id that must be one.
  public static func id(hex: some StringProtocol) throws -> ObjectID {
    guard let id = ObjectID(hex: String(hex)) else { throw SetupError("no id: \(hex)") }
    return id
  }
}
