import Git
import Ledger
import LedgerStore
import Proof

/// What comes before the first push of a ledger: a branch with code, so that a forge does not make the
/// ledger what people get when they clone.
struct FirstPush {
  private let remote: String
  private let session: Session

  init(to remote: String, _ session: Session) {
    self.remote = remote
    self.session = session
  }

  /// What holds as long as some place is empty.
  func text(_ place: String) -> String {
    "\(place) is empty; the ledger goes there after your first push"
  }

  /// Pushes the branch that is checked out, past the hook where that would ask for the ledger first.
  var command: String {
    let branch = (try? session.repository.currentBranch()) ?? nil
    let name = branch.map { Inert.text($0) } ?? "main"
    let past = session.settings.requiresLedger ? "--no-verify " : ""
    return "git push \(past)-u \(Inert.text(remote).shellWord) \(name.shellWord)"
  }

  /// Whether nothing has ever come from the remote or gone there, as far as is known here.
  func isDue() throws -> Bool {
    // Without this git notes nothing of what it pushes.
    let configuration = try session.repository.configuration()
    guard !configuration.all("remote.\(remote).fetch").isEmpty else { return false }
    return try session.repository.references(matching: "refs/remotes/\(remote)/*").isEmpty
  }
}
