import Git
import Ledger
import LedgerStore
import Proof

/// What is looked for before a project is founded: its ledger on the remote, which a clone of a single
/// branch or of no depth does not bring along.
struct LedgerSearch {
  private let session: Session

  init(_ session: Session) {
    self.session = session
  }

  /// How long the remote may take to say what it has. It is asked without questions to the user.
  private static let limit = Duration.seconds(20)

  /// Brings here what the remote has of a project; of the only one that it has, if none is named.
  ///
  /// A remote that cannot be asked is said, and keeps nobody from work.
  ///
  /// - Returns: The projects of which a ledger has come.
  func fetch(_ number: Int64?) throws -> [Int64] {
    guard session.settings.pushes, let name = try session.likelyRemote() else { return [] }
    func remote(limit: Duration?) -> RemoteLedger {
      RemoteLedger(name, of: session.repository, limit: limit)
    }
    let listing: RemoteLedger.Listing
    do { listing = try remote(limit: Self.limit).list() } catch {
      Terminal.warn(
        Wording(
          "\(Inert.text(name)) cannot be asked for a ledger: \(Wording(for: error).message)",
          hint: "founded without it; if it has one, `relay sync` says so and leaves both"))
      return []
    }
    let there = listing.ledgers.keys.sorted()
    let wanted = number.map { number in there.filter { $0 == number } } ?? there
    guard wanted.count < 2 else {
      let list = wanted.map { String($0) }.joined(separator: ", ")
      throw Wording(
        "\(Inert.text(name)) has several projects: \(list)", hint: "name one of them")
    }
    do {
      // As long as `relay sync` would: a ledger may be large.
      try remote(limit: Terminal.isInputTerminal ? nil : .seconds(600))
        .fetch(wanted.map { LedgerBranch(number: $0) })
    } catch {
      let known = wanted.map { String($0) }.joined()
      throw Wording(
        "\(Inert.text(name)) has a ledger of project \(known): \(Wording(for: error).message)",
        hint: "a second one would be another project; try again when it can be fetched")
    }
    return wanted
  }
}
