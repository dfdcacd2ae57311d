import ArgumentParser
import Ledger
import LedgerStore
import Proof

/// `relay payment`.
struct PaymentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payment", abstract: "Say that released money was paid: escrow agent or client.",
    usage: "relay payment <project>/<number> [<options>]")

  @Argument(help: "The milestone, as PROJECT/NUMBER or NUMBER.")
  var reference: MilestoneReference

  @OptionGroup var settlement: SettlementOptions
  @OptionGroup var options: SigningOptions

  func run() throws {
    let signing = try Signing.open(reference.project, options)
    let (decision, total, time) = try settlement.settle(reference.milestone, signing)
    let payment = Payment(
      decision: decision, total: total, paidAt: time, reference: settlement.reference)
    let number = "\(signing.number)/\(reference.milestone)"
    try signing.sign(
      "payment", [payment],
      saying: [
        "I say that \(total) in all was paid for milestone \(reference.milestone) of project "
          + "\(signing.number)."
      ]
    ) { reach in
      [
        reach.line(to: "builder", number: signing.number),
        "When the money has come, the builder runs relay receipt \(number)",
      ]
    }
  }
}

/// `relay receipt`.
struct ReceiptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receipt", abstract: "Say that released money has come: the builder.",
    usage: "relay receipt <project>/<number> [<options>]")

  @Argument(help: "The milestone, as PROJECT/NUMBER or NUMBER.")
  var reference: MilestoneReference

  @OptionGroup var settlement: SettlementOptions
  @OptionGroup var options: SigningOptions

  func run() throws {
    let signing = try Signing.open(reference.project, options)
    let (decision, total, time) = try settlement.settle(reference.milestone, signing)
    let receipt = Receipt(
      decision: decision, total: total, receivedAt: time, reference: settlement.reference)
    try signing.sign(
      "receipt", [receipt],
      saying: [
        "I say that \(total) in all has come for milestone \(reference.milestone) of project "
          + "\(signing.number)."
      ]
    ) { reach in
      [reach.line(to: "client", number: signing.number)]
    }
  }
}

/// What payments and receipts say.
struct SettlementOptions: ParsableArguments {
  @Option(help: "All that has moved by now, such as \"3000 EUR\"; what is released if left out.")
  var amount: String?

  @Option(help: "The bank's or the escrow's own number for it.")
  var reference: String?

  @Option(help: "When, as YYYY-MM-DDTHH:MM:SSZ; now if left out.")
  var at: String?

  /// The decision that released the money, the sum, the time.
  func settle(
    _ number: Int64, _ signing: Signing
  ) throws -> (RecordID, Money, Timestamp) {
    let milestone = try signing.milestone(number)
    guard let decision = milestone.settleable, let release = decision.content.release else {
      throw Wording(
        "no money is released for milestone \(number)",
        hint: "its status is \(MilestoneText(milestone, signing.state).status)")
    }
    let total = try Money.amount(amount, outOf: release.total)
    guard let time = at.map({ Timestamp($0) }) ?? signing.desk.now else {
      throw Wording("--at is not a time such as 2026-11-23T22:27:09Z")
    }
    return (decision.id, total, time)
  }
}

extension Milestone {
  /// The decision that payments and receipts are about: the one that releases the most.
  ///
  /// Where the milestone is in conflict one of those in doubt: that money has moved is a fact all the
  /// same, and a receipt is what settles it.
  fileprivate var settleable: Entry<Decision>? {
    let approved = reviews.filter { $0.verdict == .approved }
    if let release = approved.max(by: { $0.released < $1.released })?.release { return release }
    return reviews.filter { !$0.isWithdrawn && $0.isOpen }.flatMap(\.decisions)
      .filter { $0.content.release != nil }
      .max { ($0.content.release?.total.amount ?? 0) < ($1.content.release?.total.amount ?? 0) }
  }
}
