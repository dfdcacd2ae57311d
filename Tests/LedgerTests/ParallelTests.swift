import Ledger
import TestSupport
import Testing

/// Work spread over the cores.
@Suite struct ParallelTests {
  @Test(arguments: [0, 1, 15, 16, 17, 100, 1_000, 5_003])
  func keepsTheOrder(count: Int) {
    #expect(Parallel.map(Array(0..<count)) { $0 * 2 } == (0..<count).map { $0 * 2 })
  }

  @Test(arguments: [1, 1_000]) func passesOnWhatTheContextThrows(count: Int) {
    #expect(throws: SetupError.self) {
      try Parallel.map(Array(0..<count), context: { throw SetupError("no") }, { _, item in item })
    }
  }

  @Test func makesNoContextForNothing() throws {
    let none: [Int] = []
    let result = try Parallel.map(none, context: { throw SetupError("no") }, { _, item in item })
    #expect(result.isEmpty)
  }
}
