internal import Ledger

/// One proof as a report shows it.
struct ProofText: Sendable {
  let id: String
  let commit: String
  let status: String
  let reason: String
  let check: CheckWord
  let checkReason: String

  /// `commit`, or `merge` for one with several parents.
  let type: String

  /// `nil` where the commit is not at hand.
  let subject: String?

  /// The message below its subject.
  let body: String?
  let authorName: String?
  let authorEmail: String?
  let authored: Timestamp
  let committed: Timestamp
  let signed: Timestamp
  let signer: String
  let signerName: String
  let signerRole: String
  let counts: CommitProof.Counts
  let capture: String
  let isVouched: Bool
  let branch: String?
  let ticket: String?

  /// The milestone that it belongs to, and those that it was handed in with.
  let milestone: Int64?
  let milestones: Set<Int64>

  /// The submissions that hold it.
  let submissions: [String]
  let supersedes: [String]
  let supersededBy: String?

  /// Whether it counts for its commit.
  let isStanding: Bool
  let patchID: String?
  let commitAddress: String?
  let pullRequest: (name: String, address: String)?

  /// All proofs, newest first.
  static func all(
    _ state: ProjectState, _ evidence: Evidence, _ names: PartyNames, _ website: Website?
  ) -> [ProofText] {
    var submissions: [RecordID: [Entry<Submission>]] = [:]
    for number in state.submissions.keys.sorted() {
      for submission in state.submissions[number] ?? [] {
        for proof in submission.content.proofs {
          submissions[proof, default: []].append(submission)
        }
      }
    }
    let known = submissions
    return Parallel.map(state.proofs.reversed()) { entry in
      ProofText(entry, state, evidence, names, website, submissions: known[entry.id] ?? [])
    }
  }

  private init(
    _ entry: ProjectState.ProofEntry, _ state: ProjectState, _ evidence: Evidence,
    _ names: PartyNames, _ website: Website?, submissions: [Entry<Submission>]
  ) {
    let proof = entry.proof
    let found = evidence.proofs[entry.id]
    let text = found?.commit
    id = entry.id.hex
    commit = proof.commit
    status = found?.status ?? "pending"
    reason = DisplayText.line(found?.reason ?? "")
    check = found?.check ?? .notHere
    checkReason = DisplayText.line(found?.checkReason ?? "")
    type = proof.parents.count > 1 ? "merge" : "commit"
    let subject = text.map { DisplayText.line($0.subject, limit: 200) }
    self.subject = subject
    let body: String? = text.map { text in
      let rest = text.message.dropFirst(
        text.message.starts(with: text.subject) ? text.subject.count : 0)
      return DisplayText.lines(rest.drop { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
    }.flatMap { $0.isEmpty ? nil : $0 }
    self.body = body
    authorName = text.map { DisplayText.line($0.authorName, limit: 200) }
    authorEmail = text.map { DisplayText.line($0.authorEmail, limit: 200) }
    authored = Timestamp(seconds: proof.authorTime)
    committed = Timestamp(seconds: proof.committerTime)
    signed = entry.time
    signer = entry.signer
    signerName = names[entry.signer].name
    signerRole = names[entry.signer].role
    counts = proof.counts
    capture = proof.capture.rawValue
    isVouched = proof.isVouched
    branch = proof.branch.map { DisplayText.line($0, limit: 200) }
    ticket = found?.ticket.map { DisplayText.line($0, limit: 80) }
    milestone = state.milestone(of: entry)
    milestones = Set(submissions.map(\.content.milestone) + (milestone.map { [$0] } ?? []))
    self.submissions = submissions.map(\.id.hex)
    supersedes = proof.supersedes.map(\.hex)
    supersededBy = state.replacement(of: entry.id)?.hex
    isStanding = evidence.standing.contains(entry.id)
    patchID = proof.patchID
    commitAddress = website?.commit(proof.commit)
    pullRequest = subject.flatMap { subject in
      website?.pullRequest(subject: subject, message: body ?? "")
    }
  }

  /// What some proofs add up to: those that count, not only vouched for, each change once.
  static func totals(of proofs: [ProofText]) -> Evidence.Totals {
    let standing = proofs.filter(\.isStanding)
    var seen: Set<String> = []
    var additions: Int64 = 0
    var deletions: Int64 = 0
    for proof in standing.reversed() where !proof.isVouched {
      if let patchID = proof.patchID, !seen.insert(patchID).inserted { continue }
      additions += proof.counts.additions
      deletions += proof.counts.deletions
    }
    return Evidence.Totals(proofs: standing.count, additions: additions, deletions: deletions)
  }
}
