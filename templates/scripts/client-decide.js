// Step 3: what waits for the client, the terms, the work, and the buttons.

function percentText(hundredths) {
  return `${(hundredths / 100).toFixed(2).replace(/\.?0+$/, "")} % of the budget`;
}

/** The terms of a milestone; `met` are the numbers of the deliverables that a submission names. */
function termsFacts(terms, met = new Set()) {
  const items = (list, mark) => list.length === 0 ? null
    : make("ul", { class: "items" }, list.map((text, index) => make("li", {}, mark(index), foreign(text, 2_000))));
  return facts(
    ["Amount", moneyText(terms.money) ?? "no money",
      terms.percent === null ? null : make("span", { class: "soft" }, ` (${percentText(terms.percent)})`)],
    ["Escrow", terms.escrow === null ? null : foreign(terms.escrow)],
    ["Due", terms.due],
    ["About", terms.description ? foreignText(terms.description) : null],
    ["Deliverables", items(terms.deliverables, (index) => met.has(index + 1)
      ? make("span", { class: "tick" }, make("span", { "aria-hidden": "true" }, "☑ "), make("span", { class: "visually-hidden" }, "said to be done: "))
      : make("span", { class: "tick" }, make("span", { "aria-hidden": "true" }, "☐ "), make("span", { class: "visually-hidden" }, "open: ")))],
    ["Criteria", items(terms.criteria, () => null)]);
}

function projectTermsFacts(terms) {
  const person = ({ name, key }, emails) => make("div", {},
    name === null ? null : [foreign(name, 200), " "],
    emails.map((email) => [make("span", { class: "soft" }, foreign(email, 200)), " "]),
    key === null ? make("div", { class: "soft" }, "no key named") : make("div", {}, fingerprintText(key.fingerprint)));
  const named = (one) => person(one, one.email === null ? [] : [one.email]);
  return facts(
    ["Title", terms.title === null ? null : foreign(terms.title, 400)],
    ["Builder", terms.builders.slice(0, 50).map((builder) => [
      person(builder, builder.emails.slice(0, 10)),
      builder.account === null ? null : make("div", {}, "paid to ", foreign(builder.account)),
    ])],
    ["Client", named(terms.client)],
    ["Escrow agent", terms.escrow === null ? null : named(terms.escrow)],
    ["Witnesses", terms.witnesses.slice(0, 50).map(named)],
    ["Tickets", terms.tickets.slice(0, 50).join(", ")],
    ["Budget", terms.budget === null ? null : formatMoney(terms.budget, terms.currency)],
    ["About", terms.description ? foreignText(terms.description) : null]);
}

/** What waits for the client's agreement, each with a box to tick; null if nothing does. */
function agreeCard(desk) {
  const { state } = desk.verification;
  const fingerprint = desk.key?.fingerprint ?? null;
  const offers = offeredEntries(desk.verification, fingerprint);
  const rows = [
    ...(offers.project ? [{ kind: "project", entry: offers.project }] : []),
    ...offers.milestones.map((entry) => ({ kind: "milestone", entry })),
    ...offers.removals.map((entry) => ({ kind: "removal", entry })),
  ];
  if (rows.length === 0) return claimNote(state, fingerprint);
  for (const row of rows) {
    row.note = replacementNote(state, row.entry, row.kind);
    // What takes something away of what is agreed is ticked by nobody but the client.
    const isNew = row.note === null && row.kind !== "removal";
    row.box = make("input", { type: "checkbox", checked: isNew, id: `offer-${row.entry.id}` });
  }
  const chosen = () => {
    const of = (kind) => rows.filter((row) => row.kind === kind && row.box.checked).map(({ entry }) => entry);
    return { project: of("project")[0] ?? null, milestones: of("milestone"), removals: of("removal") };
  };
  const button = make("button", { type: "submit", class: "primary" }, "Agree …");
  const problem = make("p", { class: "form-result", role: "alert" });
  const form = make("form", { class: "card stack", id: "agree-form" },
    make("h3", {}, "Waiting for your agreement"),
    make("p", { class: "soft" }, offers.project && state.shownParties().agreed.length === 0
      ? "Until you have agreed to the terms every proof is pending, and nothing can be handed in."
      : "Nothing can be handed in on these terms before you have agreed to them. What you agreed to before stays " +
        "until then."),
    make("ul", { class: "offers" }, rows.map(({ kind, entry, box, note }) => {
      const title = kind === "project" ? "The project"
        : kind === "removal" ? `Take milestone ${entry.content.milestone} out`
          : ["Milestone ", String(entry.content.milestone), ": ", foreign(entry.content.title, 200)];
      return make("li", { class: "offer" },
        make("p", { class: "row" }, box, make("label", { for: box.id }, make("strong", {}, title))),
        note,
        kind === "project" ? projectTermsFacts(entry.content)
          : kind === "milestone" ? termsFacts(entry.content) : null,
        make("p", { class: "small soft" }, `offered by the ${roleTitle(entry.role)} `, timeText(entry.at),
          ", record ", make("code", {}, shortID(entry.id))));
    })),
    problem, make("p", {}, button));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const offers = chosen();
    const entries = [offers.project, ...offers.milestones, ...offers.removals].filter((one) => one !== null);
    problem.textContent = entries.length === 0
      ? "Tick what you agree to." : misfitOfOffers(state, offers) ?? "";
    if (problem.textContent !== "" || !needKey(desk)) return;
    confirmAgreement(desk, offers);
  });
  return form;
}

