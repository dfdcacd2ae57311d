import Git
import Ledger
import Proof
import Report
import SSHSignature

extension ReportModel {
  /// Describes a project with what the repository says of its commits.
  static func make(from assessment: Assessment) -> ReportModel {
    let state = assessment.ledger.state
    let terms = state.currentVersion()?.terms
    var parties = state.shownParties.members.map { member in
      Party(
        role: member.role.title, person: InitSummary.person(member),
        fingerprint: member.key.fingerprint)
    }
    if state.shownParties.isClientOpen {
      let emails = terms?.client.email.map { [$0] } ?? []
      parties.append(
        Party(
          role: "client", person: InitSummary.person(terms?.client.name, emails),
          fingerprint: "no key known yet"))
    }
    let milestones = state.milestones().map { milestone in
      let text = MilestoneText(milestone, state)
      return ReportModel.Milestone(
        name: text.name, title: Inert.text(milestone.shownTerms?.title ?? ""),
        status: text.status, money: text.moneyText)
    }
    let lines = assessment.ownLines
    let totals = Totals(
      proofs: assessment.standing.count, additions: lines.additions, deletions: lines.deletions)
    let rows = assessment.rows.reversed().map { row in
      let proof = row.entry.proof
      return Row(
        id: row.entry.id.hex, commit: proof.commit, status: row.status.word,
        reason: row.status.reason,
        subject: row.commit.map { Inert.text($0.subject, limit: 200) } ?? "(commit not here)",
        author: row.commit.map { Inert.text($0.author.name, limit: 80) } ?? "",
        time: Timestamp(seconds: proof.authorTime).description,
        additions: proof.counts.additions, deletions: proof.counts.deletions)
    }
    return ReportModel(
      number: state.number, title: terms?.title.map { Inert.text($0) }, isAgreed: state.isAgreed,
      genesis: state.genesis.hex, heads: assessment.ledger.heads.map(\.hex), parties: parties,
      milestones: milestones, totals: totals, rows: rows)
  }
}
