import Ledger
import SSHSignature
import TestSupport

// What makes sense to somebody.
extension ContractGenerator {
  mutating func sense(_ scene: Scene) -> Move? {
    for _ in 0..<30 {
      if let move = attempt(random.below(70), scene) { return move }
    }
    return nil
  }

  private mutating func attempt(_ roll: Int, _ scene: Scene) -> Move? {
    switch roll {
    case 0..<6: scene.isAgreed ? acceptance(scene) : agreement(scene)
    case 6..<9: milestoneOffer(scene)
    case 9..<16: acceptance(scene)
    case 16..<19: proof(scene)
    case 19..<28: submission(scene)
    case 28..<46: decision(scene)
    case 46..<56: money(scene)
    case 56: withdrawal(scene)
    case 57: removal(scene)
    case 58: either(scene).map { Move(party: $0.party, statement: amendment()) }
    case 59: chance(1, of: 2) ? rotation(scene) : revocation(scene)
    case 60: application(scene)
    case 61, 62: admission(scene)
    case 63: assignment(scene)
    case 64: retraction(scene)
    case 65:
      any(cast.parties { scene.holders[$0] != nil })
        .map { Move(party: $0, statement: unknown()) }
    default: secondThoughts(scene)
    }
  }

  mutating func unknown() -> any Statement {
    let number = Int64(random.below(1_000))
    return chance(1, of: 2) ? UnknownNote(number: number) : UnknownProof(number: number)
  }

  mutating func amendment() -> ProjectTerms {
    let client = [cast.bob.key, cast.bob.key, cast.bob.keys[1], cast.eve.key, nil]
    return Self.terms(client: some(client), cast, &random)
  }

  private mutating func agreement(_ scene: Scene) -> Move? {
    let offers = scene.view.said(ProjectTerms.self).map(\.id)
    guard let offer = any(offers) else { return nil }
    if let client = holder(.client, scene) {
      // Where the client made the offer the builder accepts.
      let isByClient = scene.holders[scene.view.model.first.signer] == .client
      let party = isByClient ? holder(.builder, scene) : client
      return party.map { Move(party: $0, statement: Agreement(offer)) }
    }
    let claimant = chance(4, of: 5) ? cast.bob.key : cast.eve.key
    let milestones = scene.view.said(MilestoneTerms.self).map(\.id)
    let more = chance(1, of: 3) ? milestones : []
    return Move(
      party: claimant, statement: Agreement(accepts: [offer] + more, name: nil, email: nil))
  }

  private mutating func milestoneOffer(_ scene: Scene) -> Move? {
    let number = Int64(1 + random.below(3))
    let milestone = scene.milestones.first { $0.number == number }
    if milestone != nil && chance(2, of: 3) { return nil }
    let versions = scene.view.said(MilestoneTerms.self).filter { $0.content.milestone == number }
    let replaces = chance(1, of: 2) ? any(versions.map(\.id)) : nil
    return either(scene).map {
      Move(party: $0.party, statement: milestoneTerms(number, replaces: replaces))
    }
  }

  /// Somebody accepts what the other party has offered and nobody has accepted.
  private mutating func acceptance(_ scene: Scene) -> Move? {
    guard let (party, role) = either(scene) else { return nil }
    let accepted = Set(scene.view.said(Agreement.self).flatMap(\.content.accepts))
    func open<Content: Statement>(_ type: Content.Type) -> [RecordID] {
      scene.view.said(type).filter { $0.role == role.other && !accepted.contains($0.id) }.map(\.id)
    }
    let offers =
      open(MilestoneTerms.self) + open(MilestoneRemoval.self) + open(ProjectTerms.self)
    guard let offer = any(offers) else { return nil }
    let all = chance(1, of: 5) ? offers : [offer]
    return Move(party: party, statement: Agreement(accepts: all, name: nil, email: nil))
  }

  private mutating func proof(_ scene: Scene) -> Move? {
    guard let party = holder(chance(1, of: 5) ? .witness : .builder, scene) else { return nil }
    let own = scene.view.said(CommitProof.self).filter { $0.signer == party.fingerprint }
    let old = chance(1, of: 6) ? any(own.map(\.id)).map { [$0] } ?? [] : []
    return Move(party: party, statement: commitProof(supersedes: old))
  }

