import Git
import Ledger
import LedgerStore
import Proof

// What the remote has.
extension Diagnosis {
  /// Whether what the remote has is another ledger, which has been said.
  private func isOther(_ tip: ObjectID, _ number: Int64) throws -> Bool {
    guard let genesis = try Settings.genesis(of: number, in: repository) else { return false }
    return OtherLedger.isOther(tip, of: number, besides: genesis, in: repository)
  }

  mutating func examineRemote() {
    do {
      let choice = try RemoteChoice(in: repository)
      guard let name = session.settings.remote else {
        add("remote", .note, choice.text, repair: choice.commands)
        return
      }
      guard session.settings.pushes else {
        add("remote", .note, "relay.push is false: the ledger goes by bundles only")
        return
      }
      guard try repository.url(ofRemote: name) != nil else {
        let commands =
          choice.commands.isEmpty ? [Remedy(session).unset("relay.remote")] : choice.commands
        add(
          "remote", .fault, "relay.remote names \(Inert.text(name)), which is no remote",
          repair: commands)
        return
      }
      let listing = try RemoteLedger(name, of: repository, limit: .seconds(20)).list()
      let first = FirstPush(to: name, session)
      if let place = listing.empty.place(of: name) {
        add("remote", .note, first.text(place), repair: first.command)
      }
      if listing.empty != .all { try compare(listing, name) }
    } catch { add("remote", error) }
  }

  private mutating func compare(_ listing: RemoteLedger.Listing, _ name: String) throws {
    let numbers = try LedgerBranch.numbers(in: repository, isLocal: true)
    for number in listing.ledgers.keys.sorted() where !numbers.contains(number) {
      // Settled on means that it was here once.
      let isGone = try Settings.genesis(of: number, in: repository) != nil
      add(
        "remote", isGone ? .fault : .note,
        "\(Inert.text(name)) has the ledger of project \(number), which is "
          + (isGone ? "gone here" : "not taken up here"), repair: "relay sync \(number)")
    }
    for number in numbers {
      let local = try repository.reference(LedgerBranch(number: number).name)
      let sync = "relay sync \(number)"
      switch listing.ledgers[number] {
      case local?: add("remote", .good, "\(Inert.text(name)) has project \(number) as it is here")
      case let there?:
        if try isOther(there, number) { continue }
        let isBehind =
          try repository.contains(there)
          && local.map { try repository.isAncestor(there, of: $0) } ?? false
        let text = isBehind ? "is behind" : "has something that is not here"
        add("remote", .fault, "\(Inert.text(name)) \(text), project \(number)", repair: sync)
      case nil:
        add(
          "remote", .fault, "\(Inert.text(name)) has no ledger of project \(number)", repair: sync
        )
      }
    }
  }
}
