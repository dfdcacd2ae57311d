import Git
import Ledger
import LedgerStore
import Proof

/// On a server, after a push: proves what was pushed, as a witness whom the project has admitted.
struct PostReceive {
  private static let most = 10_000

  private struct Update {
    let old: ObjectID
    let new: ObjectID
    let name: String
  }

  func run() throws {
    let updates = readUpdates()
    guard !updates.isEmpty else { return }
    let repository = try Hook.openRepository()
    // Without a witness's key here there is nothing to do.
    guard try repository.configuration()["relay.signingkey"] != nil else { return }
    let pushed = Set(updates.map(\.name))
    let others = try repository.references(matching: "refs/heads/*").filter {
      !pushed.contains($0.name) && LedgerBranch.number(of: $0.name) == nil
    }.map(\.id)
    let before = others + updates.map(\.old).filter { !$0.isZero }
    let capture = Hook.liveCapture(in: repository)
    for update in updates {
      let commits = try repository.commits(reachedBy: update.new, not: before, limit: Self.most)
      let branch = Array(update.name.utf8.dropFirst("refs/heads/".utf8.count))
      let items = commits.map { LiveCapture.Item($0, as: .received, on: branch) }
      Hook.report(try capture.capture(items, .found), of: nil)
    }
  }

  private func readUpdates() -> [Update] {
    var updates: [Update] = []
    while let line = readLine() {
      // <old> <new> <name>
      let words = line.split(separator: " ", maxSplits: 2)
      guard words.count == 3, words[2].hasPrefix("refs/heads/"),
        let old = ObjectID(hex: String(words[0])), let new = ObjectID(hex: String(words[1])),
        !new.isZero, LedgerBranch.number(of: String(words[2])) == nil
      else { continue }
      updates.append(Update(old: old, new: new, name: String(words[2])))
    }
    return updates
  }
}
