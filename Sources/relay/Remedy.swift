import Git
import Ledger
import LedgerStore
import Programs
import Proof
import SSHSignature

/// The commands that mend what an error tells of: each runs as it stands. What only people can do is
/// in the error's own hint.
struct Remedy {
  private let session: Session

  init(_ session: Session) {
    self.session = session
  }

  /// Commands in the order in which they are to be given.
  func commands(for error: any Error) -> [String] {
    switch error {
    case let error as SignerError: commands(forSigner: error)
    case is RemoteLedger.Failure: ["relay sync"]
    default: []
    }
  }

  private func commands(forSigner error: SignerError) -> [String] {
    switch error {
    case .noKey:
      let usable = usableKeys()
      guard usable.isEmpty else { return usable }
      let number = (try? LedgerBranch.numbers(in: session.repository))?.first ?? 1
      return ["relay init \(number)"]
    case .needsPassphrase(let path): return [addToAgent(path)]
    case .publicHalfOnly(let path):
      let other = path.hasSuffix(".pub") ? String(path.dropLast(".pub".count)) : path
      guard other != path, ((try? Files.kind(other)) ?? nil) != nil else { return usableKeys() }
      return [addToAgent(other)]
    case .unusable: return usableKeys()
    case .needsTouch, .agent, .program, .failed: return []
    }
  }

  private func addToAgent(_ path: String) -> String {
    let hasAgent = Session.variable("SSH_AUTH_SOCK").map { !$0.isEmpty } ?? false
    return (hasAgent ? "" : "eval \"$(ssh-agent -s)\" && ") + "ssh-add \(path.shellWord)"
  }

  /// Names a key that has a role here and signs without asking: one that git would sign with in
  /// another format, or where people and relay have theirs.
  func usableKeys() -> [String] {
    let own = (try? Session.configurationFolder()).map { [$0 + "/relay/id_ed25519"] } ?? []
    let others = ["id_ed25519", "id_ecdsa", "id_rsa"].map { "\(Session.home)/.ssh/\($0)" }
    let configuration = try? session.repository.configuration()
    let named = configuration?.path("user.signingkey").map { [$0] } ?? []
    let silent = SigningKey.Surroundings(agentSocket: nil, isInteractive: false, limit: .zero)
    let numbers = (try? LedgerBranch.numbers(in: session.repository)) ?? []
    let parties = numbers.compactMap { try? session.ledger($0).state.shownParties }
    let found = (named + own + others).first { path in
      guard let signer = try? SigningKey(file: path).signer(silent) else { return false }
      return parties.contains { $0.role(of: signer.key.fingerprint) != nil }
    }
    return found.map { ["git config relay.signingKey \($0.shellWord)"] } ?? []
  }

  /// Takes a setting out of the file that it is in, as far as it is one of the user's.
  func unset(_ name: String) -> String {
    "git config \(isLocal(name) ? "" : "--global ")--unset-all \(name)"
  }

  /// Lets git look for hooks in the repository's own folder: in this repository alone.
  func ownHooks(_ folder: String) -> String {
    let name = "core.hooksPath"
    return isLocal(name) ? unset(name) : "git config \(name) \(folder.shellWord)"
  }

  private func isLocal(_ name: String) -> Bool {
    let local = try? Program("git").run(
      ["--git-dir=\(session.repository.gitDirectory)", "config", "--local", "--get", name])
    return local?.status == 0
  }
}
