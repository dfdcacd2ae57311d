import Ledger
import TestSupport
import Testing

/// Vectors whose verdict by the specification is not the one that this program comes to.
@Suite struct DifferenceTests {
  /// No member but those of which it is said may be absent.
  @Test(arguments: VectorTests.differing.filter { $0.hasPrefix("records/") })
  func aListThatMustBeThereIsMissing(file: String) throws {
    #expect(throws: RecordError.self) { try UnverifiedRecord(parsing: try Vectors.read(file)) }
  }

  /// The key has no role: never built upon, and no fault.
  @Test func aSecondApplicationIsByAnUnknownSigner() throws {
    let storage = try MemoryStorage(folder: "\(Vectors.folder)/ledgers/applied-twice")
    #expect(try Ledger.read(storage).findings.map(\.verdict) == [.unknownSigner])
  }
}
