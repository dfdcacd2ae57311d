import Git
import Ledger
import LedgerStore
import Proof

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The hooks' program: does what it can in a short time, says in one line what it could not.
enum Hook {
  /// How long agents and signing programs may take in all before the proofs are left to `relay
  /// sync`.
  private static let signingLimit = Duration.seconds(2)

  /// What finding and using the key may do here: wait for a while, and ask nobody.
  private static let surroundings = SigningKey.Surroundings(
    agentSocket: variable("SSH_AUTH_SOCK"), isInteractive: false, limit: signingLimit,
    isInAll: true)

  /// How long one git command may take that talks to the remote.
  static let remoteLimit = Duration.seconds(30)

  /// What makes the pre-push script stop the push: no status that a crash could end with.
  static let stopStatus: Int32 = 3

  /// The hook's name, for the log.
  nonisolated(unsafe) private static var name = ""

  static func run(_ arguments: [String]) {
    // Below a git command of relay's own, and where the user says so, hooks do nothing.
    guard variable("RELAY") != "0", variable(RemoteLedger.guardVariable) == nil else { return }
    name = arguments.first ?? ""
    let first = arguments.dropFirst().first
    do {
      switch name {
      case "post-commit", "post-applypatch":
        Library.keepMemory()
        try PostCommit().run()
      case "post-merge": try PostMerge().run()
      case "post-rewrite":
        try PostRewrite(command: first ?? PreCommit.rewriteCommand ?? "").run()
      case "post-receive": try PostReceive().run()
      case "commit-msg":
        Library.keepMemory()
        try CommitMessage(path: first ?? "").run()
      case "pre-push":
        if try PrePush.told(Array(arguments.dropFirst())).run() == .stop { exit(stopStatus) }
      case "--version": print("relay-hook \(Version.text)")
      default: warn(Wording("unknown hook \"\(Inert.text(name))\""))
      }
    } catch {
      warn(Wording(for: error))
    }
  }

  /// The most that git is listened to, in bytes: a line for each of a million references.
  private static let longestInput = 256 << 20

  /// All that git says on standard input.
  static func input() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < longestInput {
      let count = readBytes(STDIN_FILENO, &buffer)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileError(path: "standard input", code: errno) }
      if count == 0 { break }
      bytes += buffer.prefix(count)
    }
    return bytes
  }

  static func openRepository() throws -> Repository {
    try Library.setVerifiesObjects(false)
    return try Repository.openCurrent()
  }

  static func signer(in repository: Repository) throws -> Signer {
    let configuration = try repository.configuration()
    guard let key = try SigningKey.configured(in: configuration, surroundings) else {
      throw SignerError.noKey
    }
    return try key.signer(surroundings)
  }

  static func liveCapture(in repository: Repository) -> LiveCapture {
    LiveCapture(
      in: repository, now: now,
      copyFailure: { error in
        warn(
          Wording(
            "the proof is made, its readable copy is not: \(Inert.text(error.message))",
            hint: "`relay sync` writes it when that is mended"))
      }, signer: { try signer(in: repository) })
  }

  /// Says what came of a capture.
  static func report(_ outcomes: [LiveCapture.Outcome], of commit: ObjectID?) {
    var said: Set<String> = []
    for outcome in outcomes {
      switch outcome.result {
      case .success(let records):
        trace("project \(outcome.project): \(records.map(\.id.hex).joined(separator: " "))")
        if let first = outcome.takenBack.first?.hex.prefix(10) {
          let others = outcome.takenBack.count > 1 ? " and \(outcome.takenBack.count - 1) more" : ""
          note("no proof of \(first)\(others): that of the commit before was taken back")
          note("hint: to count it: relay claim \(first) \(outcome.project)")
        }
      case .failure(let error):
        var wording = Wording(for: error)
        if error is SignerError {
          let subject = commit.map { "of \($0.hex.prefix(10))" } ?? "in project \(outcome.project)"
          wording = Wording("no proof yet \(subject): \(wording.message)", hint: wording.hint)
        }
        // A key that refuses does so in all projects of a commit.
        if said.insert(wording.message).inserted { warn(wording) }
      }
    }
  }

  /// The branch that is checked out, or that a rebase is about to move.
  static func branch(of repository: Repository) throws -> [UInt8]? {
    try repository.currentBranch()
      ?? repository.rebasedBranch().map { Array($0.dropFirst("refs/heads/".utf8.count)) }
  }

  /// What git says on standard input, line by line, in any encoding.
  static func readLines() -> [[UInt8]] {
    // What cannot be read is told in other ways, if at all.
    ((try? input()) ?? []).split(separator: UInt8(ascii: "\n")).map { Array($0) }
  }

  static var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }

  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Warns of a slip in what the user wrote.
  static func warn(_ miss: NearMiss) {
    write("relay: warning: \(Wording(miss).message)\n")
  }

  /// The most that is said of one thing, in characters: a remote's words may be without end.
  private static let longestMessage = 400

  /// Says what could not be done, and keeps it for whoever does not see it now.
  static func warn(_ wording: Wording) {
    let cut = wording.message.prefix(longestMessage)
    let message = cut.endIndex == wording.message.endIndex ? wording.message : "\(cut)…"
    write("relay: warning: \(message)\n")
    if let hint = wording.hint { write("relay: hint: \(hint)\n") }
    // Opened anew: what went wrong may have been the opening.
    guard let repository = try? openRepository() else { return }
    HookLog(of: repository).add(message, hook: Inert.text(name), now: now, in: repository)
  }

  /// Says what was done for the user.
  static func note(_ text: String) { write("relay: \(text)\n") }

  static func trace(_ text: @autoclosure () -> String) {
    guard variable("RELAY_TRACE") == "1" else { return }
    var clock = timespec()
    clock_gettime(CLOCK_REALTIME, &clock)
    let micro = String(1_000_000 + clock.tv_nsec / 1_000).dropFirst()
    write("relay: trace: \(clock.tv_sec % 86_400).\(micro) \(Inert.text(text()))\n")
  }

  private static func write(_ text: String) {
    let bytes = Array(text.utf8)
    // What cannot be said must not stop the commit either.
    _ = writeBytes(STDERR_FILENO, bytes, bytes.count)
  }
}

// Named apart from the members of `Hook` that would hide them.
private func readBytes(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
  read(descriptor, &buffer, buffer.count)
}

private func writeBytes(_ descriptor: Int32, _ bytes: [UInt8], _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
