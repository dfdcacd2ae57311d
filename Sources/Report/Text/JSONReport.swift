public import Ledger

extension ReportModel {
  /// The report for programs: the contract is `docs/report-json.md`.
  public func json(relay: String) -> JSON {
    .object([
      .init("version", .integer(Self.version)),
      .init("relay", .string(relay)),
      .init("project", .integer(number)),
      .init("milestone", scope.map { .integer($0) } ?? .null),
      .init("title", .string(title)),
      .init("description", text(description)),
      .init("genesis", .string(genesis)),
      .init("heads", .array(heads.map { .string($0) })),
      .init("records", .integer(Int64(recordCount))),
      .init("newest", .string(newest.description)),
      .init("agreed", .bool(isAgreed)),
      .init("disputed", .bool(isDisputed)),
      .init(
        "pins", .object([.init("client", text(pins.client)), .init("builder", text(pins.builder))])),
      .init("repository", repository),
      .init(
        "verdict",
        .object([
          .init("mood", .string(verdict.mood.rawValue)),
          .init("sentence", .string(verdict.sentence)),
          .init("remarks", .array(verdict.remarks.map { .string($0) })),
        ])),
      .init("parties", .array(parties.map { party($0) })),
      .init("totals", lines(totals)),
      .init("money", money.map { sums($0) } ?? .null),
      .init(
        "next",
        .array(
          tasks.map { task in
            .object([
              .init("who", .string(task.who)), .init("what", .string(task.what)),
              .init("command", .string(task.command)),
            ])
          })),
      .init("milestones", .array(milestones.map { milestone($0) })),
      .init("proofs", .array(proofs.map { proof($0) })),
      .init("activity", .array(activity.map { record($0) })),
      .init(
        "findings",
        .array(
          findings.map { finding in
            .object([
              .init("path", .string(finding.path)),
              .init("verdict", .string(finding.verdict.word)),
              .init("reason", .string(finding.reason)),
            ])
          })),
    ])
  }

  private func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

  private func amount(_ money: Money?) -> JSON {
    guard let money else { return .null }
    return .object([
      .init("amount", .integer(money.amount)), .init("currency", .string(money.currency.code)),
      .init("text", .string("\(money)")),
    ])
  }

  private func time(_ time: Timestamp) -> JSON { .string(time.description) }

  private var repository: JSON {
    guard let origin else { return .null }
    return .object([
      .init("head", .string(origin.head)), .init("branch", text(origin.branch)),
      .init("website", text(origin.website?.address)),
    ])
  }

  private func party(_ party: PartyText) -> JSON {
    .object([
      .init("role", .string(party.role.title)), .init("name", text(party.name)),
      .init("emails", .array(party.emails.map { .string($0) })),
      .init("fingerprint", text(party.fingerprint)), .init("remark", text(party.remark)),
    ])
  }

  private func lines(_ totals: Evidence.Totals) -> JSON {
    .object([
      .init("proofs", .integer(Int64(totals.proofs))),
      .init("additions", .integer(totals.additions)),
      .init("deletions", .integer(totals.deletions)),
    ])
  }

  private func sums(_ money: MoneySummary) -> JSON {
    .object([
      .init("budget", amount(money.budget)), .init("agreed", amount(money.agreed)),
      .init("released", amount(money.released)), .init("settled", amount(money.settled)),
      .init("claimed_paid", amount(money.claimedPaid)),
    ])
  }

  private func milestone(_ milestone: MilestoneText) -> JSON {
    func ticks(_ list: [(text: String, isDone: Bool)]) -> JSON {
      .array(
        list.map { .object([.init("text", .string($0.text)), .init("done", .bool($0.isDone))]) })
    }
    return .object([
      .init("milestone", .integer(milestone.number)), .init("title", .string(milestone.title)),
      .init("description", text(milestone.description)), .init("status", .string(milestone.status)),
      .init("conflict", text(milestone.conflict)), .init("amount", amount(milestone.amount)),
      .init("share", milestone.share.map { .integer($0) } ?? .null),
      .init("released", amount(milestone.released)), .init("settled", amount(milestone.settled)),
      .init("claimed_paid", amount(milestone.claimedPaid)), .init("due", text(milestone.due)),
      .init("escrow", text(milestone.escrow)),
      .init("deliverables", ticks(milestone.deliverables)),
      .init("criteria", ticks(milestone.criteria)),
      .init("terms", milestone.terms.map { terms($0) } ?? .null),
      .init("offers", .array(milestone.offers.map { terms($0) })),
      .init("submissions", .array(milestone.submissions.map { submission($0) })),
      .init("totals", lines(milestone.proofs)),
    ])
  }

