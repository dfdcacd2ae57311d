public import Ledger

extension Signer {
  /// Signs something that belongs to no ledger, to see whether the key signs: a program or an agent
  /// may hold it and still ask somebody first.
  ///
  /// - Throws: ``SignerError``.
  public func trial(now: Timestamp) throws(SignerError) {
    let draft: Draft
    do {
      // In answer to a record that no ledger has, so that none takes it.
      guard let nothing = RecordID(hex: String(repeating: "0", count: 64)) else { return }
      draft = try Draft(
        Withdrawal(submission: nothing), project: 1, genesis: nothing, parents: [nothing],
        signer: key, time: now)
    } catch {
      throw .failed(error.message)
    }
    _ = try sign(draft)
  }
}
