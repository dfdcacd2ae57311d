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
  /// How long an agent or signing program may take before the proof is left to `relay sync`.
  private static let signingLimit = Duration.seconds(2)

  /// How long one git command may take that talks to the remote.
  static let remoteLimit = Duration.seconds(30)

  static func run(_ arguments: [String]) {
    // Below a git command of relay's own, and where the user says so, hooks do nothing.
    guard variable("RELAY") != "0", variable(RemoteLedger.guardVariable) == nil else { return }
    do {
      switch arguments.first {
      case "post-commit": try postCommit()
      case "commit-msg": try CommitMessage(path: arguments.dropFirst().first ?? "").run()
      case "pre-push": try PrePush(remote: arguments.dropFirst().first ?? "").run()
      case "--version": print("relay-hook \(Version.text)")
      default: warn(Wording("unknown hook \"\(Inert.text(arguments.first ?? ""))\""))
      }
    } catch {
      warn(Wording(for: error))
    }
  }

  private static func postCommit() throws {
    let repository = try openRepository()
    trace("opened \(repository.gitDirectory)")
    guard let head = try repository.reference("HEAD") else { return }
    let commit = try repository.commit(head)
    let capture = LiveCapture(
      in: repository, now: now,
      copyFailure: { error in
        warn(
          Wording(
            "the proof is made, its readable copy is not: \(Inert.text(error.message))",
            hint: "`relay sync` writes it when that is mended"))
      }, signer: { try signer(in: repository) })
    for outcome in try capture.capture(commit, as: .live) {
      switch outcome.result {
      case .success(let record):
        trace("project \(outcome.tag.project): \(record?.id.hex ?? "proven before")")
      case .failure(let error):
        var wording = Wording(for: error)
        if error is SignerError {
          wording = Wording(
            "no proof yet of \(head.hex.prefix(10)): \(wording.message)", hint: wording.hint)
        }
        warn(wording)
      }
    }
  }

  static func openRepository() throws -> Repository {
    try Library.setVerifiesObjects(false)
    // git says where the repository is if it is not simply above the current folder.
    if let directory = variable("GIT_DIR"), !directory.isEmpty {
      return try Repository.open(at: directory, search: false)
    }
    return try Repository.open(at: ".")
  }

  static func signer(in repository: Repository) throws -> Signer {
    let surroundings = SigningKey.Surroundings(
      agentSocket: variable("SSH_AUTH_SOCK"), isInteractive: false, limit: signingLimit)
    let configuration = try repository.configuration()
    guard let key = try SigningKey.configured(in: configuration, surroundings) else {
      throw SignerError.noKey
    }
    return try key.signer(surroundings)
  }

  static var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }

  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  static func warn(_ wording: Wording) {
    write("relay: warning: \(wording.message)\n")
    if let hint = wording.hint { write("relay: hint: \(hint)\n") }
  }

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

private func writeBytes(_ descriptor: Int32, _ bytes: [UInt8], _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
