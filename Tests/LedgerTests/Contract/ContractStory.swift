import Ledger
import SSHSignature
import TestSupport

/// A ledger's records as text, for whoever looks into a difference.
struct ContractStory {
  private let chain: Chain
  private let model: ReferenceModel
  private let cast: Company

  init(_ chain: Chain, _ model: ReferenceModel, _ cast: Company) {
    self.chain = chain
    self.model = model
    self.cast = cast
  }

  /// Each record with what the model says of it.
  func text() -> String { text(chain.records) }

  private func text(_ records: [VerifiedRecord]) -> String { records.map(line).joined() }

  private func line(_ record: VerifiedRecord) -> String {
    var words = String(decoding: record.line, as: UTF8.self)
    for party in cast.parties {
      words = words.replacing(party.fingerprint, with: party.name)
      words = words.replacing(party.publicKey.line, with: party.name)
    }
    for other in chain.records { words = words.replacing(other.id.hex, with: other.id.short) }
    return "\(record.id.short) (\(verdict(record.id))): \(words)"
  }

  private func verdict(_ id: RecordID) -> String {
    model.pasts[id] != nil ? "admitted" : "refused: \(model.refusals[id] ?? "no parent")"
  }

  /// The first record that only one of the two admits, with all that its signer had seen.
  func judgedDifferently(_ ledger: Ledger) -> String? {
    let admitted = Set(ledger.records.map(\.id))
    let differing = chain.records.filter { record in
      (model.pasts[record.id] != nil) != admitted.contains(record.id)
    }
    // What only stands on another says less.
    let ids = Set(differing.map(\.id))
    let first = differing.first { ids.isDisjoint(with: $0.payload.parents) } ?? differing.first
    guard let first else { return nil }
    let path = LedgerPath.record(first.id).text
    let reason = ledger.findings.first { $0.path == path }?.reason ?? "admitted"
    let past = model.closure(of: first.payload.parents)
    let seen = chain.records.filter { past.contains($0.id) || $0.id == first.id }
    return """
      \(first.payload.type) \(first.id.short): the model says "\(verdict(first.id))", \
      relay "\(reason)"; what its signer had seen:
      \(text(seen))
      and the whole:
      """
  }
}
