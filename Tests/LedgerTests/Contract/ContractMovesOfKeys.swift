import Ledger
import SSHSignature
import TestSupport

// What makes sense more rarely.
extension ContractGenerator {
  mutating func withdrawal(_ scene: Scene) -> Move? {
    let open = scene.milestones.flatMap(\.reviews).filter { !$0.isTakenBack }
    guard let builder = holder(.builder, scene), let review = any(open) else { return nil }
    return Move(party: builder, statement: Withdrawal(submission: review.submission.id))
  }

  mutating func removal(_ scene: Scene) -> Move? {
    let versions = scene.view.said(MilestoneTerms.self)
    guard let (party, _) = either(scene), let version = any(versions) else { return nil }
    return Move(
      party: party,
      statement: MilestoneRemoval(milestone: version.content.milestone, terms: version.id))
  }

  mutating func assignment(_ scene: Scene) -> Move? {
    let proofs = scene.view.said(CommitProof.self).map(\.id)
    guard let builder = holder(.builder, scene), let proof = any(proofs),
      let milestone = any(scene.milestones)
    else { return nil }
    return Move(
      party: builder, statement: Assignment(milestone: milestone.number, proofs: [proof]))
  }

  mutating func retraction(_ scene: Scene) -> Move? {
    guard let builder = holder(.builder, scene) else { return nil }
    let proofs = scene.view.said(CommitProof.self)
    let own = proofs.filter { $0.signer == builder.fingerprint || chance(1, of: 4) }
    return any(own.map(\.id)).map {
      Move(party: builder, statement: Retraction(proofs: [$0], reason: nil))
    }
  }

  /// The records whose ancestors stay unquestioned: mostly all of them.
  mutating func keeps(_ scene: Scene) -> [RecordID] {
    switch random.below(4) {
    case 0: []
    case 1: [some(scene.view.records).id]
    default: scene.view.heads
    }
  }

  mutating func rotation(_ scene: Scene) -> Move? {
    let old = any(cast.parties { scene.holders[$0] != nil })
    let owner = cast.personas.first { persona in
      persona.keys.contains { $0.fingerprint == old?.fingerprint }
    }
    guard let old, let persona = owner else { return nil }
    let fresh = persona.keys.filter { !scene.view.hasOrHadRole($0.fingerprint) }
    let key = any(fresh)
    return key.map {
      Move(party: old, statement: Rotation(key: $0.publicKey, keeps: keeps(scene)))
    }
  }

  mutating func revocation(_ scene: Scene) -> Move? {
    let known = cast.parties { scene.view.hasOrHadRole($0) }
    guard let (party, _) = either(scene), let target = any(known) else { return nil }
    let signer = chance(1, of: 3) ? target : party
    return Move(
      party: signer,
      statement: Revocation(key: target.fingerprint, keeps: keeps(scene), reason: nil))
  }

  mutating func application(_ scene: Scene) -> Move? {
    let strangers = cast.parties { scene.holders[$0] == nil }
    return any(strangers).map {
      Move(
        party: $0, statement: Application(role: some(Role.allCases), name: nil, emails: []))
    }
  }

  mutating func admission(_ scene: Scene) -> Move? {
    let waiting = scene.view.records.filter { scene.view.waiting.contains($0.id) }
    let claims = waiting.filter { $0.statement is Agreement }.map(\.signer)
    if scene.view.isClientOpen {
      guard let builder = holder(.builder, scene),
        let key = any(cast.parties { claims.contains($0) })
      else { return nil }
      return admit(key, .client, by: builder, waiting)
    }
    let strangers = cast.parties { scene.holders[$0] == nil }
    guard let client = holder(.client, scene), let key = any(strangers) else { return nil }
    return admit(key, some([.builder, .witness, .escrow, .client]), by: client, waiting)
  }

  private func admit(_ key: Party, _ role: Role, by party: Party, _ waiting: [ModelRecord]) -> Move
  {
    Move(
      party: party,
      statement: Admission(role: role, key: key.publicKey, name: nil, emails: []),
      also: waiting.filter { $0.signer == key.fingerprint }.map(\.id))
  }
}

// What makes no sense, or only by chance.
extension ContractGenerator {
  mutating func nonsense(_ scene: Scene) -> Move? {
    // Whoever has a role comes further with it than a stranger.
    let holders = cast.parties { scene.holders[$0] != nil }
    var party = chance(1, of: 3) ? some(cast.parties) : any(holders) ?? some(cast.parties)
    let kind = random.below(19)
    if kind > 16, let other = holder(kind == 17 ? .builder : .client, scene) { party = other }
    return statement(kind, scene).map { Move(party: party, statement: $0) }
  }

