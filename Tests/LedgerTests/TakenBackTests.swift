import Ledger
import TestSupport
import Testing

@Suite struct TakenBackTests {
  @Test func withItGoesWhatItHadReplaced() throws {
    var scene = try ContractScene()
    var chain = [scene.proof]
    for number in 2...4 {
      let next = CommitProof.sample(number, supersedes: chain.suffix(1))
      chain.append(try scene.add(next, by: scene.cast.ana))
    }
    let other = try scene.add(CommitProof.sample(5), by: scene.cast.ana)
    #expect(try scene.read().state.proofsTakenBack.isEmpty)
    try scene.add(Retraction(proofs: [chain[2]], reason: nil), by: scene.cast.ana)
    // What came in its place was not taken back.
    #expect(try scene.read().state.proofsTakenBack == Set(chain.prefix(3)))
    try scene.add(Retraction(proofs: [chain[3]], reason: nil), by: scene.cast.ana)
    let state = try scene.read().state
    #expect(state.proofsTakenBack == Set(chain))
    #expect(state.standingProofs.map(\.id) == [other])
  }
}