  mutating func commitProof(supersedes: [RecordID]) -> CommitProof {
    let sample = CommitProof.sample(random.below(12), isVouched: chance(1, of: 5))
    return CommitProof(
      commit: sample.commit, commitSHA256: sample.commitSHA256, tree: sample.tree, parents: [],
      patchID: nil, authorTime: 0, committerTime: 0, counts: sample.counts, branch: nil,
      milestone: chance(1, of: 2) ? Int64(1 + random.below(3)) : nil, capture: .live,
      isVouched: sample.isVouched, supersedes: supersedes)
  }

  private mutating func submission(_ scene: Scene) -> Move? {
    let ready = scene.milestones.filter { $0.terms != nil && !$0.isUnderReview && !$0.isApproved }
    guard let milestone = any(ready), let terms = milestone.terms,
      let builder = holder(.builder, scene)
    else { return nil }
    let bound = Set(scene.milestones.flatMap(\.bound))
    let free = scene.view.standing.map(\.id).filter { !bound.contains($0) }
    let proofs = Set((0..<random.below(4)).compactMap { _ in any(free) })
    return Move(
      party: builder,
      statement: Submission(
        milestone: milestone.number, terms: terms.id, proofs: Array(proofs),
        deliverables: terms.content.deliverables.isEmpty ? [] : [1], note: nil,
        payee: terms.content.amount == nil && chance(1, of: 2) ? nil : "Ana"))
  }

  private mutating func decision(_ scene: Scene) -> Move? {
    let open = scene.milestones.flatMap(\.reviews).filter { $0.isOpen }
    return any(open).flatMap { decision(on: $0, scene) }
  }

  /// Decides again on anything, as far as one may.
  private mutating func secondThoughts(_ scene: Scene) -> Move? {
    any(scene.milestones.flatMap(\.reviews)).flatMap { decision(on: $0, scene) }
  }

  private mutating func decision(on review: ModelReview, _ scene: Scene) -> Move? {
    guard let client = holder(.client, scene),
      let decision = decision(on: review.submission, scene)
    else { return nil }
    return Move(party: client, statement: decision)
  }

  mutating func decision(on submission: Said<Submission>, _ scene: Scene) -> Decision? {
    let content = submission.content
    guard
      let terms = scene.view.said(MilestoneTerms.self).first(where: { $0.id == content.terms })?
        .content
    else { return nil }
    let verdict: Decision.Verdict = chance(1, of: 2) ? .approved : .rejected
    let proof = chance(1, of: 3) ? any(content.proofs) : nil
    var release: Decision.Release?
    if verdict == .approved, let whole = terms.amount, whole.amount > 0, chance(3, of: 4),
      let part = Money(amount: whole.amount / 2, currency: whole.currency)
    {
      release = .init(
        escrow: terms.escrow, total: chance(3, of: 4) ? whole : part,
        payee: content.payee ?? "Ana")
    }
    let draft = Decision(
      submission: submission.id, proof: proof, verdict: verdict, feedback: nil,
      revisionNotes: nil, sentence: "?", release: release)
    let sentence = ReferenceView.sentence(draft, terms, project: chain.number)
    return Decision(
      submission: submission.id, proof: proof, verdict: verdict, feedback: nil,
      revisionNotes: nil, sentence: sentence, release: release)
  }

  private mutating func money(_ scene: Scene) -> Move? {
    let releasing = scene.view.said(Decision.self).filter { $0.content.release != nil }
    guard let decision = any(releasing), let total = decision.content.release?.total
    else { return nil }
    let payer: Role = chance(2, of: 3) ? .escrow : .client
    let isReceipt = chance(1, of: 2)
    let party = holder(isReceipt ? .builder : payer, scene)
    let part = Money(amount: max(1, total.amount / 2), currency: total.currency) ?? total
    let sum = chance(4, of: 5) ? total : part
    return party.map { Move(party: $0, statement: Self.money(isReceipt, decision.id, sum)) }
  }

  static func money(_ isReceipt: Bool, _ decision: RecordID, _ sum: Money) -> any Statement {
    let now = Timestamp(seconds: 1_772_366_400)
    return isReceipt
      ? Receipt(decision: decision, total: sum, receivedAt: now, reference: nil)
      : Payment(decision: decision, total: sum, paidAt: now, reference: nil)
  }
}
