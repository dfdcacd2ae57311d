internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Ends programs that have a process group of their own when this process is told to end: a terminal
/// tells only the group in its foreground.
enum Interruption {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// The signal that has come; 0 if none has.
  private static let pending = Atomic<Int32>(0)

  /// How many programs are running.
  private static let programs = Mutex(0)

  /// How often it is looked whether a signal has come.
  private static let pause = Duration.milliseconds(20)

  /// Starts listening, before a program is started.
  static func begin() {
    programs.withLock { count in
      count += 1
      guard count == 1, pending.load(ordering: .relaxed) == 0 else { return }
      for number in signals {
        let before = signal(number) { Interruption.pending.store($0, ordering: .relaxed) }
        // As after `nohup`.
        if isIgnored(before) { signal(number, SIG_IGN) }
      }
    }
  }

  /// Waits until a signal comes or the task is cancelled.
  static func wait() async {
    while pending.load(ordering: .relaxed) == 0, !Task.isCancelled {
      try? await Task.sleep(for: pause)
    }
  }

  /// Stops listening, when a program has ended. After a signal this process ends by it.
  static func end() {
    programs.withLock { count in
      count -= 1
      guard count == 0 else { return }
      for number in signals {
        let before = signal(number, SIG_DFL)
        if isIgnored(before) { signal(number, SIG_IGN) }
      }
      let number = pending.load(ordering: .relaxed)
      if number != 0 { kill(getpid(), number) }
    }
  }

  private static func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
