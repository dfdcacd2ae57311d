import Ledger
import SSHSignature
import TestSupport
import Testing

extension ContractAttackTests {
  // An approval where it does not belong.

  @Test func anApprovalIsReplayedToAnotherMilestone() throws {
    var scene = try Scene()
    let second = try scene.agree(try Scene.login(2, title: "Shop", amount: 600_000))
    let other = try scene.add(CommitProof.sample(2), by: scene.cast.ana)
    let work = try scene.submit()
    let next = try scene.submit([other], terms: second, milestone: 2)
    try scene.decide(try Scene.approve(work))
    // Bob's words about milestone 1, under milestone 2's submission.
    let replay = try scene.decide(try Scene.approve(next))
    #expect(try scene.outcome(of: replay) == .invalid("its sentence does not say what it means"))
    #expect(try scene.stands(.approved, released: Scene.full))
    #expect(try scene.stands(.inReview, milestone: 2))
  }

  @Test(arguments: [Int64(123), 124])
  func anApprovalIsCopiedToAnotherProject(number: Int64) throws {
    let cast = try Cast()
    var scene = try Scene(cast: cast)
    let work = try scene.submit()
    let decision = try scene.decide(try Scene.approve(work))
    // The same people, the same terms; another repository, or another number.
    var other = try Scene(cast: cast, number: number, budget: 1_500_001)
    let same = try other.submit()
    var storage = other.chain.storage
    for record in scene.chain.records where [work, decision].contains(record.id) {
      storage.add(record.bytes, at: LedgerPath.record(record.id).text)
    }
    let ledger = try Ledger.read(storage)
    #expect(ledger.records.count == other.chain.records.count)
    #expect(ledger.findings.map(\.verdict) == [.invalid, .invalid])
    #expect(ledger.state.milestone(1)?.status == .inReview)
    // And under the name of the submission that is there.
    let name = LedgerPath.record(same).text
    storage.files.removeAll { $0.path == Array(name.utf8) }
    storage.add(scene.chain.records.first { $0.id == work }?.bytes ?? [], at: name)
    #expect(try Ledger.read(storage).state.milestone(1)?.status == .pending)
  }

