import ArgumentParser
import Ledger
import LedgerStore
import Proof
import SSHSignature

/// `relay agree`: accepts what the other party offers.
struct Agree: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Agree to what the other party offers, with your key.",
    usage: "relay agree [<number>] [<options>]",
    discussion: """
      Shows who proposes what, by fingerprint, and signs an agreement to all of it: the terms of the \
      project, of milestones, and removals of milestones. Until the client has agreed every proof \
      is pending.
      """)

  @Argument(help: "The project's number; may be left out where there is one.")
  var number: Int64?

  @Option(help: "Agree to this milestone alone.")
  var milestone: Int64?

  @OptionGroup var options: SigningOptions

  func run() throws {
    let signing = try Signing.open(number, options)
    let offers = try Offers(signing.state, to: signing.signer.key.fingerprint, milestone)
    guard !offers.isEmpty else {
      if options.json {
        Terminal.json([
          .init("project", .integer(signing.number)), .init("records", .array([])),
        ])
      } else {
        Terminal.line("Nothing waits for your agreement in project \(signing.number).")
      }
      return
    }
    try offers.checkAllocation()
    let identity = try? Identity.configured(in: signing.desk.configuration)
    let agreement = Agreement(
      accepts: offers.ids, name: identity?.name, email: identity?.email)
    let other = signing.role?.counterparty?.title ?? "builder"
    try signing.sign(
      "agreement", [agreement],
      saying: offers.lines(own: signing.signer.key.fingerprint, signing.setup.source)
    ) { reach in
      var lines: [String] = []
      if signing.role == nil {
        lines += [
          "Nobody is known as the client yet, so this is a claim. It holds once the",
          "builder has let your key in (relay admit), and for whoever knows it:",
          "  relay verify --client \(signing.signer.key.fingerprint)",
        ]
      }
      return lines + [reach.line(to: other, number: signing.number)]
    }
  }
}

/// What waits for somebody's agreement.
struct Offers {
  private let state: ProjectState
  private let project: Entry<ProjectTerms>?
  private let milestones: [Entry<MilestoneTerms>]
  private let removals: [Entry<MilestoneRemoval>]

  var isEmpty: Bool { ids.isEmpty }

  var ids: [RecordID] {
    (project.map { [$0.id] } ?? []) + milestones.map(\.id) + removals.map(\.id)
  }

  /// Finds the offers that a key can accept: by the other party, and not accepted yet.
  init(_ state: ProjectState, to fingerprint: String, _ milestone: Int64? = nil) throws {
    self.state = state
    let parties = state.shownParties
    let role = parties.role(of: fingerprint)
    guard role?.counterparty != nil || (role == nil && parties.isClientOpen) else {
      throw AppendError.refused(.unknownSigner)
    }
    let own = role ?? .client
    func isOpen<Content>(_ entry: Entry<Content>) -> Bool {
      entry.role == own.counterparty
        && !state.acceptances(of: entry.id).contains { acceptance in
          acceptance.signer.fingerprint == fingerprint || (role != nil && acceptance.role == own)
        }
    }
    // A client whose key has ended comes back by agreeing anew with another.
    let isNew = parties.agreed.isEmpty || role == nil
    let current = isNew ? parties.terms.map { [$0] } ?? [] : []
    // The newest offer is the one that counts.
    project = milestone == nil ? (current + state.proposals).last(where: isOpen) : nil
    let known = state.milestones().filter { milestone == nil || $0.number == milestone }
    milestones = known.compactMap { $0.proposals.last(where: isOpen) }
    removals = state.proposedRemovals.filter { removal in
      isOpen(removal) && (milestone == nil || removal.content.milestone == milestone)
    }
    if isEmpty, milestone == nil, let founder = parties.terms, founder.role == own,
      parties.agreed.isEmpty
    {
      let other = own.counterparty?.title ?? "other party"
      throw Wording(
        "these terms are your own; the \(other) agrees to them",
        hint: "the \(other) runs `relay agree \(state.number)` in a clone")
    }
  }

