internal import Ledger
public import LedgerStore

extension RemoteLedger.Emptiness {
  /// What is empty, as people read it; `nil` if nothing is. An address is not shown: it may hold a
  /// password.
  public func place(of remote: String) -> String? {
    switch self {
    case .none: nil
    case .all: Inert.text(remote)
    case .address: "an address of \(Inert.text(remote))"
    }
  }
}
