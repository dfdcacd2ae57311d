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
    var parties = (terms?.builders ?? []).map { builder in
      Party(
        role: "builder", person: InitSummary.person(builder.name, builder.emails),
        fingerprint: builder.key.fingerprint)
    }
    let client = terms?.client
    parties.append(
      Party(
        role: "client",
        person: InitSummary.person(client?.name, client?.email.map { [$0] } ?? []),
        fingerprint: client?.key?.fingerprint ?? "no key named yet"))
    let rows = assessment.rows.reversed().map { row in
      let proof = row.entry.proof
      return Row(
        id: row.entry.id.hex, commit: proof.commit, status: row.status.word,
        reason: row.status.reason,
        subject: row.commit.map { Inert.text($0.subject, limit: 200) } ?? "(commit not here)",
        author: row.commit.map { Inert.text($0.author.name, limit: 80) } ?? "",
        time: Timestamp(seconds: proof.authorTime).description,
        additions: proof.counts.additions, deletions: proof.counts.deletions,
        files: proof.counts.filesChanged)
    }
    return ReportModel(
      number: state.number, title: terms?.title.map { Inert.text($0) }, isAgreed: state.isAgreed,
      genesis: state.genesis.hex, heads: assessment.ledger.heads.map(\.hex), parties: parties,
      rows: rows)
  }
}
