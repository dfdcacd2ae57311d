public import Git
public import Ledger

extension Parallel {
  /// As ``map(_:atATime:context:_:)``, with a handle of the same repository for each worker.
  public static func map<Item: Sendable, Output: Sendable>(
    _ items: [Item], atATime batch: Int = 16, in repository: Repository,
    _ body: @Sendable (Repository, Item) -> Output
  ) throws -> [Output] {
    // The handle itself belongs to one thread.
    let directory = repository.gitDirectory
    return try map(
      items, atATime: batch, context: { try Repository.open(at: directory, search: false) }, body)
  }
}
