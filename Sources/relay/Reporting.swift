import Git
import Ledger
import LedgerStore
import Proof
import Report

/// Makes reports of what was found out about a project, and the same again from what a report carries.
struct Reporting {
  let assessment: Assessment
  let setting: ReportModel.Setting

  private var ledger: Ledger { assessment.ledger }

  /// What a report shows.
  var model: ReportModel { ReportModel(ledger, evidence, setting) }

  /// What a report is made from beside its bundle.
  var data: ReportData {
    ReportData(
      version: Version.text, project: ledger.state.number, setting: setting,
      checks: assessment.rows.map { Self.check($0.check) }, findings: ledger.findings)
  }

  private var evidence: Evidence {
    let state = ledger.state
    let grammar = TagGrammar(
      tickets: (state.currentVersion()?.terms.tickets ?? []).map { ($0, state.number) })
    var proofs: [RecordID: Evidence.Proof] = [:]
    for (id, proof) in Parallel.map(
      assessment.rows, { ($0.entry.id, Self.proof($0, state.number, grammar)) })
    { proofs[id] = proof }
    let lines = assessment.ownLines
    return Evidence(
      proofs: proofs, standing: Set(assessment.standing.map(\.id)),
      totals: .init(
        proofs: assessment.standing.count, additions: lines.additions, deletions: lines.deletions),
      verdict: verdict,
      tasks: Waiting.items(state, milestone: setting.scope).map {
        Evidence.Task(
          who: Inert.text($0.who), what: Inert.text($0.what), command: Inert.text($0.command),
          isForClientPage: $0.isForClientPage)
      })
  }

  private static func proof(
    _ row: Assessment.Row, _ project: Int64, _ grammar: TagGrammar
  ) -> Evidence.Proof {
    let check = check(row.check)
    return Evidence.Proof(
      status: row.status.word, reason: row.status.reason, check: check.word,
      checkReason: check.reason,
      commit: row.commit.map {
        Evidence.CommitText(
          subject: Array($0.subject), message: Array($0.message), authorName: $0.author.name,
          authorEmail: $0.author.email)
      },
      ticket: row.commit.flatMap { commit in
        grammar.tags(in: commit.message).first { $0.project == project }?.ticket
      })
  }

  private var verdict: Evidence.Verdict {
    let verdict = LedgerVerdict(assessment: assessment, pins: setting.pins)
    var remarks = verdict.pinCheck.problems + verdict.pinCheck.remarks
    let failed = verdict.failed.count
    if failed > 0 {
      remarks.append(
        failed == 1 ? "1 proof contradicts its commit" : "\(failed) proofs contradict their commits"
      )
    }
    for (kind, one, many) in [
      (
        Finding.Verdict.invalid, "contradicts the format or the rules",
        "contradict the format or the rules"
      ),
      (.unsupported, "needs a newer relay", "need a newer relay"),
      (.unknownSigner, "is signed by nobody with a role", "are signed by nobody with a role"),
    ] {
      let count = verdict.findings(kind).count
      if count > 0 { remarks.append(count == 1 ? "1 file \(one)" : "\(count) files \(many)") }
    }
    remarks += Set(assessment.rows.compactMap(\.pendingReason)).sorted().prefix(5)
    if !verdict.state.isAgreed {
      // What every proof waits for is said once.
      remarks.removeAll { $0 == ProofStatus.notAgreed }
      remarks.append("the client has not agreed to the project yet")
    }
    if !verdict.isPinned {
      remarks.append(
        "no keys are pinned: compare the fingerprints with ones that you know from elsewhere")
    }
    let isUnsettled =
      !verdict.findings(.unsupported).isEmpty || verdict.isDisputed || !verdict.conflicts.isEmpty
      || !verdict.state.isAgreed || verdict.absentRole != nil || !verdict.isPinned
    return Evidence.Verdict(
      mood: verdict.isContradicted ? .bad : isUnsettled ? .wait : .good,
      sentence: verdict.sentence, remarks: remarks.map { Inert.text($0) })
  }

  private static func check(_ check: CommitCheck?) -> ReportData.Check {
    switch check {
    case .checked: .init(.checked)
    case .objectChecked(let reason): .init(.objectChecked, reason: reason)
    case .notHere: .init(.notHere)
    case .contradicts(let reason): .init(.contradicts, reason: reason)
    case nil: .init(.notLookedFor)
    }
  }

  private static func check(_ check: ReportData.Check) -> CommitCheck? {
    switch check.word {
    case .checked: .checked
    case .objectChecked: .objectChecked(check.reason)
    case .notHere: .notHere
    case .contradicts: .contradicts(check.reason)
    case .notLookedFor: nil
    }
  }
}

// From a repository.
extension Reporting {
  /// Looks at a project in a repository.
  init(_ session: Session, _ number: Int64, scope: Int64?) throws {
    let pins = try session.pins(client: nil, builder: nil, number: number)
    let ledger = try session.ledger(number, pins: pins)
    if let scope, !ledger.state.milestones().contains(where: { $0.number == scope }) {
      throw Wording(
        "project \(number) has no milestone \(scope)", hint: "see `relay milestone list`")
    }
    assessment = try Assessment(ledger, against: .trusted(session.repository))
    setting = ReportModel.Setting(scope: scope, pins: pins, origin: try Self.origin(session))
  }

  private static func origin(_ session: Session) throws -> Origin? {
    guard let head = try session.repository.reference("HEAD") else { return nil }
    let branch = try session.repository.currentBranch().map { name in
      let text = Inert.text(name, limit: 200)
      return text.hasPrefix("refs/heads/") ? String(text.dropFirst(11)) : text
    }
    let remotes = try session.repository.remotes()
    let remote =
      session.settings.remote ?? (remotes.contains("origin") ? "origin" : remotes.first)
    let url = try remote.flatMap { try session.repository.url(ofRemote: $0) }
    return Origin(head: head.hex, branch: branch, website: url.flatMap { Website(remote: $0) })
  }

  /// The records and commits that a report carries.
  func files(_ repository: Repository) throws -> [CarriedFile] {
    var known: [String: [UInt8]] = [:]
    for row in assessment.rows { known[row.entry.proof.commit] = row.commit?.bytes }
    let commits = try Bundle.commits(of: ledger, in: repository, known: known)
    return Bundle.files(of: ledger, commits: commits, attachments: [:])
      .map { CarriedFile(path: $0.path, content: $0.content) }
  }
}

// From a report.
extension Reporting {
  /// Looks at a project again, as the writer of a report says that it did, or with other pins.
  init(_ data: ReportData, _ bundle: Bundle, pins: Pins? = nil) throws {
    let pins = pins ?? data.setting.pins
    let ledger = try Ledger.read(bundle, number: data.project, pins: pins)
    let proofs = ledger.state.proofs
    guard proofs.count == data.checks.count else {
      throw Wording(
        "its records hold \(proofs.count) proofs, and it speaks of \(data.checks.count)",
        isContradiction: true)
    }
    var checks: [RecordID: CommitCheck] = [:]
    for (proof, check) in zip(proofs, data.checks) { checks[proof.id] = Self.check(check) }
    assessment = try Assessment(
      ledger.reporting(data.findings), against: .recorded(bundle.commits, checks))
    setting = ReportModel.Setting(
      scope: data.setting.scope, pins: pins, origin: data.setting.origin)
  }
}
