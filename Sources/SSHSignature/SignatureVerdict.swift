/// What a signature is worth.
public enum SignatureVerdict: Equatable, Sendable {
  /// Made by the holder of the key, over these bytes, for this purpose.
  case valid
  /// Not so; why, for a person: lower case, no full stop.
  case invalid(String)
  /// Nobody has checked: this program does not know the algorithm, whose name this is.
  case unsupported(String)
}