  @Test func anApprovalNamesASubmissionOfAnotherProject() throws {
    let cast = try Cast()
    var scene = try Scene(cast: cast)
    let work = try scene.submit()
    var other = try Scene(cast: cast, number: 124)
    let replay = try other.decide(try Scene.approve(work))
    #expect(
      try other.outcome(of: replay)
        == .invalid("it decides on \(work.short), which is no submission it had seen"))
  }

  @Test func anApprovalIsReplayedToChangedTerms() throws {
    var scene = try Scene()
    let work = try scene.submit()
    try scene.decide(try Scene.approve(work))
    let raised = try scene.agree(try Scene.login(amount: 1_000_000, replaces: scene.terms))
    let again = try scene.submit(
      [try scene.add(CommitProof.sample(2), by: scene.cast.ana)], terms: raised)
    // The old sentence is not what an approval of the new terms means.
    let replay = try scene.decide(try Scene.approve(again))
    #expect(try scene.outcome(of: replay) == .invalid("its sentence does not say what it means"))
    #expect(try scene.stands(.inReview, released: Scene.full))
  }

  @Test func anApprovalNamesAProofOfAnotherSubmission() throws {
    var scene = try Scene()
    let work = try scene.submit()
    let other = try scene.add(CommitProof.sample(2), by: scene.cast.ana)
    let decision = try scene.decide(try Scene.approve(work, proof: other))
    #expect(
      try scene.outcome(of: decision) == .invalid("proof \(other.short) is not in the submission"))
  }

  @Test func workIsApprovedThatWasTakenBack() throws {
    var scene = try Scene()
    let work = try scene.submit()
    try scene.add(Withdrawal(submission: work), by: scene.cast.ana)
    let decision = try scene.decide(try Scene.approve(work))
    #expect(try scene.outcome(of: decision) == .invalid("the submission was taken back"))
    #expect(try scene.stands(.pending))
  }

  // The money in it.

  @Test func aReleaseIsNotWhatTheTermsAndTheSubmissionSay() throws {
    var scene = try Scene()
    let work = try scene.submit()
    let full = try Scene.euros(Scene.full)
    let attempts: [(Decision, String)] = [
      (
        try Scene.approve(work, total: try Scene.euros(Scene.full + 1)),
        "it releases EUR 9,000.01, the terms say EUR 9,000.00"
      ),
      (
        try Scene.approve(
          work, total: try Scene.money(Scene.full, "USD"),
          sentence: "\(Scene.approval) and release USD 9,000.00 in all of EUR 9,000.00 from escrow "
            + "E-77 to \(Scene.payee)."),
        "the terms release no money in USD"
      ),
      (
        try Scene.approve(work, total: full, escrow: "E-78"),
        "it releases from another escrow than the terms name"
      ),
      (
        try Scene.approve(work, total: full, escrow: nil),
        "it releases from another escrow than the terms name"
      ),
      (
        try Scene.approve(work, total: full, payee: "Eve"),
        "it pays somebody else than the submission names"
      ),
    ]
    for (decision, reason) in attempts {
      let id = try scene.decide(decision)
      #expect(try scene.outcome(of: id) == .invalid(reason))
    }
    #expect(try scene.stands(.inReview))
  }

  @Test func theSentenceSaysAnotherSum() throws {
    var scene = try Scene()
    let work = try scene.submit()
    let tail = "from escrow E-77 to \(Scene.payee)."
    let sentences = [
      "\(Scene.approval) and release EUR 90.00 in all of EUR 9,000.00 \(tail)",
      "\(Scene.approval) and release EUR 9.000,00 \(tail)",
      "\(Scene.approval) and release EUR 9,000.00 in all of EUR 9,000.00 \(tail)",
      "\(Scene.approval) and release EUR 9,000.00 \(tail) ",
      "\(Scene.approval).",
      "I reject milestone 1 'Login' of project 123.",
    ]
    for sentence in sentences {
      let decision = try scene.decide(try Scene.approve(work, sentence: sentence))
      #expect(
        try scene.outcome(of: decision) == .invalid("its sentence does not say what it means"))
    }
    #expect(try scene.stands(.inReview))
  }

  @Test func theSentenceLooksTheSameInOtherBytes() throws {
    var scene = try Scene()
    // One text for Unicode, two for a signature: e with an accent, and e followed by one.
    let terms = try scene.agree(try Scene.login(2, title: "Caf\u{e9}", amount: 600_000))
    let work = try scene.submit(terms: terms, milestone: 2)
    let decision = try scene.decide(
      Decision(
        submission: work, proof: nil, verdict: .approved, feedback: nil, revisionNotes: nil,
        sentence: "I approve milestone 2 'Cafe\u{301}' of project 123.", release: nil))
    #expect(try scene.outcome(of: decision) == .invalid("its sentence does not say what it means"))
  }

  @Test func aLaterReleaseTakesMoneyBack() throws {
    var scene = try Scene()
    let work = try scene.submit()
    try scene.decide(try Scene.approve(work))
    let less = try scene.decide(try Scene.approve(work, total: try Scene.euros(1)))
    #expect(
      try scene.outcome(of: less)
        == .invalid("more has been released already: an approval is final for its amount"))
    let rejection = try scene.decide(Scene.reject(work))
    #expect(try scene.outcome(of: rejection) == .invalid("the submission is approved, finally"))
    #expect(try scene.stands(.approved, released: Scene.full))
  }

  @Test func moneyIsReleasedWithOneProofWhileOthersAreOpen() throws {
    var scene = try Scene()
    let second = try scene.add(CommitProof.sample(2), by: scene.cast.ana)
    let work = try scene.submit([scene.proof, second])
    let decision = try scene.decide(
      try Scene.approve(
        work, proof: second,
        sentence: "I approve proof \(second.short) of milestone 1 'Login' of project 123 and "
          + "release EUR 9,000.00 from escrow E-77 to \(Scene.payee)."))
    #expect(
      try scene.outcome(of: decision)
        == .invalid("it releases money while other proofs are not approved"))
  }

  // Decisions that had not seen each other.

  @Test func twoDecisionsContradictEachOther() throws {
    var scene = try Scene()
    let work = try scene.submit()
    try scene.decide(try Scene.approve(work), after: [work])
    try scene.decide(Scene.reject(work), after: [work])
    #expect(try scene.stands(.conflict))
    // The builder cannot take the rejected half back, nor hand in anew.
    let again = try scene.submit()
    #expect(
      try scene.outcome(of: again)
        == .invalid("milestone 1 is under review already: \(work.short)"))
    try scene.decide(try Scene.approve(work))
    #expect(try scene.stands(.approved, released: Scene.full))
  }

  @Test func aRejectionHidesAnAnchoredApproval() throws {
    var scene = try Scene()
    let work = try scene.submit()
    let approval = try scene.decide(try Scene.approve(work), after: [work])
    try scene.add(
      try Scene.receipt(approval, Scene.full), by: scene.cast.ana, after: [approval])
    let rejection = try scene.decide(Scene.reject(work), after: [work])
    #expect(try scene.stands(.conflict, settled: Scene.full))
    // Having seen the receipt the client does not reject.
    let open = try scene.decide(Scene.reject(work))
    #expect(
      try scene.outcome(of: open)
        == .invalid(
          "approval \(approval.short) had been seen by others before it was contradicted"))
    // Nor by pretending that it has not seen it.
    let hidden = try scene.decide(Scene.reject(work), after: [approval, rejection])
    #expect(try scene.outcome(of: hidden) == .admitted)
    #expect(try scene.stands(.conflict, settled: Scene.full))
  }

  @Test func twoConcurrentApprovalsPayTheLargerTotalOnce() throws {
    var scene = try Scene()
    let work = try scene.submit()
    let sums: [Int64] = [300_000, 500_000]
    let approvals = try sums.map { sum in
      try scene.decide(try Scene.approve(work, total: try Scene.euros(sum)), after: [work])
    }
    #expect(try scene.stands(.approved, released: 500_000))
    for (approval, sum) in zip(approvals, sums) {
      try scene.add(try Scene.payment(approval, sum), by: scene.cast.dan)
    }
    #expect(try scene.stands(.completed, released: 500_000, settled: 500_000))
  }

  // One signature, many files.

  @Test func oneSignatureInFourEncodingsIsAdmittedOnce() throws {
    var scene = try Scene()
    let decision = try scene.decide(try Scene.approve(try scene.submit()))
    let record = try #require(scene.chain.records.last)
    #expect(record.id == decision)
    let armor = record.bytes.dropFirst(record.line.count)
    let lines = armor.split(separator: 0x0A)
    let base64 = Array(lines.dropFirst().dropLast().joined())
    func wrapped(at columns: Int) -> [UInt8] {
      var text = Array(lines[0]) + [0x0A]
      for start in stride(from: 0, to: base64.count, by: columns) {
        text += base64[start..<min(start + columns, base64.count)] + [0x0A]
      }
      return text + Array(lines[lines.count - 1]) + [0x0A]
    }
    #expect(wrapped(at: 70) == Array(armor))
    let others = [wrapped(at: 76), wrapped(at: 10_000), Array(armor) + Array("\n".utf8)]
    let expected = try scene.standing()
    for order in [false, true] {
      var storage = MemoryStorage(Array(scene.chain.records.dropLast()))
      let encodings = [record.bytes] + others.map { record.line + $0 }
      for bytes in order ? encodings.reversed() : encodings {
        storage.add(bytes, at: LedgerPath.record(decision).text)
      }
      let ledger = try Ledger.read(storage)
      #expect(ledger.records.map(\.bytes).filter { $0.starts(with: record.line) } == [record.bytes])
      #expect(ledger.findings.map(\.verdict) == [.invalid, .invalid, .invalid])
      let milestone = try #require(ledger.state.milestone(1))
      #expect(milestone.reviews.map(\.decisions.count) == [1])
      #expect(milestone.released == expected?.released)
    }
  }
}
