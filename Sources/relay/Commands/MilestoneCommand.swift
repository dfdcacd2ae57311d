import ArgumentParser
import Git
import Ledger
import LedgerStore
import Proof

/// `relay milestone`: what is to be delivered for what amount.
struct MilestoneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "milestone", abstract: "List, show, offer, change or remove milestones.",
    subcommands: [
      MilestoneList.self, MilestoneShow.self, MilestoneAdd.self, MilestoneEdit.self,
      MilestoneRemove.self, MilestoneAssign.self,
    ],
    defaultSubcommand: MilestoneList.self)
}

/// `relay milestone list`.
struct MilestoneList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List a project's milestones.")

  @Argument(help: "The project's number; may be left out where there is one.")
  var number: Int64?

  @Option(help: "Read this bundle instead of a repository.")
  var bundle: String?

  @Flag(help: "Print a versioned JSON object.")
  var json = false

  func run() throws {
    let desk = try Desk.open(bundle: bundle)
    let number = try desk.number(number)
    let state = try desk.ledger(number).state
    let milestones = state.milestones()
    if json {
      Terminal.json([
        .init("project", .integer(number)),
        .init("milestones", .array(milestones.map { MilestoneText($0, state).json })),
      ])
      return
    }
    for milestone in milestones {
      let text = MilestoneText(milestone, state)
      Terminal.line("\(text.name) \(text.line(limit: 78 - text.name.count))")
    }
    guard milestones.isEmpty else { return }
    Terminal.line("Project \(number) has no milestones yet.")
    Terminal.line("Next: relay milestone add \(number)/1 --title \"…\" --amount \"3000 EUR\"")
  }
}

/// `relay milestone show`.
struct MilestoneShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a milestone: terms, proofs, submissions, decisions.")

  @Argument(help: "The milestone, as PROJECT/NUMBER or NUMBER.")
  var reference: MilestoneReference

  @Option(help: "Read this bundle instead of a repository.")
  var bundle: String?

  @Flag(help: "Print a versioned JSON object.")
  var json = false

  func run() throws {
    let desk = try Desk.open(bundle: bundle)
    let number = try desk.number(reference.project)
    let ledger = try desk.ledger(number)
    guard let milestone = ledger.state.milestone(reference.milestone, trustingPins: true) else {
      throw Wording("project \(number) has no milestone \(reference.milestone)")
    }
    if json {
      Terminal.json([
        .init("project", .integer(number)),
        .init("milestone", MilestoneText(milestone, ledger.state).json),
      ])
      return
    }
    let proofs = ledger.state.proofs(of: milestone)
    let rows = try Assessment(ledger, proofs, against: desk.commits).rows
    MilestoneText(milestone, ledger.state).print(rows)
  }
}

extension ProjectState {
  /// The standing proofs that belong to a milestone, submitted ones included.
  func proofs(of milestone: Milestone) -> [ProofEntry] {
    let held = Set(milestone.reviews.flatMap { $0.isWithdrawn ? [] : $0.submission.content.proofs })
    let standing = Set(standingProofs.map(\.id))
    return proofs.filter { entry in
      held.contains(entry.id)
        || (standing.contains(entry.id) && self.milestone(of: entry) == milestone.number)
    }
  }
}

/// The terms of a milestone as options.
struct MilestoneOptions: ParsableArguments {
  @Option(help: "The title.")
  var title: String?

  @Option(help: "What it is about.")
  var description: String?

  @Option(help: "The amount, such as \"3000 EUR\".")
  var amount: String?

  @Option(help: "The amount as a share of the project's budget, such as 25%.")
  var percent: String?

  @Option(help: "A deliverable; may be given several times.")
  var deliverable: [String] = []

  @Option(help: "A criterion by which it is judged; may be given several times.")
  var criterion: [String] = []

  @Option(help: "The due date, YYYY-MM-DD.")
  var due: String?

  @Option(help: "The escrow's id, where somebody holds the money.")
  var escrow: String?

  func validate() throws {
    if amount != nil && percent != nil {
      throw ValidationError("--amount and --percent say the same thing; give one")
    }
  }

  /// The title as it may stand in a sentence between plain quotation marks.
  var shownTitle: String? { title?.replacing("'", with: "’") }

