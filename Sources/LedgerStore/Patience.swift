internal import Synchronization

/// How long is waited for agents and signing programs.
final class Patience: Sendable {
  private let limit: Duration?
  private let isInAll: Bool
  private let spent = Mutex(Duration.zero)

  /// Allows some time for each answer, or for all of them together; `nil` is no limit.
  init(_ limit: Duration?, isInAll: Bool) {
    self.limit = limit
    self.isInAll = isInAll
  }

  /// Asks somebody for something, with the time that is left for it.
  func spend<Result, Failure: Error>(
    _ body: (Duration?) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let limit, isInAll else { return try body(limit) }
    let start = ContinuousClock.now
    defer { spent.withLock { $0 += ContinuousClock.now - start } }
    return try body(max(.zero, limit - spent.withLock { $0 }))
  }
}
