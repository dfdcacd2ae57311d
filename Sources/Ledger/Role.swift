/// What a key may do in a project.
public enum Role: String, Sendable, CaseIterable {
  /// Pays, and decides on submitted work.
  case client
  /// Works, and proves it.
  case builder
  /// Holds the money and pays it out.
  case escrow
  /// Proves work that others have done, such as a server that receives it.
  case witness

  /// The party of the contract that this one makes it with; `nil` for those who only help.
  public var counterparty: Role? {
    switch self {
    case .client: .builder
    case .builder: .client
    case .escrow, .witness: nil
    }
  }

  /// The role in words.
  public var title: String { self == .escrow ? "escrow agent" : rawValue }
}