  /// The sum, and the share that it was made from.
  func money(in state: ProjectState, number: Int64) throws -> (Money?, percent: Int64?) {
    if let amount {
      do { return (try Money(parsing: amount), nil) } catch {
        throw Wording("the amount \"\(Inert.text(amount.utf8, limit: 40))\": \(error.message)")
      }
    }
    guard let percent else { return (nil, nil) }
    guard let share = Money.percent(parsing: percent) else {
      throw Wording("\"\(Inert.text(percent.utf8, limit: 40))\" is no share such as 25%")
    }
    guard let budget = state.currentVersion()?.terms.money else {
      throw Wording(
        "the project has no budget to take a share of",
        hint: "relay init \(state.number) --budget \"12000 EUR\", or give --amount")
    }
    let total = state.share(share, of: budget.amount, for: number)
    return (Money(amount: total, currency: budget.currency), share)
  }
}

extension ProjectState {
  /// A milestone's part of the budget, so that all shares together come to it exactly: what
  /// rounding leaves over goes where the largest remainder method puts it.
  func share(_ percent: Int64, of budget: Int64, for number: Int64) -> Int64 {
    var weights: [(number: Int64, percent: Int64, amount: Int64)] = []
    for milestone in milestones() where milestone.number != number {
      guard let terms = milestone.shownTerms, let share = terms.percent else { continue }
      weights.append((milestone.number, share, terms.amount?.amount ?? 0))
    }
    let known = weights.reduce(0) { $0 + $1.percent }
    guard known + percent <= 10_000 else {
      // More than there is: the plain share, which the rules then refuse.
      return Money.shares(of: budget, weights: [percent], whole: 10_000)[0]
    }
    // The others' amounts are signed already: this one takes what is left of the common part.
    let all = Money.shares(
      of: budget, weights: weights.map(\.percent) + [percent], whole: 10_000)
    let fixed = weights.reduce(0) { min($0 + $1.amount, JSON.largestInteger) }
    let together = all.reduce(0, +)
    let isLast = known + percent == 10_000
    return isLast ? max(0, together - fixed) : all[all.count - 1]
  }
}

/// `relay milestone add`.
struct MilestoneAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Offer a milestone; it counts when the other party agrees.",
    usage: "relay milestone add <project>/<number> --title <title> [<options>]")

  @Argument(help: "The milestone, as PROJECT/NUMBER or NUMBER.")
  var reference: MilestoneReference

  @OptionGroup var terms: MilestoneOptions
  @OptionGroup var options: SigningOptions

  func validate() throws {
    if terms.title == nil { throw ValidationError("a milestone needs --title") }
  }

  func run() throws {
    let signing = try Signing.open(reference.project, options)
    let number = reference.milestone
    if signing.state.milestone(number, trustingPins: true) != nil {
      throw Wording(
        "milestone \(number) is there already",
        hint: "relay milestone edit \(signing.number)/\(number)")
    }
    let (amount, percent) = try terms.money(in: signing.state, number: number)
    let statement = MilestoneTerms(
      milestone: number, title: terms.shownTitle ?? "", description: terms.description,
      amount: amount, percent: percent, deliverables: terms.deliverable,
      criteria: terms.criterion, due: terms.due, escrow: terms.escrow)
    try signing.offer(statement)
  }
}

extension Signing {
  /// Signs terms of a milestone and says who is to agree.
  func offer(_ terms: MilestoneTerms) throws {
    let other = role?.counterparty?.title ?? "other party"
    let amount = terms.amount.map { " for \($0)" } ?? ""
    try sign("milestone \(terms.milestone) '\(terms.title)'\(amount), offer", [terms]) { reach in
      [
        reach.line(to: other, number: number),
        "It counts when the \(other) agrees: relay agree \(number)",
      ]
    }
  }
}

