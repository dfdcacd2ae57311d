// The milestones of a report, as `view.js` says it.

function signatureView(entry, names) {
  const { name, role } = names.of(entry.signer.fingerprint);
  return {
    id: entry.id, shortID: shortID(entry.id), signer: name,
    role: entry.role === null ? role : roleTitle(entry.role), ...momentOf("time", entry.at),
  };
}

function termsView(entry, state, names) {
  return {
    ...signatureView(entry, names), title: new ShownText(entry.content.title),
    amount: moneyText(entry.content.money),
    acceptedBy: (state.acceptances.get(entry.id) ?? []).map((one) => signatureView(one, names)),
  };
}

function transferView(entry, kind, names) {
  const { total, reference, paidAt, receivedAt } = entry.content;
  return {
    ...signatureView(entry, names), kind, word: kind === "payment" ? "Paid" : "Received",
    role: entry.role === null ? "somebody" : roleTitle(entry.role), total: moneyText(total),
    reference: reference === null ? null : new ShownText(reference),
    ...momentOf("moved", paidAt ?? receivedAt),
  };
}

function decisionView(entry, isCounted, name, state, names) {
  const { verdict, sentence, feedback, revisionNotes, release } = entry.content;
  const transfers = (entries, kind) =>
    (entries.get(entry.id) ?? []).map((one) => transferView(one, kind, names));
  return {
    ...signatureView(entry, names), place: `Decision ${shortID(entry.id)} on milestone ${name}`,
    verdict, mood: submissionMoods[verdict] ?? "mute", sentence: new ShownText(sentence, 4_000),
    isForeign: !isCounted, feedback: shownLines(feedback), revisionNotes: shownLines(revisionNotes),
    release: moneyText(release?.total), payee: release === null ? null : new ShownText(release.payee),
    escrow: release?.escrow ? new ShownText(release.escrow) : null,
    transfers: [...transfers(state.payments, "payment"), ...transfers(state.receipts, "receipt")],
  };
}

function submissionView(review, name, state, names) {
  const { submission, decisions, foreign: strangers, verdict, isWithdrawn } = review;
  const { note, payee, proofs, deliverables } = submission.content;
  const word = isWithdrawn ? "withdrawn" : verdict === "undecided" ? "open" : verdict;
  return {
    ...signatureView(submission, names), place: `Submission ${shortID(submission.id)} of milestone ${name}`,
    mood: submissionMoods[word] ?? "mute", stateText: word, note: shownLines(note),
    payee: payee === null ? null : new ShownText(payee),
    contents: `With ${count(proofs.length, "proof")}` +
      (deliverables.length === 0 ? "" : `, meets deliverables ${deliverables.join(", ")}`),
    hasDecisions: decisions.length + strangers.length > 0,
    decisions: [
      ...decisions.map((entry) => decisionView(entry, true, name, state, names)),
      ...strangers.map((entry) => decisionView(entry, false, name, state, names)),
    ],
  };
}

/** A milestone; `proofs` are those of the report that count and belong to it. */
function milestoneView(milestone, { state, names, budget, conflicts }, proofs) {
  const { number, terms, proposals, reviews, status, released, settled, claimedPaid } = milestone;
  const shown = (terms ?? proposals.at(-1)).content;
  const { money, percent } = shown;
  const name = `${state.number}/${number}`;
  const isApproved = status === "approved" || status === "completed";
  const met = new Set(reviews.filter((one) => !one.isWithdrawn).at(-1)?.submission.content.deliverables);
  const isOfBudget = money !== null && budget !== null && budget.currency === money.currency && budget.amount > 0;
  const share = money === null ? null : isOfBudget ? shareOf(money.amount, budget.amount) : percent;
  const sum = (amount) => (money === null ? null : formatMoney(amount, money.currency));
  const ticks = (list, isDone, word) => list.map((text, index) => ({
    text: new ShownText(text, 2_000), state: isDone(index) ? "done" : "open", word: isDone(index) ? word : "open",
  }));
  const lines = ownLines(proofs);
  return {
    place: `Milestone ${number}`, number: String(number), name, title: new ShownText(shown.title),
    description: shownLines(shown.description), status, statusText: statusText(status),
    mood: milestoneMoods[status] ?? "mute", conflict: conflicts.get(number) ?? null,
    amount: moneyText(money), share: share === null ? null : percentOf(share), released: sum(released),
    settled: settled > 0 ? sum(settled) : null, claimed: claimedPaid > 0 ? sum(claimedPaid) : null,
    due: shown.due, escrow: shown.escrow === null ? null : new ShownText(shown.escrow),
    hasDeliverables: shown.deliverables.length > 0,
    deliverables: ticks(shown.deliverables, (index) => met.has(index + 1), "done"),
    hasCriteria: shown.criteria.length > 0, criteria: ticks(shown.criteria, () => isApproved, "accepted"),
    terms: terms === null ? null : termsView(terms, state, names),
    offers: proposals.map((entry) => termsView(entry, state, names)),
    proofText: count(proofs.length, "proof"), additions: groupedNumber(lines.additions),
    deletions: groupedNumber(lines.deletions), hasSubmissions: reviews.length > 0,
    submissions: reviews.map((review) => submissionView(review, name, state, names)),
  };
}
