import Git
import Ledger
import LedgerStore
import Proof
import SSHSignature

// Whether the commits of the branch that is checked out have their proofs.
extension Diagnosis {
  mutating func examineCommits(key: String?) {
    do {
      guard let key, let head = try repository.reference("HEAD"), !repository.isRebasing else {
        return
      }
      for number in try LedgerBranch.numbers(in: repository, isLocal: true) {
        // What is wrong with the ledger itself has been said.
        guard let ledger = try? session.ledger(number, pins: Pins()) else { continue }
        try examineCommits(reachedBy: head, ledger, key)
      }
    } catch { add("commits", error) }
  }

  private mutating func examineCommits(
    reachedBy head: ObjectID, _ ledger: Ledger, _ key: String
  ) throws {
    let number = ledger.state.number
    let builders = ledger.state.parties().members(.builder)
    guard let builder = builders.first(where: { $0.key.fingerprint == key }) else { return }
    let authorship = try Authorship(emails: builder.emails, in: repository)
    let tickets = ledger.state.parties().terms?.terms.tickets ?? []
    let grammar = TagGrammar(
      words: session.settings.prefixes, tickets: tickets.map { ($0, number) })
    let proven = Set(ledger.state.proofs.map(\.proof.commit))
    var unproven: [Commit] = []
    var seen: Set<ObjectID> = []
    try repository.forEachCommit(reachableFrom: [head], seen: &seen) { commit in
      guard !proven.contains(commit.id.hex),
        grammar.tags(in: commit.message).contains(where: { $0.project == number }),
        authorship.relation(to: commit) != .foreign
      else { return }
      unproven.append(commit)
    }
    let missing = unproven.prefix(Self.looked).filter { !isReadable($0) }
    if let first = missing.first {
      let remedy = try MissingObjects(waiting: missing.map(\.id), in: repository)
      let some = missing.count == 1 ? "a commit" : "\(missing.count) commits"
      let lack = remedy == nil ? "cannot be read" : what(first)
      add(
        "commits", .fault,
        "project \(number): what \(some) changed is not all here, or unreadable:"
          + " \(first.id.hex.prefix(10)) \(lack)" + (remedy.map { "; \($0.text)" } ?? ""),
        repair: remedy.map { $0.commands.isEmpty ? [] : $0.commands + ["relay sync \(number)"] }
          ?? [])
    }
    let waiting = unproven.count - missing.count
    if waiting > 0 {
      let some = waiting == 1 ? "1 commit has" : "\(waiting) commits have"
      add(
        "commits", .fault, "project \(number): \(some) no proof yet", repair: "relay sync \(number)"
      )
    }
    if unproven.isEmpty {
      add("commits", .good, "project \(number): all of this branch have their proofs")
    }
  }

  /// How many commits without a proof are read.
  private static let looked = 100

  private func isReadable(_ commit: Commit) -> Bool {
    (try? CommitSummary.compute(of: commit, in: repository)) != nil
  }

  private func what(_ commit: Commit) -> String {
    repository.contains(commit.tree)
      ? "lacks something" : "lacks its tree \(commit.tree.hex.prefix(10))"
  }
}