/// `relay milestone edit`.
struct MilestoneEdit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Offer other terms for a milestone.",
    usage: "relay milestone edit <project>/<number> [<options>]",
    discussion: "What is not named stays. Lists are replaced as a whole.")

  @Argument(help: "The milestone, as PROJECT/NUMBER or NUMBER.")
  var reference: MilestoneReference

  @OptionGroup var terms: MilestoneOptions
  @OptionGroup var options: SigningOptions

  func run() throws {
    let signing = try Signing.open(reference.project, options)
    let milestone = try signing.milestone(reference.milestone)
    guard let old = milestone.proposals.last ?? milestone.terms else { return }
    let (amount, percent) = try terms.money(in: signing.state, number: milestone.number)
    let content = old.content
    try signing.offer(
      MilestoneTerms(
        milestone: milestone.number, title: terms.shownTitle ?? content.title,
        description: terms.description ?? content.description,
        amount: amount ?? content.amount, percent: amount == nil ? content.percent : percent,
        deliverables: terms.deliverable.isEmpty ? content.deliverables : terms.deliverable,
        criteria: terms.criterion.isEmpty ? content.criteria : terms.criterion,
        due: terms.due ?? content.due, escrow: terms.escrow ?? content.escrow,
        replaces: old.id))
  }
}

/// `relay milestone remove`.
struct MilestoneRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Take back your own offer, or propose to remove an agreed milestone.",
    usage: "relay milestone remove <project>/<number> [<options>]")

  @Argument(help: "The milestone, as PROJECT/NUMBER or NUMBER.")
  var reference: MilestoneReference

  @OptionGroup var options: SigningOptions

  func run() throws {
    let signing = try Signing.open(reference.project, options)
    let milestone = try signing.milestone(reference.milestone)
    guard let terms = milestone.terms ?? milestone.proposals.last else { return }
    let isAgreed = milestone.terms != nil
    let removal = MilestoneRemoval(milestone: milestone.number, terms: terms.id)
    let other = signing.role?.counterparty?.title ?? "other party"
    try signing.sign(
      "removal", [removal],
      saying: [
        "I remove milestone \(milestone.number) '\(terms.content.title)' of project \(signing.number)."
      ]
    ) { reach in
      let agree = "It counts when the \(other) agrees: relay agree \(signing.number)"
      return [reach.line(to: other, number: signing.number)] + (isAgreed ? [agree] : [])
    }
  }
}

/// `relay milestone assign`.
struct MilestoneAssign: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assign", abstract: "Move proofs to a milestone.",
    usage: "relay milestone assign <project>/<number> <proof> ... [<options>]")

  @Argument(help: "The milestone, as PROJECT/NUMBER or NUMBER.")
  var reference: MilestoneReference

  @Argument(help: "The ids of proofs or of their commits: at least 7 digits of each.")
  var proofs: [String]

  @OptionGroup var options: SigningOptions

  func run() throws {
    let signing = try Signing.open(reference.project, options)
    let milestone = try signing.milestone(reference.milestone)
    let ids = try signing.proofs(proofs)
    let takenBack = signing.state.proofsTakenBack
    if let entry = ids.lazy.filter(takenBack.contains).compactMap(signing.state.proof).first {
      throw Wording(
        "proof \(entry.id.short) was taken back",
        hint: "to count its commit again: relay claim \(entry.proof.commit.prefix(10))"
          + " \(signing.number)")
    }
    let assignment = Assignment(milestone: milestone.number, proofs: ids)
    try signing.sign("assignment", [assignment]) { _ in
      ["\(Terminal.count(ids.count, "proof")) moved to milestone \(milestone.number)"]
    }
  }
}

extension Signing {
  /// The proofs that ids of records or commits name, or names of commits that git knows.
  func proofs(_ names: [String]) throws -> [RecordID] {
    var ids: Set<RecordID> = []
    for given in names {
      // What looks like an id is one.
      let commit = IDPrefix(given) == nil ? try? desk.session?.commit(named: given) : nil
      let name = commit?.id.hex ?? given
      func isMeant(_ entry: ProjectState.ProofEntry) -> Bool {
        name.utf8.count >= 7
          && (entry.id.hex.hasPrefix(name) || entry.proof.commit.hasPrefix(name))
      }
      // Of the proofs of one commit the one that counts is meant, else the one that was taken back.
      var entries = state.standingProofs.filter(isMeant)
      if entries.isEmpty {
        entries = state.proofs.filter { isMeant($0) && state.replacement(of: $0.id) == nil }
      }
      if entries.count == 1 {
        ids.insert(entries[0].id)
        continue
      }
      let record = try ledger.record(name)
      guard state.proof(record.id) != nil else {
        throw Wording("record \(record.id.short) is no proof")
      }
      ids.insert(record.id)
    }
    return ids.sorted()
  }
}
