import Ledger
import SSHSignature

// Which records are admitted: the table of the document, seen from a record's past.
extension ReferenceView {
  /// Why a record is refused; `nil` if it is admitted.
  func refusal(of record: ModelRecord) -> String? {
    let role = role(of: record.signer)
    switch record.statement {
    case is ProjectTerms: return isParty(role) ? nil : "not by a party"
    case let statement as Agreement: return refusal(of: statement, record, role)
    case let statement as Application: return refusal(of: statement, record, role)
    case let statement as Admission: return refusal(of: statement, role)
    case let statement as Rotation: return refusal(of: statement, role)
    case let statement as Revocation: return refusal(of: statement, record, role)
    case let statement as MilestoneTerms: return refusal(of: statement, role)
    case let statement as MilestoneRemoval: return refusal(of: statement, role)
    case let statement as Assignment: return refusal(of: statement, role)
    case let statement as Retraction: return refusal(of: statement, record, role)
    case let statement as Submission: return refusal(of: statement, role)
    case let statement as Withdrawal: return refusal(of: statement, record, role)
    case let statement as Decision: return refusal(of: statement, role)
    case let statement as Payment:
      if role != .client && role != .escrow { return "not by the client or escrow agent" }
      return refusal(of: statement.total, releasedBy: statement.decision)
    case let statement as Receipt:
      if role != .builder { return "not by a builder" }
      if isAnothersDecision(statement.decision, record) { return "another builder's" }
      return refusal(of: statement.total, releasedBy: statement.decision)
    default: return nil
    }
  }

  /// Whether the whole ledger allows a proof or a record of unknown type.
  func everAllows(_ record: ModelRecord) -> Bool {
    let ever = everRoles(of: record.signer)
    return record.statement is CommitProof
      ? ever.contains(.builder) || ever.contains(.witness) : !ever.isEmpty
  }

  private func isParty(_ role: Role?) -> Bool { role == .client || role == .builder }
}

// Parties.
extension ReferenceView {
  /// Whether a record by a key without a role stands on another such.
  private func standsOnTheDoorstep(_ record: ModelRecord) -> Bool {
    records.contains { record.parents.contains($0.id) && model.isByAStranger($0) }
  }

  private func refusal(of agreement: Agreement, _ record: ModelRecord, _ role: Role?) -> String? {
    if role == nil {
      guard isClientOpen else { return "unknown signer" }
      if standsOnTheDoorstep(record) { return "stands on what waits" }
    } else if !isParty(role) {
      return "not by a party"
    }
    let accepted = records.filter { agreement.accepts.contains($0.id) }
    guard accepted.count == agreement.accepts.count,
      accepted.allSatisfy({ $0.type != CommitProof.type })
    else { return "accepts what it has not seen, or a proof" }
    if let reason = refusal(ofAccepting: agreement.accepts) { return reason }
    let before = said(Agreement.self).filter { $0.signer == record.signer }
    if role == nil, Set(before.flatMap(\.content.accepts)).isSuperset(of: agreement.accepts) {
      return "claims what it had claimed"
    }
    return nil
  }

  private func refusal(of _: Application, _ record: ModelRecord, _ role: Role?) -> String? {
    if hasOrHadRole(record.signer) { return "has or had a role" }
    if standsOnTheDoorstep(record) { return "stands on what waits" }
    let isSecond = said(Application.self).contains { $0.signer == record.signer }
    return isSecond ? "applied already" : nil
  }

  private func refusal(of admission: Admission, _ role: Role?) -> String? {
    if admission.role == .escrow { return "an escrow agent" }
    // The client's key is for a builder to let in, all others for the client.
    let isAllowed =
      admission.role == .client ? role == .builder && isClientOpen : role == .client
    guard isAllowed else { return "may not let that key in" }
    let key = admission.key.fingerprint
    if self.role(of: key) != nil { return "has a role" }
    if hasEnded(key) { return "has ended" }
    return given[key] ?? admission.role == admission.role ? nil : "had another role"
  }

  private func keepsSeen(_ keeps: [RecordID]) -> Bool { keeps.allSatisfy { seen.contains($0) } }

  private func refusal(of rotation: Rotation, _ role: Role?) -> String? {
    if role == nil { return "no role" }
    if hasOrHadRole(rotation.key.fingerprint) { return "has or had a role" }
    return keepsSeen(rotation.keeps) ? nil : "keeps what it has not seen"
  }

  private func refusal(of revocation: Revocation, _ record: ModelRecord, _ role: Role?) -> String? {
    let key = revocation.key
    let roles = given[key].map { Set([$0]) } ?? everRoles(of: key)
    if roles.isEmpty { return "never had a role" }
    let isOwn = key == record.signer || successors(of: key).contains(record.signer)
    let mayEnd =
      role == .client
      ? roles.contains { $0 != .client } : role == .builder && roles.contains { $0 != .builder }
    guard role != nil, isOwn || mayEnd else { return "may not end that key" }
    return keepsSeen(revocation.keeps) ? nil : "keeps what it has not seen"
  }
}

