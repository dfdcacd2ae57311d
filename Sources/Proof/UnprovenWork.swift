public import Git
public import LedgerStore

/// Tells whether commits need a proof, without reading a ledger: from its index.
public struct UnprovenWork {
  private let repository: Repository
  private let number: Int64
  private let index: LedgerIndex?

  /// Knows what a project's own branch has.
  public init(of branch: LedgerBranch, in repository: Repository) throws {
    self.repository = repository
    number = branch.number
    index = try LedgerIndex.current(
      of: branch, in: repository,
      genesis: try Settings.genesis(of: branch.number, in: repository))
  }

  /// Whether there is a commit of a builder's without a proof among those that some reach and what
  /// is known already does not.
  public func isBrought(by tips: [ObjectID], beyond known: [ObjectID]) throws -> Bool {
    guard let index else { return true }
    let grammar = try TagGrammar(try Settings.read(in: repository), in: repository)
    let builders = try Authorship(emails: index.builders.values.flatMap { $0 }, in: repository)
    let found = try repository.firstCommit(broughtBy: tips, beyond: known) { id in
      let commit = try repository.commit(id)
      return try grammar.tags(in: commit.message).contains { $0.project == number }
        && index.proof(of: id.hex, in: repository) == nil
        && builders.relation(to: commit) != .foreign
    }
    return found != nil
  }
}
