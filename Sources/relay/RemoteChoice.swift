import Git
import Ledger
import Proof

/// The remotes that a ledger may be for, where none is chosen or the chosen one is gone.
struct RemoteChoice {
  /// One where the choice is plain, else all.
  let names: [String]

  init(in repository: Repository) throws {
    let remotes = try repository.remotes()
    names = remotes.contains("origin") ? ["origin"] : remotes
  }

  /// That none is chosen.
  var text: String {
    switch names.count {
    case 0: "there is no remote yet; the ledger stays here"
    case 1: "no remote is chosen for the ledger"
    default: "no remote is chosen for the ledger; one of these may have it"
    }
  }

  /// Commands of which each makes a choice; none where there is nothing to choose.
  var commands: [String] { names.map { "git config relay.remote \(Inert.text($0).shellWord)" } }
}
