#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A point in time by which something must be done, on a clock that nobody sets.
struct Deadline {
  private let nanoseconds: Int64

  init(after duration: Duration) {
    let (seconds, attoseconds) = duration.components
    // A hundred years at most: the sum can't overflow.
    let limited = min(max(seconds, 0), 3_000_000_000)
    nanoseconds = Self.now() + limited * 1_000_000_000 + max(attoseconds, 0) / 1_000_000_000
  }

  /// Milliseconds until then, rounded up, for `poll`; nil when the time is over.
  var remainingMilliseconds: Int32? {
    let rest = nanoseconds - Self.now()
    return rest > 0 ? Int32(clamping: (rest + 999_999) / 1_000_000) : nil
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
