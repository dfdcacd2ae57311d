#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The attempts of a race with other processes: at once at first, then after growing pauses, until
/// a lock that a killed process has left is old enough to be removed.
public struct Attempts {
  private var count = 0
  private let least: Int
  private let start = ContinuousClock.now

  /// How long a race may go on.
  private static let patience = Duration.seconds(9)

  /// Starts counting.
  ///
  /// So many attempts are made however long they take: on a busy machine each may take a second.
  public init(atLeast least: Int = 1) {
    self.least = least
  }

  /// Waits for a random while, 50 ms at most, so that processes which have collided once do not go
  /// on doing so.
  ///
  /// - Returns: Whether there is time for another attempt.
  public mutating func pause() -> Bool {
    count += 1
    guard count < least || ContinuousClock.now - start < Self.patience else { return false }
    usleep(UInt32.random(in: 200...UInt32(min(50_000, 2_000 * count))))
    return true
  }
}
