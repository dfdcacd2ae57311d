import Git
import Ledger
import Programs
import Proof

extension Session {
  /// Asks git which commit a name means, such as `HEAD~2`.
  func commit(named name: String) throws -> Commit {
    let outcome = try Program("git").run([
      "--git-dir=\(repository.gitDirectory)", "rev-parse", "--verify", "--quiet",
      "--end-of-options", "\(name)^{commit}",
    ])
    let text = String(decoding: outcome.output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    guard outcome.status == 0, let id = ObjectID(hex: text) else {
      throw Wording("\"\(Inert.text(name.utf8, limit: 80))\" names no commit")
    }
    return try repository.commit(id)
  }
}
