public import Git
internal import Ledger

// A clone of which half is gone: copied while git was at work, or a disk that has forgotten.
extension LedgerUnion {
  /// The copies in branches of which nothing is missing.
  func wholeTips() throws -> Tips {
    var tips = try tips()
    if let local = tips.local, !isWhole(local) {
      tips.damaged = local
      tips.local = nil
    }
    tips.remote = tips.remote.filter { isWhole($0.id) }
    return tips
  }

  /// Whether all that the newest commit of each copy holds is here.
  public func isHere() throws(GitError) -> Bool {
    let tips = try tips()
    for tip in tips.remote.map(\.id) + (tips.local.map { [$0] } ?? []) {
      do throws(GitError) {
        for change in try repository.changes(from: nil, to: try repository.commit(tip).tree) {
          guard let entry = change.new, entry.isFile else { continue }
          if !repository.contains(entry.id) { return false }
        }
      } catch {
        guard error.kind == .notFound else { throw error }
        return false
      }
    }
    return true
  }

  /// Removes git's log of the branch, which names commits that are not here any more.
  func forgetLog() {
    try? Files.remove(repository.commonDirectory + "logs/" + branch.name)
  }

  /// Whether a commit, those before it and all that they hold can be read.
  private func isWhole(_ tip: ObjectID) -> Bool {
    do {
      var seen: Set<ObjectID> = []
      try repository.forEachCommit(reachableFrom: [tip], seen: &seen) { commit in
        let parent = try commit.parents.first.map { try repository.commit($0).tree }
        for change in try repository.changes(from: parent, to: commit.tree) {
          guard let entry = change.new, entry.isFile else { continue }
          guard repository.contains(entry.id) else {
            throw GitError(.notFound, "\(entry.id) is not here")
          }
        }
      }
      return true
    } catch { return false }
  }
}
