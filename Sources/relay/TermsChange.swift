import Ledger
import SSHSignature

/// What an offer changes of terms that both parties have agreed to already.
struct TermsChange {
  /// What terms say, each member as a list of texts.
  typealias Members = [(name: String, texts: [String])]

  private let agreed: Timestamp
  private let before: Members
  private let now: Members

  /// Compares offered terms with those that both have agreed to; `nil` where there are none, or the
  /// same are agreed to anew.
  init?(_ offer: Entry<MilestoneTerms>, in state: ProjectState) {
    guard let terms = state.milestone(offer.content.milestone, trustingPins: true)?.terms,
      terms.id != offer.id
    else { return nil }
    agreed = state.acceptances(of: terms.id).last?.time ?? terms.time
    before = Self.members(terms.content)
    now = Self.members(offer.content)
  }

  /// The same of the project's terms.
  init?(_ offer: Entry<ProjectTerms>, in state: ProjectState) {
    guard let terms = state.shownParties.agreed.last, terms.id != offer.id else { return nil }
    agreed = state.acceptances(of: terms.id).last?.time ?? terms.time
    before = Self.members(terms.content)
    now = Self.members(offer.content)
  }

  /// That terms are replaced, and what differs, a line for each text.
  var lines: [String] {
    var lines = ["Replaces terms agreed to on \(agreed.description.prefix(10)):"]
    for (old, new) in zip(before, now) {
      let lost = old.texts.filter { !new.texts.contains($0) }
      let added = new.texts.filter { !old.texts.contains($0) }
      let word = added.isEmpty ? "no longer" : "so far"
      lines += lost.map { "  \(old.name), \(word): \(Inert.text($0))" }
      lines += added.map { "  \(old.name), now: \(Inert.text($0))" }
    }
    return lines.count == 1 ? ["\(lines[0]) they say the same"] : lines
  }

  private static func members(_ terms: MilestoneTerms) -> Members {
    [
      ("title", [terms.title]), ("amount", [terms.amount.map { "\($0)" } ?? "no money"]),
      ("escrow", [terms.escrow].compactMap { $0 }), ("due", [terms.due].compactMap { $0 }),
      ("deliverable", terms.deliverables), ("criterion", terms.criteria),
      ("about", [terms.description].compactMap { $0 }),
    ]
  }

  private static func members(_ terms: ProjectTerms) -> Members {
    func person(_ person: ProjectTerms.Person) -> String {
      [person.name, person.email, person.key?.fingerprint ?? "no key"].compactMap { $0 }
        .joined(separator: ", ")
    }
    let builders = terms.builders.map { builder in
      let account = builder.account.map { ["paid to \($0)"] } ?? []
      return
        ([builder.name].compactMap { $0 } + builder.emails + [builder.key.fingerprint]
        + account).joined(separator: ", ")
    }
    return [
      ("title", [terms.title].compactMap { $0 }), ("builder", builders),
      ("client", [person(terms.client)]), ("escrow agent", terms.escrow.map { [person($0)] } ?? []),
      ("witness", terms.witnesses.map(person)), ("ticket", terms.tickets),
      ("budget", terms.money.map { ["\($0)"] } ?? []),
      ("about", [terms.description].compactMap { $0 }),
    ]
  }
}
