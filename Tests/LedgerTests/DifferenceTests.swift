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

  /// A claim is an agreement once its key has the client's role; here it gets the builder's.
  @Test func aClaimToBeTheClientIsNoAgreementOfABuilder() throws {
    let storage = try MemoryStorage(folder: "\(Vectors.folder)/ledgers/claim-by-a-later-builder")
    #expect(try Ledger.read(storage).state.milestone(1)?.status == .proposed)
  }
}
