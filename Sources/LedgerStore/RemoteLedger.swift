public import Git
public import Programs

/// The copies of ledgers that a remote has, reached through the `git` command: it has the user's
/// credentials, proxies and URL rewriting.
public struct RemoteLedger {
  /// The remote's name.
  public let remote: String

  private let repository: Repository
  private let git: Program
  private let limit: Duration?

  /// Set for git commands that relay starts, so that hooks of relay do nothing below them.
  public static let guardVariable = "RELAY_INSIDE"

  /// Why a remote could not be reached or did not do as asked.
  public enum Failure: Error, Equatable, Sendable {
    case git(command: String, String)
    /// The remote does not take a branch by its own rules.
    case refused(String)
    case program(Program.Failure)

    /// The cause, for people.
    public var message: String {
      switch self {
      case .git(let command, let reason): "git \(command): \(reason)"
      case .refused(let reason): "git push: \(reason)"
      case .program(let failure): failure.message
      }
    }
  }

  /// Describes a remote.
  ///
  /// After `limit` a git command is ended, and it cannot ask for anything; `nil` where the user is
  /// there.
  public init(_ remote: String, of repository: Repository, limit: Duration?) {
    self.remote = remote
    self.repository = repository
    self.limit = limit
    var environment: [String: String?] = [Self.guardVariable: .some("1")]
    // What git exports to hooks would lead a command astray that is about another branch.
    for name in [
      "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_QUARANTINE_PATH",
      "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_INTERNAL_SUPER_PREFIX",
    ] {
      environment[name] = .some(nil)
    }
    if limit != nil {
      if let command = SSHCommand.silent(in: repository) {
        environment["GIT_SSH_COMMAND"] = .some(command)
      }
      environment["GCM_INTERACTIVE"] = .some("never")
      environment["GIT_TERMINAL_PROMPT"] = .some("0")
      environment["GIT_ASKPASS"] = .some("true")
      environment["SSH_ASKPASS_REQUIRE"] = .some("never")
    }
    git = Program("git", environment: environment)
  }

  /// The heads that the remote shows.
  public struct Listing: Sendable {
    /// Ledgers by project number.
    public let ledgers: [Int64: ObjectID]

    /// Where a push would bring the first branch of all.
    public let empty: Emptiness
  }

  /// Whether a remote has no branch at all, so that the first one pushed may become what people get
  /// when they clone.
  public enum Emptiness: Equatable, Sendable {
    case none
    case all
    /// One of several addresses that are pushed to.
    case address(String)
  }

  /// Asks the remote which branches it has.
  public func list() throws -> Listing {
    let lines = Self.lines(of: try heads(at: remote))
    var ledgers: [Int64: ObjectID] = [:]
    for line in lines {
      let columns = line.split(separator: "\t")
      guard columns.count == 2, let number = LedgerBranch.number(of: String(columns[1])),
        let id = ObjectID(hex: String(columns[0]))
      else { continue }
      ledgers[number] = id
    }
    return Listing(ledgers: ledgers, empty: try lines.isEmpty ? .all : emptyPushAddress())
  }

  private func heads(at place: String) throws -> [UInt8] {
    try run("ls-remote", ["--heads", "--", place])
  }

  /// A repository that is pushed to and not fetched from, and has no branch yet.
  private func emptyPushAddress() throws -> Emptiness {
    let addresses = try repository.configuration().all("remote.\(remote).pushurl")
    guard let empty = try addresses.first(where: { try heads(at: $0).isEmpty }) else {
      return .none
    }
    return addresses.count == 1 ? .all : .address(empty)
  }

  /// Brings the remote's copies of ledgers here.
  ///
  /// With `isWhole` all that they hold, whatever git believes to have or leaves out of a partial
  /// clone.
  public func fetch(_ branches: [LedgerBranch], isWhole: Bool = false) throws {
    guard !branches.isEmpty else { return }
    let specifications = branches.map { "+\($0.name):\($0.trackingName(remote: remote))" }
    let options = RemoteOptions.fetch + (isWhole ? ["--refetch", "--no-filter"] : [])
    _ = try run("fetch", options + ["--", remote] + specifications)
  }

  /// Publishes the local copies of ledgers.
  ///
  /// - Throws: ``Failure``; also if the remote has moved on meanwhile.
  public func push(_ branches: [LedgerBranch]) throws {
    guard !branches.isEmpty else { return }
    let specifications = branches.map { "\($0.name):\($0.name)" }
    _ = try run("push", RemoteOptions.push + ["--", remote] + specifications)
  }

  private func run(_ command: String, _ arguments: [String]) throws -> [UInt8] {
    let settings = try RemoteOptions.settings(of: remote, in: repository)
    let outcome: Program.Outcome
    do {
      outcome = try git.run(
        ["--git-dir=\(repository.gitDirectory)"] + settings + [command] + arguments, limit: limit)
    } catch {
      throw Failure.program(error)
    }
    guard outcome.status == 0 else {
      let lines = Self.lines(of: outcome.errors)
      let line = Self.cause(in: lines)
      if let line, line.hasPrefix(" ! [remote rejected]") {
        throw Failure.refused(Self.cut(line.dropFirst(3) + Self.words(ofRemote: lines)))
      }
      throw Failure.git(
        command: command, line.map { Self.cut($0[...]) } ?? "status \(outcome.status)")
    }
    return outcome.output
  }

  /// The line that says why git has failed: of a reference, else of the whole. What the remote's own
  /// programs print, such as a banner, is not git's word.
  static func cause(in lines: [String]) -> String? {
    let own = lines.filter { !$0.hasPrefix("remote:") }
    return own.first { $0.hasPrefix(" ! [") }
      ?? own.first { $0.hasPrefix("fatal:") || $0.hasPrefix("error:") } ?? own.last ?? lines.last
  }

  /// What the remote's own programs said of a refusal, to be put after git's line.
  private static func words(ofRemote lines: [String]) -> String {
    let said = lines.filter { $0.hasPrefix("remote:") }
      .map { $0.dropFirst("remote:".count).split(separator: " ").joined(separator: " ") }
      // git's own line says so too.
      .filter { !$0.isEmpty && !$0.hasPrefix("error: hook declined") }
    return said.isEmpty ? "" : ": " + said.joined(separator: "; ")
  }

  /// The most that is passed on of such a line, in characters.
  private static let longestCause = 300

  private static func cut(_ line: Substring) -> String {
    line.count > longestCause ? line.prefix(longestCause) + "…" : String(line)
  }

  /// Split as bytes: for Swift `\r\n`, with which ssh ends its lines, is one character and no `\n`.
  private static func lines(of bytes: [UInt8]) -> [String] {
    bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
