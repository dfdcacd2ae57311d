internal import Ledger
internal import Mustache

/// What the templates of the page find, by name. Nothing in it is markup but what says so.
struct HTMLView {
  let model: ReportModel

  /// Something that may be absent. Absent is `false`: a name that is missing would be looked for
  /// further out, where it means something else.
  private static func optional<Value>(_ value: Value?) -> Any { value ?? false }

  /// The whole page but for its lists and for what it carries.
  func page(version: String) -> [String: Any] {
    let charts = ChartData(model.proofs)
    var view: [String: Any] = [
      "version": version,
      "number": String(model.number),
      "title": model.title,
      "description": Self.optional(model.description),
      "genesis": model.genesis,
      "heads": model.heads,
      "scope": Self.optional(model.scope.map { String($0) }),
      "scopeValue": model.scope.map { String($0) } ?? "",
      "clientPin": model.pins.client ?? "",
      "builderPin": model.pins.builder ?? "",
      "verdict": [
        "mood": model.verdict.mood.rawValue, "sentence": model.verdict.sentence,
        "hasRemarks": !model.verdict.remarks.isEmpty, "remarks": model.verdict.remarks,
      ] as [String: Any],
      "parties": model.parties.map { party($0) },
      "recordCountText": DisplayText.count(model.recordCount, "record"),
      "checkText": checkText,
      "pinText": pinText,
      "origin": Self.optional(model.origin.map { origin($0) }),
      "hasFindings": !model.findings.isEmpty,
      "findings": model.findings.map { finding in
        let shown = ReportData.shown(finding)
        return ["path": shown.path, "verdict": shown.verdict.word]
      },
      "hasTasks": !model.tasks.isEmpty,
      "hasClientTask": model.tasks.contains(where: \.isForClientPage),
      "tasks": model.tasks.map { task($0) },
      "money": Self.optional(model.money.map { money($0) }),
      "hasProofs": !model.proofs.isEmpty,
      "newestProofs": model.proofs.prefix(3).map { proof($0).view },
      "charts": charts.charts.map { chart($0) },
      "authors": charts.authors.map { author in
        [
          "name": author.name, "commits": DisplayText.grouped(Int64(author.commits)),
          "additions": DisplayText.grouped(author.additions),
          "deletions": DisplayText.grouped(author.deletions), "svg": charts.bar(of: author),
        ]
      },
      "hasMilestones": !model.milestones.isEmpty,
      "milestones": model.milestones.map { milestone($0) },
    ]
    view.merge(counts) { first, _ in first }
    Self.add(model.newest, "newest", to: &view)
    return view
  }

  private var counts: [String: Any] {
    let approved = model.milestones.filter { ["approved", "completed"].contains($0.status) }
    let states = [
      "proposed", "pending", "in_review", "rejected", "conflict", "approved", "completed",
    ]
    let milestoneStates = states.compactMap { state in
      let count = model.milestones.count { $0.status == state }
      return count > 0 ? "\(count) \(state.replacing("_", with: " "))" : nil
    }
    let proofStates = Evidence.statuses.compactMap { word in
      let count = model.count(word)
      return count > 0 ? "\(DisplayText.grouped(Int64(count))) \(word)" : nil
    }
    return [
      "milestoneCount": String(model.milestones.count),
      "approvedCount": String(approved.count),
      "milestoneStateText": milestoneStates.isEmpty
        ? "none yet" : milestoneStates.joined(separator: ", "),
      "proofCount": DisplayText.grouped(Int64(model.proofs.count)),
      "proofStateText": proofStates.isEmpty ? "none yet" : proofStates.joined(separator: ", "),
      "activityCount": DisplayText.grouped(Int64(model.activity.count)),
      "totalProofs": DisplayText.grouped(Int64(model.totals.proofs)),
      "totalAdditions": DisplayText.grouped(model.totals.additions),
      "totalDeletions": DisplayText.grouped(model.totals.deletions),
    ]
  }

  /// Adds a moment for machines and for people.
  private static func add(_ time: Timestamp, _ name: String, to view: inout [String: Any]) {
    (view[name], view[name + "Text"]) = DisplayText.moment(time)
  }

