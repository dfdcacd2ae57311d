import Git
import Ledger
import LedgerStore
import Proof

/// What is looked for before a project is founded: its ledger on the remote, which a clone of a
/// single branch or of no depth does not bring along.
struct LedgerSearch {
  private let session: Session

  init(_ session: Session) {
    self.session = session
  }

  /// How long the remote may take to say what it has. It is asked without questions to the user.
  private static let limit = Duration.seconds(20)

  /// The projects of which a ledger is here: in a branch, in the readable copy, which brings back a
  /// branch that was lost, or as a remote's.
  ///
  /// Where one is named only of that it is asked whether what a remote has is a ledger.
  func known(_ number: Int64?) throws -> Set<Int64> {
    let copies = VisibleCopy.numbers(in: try session.repository.mainWorkDirectory())
    let own = Set(try LedgerBranch.numbers(in: session.repository, isLocal: true) + copies)
    let others = Set(try LedgerBranch.numbers(in: session.repository)).subtracting(own)
    return own.union(
      try others.filter { other in
        try number.map { $0 != other } ?? true || isLedger(LedgerBranch(number: other))
      })
  }

  /// Whether what remotes have under a ledger's name is one, or cannot be told to be none. That it
  /// is not is said: whoever may push can put anything there, which keeps nobody from founding.
  private func isLedger(_ branch: LedgerBranch) throws -> Bool {
    let tips = try branch.trackingTips(in: session.repository)
    let copies = tips.map { BranchStorage.Copy($0.id, remoteName: $0.name) }
    do {
      _ = try Ledger.read(
        BranchStorage(repository: session.repository, copies: copies), number: branch.number)
      return true
    } catch Ledger.ReadError.noProject(let findings) {
      // A newer relay's is one.
      if findings.contains(where: { $0.verdict == .unsupported }) { return true }
      let names = tips.map { Inert.text($0.name) }.joined(separator: ", ")
      Terminal.warn(Wording("\(names) holds no ledger; it is left as it is"))
      return false
    } catch {
      // Whoever takes it up is told.
      return true
    }
  }

  /// Brings here what the remote has of a project; of the only one that it has, if none is named.
  ///
  /// A remote that cannot be asked is said, and keeps nobody from work; nor does what is no ledger.
  ///
  /// - Returns: The projects of which a ledger has come.
  func fetch(_ number: Int64?) throws -> [Int64] {
    guard session.settings.pushes, let name = try session.likelyRemote() else { return [] }
    func remote(limit: Duration?) -> RemoteLedger {
      RemoteLedger(name, of: session.repository, limit: limit)
    }
    let listing: RemoteLedger.Listing
    do {
      listing = try Terminal.waiting(for: "asking \(Inert.text(name))") {
        try remote(limit: Self.limit).list()
      }
    } catch {
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
    let branches = wanted.map { LedgerBranch(number: $0) }
    let references = branches.map { $0.trackingName(remote: name) }
    let isKnown = try references.contains { try session.repository.reference($0) != nil }
    do {
      // As long as `relay sync` would: a ledger may be large.
      try remote(limit: Terminal.isInputTerminal ? nil : .seconds(600)).fetch(branches)
    } catch {
      let known = wanted.map { String($0) }.joined()
      throw Wording(
        "\(Inert.text(name)) has a ledger of project \(known): \(Wording(for: error).message)",
        hint: "a second one would be another project; try again when it can be fetched")
    }
    let found = try branches.filter { try isLedger($0) }
    // What was fetched in vain would be taken for one by whoever looks at names alone.
    if found.isEmpty && !isKnown { try references.forEach(session.repository.removeReference) }
    return found.map(\.number)
  }
}