// Milestones.
extension ReferenceView {
  private func refusal(of terms: MilestoneTerms, _ role: Role?) -> String? {
    guard isParty(role) else { return "not by a party" }
    if let replaced = terms.replaces {
      let versions = said(MilestoneTerms.self).filter { $0.content.milestone == terms.milestone }
      guard versions.contains(where: { $0.id == replaced }) else { return "replaces no version" }
    }
    if let reason = refusal(ofTerms: terms) { return reason }
    let others = milestones.filter { $0.number != terms.milestone }
    let sum = others.map(\.share).reduce(terms.amount?.amount ?? 0, +)
    return sum > inForce.terms?.content.budget ?? .max ? "above the budget" : nil
  }

  /// Why terms might not be offered, whatever the others come to.
  private func refusal(ofTerms terms: MilestoneTerms) -> String? {
    let milestone = milestone(terms.milestone)
    if milestone?.isUnderReview == true { return "under review" }
    if terms.amount?.amount ?? 0 < milestone?.released ?? 0 { return "less than was released" }
    if let agreed = milestone?.terms?.content.amount?.currency, milestone?.hasApproval == true,
      terms.amount?.currency.code != agreed.code
    {
      return "approved in another currency"
    }
    if let money = terms.amount, let code = inForce.terms?.content.currency,
      money.currency.code != code
    {
      return "not the budget's currency"
    }
    return nil
  }

  /// Why what was once offered is not to be accepted any more.
  private func refusal(ofAccepting ids: [RecordID]) -> String? {
    let accepted = said(MilestoneTerms.self).filter { ids.contains($0.id) }.map(\.content)
    for terms in accepted {
      if let reason = refusal(ofTerms: terms) { return reason }
    }
    for removal in said(MilestoneRemoval.self) where ids.contains(removal.id) {
      if let reason = refusal(ofRemoving: removal.content.milestone) { return reason }
    }
    var sums: [Int64: Int64] = [:]
    for milestone in milestones {
      sums[milestone.number] = milestone.terms?.content.amount?.amount ?? 0
    }
    for number in Set(accepted.map(\.milestone)) {
      let amounts = accepted.filter { $0.milestone == number }.map { $0.amount?.amount ?? 0 }
      sums[number] = amounts.max() ?? 0
    }
    let isAbove = sums.values.reduce(0, +) > inForce.terms?.content.budget ?? .max
    return !accepted.isEmpty && isAbove ? "above the budget" : nil
  }

  private func refusal(ofRemoving number: Int64) -> String? {
    guard let milestone = milestone(number) else { return "no such milestone" }
    if milestone.isUnderReview { return "under review" }
    return milestone.hasApproval ? "was approved" : nil
  }

  private func refusal(of removal: MilestoneRemoval, _ role: Role?) -> String? {
    guard isParty(role) else { return "not by a party" }
    let isThere = said(MilestoneTerms.self).contains {
      $0.id == removal.terms && $0.content.milestone == removal.milestone
    }
    return isThere ? refusal(ofRemoving: removal.milestone) : "no such terms"
  }

  private func areProofs(_ ids: [RecordID]) -> Bool {
    let proofs = Set(said(CommitProof.self).map(\.id))
    return ids.allSatisfy { proofs.contains($0) }
  }

  private func areBound(_ ids: [RecordID], outside number: Int64? = nil) -> Bool {
    let bound = milestones.filter { $0.number != number }.flatMap(\.bound)
    return !Set(bound).isDisjoint(with: ids)
  }

  private func refusal(of assignment: Assignment, _ role: Role?) -> String? {
    if role != .builder { return "not by a builder" }
    if milestone(assignment.milestone) == nil { return "no such milestone" }
    guard areProofs(assignment.proofs) else { return "proofs that it has not seen" }
    return areBound(assignment.proofs) ? "submitted or approved" : nil
  }

  private func refusal(of retraction: Retraction, _ record: ModelRecord, _ role: Role?) -> String? {
    if role != .builder { return "not by a builder" }
    guard areProofs(retraction.proofs) else { return "proofs that it has not seen" }
    if areBound(retraction.proofs) { return "submitted or approved" }
    let foreign = said(CommitProof.self).contains { proof in
      retraction.proofs.contains(proof.id) && proof.signer != record.signer
        && !successors(of: proof.signer).contains(record.signer)
    }
    return foreign ? "another's proof" : nil
  }
}

// Work, decisions and money.
extension ReferenceView {
  private func refusal(of submission: Submission, _ role: Role?) -> String? {
    if role != .builder { return "not by a builder" }
    guard let milestone = milestone(submission.milestone), let terms = milestone.terms,
      terms.id == submission.terms
    else { return "not the agreed terms" }
    let count = Int64(terms.content.deliverables.count)
    if submission.deliverables.contains(where: { $0 > count }) { return "no such deliverable" }
    if terms.content.amount?.amount ?? 0 > 0 && submission.payee == nil { return "no payee" }
    if milestone.isUnderReview || milestone.isApproved { return "under review or approved" }
    guard areProofs(submission.proofs) else { return "proofs that it has not seen" }
    return areBound(submission.proofs, outside: submission.milestone)
      ? "submitted or approved elsewhere" : nil
  }

