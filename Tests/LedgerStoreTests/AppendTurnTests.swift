import Git
import TestSupport
import Testing

@testable import LedgerStore

/// Whoever waits for a turn gets it when the other's ends, and is held up by nobody for ever.
@Suite struct AppendTurnTests {
  private let branch = LedgerBranch(number: 123)

  @Test func endsWhatIsWaitedFor() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    try Files.makeFolder("relay/123", under: repository.commonDirectory)
    let first = AppendTurn(at: branch, in: repository)
    let start = ContinuousClock.now
    // One who has been stopped does not let go.
    let second = AppendTurn(at: branch, in: repository, patience: .milliseconds(80))
    #expect(ContinuousClock.now - start >= .milliseconds(80))
    second.end()
    first.end()
    let next = ContinuousClock.now
    AppendTurn(at: branch, in: repository, patience: .seconds(60)).end()
    #expect(ContinuousClock.now - next < .seconds(30))
  }

  @Test func isNoneWithoutItsFolder() throws {
    let fixture = try GitFixture()
    let repository = try fixture.open()
    let first = AppendTurn(at: branch, in: repository)
    AppendTurn(at: branch, in: repository, patience: .seconds(60)).end()
    first.end()
  }
}