/** Says that an agreement of this key waits for the builder; null if it does not. */
function claimNote(state, fingerprint) {
  if (fingerprint === null || state.shownParties().role(fingerprint) !== null) return null;
  const claim = state.claims().some(({ signer }) => signer.fingerprint === fingerprint) ||
    state.agreements.some(({ signer }) => signer.fingerprint === fingerprint);
  if (!claim) return null;
  return callout("wait", "You have agreed",
    make("p", {}, "Your builder lets your key in next. Then ask for a new report: with it you can decide."));
}

/** A milestone: its terms, what was handed in and said, and what can be decided. */
function milestoneCard(desk, milestone) {
  const { state } = desk.verification;
  const { number, terms, proposals, reviews, status, released, settled, claimedPaid } = milestone;
  const shown = (terms ?? proposals[proposals.length - 1]).content;
  const { money } = shown;
  const met = new Set(reviews[reviews.length - 1]?.submission.content.deliverables ?? []);
  const isOpen = openReview(milestone) !== null;
  const like = (amount) => formatMoney(amount, money.currency);
  const conflictText = desk.verification.milestones.find((one) => one.number === number)?.conflict;
  // What is settled is there to be opened, and does not stand before what waits.
  const isPart = money !== null && released < money.amount;
  const isSettled = ["approved", "completed"].includes(status) && !isOpen && !isPart;
  const box = make("details", { class: "card milestone", open: reviews.length > 0 && !isSettled, id: `milestone-${number}` },
    make("summary", {},
      make("h3", {}, "Milestone ", String(number), ": ", foreign(shown.title, 200)),
      make("span", { class: "row" }, statusBadge(status), moneyText(money) ?? "")),
    make("div", { class: "stack" },
      conflictText ? callout("bad", "In conflict", make("p", {}, foreign(conflictText))) : null,
      termsFacts(shown, met),
      money === null ? null : facts(
        ["Released", released > 0 ? like(released) : null],
        ["Settled", settled > 0 ? like(settled) : null],
        ["Paid, as the client says", claimedPaid > 0 ? like(claimedPaid) : null]),
      terms === null ? make("p", { class: "soft" }, "These terms are an offer; both parties have not agreed to them yet.") : null,
      reviews.map((review) => reviewPart(desk, milestone, review)),
      decisionPart(desk, milestone)));
  return box;
}

/** What was handed in, and what was said of it. */
function reviewPart(desk, milestone, review) {
  const { submission, decisions, foreign: strangers, isWithdrawn, verdict, isOpen } = review;
  const { note, payee } = submission.content;
  return make("section", { class: "review", "aria-label": `Submission ${shortID(submission.id)}` },
    make("p", { class: "row" }, make("strong", {}, "Handed in "), timeText(submission.at),
      isWithdrawn ? badge("taken back", "mute") : statusBadge(isOpen && verdict === "undecided" ? "in_review" : verdict)),
    facts(
      ["By", signerText(desk, submission.signer)],
      ["Note", note ? foreignText(note) : null],
      ["To be paid to", payee === null ? null : foreign(payee, 500)]),
    decisions.length + strangers.length === 0 ? null
      : make("ul", { class: "decisions" }, [...decisions, ...strangers].slice(-100).map((decision) =>
        decisionItem(desk, decision, strangers.includes(decision)))));
}

