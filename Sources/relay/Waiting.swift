import Git
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// What waits for whom in a project.
enum Waiting {
  /// One thing that somebody is to do.
  struct Item {
    let who: String
    let what: String
    let command: String

    /// Whether it is the client's, and the client page does it too.
    var isForClientPage: Bool {
      who == Role.client.title
        && ["in a clone: relay agree ", "relay approve "].contains { command.hasPrefix($0) }
    }
  }

  static func items(_ ledger: Ledger, _ session: Session) throws -> [Item] {
    items(ledger.state) + (try publication(ledger.state, session))
  }

  /// What waits as the ledger says, wherever one reads it; of milestones only one if it is named.
  static func items(_ state: ProjectState, milestone: Int64? = nil) -> [Item] {
    agreement(state) + newcomers(state) + milestones(state, only: milestone)
  }

  private static func agreement(_ state: ProjectState) -> [Item] {
    let parties = state.shownParties
    let number = state.number
    if !parties.rivals.isEmpty {
      return [
        Item(
          who: "you", what: "are to tell which of two clients is the right one",
          command: "git config relay.\(number).client SHA256:…   (see relay keys \(number))")
      ]
    }
    if parties.agreed.isEmpty {
      guard let terms = parties.terms, Candidate.all(state).allSatisfy({ $0.role != .client })
      else {
        return []
      }
      return [
        Item(
          who: terms.role?.counterparty?.title ?? "client", what: "has not agreed yet",
          command: "in a clone: relay agree \(number)")
      ]
    }
    let ended = Set(state.keyEnds.map(\.key))
    let isPinnedHere = state.agreements.contains {
      $0.signer.fingerprint == state.pins.client && !ended.contains($0.signer.fingerprint)
    }
    if parties.isClientOpen, !ended.isEmpty, !isPinnedHere,
      Candidate.all(state).allSatisfy({ $0.role != .client })
    {
      return [
        Item(
          who: "client", what: "has no key any more, and agrees anew with another",
          command: "in a clone: relay agree \(number)")
      ]
    }
    return state.proposals.suffix(1).map { proposal in
      Item(
        who: proposal.role?.counterparty?.title ?? "client", what: "has new terms to agree to",
        command: "in a clone: relay agree \(number)   (record \(proposal.id.short))")
    }
  }

  /// How many newcomers are listed.
  private static let listed = 3

  private static func newcomers(_ state: ProjectState) -> [Item] {
    let all = Candidate.all(state)
    var items = all.prefix(listed).map { candidate in
      let name = candidate.name ?? candidate.emails.first ?? "somebody"
      let who = candidate.role == .client ? "builder" : "client"
      return Item(
        who: who, what: "is to tell whether \(name) is the \(candidate.role.title):",
        command: "relay admit \(candidate.key.fingerprint)")
    }
    if all.count > listed {
      items.append(
        Item(
          who: "", what: "and \(all.count - listed) more wait", command: "relay admit"))
    }
    return items
  }

  private static func milestones(_ state: ProjectState, only number: Int64?) -> [Item] {
    var items: [Item] = []
    for milestone in state.milestones() where number == nil || milestone.number == number {
      let name = "\(state.number)/\(milestone.number)"
      for proposal in milestone.proposals.suffix(1)
      where state.acceptances(of: proposal.id).isEmpty {
        items.append(
          Item(
            who: proposal.role?.counterparty?.title ?? "client",
            what: "has terms of milestone \(milestone.number) to agree to",
            command: "in a clone: relay agree \(state.number)"))
      }
      switch milestone.status {
      case .proposed, .pending, .completed: break
      case .inReview:
        items.append(
          Item(
            who: "client", what: "is to decide on milestone \(milestone.number)",
            command: "relay approve \(name), or relay reject \(name)"))
      case .rejected:
        items.append(
          Item(
            who: "builder", what: "is to revise milestone \(milestone.number)",
            command: "relay milestone show \(name), then relay submit \(name)"))
      case .approved:
        if milestone.remaining > 0, let amount = milestone.terms?.content.amount {
          let rest = MilestoneText.money(milestone.remaining, like: amount)
          items.append(
            Item(
              who: "client", what: "has not set free \(rest) of milestone \(milestone.number)",
              command: "relay approve \(name)"))
        }
      case .conflict:
        items.append(
          Item(
            who: "client", what: "is to settle milestone \(milestone.number), which is in conflict",
            command: "relay milestone show \(name)"))
      }
      // Also where new terms have been agreed since: an approval stays.
      guard milestone.status != .conflict, milestone.released > milestone.settled else { continue }
      let agent = state.shownParties.members(.escrow).isEmpty ? "client" : "escrow agent"
      items.append(
        milestone.claimedPaid >= milestone.released
          ? Item(
            who: "builder", what: "is to say whether the money for \(name) has come",
            command: "relay receipt \(name)")
          : Item(
            who: agent, what: "is to pay milestone \(milestone.number)",
            command: "relay release \(name) --check"))
    }
    for removal in state.proposedRemovals
    where number == nil || removal.content.milestone == number {
      items.append(
        Item(
          who: removal.role?.counterparty?.title ?? "client",
          what: "has the removal of milestone \(removal.content.milestone) to agree to",
          command: "in a clone: relay agree \(state.number)"))
    }
    return items
  }

  private static func publication(_ state: ProjectState, _ session: Session) throws -> [Item] {
    guard let remote = session.settings.remote, session.settings.pushes else { return [] }
    let branch = LedgerBranch(number: state.number)
    let local = try session.repository.reference(branch.name)
    let there = try session.repository.reference(branch.trackingName(remote: remote))
    guard local != nil, local != there else { return [] }
    // A pin may have chosen another to be shown than the one that is pushed from here.
    let own = try Settings.genesis(of: state.number, in: session.repository) ?? state.genesis
    let others = try OtherLedger.all(of: branch, besides: own, in: session.repository)
    if others.contains(where: { $0.remote == remote }) {
      return [
        Item(
          who: "you",
          what: "are to tell which ledger is right: \(Inert.text(remote)) has another one",
          command: "relay doctor")
      ]
    }
    let first = FirstPush(to: remote, session)
    if try first.isDue() {
      return [
        Item(
          who: "you",
          what: "have pushed nothing to \(Inert.text(remote)) yet; the ledger goes there after"
            + " your first push",
          command: first.command)
      ]
    }
    return [
      Item(
        who: "you", what: "have a ledger that \(Inert.text(remote)) does not have yet",
        command: "relay sync")
    ]
  }
}