  /// A submission as it stands; `nil` if there is none.
  private func seenReview(_ id: RecordID) -> ModelReview? {
    said(Submission.self).first { $0.id == id }.map { review($0) }
  }

  /// Whether another builder, who is still there, has handed work in.
  private func isAnothers(_ submission: Said<Submission>, _ record: ModelRecord) -> Bool {
    let own = successors(of: submission.signer).union([submission.signer])
    let there = own.filter { role(of: $0) == .builder }
    return !there.isEmpty && !there.contains(record.signer)
  }

  private func isAnothersDecision(_ id: RecordID, _ record: ModelRecord) -> Bool {
    let decided = said(Decision.self).first { $0.id == id }?.content.submission
    return said(Submission.self).contains { $0.id == decided && isAnothers($0, record) }
  }

  private func refusal(of withdrawal: Withdrawal, _ record: ModelRecord, _ role: Role?) -> String? {
    if role != .builder { return "not by a builder" }
    guard let review = seenReview(withdrawal.submission) else { return "no such submission" }
    if isAnothers(review.submission, record) { return "another builder's" }
    return review.isTakenBack || review.verdict == .approved ? "taken back or approved" : nil
  }

  private func refusal(of decision: Decision, _ role: Role?) -> String? {
    if role != .client { return "not by the client" }
    guard let review = seenReview(decision.submission) else { return "no such submission" }
    if review.isTakenBack { return "taken back" }
    let submission = review.submission.content
    if let proof = decision.proof, !submission.proofs.contains(proof) { return "no such proof" }
    guard let terms = said(MilestoneTerms.self).first(where: { $0.id == submission.terms })?.content
    else { return "no terms" }
    let sentence = Self.sentence(decision, terms, project: model.first.project)
    guard Array(sentence.utf8) == Array(decision.sentence.utf8) else { return "another sentence" }
    if decision.verdict == .rejected {
      if review.verdict == .approved { return "approved" }
      if hasAnchoredApproval(decisions(on: decision.submission)) { return "anchored" }
      return nil
    }
    guard let release = decision.release else { return nil }
    let amount = release.total.amount
    guard let whole = terms.amount, release.total.currency.code == whole.currency.code,
      release.escrow == terms.escrow, amount <= whole.amount, release.payee == submission.payee
    else { return "releases something else" }
    // The milestone's own, even where its terms have since gone.
    let number = submission.milestone
    let all = said(Submission.self).filter { $0.content.milestone == number }
    if amount < all.map({ self.review($0).released }).max() ?? 0 { return "less than before" }
    let before = decisions(on: decision.submission).filter { !isInQuestion($0) }
    if amount < before.compactMap(\.content.release?.total.amount).max() ?? 0 {
      return "less than another decision"
    }
    let others = review.proofs.filter { $0.key != decision.proof }
    return decision.proof != nil && !others.values.allSatisfy { $0 == .approved }
      ? "releases for a part" : nil
  }

  private func refusal(of total: Money, releasedBy id: RecordID) -> String? {
    let decision = said(Decision.self).first { $0.id == id }
    guard let release = decision?.content.release else { return "nothing was released" }
    return total.currency.code == release.total.currency.code
      && total.amount <= release.total.amount ? nil : "another currency, or more"
  }

  /// What a decision must say in words.
  static func sentence(_ decision: Decision, _ terms: MilestoneTerms, project: Int64) -> String {
    var words = ["I", decision.verdict == .approved ? "approve" : "reject"]
    if let proof = decision.proof { words += ["proof", String(proof.hex.prefix(10)), "of"] }
    words += ["milestone", "\(terms.milestone)", "'\(terms.title)'", "of", "project", "\(project)"]
    if let release = decision.release {
      words += ["and", "release", inWords(release.total)]
      if let whole = terms.amount, whole != release.total {
        words += ["in all of", inWords(whole)]
      }
      if let escrow = release.escrow { words += ["from escrow", escrow] }
      words += ["to", release.payee]
    }
    return words.joined(separator: " ") + "."
  }

  /// A sum: the code, a space, groups of three digits and the decimals.
  private static func inWords(_ money: Money) -> String {
    var digits = Array(String(money.amount))
    while digits.count <= money.currency.digits { digits.insert("0", at: 0) }
    let decimals = String(digits.suffix(money.currency.digits))
    var rest = Array(digits.dropLast(money.currency.digits))
    var groups: [String] = []
    while !rest.isEmpty {
      groups.insert(String(rest.suffix(3)), at: 0)
      rest.removeLast(min(3, rest.count))
    }
    let major = groups.joined(separator: ",")
    return "\(money.currency.code) \(major)\(decimals.isEmpty ? "" : ".")\(decimals)"
  }
}

extension ModelMilestone {
  /// What it may come to take of the budget.
  var share: Int64 {
    let amounts = (proposals + [terms].compactMap { $0 }).map { $0.content.amount?.amount ?? 0 }
    return amounts.max() ?? 0
  }
}