  private var checkText: String {
    guard !model.proofs.isEmpty else { return "none yet" }
    return CheckWord.allCases.compactMap { check in
      let count = model.proofs.count { $0.check == check }
      return count > 0 ? "\(DisplayText.grouped(Int64(count))) \(check.summary)" : nil
    }.joined(separator: ", ")
  }

  private var pinText: String {
    let pins = [("client", model.pins.client), ("builder", model.pins.builder)].compactMap {
      role, key in key.map { "\(role) \($0)" }
    }
    return pins.isEmpty
      ? "none: the ledger is only checked against itself" : pins.joined(separator: ", ")
  }

  /// A task; where its command is to be given is no part of what one copies.
  private func task(_ task: Evidence.Task) -> [String: Any] {
    let opening = "in a clone: "
    let isInClone = task.command.hasPrefix(opening)
    return [
      "who": task.who, "what": task.what, "command": task.command, "inClone": isInClone,
      "line": isInClone ? String(task.command.dropFirst(opening.count)) : task.command,
    ]
  }

  private func party(_ party: PartyText) -> [String: Any] {
    [
      "role": party.role.title, "roleWord": party.role.rawValue,
      "roleTitle": party.role.title.prefix(1).uppercased() + party.role.title.dropFirst(),
      "name": party.shortName,
      "emails": party.name == nil ? Array(party.emails.dropFirst()) : party.emails,
      "fingerprint": Self.optional(party.fingerprint), "remark": Self.optional(party.remark),
    ]
  }

  private func origin(_ origin: Origin) -> [String: Any] {
    [
      "head": origin.head,
      "branch": Self.optional(origin.branch.map { DisplayText.line($0, limit: 200) }),
      "website": Self.optional(origin.website?.address),
    ]
  }

  private func money(_ money: MoneySummary) -> [String: Any] {
    let settled = money.share(money.settled)
    let released = max(settled, money.share(money.released))
    let agreed = max(released, money.share(money.agreed))
    let wholeWord = money.budget == nil ? "agreed" : "budget"
    return [
      "released": "\(money.released)", "settled": "\(money.settled)", "agreed": "\(money.agreed)",
      "budget": Self.optional(money.budget.map { "\($0)" }),
      "whole": "\(money.whole)", "wholeWord": wholeWord,
      "wholeText": "\(money.whole) \(wholeWord)",
      "claimed": Self.optional(money.claimedPaid.amount > 0 ? "\(money.claimedPaid)" : nil),
      "settledShare": Self.plainPercent(settled),
      "openShare": Self.plainPercent(released - settled),
      "agreedShare": Self.plainPercent(agreed - released),
    ]
  }

  private static func plainPercent(_ hundredths: Int64) -> String {
    String(DisplayText.percent(hundredths).dropLast())
  }

  private func chart(_ chart: Chart) -> [String: Any] {
    [
      "title": chart.title, "subtitle": chart.subtitle, "svg": chart.svg, "top": chart.top,
      "bottom": chart.bottom, "start": chart.start.description,
      "startText": String(chart.start.description.prefix(10)), "end": chart.end.description,
      "endText": String(chart.end.description.prefix(10)),
    ]
  }
}

