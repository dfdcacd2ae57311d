/// Why a key can't be read or used.
public enum KeyError: Error, Equatable {
  /// The bytes are no key, or halves of two.
  case malformed(String)
  /// A kind of key or of key file that this module does not know; its name.
  case unsupported(String)
  /// The file needs a passphrase and does not show whose key it is.
  case encrypted
  /// libcrypto could not do what was asked; what that was.
  case failed(String)

  /// What happened, for a person: lower case, no full stop.
  public var message: String {
    switch self {
    case .malformed(let reason): reason
    case .unsupported(let name): "\(name) is not supported"
    case .encrypted: "the key file needs a passphrase"
    case .failed(let what): "libcrypto could not \(what)"
    }
  }
}
