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
    var scene = try ContractScene()
    let cast = scene.cast
    let terms = try scene.add(
      try ContractScene.login(2, title: "Shop", amount: 600_000), by: cast.bob)
    try scene.add(
      Revocation(key: cast.bob.fingerprint, keeps: [terms], reason: nil), by: cast.ana)
    let base = try scene.heads
    let claim = try scene.add(Agreement(terms), by: cast.eve)
    let client = try scene.add(
      Admission(role: .client, key: cast.cleo.publicKey, name: nil, emails: []), by: cast.ana,
      after: base)
    try scene.add(
      Admission(role: .builder, key: cast.eve.publicKey, name: nil, emails: []), by: cast.cleo,
      after: [claim, client])
    #expect(try scene.read().records.count == scene.chain.records.count)
    #expect(try scene.stands(.proposed, milestone: 2))
  }
}
