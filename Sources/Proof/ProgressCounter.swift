internal import Synchronization

/// Counts finished work from several threads.
final class ProgressCounter: Sendable {
  private let done = Atomic(0)
  private let total: Int
  private let report: @Sendable (Int, Int) -> Void

  init(total: Int, report: @escaping @Sendable (Int, Int) -> Void) {
    self.total = total
    self.report = report
  }

  func advance() {
    report(done.wrappingAdd(1, ordering: .relaxed).newValue, total)
  }
}
