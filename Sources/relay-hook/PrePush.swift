import Git
import Ledger
import LedgerStore
import Proof

/// Before a push: proves what the pushed branches hold, and pushes the ledgers along to the one
/// remote that may have them.
struct PrePush {
  private let destination: PushGuard.Destination

  /// What git says is about to be pushed; `nil` for what cannot be understood.
  private let updates: [PushUpdate?]

  /// Takes what git says, or what pre-commit passes on of it.
  static func told(_ arguments: [String]) throws -> PrePush {
    if arguments.isEmpty, let destination = PreCommit.destination {
      return PrePush(destination: destination, updates: try PreCommit.update().map { [$0] } ?? [])
    }
    let remote = arguments.first ?? ""
    return PrePush(
      destination: .init(name: remote, url: arguments.dropFirst().first ?? remote),
      updates: PushUpdate.read(try Hook.input()))
  }

  /// What the push is told.
  enum Verdict {
    case go
    case stop
  }

  func run() throws -> Verdict {
    // Nothing, or only deletions, is being pushed.
    guard updates.contains(where: { $0?.isDeletion != true }) else { return .go }
    let repository = try Hook.openRepository()
    let settings = try Settings.read(in: repository)
    let pushGuard = PushGuard(of: repository, settings: settings, to: destination)
    guard try pushGuard.mayHaveLedgers() else {
      let verdict = try pushGuard.verdict(on: updates)
      if let objection = verdict.objection {
        explain(objection, settings)
        return .stop
      }
      if let name = settings.remote, settings.pushes, try isGone(name, repository) {
        Hook.warn(
          Wording(
            "relay.remote names \(Inert.text(name)), which is no remote; the ledger stays here",
            hint: "relay doctor names the command that chooses another"))
      }
      if verdict.isOfNewestOnly {
        Hook.warn(
          Wording("too much is pushed to look for a ledger in more than the newest files of each"))
      }
      return .go
    }
    guard try pushGuard.isLedgersRemote(), let remote = settings.remote else { return .go }
    var isComplete = false
    do {
      let exchange = PushExchange(
        of: updates.compactMap { $0 }, with: remote, at: destination.url, in: repository, settings)
      isComplete = try exchange.run()
    } catch {
      Hook.warn(Wording(for: error))
    }
    guard settings.requiresLedger, !isComplete else { return .go }
    Hook.note("error: not pushed, since the ledger was not (relay.requireLedger)")
    return .stop
  }

  /// Whether the ledger's remote is a name that no remote has.
  private func isGone(_ name: String, _ repository: Repository) throws -> Bool {
    let isAddress = name.contains(":") || name.hasPrefix("/") || name.hasPrefix(".")
    return try !isAddress && repository.urls(ofRemote: name).isEmpty
  }

  private func explain(_ objection: PushGuard.Objection, _ settings: Settings) {
    let place = Inert.text(destination.name)
    let reason =
      switch objection {
      case .ledger(let number?): "it would carry the ledger of project \(number) to \(place)"
      case .ledger(nil): "it would carry a ledger to \(place)"
      case .unreadable: "what git says of it cannot be read, and it may carry a ledger to \(place)"
      case .unlisted(let reason):
        "what it holds cannot be listed (\(Inert.text(reason))), and it may carry a ledger"
          + " to \(place)"
      }
    Hook.warn(
      Wording("not pushed: \(reason)", hint: "to push code alone: git push \(place) <branch>"))
    let others = settings.remote.map { "is for \(Inert.text($0))" } ?? "is for no remote yet"
    Hook.note("hint: the ledger \(others); to let \(place) have it too:")
    Hook.note("hint:   git config --add relay.shareWith \(place)")
  }
}