/** Whose key has signed, in words and as a fingerprint. */
function signerText({ verification }, { fingerprint }) {
  const role = verification.state.shownParties().role(fingerprint);
  return [role === null ? "" : `the ${roleTitle(role)}, `, fingerprintText(fingerprint)];
}

function decisionItem(desk, { content, at, signer }, isStranger) {
  const { verdict, proof, feedback, revisionNotes, sentence } = content;
  return make("li", { class: "decision" },
    make("p", { class: "row" }, statusBadge(verdict), timeText(at),
      proof === null ? null : make("span", {}, "proof ", make("code", {}, shortID(proof))),
      isStranger ? badge("by a key that you do not know: not counted", "bad") : null),
    make("p", {}, make("q", {}, foreign(sentence, 4_000))),
    feedback ? foreignText(feedback) : null,
    revisionNotes ? [make("p", { class: "eyebrow" }, "To revise"), foreignText(revisionNotes)] : null,
    make("p", { class: "small soft" }, "by ", signerText(desk, signer)));
}

/** The proofs of the submission to decide on, and the buttons; null where there is nothing. */
function decisionPart(desk, milestone) {
  const { proofs } = desk.verification;
  const fingerprint = desk.key?.fingerprint ?? null;
  const approvable = reviewFor(desk.verification, milestone, "approved", fingerprint);
  const rejectable = reviewFor(desk.verification, milestone, "rejected", fingerprint);
  const review = approvable ?? rejectable ?? milestone.reviews[milestone.reviews.length - 1];
  if (!review) return null;
  const handedIn = new Set(review.submission.content.proofs);
  const rows = proofs.filter(({ id }) => handedIn.has(id));
  const { number } = milestone;
  const decide = (verdict, proof) => {
    if (!needKey(desk)) return;
    confirmDecision(desk, { milestone, verdict, proof, review: verdict === "approved" ? approvable : rejectable });
  };
  const standing = fingerprint === null ? null : keyStanding(desk.verification, fingerprint);
  const isOthers = standing !== null && standing.kind !== "good";
  const button = (verdict, kind, proof) => make("button", {
    type: "button", disabled: isOthers, class: proof === null ? kind : "quiet",
    "aria-label": proof === null ? null : `${verdict === "approved" ? "Approve" : "Reject"} proof ${shortID(proof)}`,
    onclick: () => decide(verdict, proof),
  }, proof !== null ? (verdict === "approved" ? "Approve" : "Reject")
    : `${verdict === "approved" ? "Approve" : "Reject"} milestone ${number} …`);
  const failed = rows.filter(({ status }) => status === "failed").length;
  // What this key has said of a proof stands beside it, and is not asked for again.
  const said = (id) => review.decisions.filter(({ content, signer }) =>
    content.proof === id && fingerprint !== null && signer.fingerprint === fingerprint).pop()?.content.verdict;
  const actions = !rejectable || rows.length < 2 ? null : ({ id }) => make("span", { class: "row proof-actions" },
    failed === 0 && said(id) !== "approved" ? button("approved", "", id) : null,
    said(id) === undefined ? button("rejected", "", id) : null);
  return make("div", { class: "stack" },
    make("h4", {}, "Handed-in proofs"),
    proofList(rows, `Proofs of milestone ${number}`, {
      actions, verdictOf: actions === null ? null : ({ id }) => review.proofVerdicts.get(id) ?? null,
    }),
    failed > 0 ? callout("bad", failed === 1 ? "1 proof contradicts the commit that it names"
      : `${count(failed, "proof")} contradict the commits that they name`,
      make("p", {}, "What was handed in with it cannot be approved.")) : null,
    isOthers && (approvable || rejectable)
      ? callout("wait", "You cannot decide with the key that is open", make("p", {}, standing.text)) : null,
    approvable || rejectable ? make("div", { class: "row decide-buttons" },
      approvable && failed === 0 ? button("approved", "primary", null) : null,
      rejectable ? button("rejected", "danger", null) : null) : null);
}

/** Whether there is a key to sign with; if not, leads to where one is made or opened. */
function needKey(desk) {
  if (desk.key !== null) return true;
  byID("make-key-result").textContent = "First make a key here, or open the one that you have.";
  focusOn(byID("passphrase"));
  return false;
}
