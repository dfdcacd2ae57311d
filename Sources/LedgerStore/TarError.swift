/// Why an archive was not read, or could not hold an entry.
public struct TarError: Error, Equatable, Sendable {
  /// The cause, for people; it quotes nothing but paths that have been checked.
  public let message: String

  init(_ message: String) {
    self.message = message
  }
}
