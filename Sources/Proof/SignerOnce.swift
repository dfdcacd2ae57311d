internal import Ledger
internal import LedgerStore

/// A signer that is looked for once, and asked no more after it has refused: in many projects that
/// would be as many waits for the same answer.
final class SignerOnce {
  private let find: () throws -> Signer
  private var found: Result<Signer, any Error>?

  init(_ find: @escaping () throws -> Signer) {
    self.find = find
  }

  func signer() throws -> Signer {
    let found = found ?? Result { try find() }
    self.found = found
    return try found.get()
  }

  func sign(_ drafts: [Draft]) throws -> [VerifiedRecord] {
    do { return try signer().sign(drafts) } catch {
      found = .failure(error)
      throw error
    }
  }
}