  private mutating func statement(_ kind: Int, _ scene: Scene) -> (any Statement)? {
    let view = scene.view
    let anything = some(chain.records).id
    let number = Int64(1 + random.below(4))
    let proof = any(view.said(CommitProof.self).map(\.id)) ?? anything
    let terms = any(view.said(MilestoneTerms.self).map(\.id)) ?? anything
    let submission = any(view.said(Submission.self))
    switch kind {
    case 0: return amendment()
    case 1: return Agreement(accepts: [anything], name: nil, email: nil)
    case 2: return Application(role: some(Role.allCases), name: nil, emails: [])
    case 3:
      let key = some(cast.parties).publicKey
      return Admission(role: some(Role.allCases), key: key, name: nil, emails: [])
    case 4: return Rotation(key: some(cast.parties).publicKey, keeps: [anything])
    case 5: return Revocation(key: some(cast.parties).fingerprint, keeps: [anything], reason: nil)
    case 6: return milestoneTerms(number, replaces: chance(1, of: 3) ? terms : nil)
    case 7: return MilestoneRemoval(milestone: number, terms: terms)
    case 8: return commitProof(supersedes: chance(1, of: 3) ? [anything] : [])
    case 9: return Assignment(milestone: number, proofs: [proof])
    case 10: return Retraction(proofs: [proof], reason: nil)
    case 11:
      return Submission(
        milestone: number, terms: terms, proofs: chance(1, of: 2) ? [proof] : [],
        deliverables: chance(1, of: 3) ? [2] : [], note: nil,
        payee: chance(1, of: 2) ? "Ana" : nil)
    case 12: return Withdrawal(submission: submission?.id ?? anything)
    case 13, 18: return strangeDecision(submission, anything, scene)
    case 17: return strangeSubmission(scene, proof)
    case 14, 15:
      let decision = any(view.said(Decision.self))?.id ?? anything
      let euro = Currency(chance(1, of: 9) ? "JPY" : "EUR")
      let money = euro.flatMap { Money(amount: some([1, 50_000, 900_000]), currency: $0) }
      return money.map { Self.money(kind == 14, decision, $0) }
    default: return unknown()
    }
  }

  /// A submission with something that may be wrong.
  private mutating func strangeSubmission(_ scene: Scene, _ proof: RecordID) -> Submission? {
    guard let milestone = any(scene.milestones.filter { $0.terms != nil }),
      let terms = milestone.terms
    else { return nil }
    return Submission(
      milestone: milestone.number, terms: terms.id, proofs: chance(2, of: 3) ? [proof] : [],
      deliverables: chance(1, of: 3) ? [3] : [], note: nil,
      payee: chance(1, of: 3) ? nil : "Ana")
  }

  /// A decision with something that may be wrong.
  private mutating func strangeDecision(
    _ submission: Said<Submission>?, _ anything: RecordID, _ scene: Scene
  ) -> Decision? {
    guard let submission, let good = decision(on: submission, scene) else {
      return Decision(
        submission: anything, proof: nil, verdict: .approved, feedback: nil, revisionNotes: nil,
        sentence: "I approve.", release: nil)
    }
    var release = good.release
    if let old = release, chance(1, of: 2) {
      let total = Money(amount: some([1, 250_000, 700_000]), currency: old.total.currency)
      release = .init(
        escrow: chance(1, of: 3) ? "E-1" : old.escrow, total: total ?? old.total,
        payee: chance(1, of: 3) ? "Eve" : old.payee)
    }
    let proof = chance(1, of: 4) ? anything : good.proof
    let draft = Decision(
      submission: good.submission, proof: proof, verdict: good.verdict, feedback: nil,
      revisionNotes: nil, sentence: "?", release: release)
    let terms = scene.view.said(MilestoneTerms.self).first {
      $0.id == submission.content.terms
    }
    let words = terms.map { ReferenceView.sentence(draft, $0.content, project: chain.number) }
    return Decision(
      submission: good.submission, proof: proof, verdict: good.verdict, feedback: nil,
      revisionNotes: nil, sentence: chance(1, of: 6) ? "I approve." : words ?? "?",
      release: release)
  }
}
