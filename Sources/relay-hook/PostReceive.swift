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
    /// The branch's full name.
    let name: [UInt8]
  }

  func run() throws {
    let updates = readUpdates()
    guard !updates.isEmpty else { return }
    let repository = try Hook.openRepository()
    // Without a witness's key here there is nothing to do.
    guard try repository.configuration()["relay.signingkey"] != nil else { return }
    let pushed = Set(updates.map(\.name))
    let others = try repository.codeBranches(isLocal: true)
      .filter { !pushed.contains($0.bytes) }.map(\.id)
    let before = others + updates.map(\.old).filter { !$0.isZero }
    let capture = Hook.liveCapture(in: repository)
    for update in updates {
      let commits = try repository.commits(reachedBy: update.new, not: before, limit: Self.most)
      let branch = Array(update.name.dropFirst("refs/heads/".utf8.count))
      let items = commits.map { LiveCapture.Item($0, as: .received, on: branch) }
      Hook.report(try capture.capture(items, .found), of: nil)
      guard commits.count == Self.most else { continue }
      Hook.warn(
        Wording(
          "only the newest \(Self.most) commits of \(Inert.text(String(decoding: branch, as: UTF8.self)))"
            + " were looked at", hint: "`relay sync` here looks at all"))
    }
  }

  private func readUpdates() -> [Update] {
    var updates: [Update] = []
    for line in Hook.readLines() {
      // <old> <new> <name>
      let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
      guard words.count == 3, words[2].starts(with: "refs/heads/".utf8),
        let old = ObjectID(hex: words[0]), let new = ObjectID(hex: words[1]), !new.isZero,
        LedgerBranch.number(of: String(decoding: words[2], as: UTF8.self)) == nil
      else { continue }
      updates.append(Update(old: old, new: new, name: Array(words[2])))
    }
    return updates
  }
}