// One of each list.
extension HTMLView {
  /// A milestone.
  func milestone(_ milestone: MilestoneText) -> [String: Any] {
    func positive(_ money: Money?) -> Any {
      Self.optional(money.flatMap { $0.amount > 0 ? "\($0)" : nil })
    }
    func ticks(_ list: [(text: String, isDone: Bool)], _ done: String) -> [[String: Any]] {
      list.map { item in
        [
          "text": item.text, "state": item.isDone ? "done" : "open",
          "word": item.isDone ? done : "open",
        ]
      }
    }
    return [
      "number": String(milestone.number), "name": milestone.name, "title": milestone.title,
      "description": Self.optional(milestone.description), "status": milestone.status,
      "statusText": milestone.status.replacing("_", with: " "),
      "mood": Mood.milestone(milestone.status), "conflict": Self.optional(milestone.conflict),
      "amount": Self.optional(milestone.amount.map { "\($0)" }),
      "share": Self.optional(milestone.share.map { DisplayText.percent($0) }),
      "released": Self.optional(milestone.released.map { "\($0)" }),
      "settled": positive(milestone.settled), "claimed": positive(milestone.claimedPaid),
      "due": Self.optional(milestone.due), "escrow": Self.optional(milestone.escrow),
      "hasDeliverables": !milestone.deliverables.isEmpty,
      "deliverables": ticks(milestone.deliverables, "done"),
      "hasCriteria": !milestone.criteria.isEmpty, "criteria": ticks(milestone.criteria, "accepted"),
      "terms": Self.optional(milestone.terms.map { terms($0) }),
      "offers": milestone.offers.map { terms($0) },
      "proofText": DisplayText.count(milestone.proofs.proofs, "proof"),
      "additions": DisplayText.grouped(milestone.proofs.additions),
      "deletions": DisplayText.grouped(milestone.proofs.deletions),
      "hasSubmissions": !milestone.submissions.isEmpty,
      "submissions": milestone.submissions.map { submission($0) },
    ]
  }

  private func terms(_ terms: MilestoneText.TermsText) -> [String: Any] {
    var view: [String: Any] = [
      "id": terms.id, "shortID": String(terms.id.prefix(10)), "role": terms.role,
      "signer": terms.signer, "title": terms.title,
      "amount": Self.optional(terms.amount.map { "\($0)" }),
      "acceptedBy": terms.acceptedBy.map { signature in
        var view: [String: Any] = [
          "id": signature.id, "shortID": String(signature.id.prefix(10)), "role": signature.role,
          "signer": signature.signer,
        ]
        Self.add(signature.time, "time", to: &view)
        return view
      },
    ]
    Self.add(terms.time, "time", to: &view)
    return view
  }

  private func submission(_ submission: SubmissionText) -> [String: Any] {
    let deliverables = submission.deliverables.map { String($0) }.joined(separator: ", ")
    var view: [String: Any] = [
      "id": submission.id, "shortID": String(submission.id.prefix(10)),
      "signer": submission.signer, "mood": Mood.submission(submission.state),
      "stateText": submission.state, "note": Self.optional(submission.note),
      "payee": Self.optional(submission.payee),
      "contents": "With \(DisplayText.count(submission.proofs.count, "proof"))"
        + (deliverables.isEmpty ? "" : ", meets deliverables \(deliverables)"),
      "hasDecisions": !submission.decisions.isEmpty,
      "decisions": submission.decisions.map { decision($0) },
    ]
    Self.add(submission.time, "time", to: &view)
    return view
  }

  private func decision(_ decision: DecisionText) -> [String: Any] {
    var view: [String: Any] = [
      "id": decision.id, "shortID": String(decision.id.prefix(10)), "signer": decision.signer,
      "verdict": decision.verdict, "mood": Mood.submission(decision.verdict),
      "sentence": decision.sentence, "isForeign": !decision.isCounted,
      "feedback": Self.optional(decision.feedback),
      "revisionNotes": Self.optional(decision.revisionNotes),
      "release": Self.optional(decision.release.map { "\($0)" }),
      "payee": Self.optional(decision.payee), "escrow": Self.optional(decision.escrow),
      "transfers": decision.transfers.map { transfer($0) },
    ]
    Self.add(decision.time, "time", to: &view)
    return view
  }

  private func transfer(_ transfer: TransferText) -> [String: Any] {
    var view: [String: Any] = [
      "id": transfer.id, "shortID": String(transfer.id.prefix(10)), "kind": transfer.kind,
      "word": transfer.kind == "payment" ? "Paid" : "Received", "total": "\(transfer.total)",
      "signer": transfer.signer, "role": transfer.role,
      "reference": Self.optional(transfer.reference),
    ]
    Self.add(transfer.moved, "moved", to: &view)
    return view
  }

