/// Why bytes are not a signature in the one form that is admitted.
public enum SignatureError: Error, Equatable {
  /// Not a signature, or one written otherwise than ssh-keygen would write it.
  case malformed(String)
  /// A good ECDSA signature has a twin with n − s for s; this is the one with the greater number.
  case highS

  /// What happened, for a person: lower case, no full stop.
  public var message: String {
    switch self {
    case .malformed(let reason): reason
    case .highS: "the ECDSA signature has the greater of its two values of s"
    }
  }
}
