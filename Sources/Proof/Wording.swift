internal import Git
internal import Ledger
public import LedgerStore
internal import SSHSignature

/// What went wrong, as people read it: `relay: error: <what>`, then `relay: hint: <next step>`.
public struct Wording: Equatable, Sendable {
  /// What and why; lower case, no full stop.
  public let message: String

  /// What to do next, if there is something.
  public let hint: String?

  /// Whether the fault is with something that contradicts, rather than that could not be checked.
  public let isContradiction: Bool

  /// Words a message.
  public init(_ message: String, hint: String? = nil, isContradiction: Bool = false) {
    self.message = message
    self.hint = hint
    self.isContradiction = isContradiction
  }

  /// Finds the words for any error that the libraries throw.
  public init(for error: any Error) {
    switch error {
    case let error as Wording: self = error
    case let error as GitError: self.init(git: error)
    case let error as SignerError: self.init(signer: error)
    case let error as AppendError: self.init(append: error)
    case let error as CaptureError: self.init(capture: error)
    case let error as RecordError: self.init(Inert.text(error.message.utf8, limit: 400))
    case let error as FileError: self.init(Inert.text(error.message))
    case let error as RemoteLedger.Failure: self.init(remote: error)
    case let error as Ledger.ReadError: self.init(read: error)
    case let error as PinnedElsewhere: self.init(error)
    default: self.init(Inert.text("\(error)"))
    }
  }

  /// Says that something looks like a tag and is none.
  public init(_ miss: NearMiss) {
    self.init(
      "\"\(Inert.text(miss.text, limit: 40))\" names no project; \"\(miss.suggestion)\" would")
  }

  /// Says that a remote has another ledger of a project.
  public init(_ other: OtherLedger) {
    let remote = Inert.text(other.remote)
    self.init(
      "\(remote) has another ledger of project \(other.project), \(other.founding); the one here is"
        + " founded by \(other.own.short); both are left as they are",
      hint: "`relay doctor` names the commands: to take up the remote's, or put yours in its place")
  }

  /// The folder that git trusts a repository by, as a shell reads it.
  private static func place(_ gitDirectory: String) -> String {
    let end = ["/.git/", "/"].first { gitDirectory.hasSuffix($0) } ?? ""
    let path = Inert.text(String(gitDirectory.dropLast(end.count)))
    return path.shellWord(isAlwaysQuoted: true)
  }

  private init(_ clash: PinnedElsewhere) {
    self.init(
      "a pinned key chooses another ledger of project \(clash.project), founded by"
        + " \(clash.pinned.short); the one here is founded by \(clash.own.short);"
        + " nothing was changed",
      hint: "`relay doctor` names the commands: to take up the pinned one, or stay with yours")
  }

  private init(git error: GitError) {
    let text = Inert.text(error.description)
    switch error.kind {
    case .notARepository:
      self.init(text, hint: "run relay inside a git repository, or make one with `git init`")
    case .owner:
      self.init(
        "the repository belongs to another user",
        hint: "if you trust it: git config --global --add safe.directory "
          + Self.place(error.message))
    case .unsupportedFormat:
      self.init(
        "relay cannot read this repository: \(Inert.text(error.message))",
        hint: "relay reads SHA-1 repositories with reference files; this one was made otherwise")
    case .notFound:
      self.init(text, hint: "`relay doctor` names what is missing, and the command that brings it")
    case .nameTaken:
      self.init(
        text, hint: "git branch -m \(LedgerBranch.folder) old-\(LedgerBranch.folder)")
    case .locked:
      self.init(text, hint: "another git process is at work; try again in a moment")
    default: self.init(text)
    }
  }

  private init(signer error: SignerError) {
    let hint: String? =
      switch error {
      case .noKey: "run `relay init`: it makes a key for you if you have none"
      case .unusable: "name a key with `git config relay.signingKey <path>`"
      case .publicHalfOnly: "name the private key's file, or run `ssh-add <key>`, then `relay sync`"
      case .needsPassphrase: "run `ssh-add <key>`, then `relay sync`"
      case .needsTouch: "run `relay sync` when you can touch it, or give relay a key of its own"
      case .agent(.timedOut): "unlock the agent, then run `relay sync`"
      case .agent: "see `ssh-add -l`, then run `relay sync`"
      case .program, .failed: nil
      }
    self.init(Inert.text(error.message), hint: hint)
  }

  private init(remote error: RemoteLedger.Failure) {
    let hint =
      switch error {
      case .refused: "the remote must allow you to push branches relay-ledger/*, then `relay sync`"
      // The remote has answered before.
      case .git(command: "push", _): "try again with `relay sync`"
      case .git, .program: "try again with `relay sync` when the remote is reachable"
      }
    self.init(Inert.text(error.message), hint: hint)
  }

  private init(append error: AppendError) {
    switch error {
    case .notSetUp(let project, let known):
      let others = known.isEmpty ? "" : " (set up here: \(Self.list(known)))"
      self.init(
        "project \(project) is not set up in this repository\(others)",
        hint: "to set it up: relay init \(project)")
    case .contention:
      self.init("other processes kept changing the ledger", hint: "run `relay sync`")
    case .refused(.unknownSigner):
      self.init(
        "your key has no role in this project",
        hint: "compare `relay keys` with the key that you mean to use")
    case .refused(.noRoom):
      self.init(
        "too many wait for a role in this project",
        hint: "send the other party your key's fingerprint, to be let in by `relay admit`")
    case .refused(.invalid(let reason)): self.init(Inert.text(reason))
    }
  }

  private init(capture error: CaptureError) {
    switch error {
    case .notABuilder(let project, let fingerprint):
      self.init(
        "your key \(fingerprint) is no builder's of project \(project)",
        hint: "builders are listed by `relay keys \(project)`")
    case .foreignCommit(let project, let commit):
      self.init(
        "commit \(commit.hex.prefix(10)) names project \(project) and is by somebody else",
        hint: "to vouch for the commits of others: relay sync --all-authors")
    case .foreignClaim(let commit):
      self.init(
        "commit \(commit.hex.prefix(10)) is by somebody else",
        hint: "to vouch for it: relay claim --all-authors")
    }
  }

  private init(read error: Ledger.ReadError) {
    switch error {
    case .noProject(let findings):
      let first = findings.first.map { ": \($0.path): \($0.reason)" } ?? ""
      self.init(
        "no ledger that can be read\(first)",
        isContradiction: findings.contains { $0.verdict == .invalid })
    case .several(let ids, _):
      self.init(
        "\(ids.count) projects claim this number: \(ids.map(\.short).joined(separator: ", "))",
        hint: "say which is yours: --builder SHA256:…; or settle on it: see `relay doctor`")
    }
  }

  /// Numbers, a few of them.
  static func list(_ numbers: [Int64]) -> String {
    let shown = numbers.prefix(8).map { String($0) }.joined(separator: ", ")
    return numbers.count > 8 ? shown + ", …" : shown
  }
}

extension Wording: Error {}
