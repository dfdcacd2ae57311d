public import Git

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A hook's turn to append to a ledger, so that of many that commit at once none is always too late.
///
/// Only a courtesy: what is appended is right without it. It ends with its process, however that ends.
public final class AppendTurn {
  private let descriptor: Int32

  /// How long a hook waits for its turn before it goes on without.
  private static let patience = Duration.seconds(5)

  /// Waits for a turn at a project's ledger.
  public init(at branch: LedgerBranch, in repository: Repository) {
    // Where there is no folder yet nobody else can be at it either.
    let path = LedgerIndex.root(of: branch, in: repository) + "/turn"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { return }
    let start = ContinuousClock.now
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR,
      ContinuousClock.now - start < Self.patience
    {
      usleep(UInt32.random(in: 500...3_000))
    }
  }

  /// Lets the next one have its turn.
  public func end() {
    if descriptor >= 0 { close(descriptor) }
  }
}