  /// A proof.
  func proof(_ proof: ProofText) -> Row {
    let pullRequest = proof.pullRequest.map { request in
      Row([("name", .text(request.name)), ("address", .text(request.address))])
    }
    var row = Row([
      ("id", .text(proof.id)), ("shortID", .text(Self.short(proof.id))),
      ("project", .text(String(model.number))), ("commit", .text(proof.commit)),
      ("commitAddress", Self.text(proof.commitAddress)),
      ("pullRequest", pullRequest.map { .row($0) } ?? .absent), ("status", .text(proof.status)),
      ("mood", .text(Mood.proof(proof.status))),
      ("reason", Self.text(proof.reason.isEmpty ? nil : proof.reason)), ("type", .text(proof.type)),
      ("subject", .text(proof.subject ?? "(commit not here)")), ("body", Self.text(proof.body)),
      ("author", .text(proof.authorName ?? "author not known here")),
      ("authorEmail", Self.text(proof.authorEmail.map { "<\($0)>" })),
      ("milestone", Self.text(proof.milestone.map { String($0) })),
      ("milestoneValue", .text(proof.milestone.map { String($0) } ?? "")),
      ("ticket", Self.text(proof.ticket)),
      ("additions", .text(DisplayText.grouped(proof.counts.additions))),
      ("deletions", .text(DisplayText.grouped(proof.counts.deletions))),
      ("files", .text(Self.files(proof.counts))), ("check", .text(Self.check(proof))),
      (
        "capture",
        .text(
          proof.isVouched
            ? "\(proof.capture), written by somebody else and vouched for" : proof.capture)
      ),
      ("branch", Self.text(proof.branch)), ("signer", .text(proof.signer)),
      ("signerName", .text(proof.signerName)), ("signerRole", .text(proof.signerRole)),
      ("links", .rows(Self.links(proof))),
      ("isCommittedApart", .flag(proof.committed != proof.authored)),
      ("branchName", .text("relay-ledger/\(model.number)")),
      ("path", .text(LedgerPath.text(ofRecord: proof.id))),
    ])
    row.add(proof.authored, "authored", text: "authoredText", day: "day")
    row.add(proof.committed, "committed", text: "committedText")
    row.add(proof.signed, "signed", text: "signedText")
    return row
  }

  private static func text(_ text: String?) -> Row.Value { text.map { .text($0) } ?? .absent }

  /// The leading digits of an id that lists show.
  private static func short(_ id: String) -> String {
    String(decoding: id.utf8.prefix(10), as: UTF8.self)
  }

  private static func check(_ proof: ProofText) -> String {
    switch proof.check {
    case .checked: proof.check.summary
    case .objectChecked: "the object was compared; \(proof.checkReason)"
    case .notHere, .contradicts, .notLookedFor: proof.check.rawValue
    }
  }

  private static func files(_ counts: CommitProof.Counts) -> String {
    let kinds = [
      (counts.filesAdded, "added"), (counts.filesModified, "modified"),
      (counts.filesRemoved, "removed"), (counts.filesRenamed, "renamed"),
    ]
    let parts = kinds.compactMap { count, word in
      count > 0 ? "\(DisplayText.grouped(count)) \(word)" : nil
    }
    let sum = "\(DisplayText.grouped(counts.filesChanged)) changed"
    return parts.isEmpty ? sum : "\(sum): \(parts.joined(separator: ", "))"
  }

  private static func links(_ proof: ProofText) -> [Row] {
    func link(_ name: String, _ kind: String, _ id: String) -> Row {
      Row([
        ("name", .text(name)), ("target", .text("\(kind)-\(id)")), ("text", .text(short(id))),
      ])
    }
    return proof.supersedes.map { link("Replaces", "proof", $0) }
      + (proof.supersededBy.map { [link("Replaced by", "proof", $0)] } ?? [])
      + proof.submissions.map { link("Handed in", "record", $0) }
  }

  /// A record.
  func record(_ activity: ActivityText) -> Row {
    var row = Row([
      ("id", .text(activity.id)), ("shortID", .text(Self.short(activity.id))),
      ("type", .text(activity.type)), ("signerName", .text(activity.signerName)),
      ("signerRole", .text(activity.signerRole)), ("sentence", .text(activity.sentence)),
      ("quote", Self.text(activity.quote)), ("proof", .flag(activity.type == "proof")),
    ])
    row.add(activity.time, "time", text: "timeText")
    return row
  }
}