  private func terms(_ terms: MilestoneText.TermsText) -> JSON {
    .object([
      .init("id", .string(terms.id)), .init("at", time(terms.time)),
      .init("by", .string(terms.key)), .init("by_name", .string(terms.signer)),
      .init("role", .string(terms.role)),
      .init("title", .string(terms.title)), .init("amount", amount(terms.amount)),
      .init(
        "agreements",
        .array(
          terms.acceptedBy.map { signature in
            .object([
              .init("id", .string(signature.id)), .init("at", time(signature.time)),
              .init("by", .string(signature.key)), .init("by_name", .string(signature.signer)),
              .init("role", .string(signature.role)),
            ])
          })),
    ])
  }

  private func submission(_ submission: SubmissionText) -> JSON {
    .object([
      .init("id", .string(submission.id)), .init("at", time(submission.time)),
      .init("by", .string(submission.key)), .init("by_name", .string(submission.signer)),
      .init("state", .string(submission.state)),
      .init("note", text(submission.note)), .init("payee", text(submission.payee)),
      .init("deliverables", .array(submission.deliverables.map { .integer($0) })),
      .init("proofs", .array(submission.proofs.map { .string($0) })),
      .init("decisions", .array(submission.decisions.map { decision($0) })),
    ])
  }

  private func decision(_ decision: DecisionText) -> JSON {
    .object([
      .init("id", .string(decision.id)), .init("at", time(decision.time)),
      .init("by", .string(decision.key)), .init("by_name", .string(decision.signer)),
      .init("verdict", .string(decision.verdict)),
      .init("counted", .bool(decision.isCounted)), .init("proof", text(decision.proof)),
      .init("sentence", .string(decision.sentence)), .init("feedback", text(decision.feedback)),
      .init("revision_notes", text(decision.revisionNotes)),
      .init("release", amount(decision.release)), .init("payee", text(decision.payee)),
      .init("escrow", text(decision.escrow)),
      .init(
        "transfers",
        .array(
          decision.transfers.map { transfer in
            .object([
              .init("id", .string(transfer.id)), .init("kind", .string(transfer.kind)),
              .init("at", time(transfer.time)), .init("by", .string(transfer.key)),
              .init("by_name", .string(transfer.signer)),
              .init("role", .string(transfer.role)), .init("total", amount(transfer.total)),
              .init("moved_at", time(transfer.moved)), .init("reference", text(transfer.reference)),
            ])
          })),
    ])
  }

  private func proof(_ proof: ProofText) -> JSON {
    let counts = proof.counts
    return .object([
      .init("id", .string(proof.id)), .init("type", .string(proof.type)),
      .init("commit", .string(proof.commit)), .init("status", .string(proof.status)),
      .init("reason", .string(proof.reason)), .init("check", .string(proof.check.rawValue)),
      .init("check_reason", .string(proof.checkReason)), .init("counts", .bool(proof.isStanding)),
      .init("subject", text(proof.subject)), .init("body", text(proof.body)),
      .init("author_name", text(proof.authorName)), .init("author_email", text(proof.authorEmail)),
      .init("authored_at", time(proof.authored)), .init("committed_at", time(proof.committed)),
      .init("signed_at", time(proof.signed)), .init("by", .string(proof.signer)),
      .init("by_name", .string(proof.signerName)), .init("by_role", .string(proof.signerRole)),
      .init("additions", .integer(counts.additions)),
      .init("deletions", .integer(counts.deletions)),
      .init("files_added", .integer(counts.filesAdded)),
      .init("files_modified", .integer(counts.filesModified)),
      .init("files_removed", .integer(counts.filesRemoved)),
      .init("files_renamed", .integer(counts.filesRenamed)),
      .init("capture", .string(proof.capture)), .init("vouched", .bool(proof.isVouched)),
      .init("branch", text(proof.branch)), .init("ticket", text(proof.ticket)),
      .init("milestone", proof.milestone.map { .integer($0) } ?? .null),
      .init("submissions", .array(proof.submissions.map { .string($0) })),
      .init("supersedes", .array(proof.supersedes.map { .string($0) })),
      .init("superseded_by", text(proof.supersededBy)),
      .init("commit_url", text(proof.commitAddress)),
      .init("pull_request_url", text(proof.pullRequest?.address)),
    ])
  }

  private func record(_ activity: ActivityText) -> JSON {
    .object([
      .init("id", .string(activity.id)), .init("type", .string(activity.type)),
      .init("at", time(activity.time)), .init("by", .string(activity.signer)),
      .init("by_name", .string(activity.signerName)),
      .init("by_role", .string(activity.signerRole)), .init("text", .string(activity.sentence)),
      .init("quote", text(activity.quote)),
      .init("milestone", activity.milestone.map { .integer($0) } ?? .null),
    ])
  }
}
