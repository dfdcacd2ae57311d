internal import Git
public import Ledger

/// A pinned key chooses another ledger of a project than the one that this clone goes on with.
///
/// Both have been founded apart. To follow the pin would put every record of this clone's aside,
/// and the hooks, which know no pins, would bring them back: only the user can tell which is meant.
public struct PinnedElsewhere: Error, Equatable, Sendable {
  public let project: Int64

  /// The first record of this clone's ledger.
  public let own: RecordID

  /// The first record of the ledger that the pin chooses.
  public let pinned: RecordID
}

extension LedgerUnion {
  /// Whether a ledger that was read is another than the one that this clone goes on with.
  ///
  /// - Returns: `nil` if it is the same, or if there is nothing here to go on with.
  public func clash(with ledger: Ledger) throws -> PinnedElsewhere? {
    try clash(with: ledger, local: try repository.reference(branch.name))
  }

  /// `local` is the commit that the local branch points at, if it can be read.
  func clash(with ledger: Ledger, local: ObjectID?) throws -> PinnedElsewhere? {
    let chosen = ledger.state.genesis
    let settled = try Settings.genesis(of: branch.number, in: repository)
    guard settled != chosen else { return nil }
    if let settled, try isHeld(settled, local: local) {
      return PinnedElsewhere(project: branch.number, own: settled, pinned: chosen)
    }
    let other = local.flatMap {
      OtherLedger(
        at: $0, reference: branch.name, of: branch.number, besides: chosen, in: repository)
    }
    return other?.founder.map {
      PinnedElsewhere(project: branch.number, own: $0, pinned: chosen)
    }
  }

  /// Whether the branch or the visible copy, which brings a lost branch back, holds a record.
  private func isHeld(_ id: RecordID, local: ObjectID?) throws -> Bool {
    let path = LedgerPath.record(id).text
    if let local, try repository.entry(in: repository.commit(local).tree, at: path) != nil {
      return true
    }
    guard let copy = try VisibleCopy(of: branch, in: repository) else { return false }
    return try Files.kind("\(copy.path)/\(path)") != nil
  }
}
