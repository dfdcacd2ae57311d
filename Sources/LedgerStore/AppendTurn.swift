public import Git

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A process's turn to append to a ledger, so that of many that write at once none is always too late.
///
/// Hooks take theirs first of all, commands when they have come too late once: they may wait for
/// somebody to touch a key.
///
/// Only a courtesy: what is appended is right without it. It ends with its process, however that ends.
public final class AppendTurn {
  private let descriptor: Int32

  /// How long a hook waits for its turn before it goes on without.
  public static let hooksPatience = Duration.seconds(5)

  /// How long a command does. Whoever has the turn may have been stopped.
  public static let commandsPatience = Duration.seconds(30)

  /// Waits for a turn at a project's ledger, and goes on without if it takes too long.
  ///
  /// The process must not have one already.
  public init(
    at branch: LedgerBranch, in repository: Repository, patience: Duration = hooksPatience
  ) {
    // Where there is no folder yet nobody else can be at it either.
    let path = LedgerIndex.root(of: branch, in: repository) + "/turn"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { return }
    let start = ContinuousClock.now
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR,
      ContinuousClock.now - start < patience
    {
      usleep(UInt32.random(in: 500...3_000))
    }
  }

  /// Lets the next one have its turn.
  public func end() {
    if descriptor >= 0 { close(descriptor) }
  }
}
