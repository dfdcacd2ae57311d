public import Ledger

/// Why nothing was appended to a ledger.
public enum AppendError: Error, Equatable, Sendable {
  /// The repository has no ledger of the project; the numbers of those it has.
  case notSetUp(project: Int64, known: [Int64])
  /// Other processes were quicker every time.
  case contention
  /// The rules of the contract forbid it.
  case refused(Refusal)
}
