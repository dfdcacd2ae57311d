import Git
import Ledger
import LedgerStore
import Proof

/// The commands that end a dispute of two ledgers of one project, each one line for a shell that
/// does the same wherever in the repository one stands, and says in a comment what it is for.
struct LedgerRepair {
  private let number: Int64
  private let repository: Repository
  private var branch: LedgerBranch { LedgerBranch(number: number) }

  init(of number: Int64, in repository: Repository) {
    self.number = number
    self.repository = repository
  }

  /// Where ledgers that made way are kept: not among the branches, which are walked for code and
  /// pushed.
  private static let kept = "refs/relay-kept"

  /// For a remote's ledger that is another than the one here.
  func lines(for other: OtherLedger) throws -> [String] {
    guard let tip = try repository.reference(branch.name) else { return [] }
    let remote = Inert.text(other.remote)
    let lease = "--force-with-lease=\(branch.shortName):\(try there(other))"
    let replace =
      "git push \(lease) \(remote.shellWord) \(branch.shortName)"
      + "  # puts the one here in the place of \(remote)'s"
    guard let founder = other.founder else { return [replace] }
    return [try takeUp(founder, besides: tip) + "  # takes up \(remote)'s", replace]
  }

  /// For a ledger that a pin chooses, where no remote has it.
  func lines(for clash: PinnedElsewhere) -> [String] {
    [
      "git config relay.\(number).genesis \(clash.pinned.hex) && relay sync \(number)"
        + "  # goes over to the pinned one"
    ]
  }

  /// What shows where a pin is set, so that it can be taken out.
  var pins: String {
    "git config --show-origin --get-regexp '^relay\\.\(number)\\.(client|builder)$'"
      + "  # shows the pins: to stay with the one here, unset the wrong one"
  }

  /// What the remote was last seen to have.
  private func there(_ other: OtherLedger) throws -> String {
    try repository.reference(other.reference)?.hex ?? ""
  }

  private func takeUp(_ founder: RecordID, besides tip: ObjectID) throws -> String {
    var steps = [
      "git update-ref \(Self.kept)/\(number)/\(tip.hex.prefix(10)) \(tip)",
      "git update-ref -d \(branch.name) \(tip)",
    ]
    if let copy = try VisibleCopy(of: branch, in: repository) {
      steps.append("rm -rf \(Inert.text(copy.path).shellWord)")
    }
    steps += ["git config relay.\(number).genesis \(founder.hex)", "relay sync \(number)"]
    return steps.joined(separator: " && ")
  }
}