  /// Refuses milestones that come to more than the budget: each fits by itself when it is offered, but
  /// those that were offered apart may not fit together.
  func checkAllocation() throws {
    guard let budget = (project ?? state.currentVersion())?.terms.money else { return }
    let removed = Set(removals.map(\.content.milestone))
    var total: Int64 = 0
    for milestone in state.milestones() where !removed.contains(milestone.number) {
      let offered = milestones.first { $0.content.milestone == milestone.number }
      guard let amount = (offered ?? milestone.terms)?.content.amount else { continue }
      let (sum, overflow) = total.addingReportingOverflow(amount.amount)
      guard !overflow, sum <= budget.amount else {
        throw Wording(
          "the milestones would come to more than the project's budget of \(budget)",
          hint: "agree to some alone: relay agree \(state.number) --milestone <number>")
      }
      total = sum
    }
  }

  /// The offers in words, and what agreeing means.
  func lines(own: String, _ source: String) -> [String] {
    var lines: [String] = []
    if let project {
      lines += Self.describe(project.terms, state, own, source) + [""]
      lines += TermsChange(project, in: state)?.lines ?? []
      lines.append(
        "I agree to project \(state.number) on these terms (record \(project.id.short)).")
    }
    for entry in milestones {
      let terms = entry.content
      let amount = terms.amount.map { " for \($0)" } ?? ""
      lines.append("Milestone \(terms.milestone): \(terms.title)\(amount)")
      for (index, text) in terms.deliverables.enumerated() {
        lines.append("  delivers \(index + 1). \(text)")
      }
      for text in terms.criteria { lines.append("  judged   \(text)") }
      if let due = terms.due { lines.append("  due      \(due)") }
      if let escrow = terms.escrow { lines.append("  escrow   \(escrow)") }
      lines += TermsChange(entry, in: state)?.lines ?? []
      lines.append(
        "I agree to milestone \(terms.milestone) '\(terms.title)' of project \(state.number)"
          + "\(amount) (record \(entry.id.short)).")
    }
    for removal in removals {
      lines.append(
        "I agree to remove milestone \(removal.content.milestone) from project \(state.number)"
          + " (record \(removal.id.short)).")
    }
    let other = state.shownParties.role(of: own) == .builder ? "client" : "builder"
    return lines + ["Compare the \(other)'s fingerprint with one that you know from elsewhere."]
  }

  /// The terms of a project, a line for each thing.
  private static func describe(
    _ terms: ProjectTerms, _ state: ProjectState, _ own: String, _ source: String
  ) -> [String] {
    var lines = ["Project \(state.number)\(terms.title.map { ": " + Inert.text($0) } ?? "")", ""]
    func add(_ name: String, _ value: String, _ more: String? = nil) {
      lines.append("  \(Terminal.padded(name, to: 9))\(value)")
      if let more { lines.append("           \(more)") }
    }
    for builder in terms.builders {
      add(
        "builder", InitSummary.person(builder.name, builder.emails), builder.key.fingerprint)
      if let account = builder.account { add("", "paid to \(Inert.text(account))") }
    }
    func person(_ role: String, _ person: ProjectTerms.Person) {
      let text = InitSummary.person(person.name, person.email.map { [$0] } ?? [])
      add(role, text.isEmpty ? "not named" : text, person.key?.fingerprint ?? "no key named")
    }
    person("client", terms.client)
    if let escrow = terms.escrow { person("escrow", escrow) }
    for witness in terms.witnesses { person("witness", witness) }
    add("you", own, source)
    if !terms.tickets.isEmpty { add("tickets", terms.tickets.joined(separator: ", ")) }
    if let money = terms.money { add("budget", "\(money)") }
    if let text = terms.description { add("about", Inert.text(text)) }
    return lines
  }
}
