// The whole of a report, as `view.js` says it.

const proofStatuses = ["verified", "pending", "failed", "superseded", "duplicate", "retracted"];
const milestoneStatuses = ["proposed", "pending", "in_review", "rejected", "conflict", "approved", "completed"];
const checkWords = ["checked", "object checked", "not here", "contradicts", "not looked for"];
const checkSummaries = {
  checked: "recomputed from the repository", "object checked": "compared with the object", contradicts: "contradicted",
};
const notLookedFor = { verdict: "not looked for", reason: "", commit: null };

/** What the writer of a report has found of a commit, where the object that came along does not say otherwise. */
function confirmedCheck({ word, reason }, own) {
  if (word === "not looked for") return notLookedFor;
  if (word === "not here" || word === "contradicts") return { verdict: word, reason, commit: null };
  if (own.verdict === "not here") {
    const missing = "it is said to be checked, and did not come along";
    return { verdict: "contradicts", reason: missing, commit: null };
  }
  return own.verdict === "contradicts" ? own : { verdict: word, reason, commit: own.commit };
}

/** How many of each there are, in words. */
function tally(words, all) {
  const counts = new Map();
  for (const word of all) counts.set(word, (counts.get(word) ?? 0) + 1);
  return words.filter((word) => counts.has(word)).map((word) => [word, counts.get(word)]);
}

/** The verdict of a report: what its writer had left out counts as well. */
function verdictView({ state, pins, isPinned, isAgreed }, data, rows, milestones) {
  const findings = new Map(tally(["invalid", "unsupported", "unknown signer"], data.findings.map(({ verdict }) => verdict)));
  const failed = rows.filter(({ status }) => status === "failed").length;
  const isFailed = failed > 0 || findings.has("invalid") || pins.problems.length > 0;
  const verdict = isFailed ? "failed" : findings.has("unsupported") ? "not_checked" : "ok";
  const sentence = describeVerdict(verdict, state, milestones, pins, isPinned)
    .replace("NOT CHECKED: see the findings", "NOT CHECKED: see above");
  const remarks = [...pins.problems, ...pins.remarks];
  if (failed > 0) {
    remarks.push(failed === 1 ? "1 proof contradicts its commit" : `${failed} proofs contradict their commits`);
  }
  for (const [kind, one, many] of [
    ["invalid", "contradicts the format or the rules", "contradict the format or the rules"],
    ["unsupported", "needs a newer relay", "need a newer relay"],
    ["unknown signer", "is signed by nobody with a role", "are signed by nobody with a role"],
  ]) {
    const count = findings.get(kind) ?? 0;
    if (count > 0) remarks.push(count === 1 ? `1 file ${one}` : `${count} files ${many}`);
  }
  const pending = new Set(rows.filter(({ status }) => status === "pending").map(({ reason }) => reason));
  const notAgreed = "the client has not agreed to the project";
  remarks.push(...[...pending].sort(compareTexts).slice(0, 5));
  const shown = isAgreed ? remarks : [...remarks.filter((one) => one !== notAgreed), `${notAgreed} yet`];
  if (!isPinned) {
    shown.push("no keys are pinned: compare the fingerprints with ones that you know from elsewhere");
  }
  const isUnsettled = findings.has("unsupported") || state.shownParties().rivals.length > 0 ||
    milestones.some(({ status }) => status === "conflict") || !isAgreed || pins.absent.length > 0 || !isPinned;
  return {
    place: "The verdict", mood: isFailed ? "bad" : isUnsettled ? "wait" : "good", sentence,
    hasRemarks: shown.length > 0, remarks: shown.map(inert),
  };
}

function originView({ head, branch, website }) {
  return head === null ? null
    : { place: "The repository", head, branch: branch === null ? null : new ShownText(branch, 200), website };
}

function countsView(milestones, rows, totals, activity) {
  const approved = milestones.filter(({ status }) => status === "approved" || status === "completed").length;
  const states = tally(milestoneStatuses, milestones.map(({ status }) => status))
    .map(([word, count]) => `${count} ${statusText(word)}`);
  const proofs = tally(proofStatuses, rows.map(({ status }) => status))
    .map(([word, count]) => `${groupedNumber(count)} ${word}`);
  const checks = tally(checkWords, rows.map(({ check }) => check.verdict))
    .map(([word, count]) => `${groupedNumber(count)} ${checkSummaries[word] ?? word}`);
  return {
    milestoneCount: String(milestones.length), approvedCount: String(approved),
    milestoneStateText: states.join(", ") || "none yet", proofStateText: proofs.join(", ") || "none yet",
    checkText: checks.join(", ") || "none yet", proofCount: groupedNumber(rows.length),
    activityCount: groupedNumber(activity.length), totalProofs: groupedNumber(totals.proofs),
    totalAdditions: groupedNumber(totals.additions), totalDeletions: groupedNumber(totals.deletions),
  };
}

/** The submissions that hold each proof. */
function submissionsByProof(state) {
  const submitted = new Map();
  for (const number of [...state.submissions.keys()].sort((left, right) => left - right)) {
    for (const submission of state.submissions.get(number)) {
      for (const proof of submission.content.proofs) pushTo(submitted, proof, submission);
    }
  }
  return submitted;
}

/** How a report's proofs are judged by what its writer has found; its rows newest first. Pauses. */
async function rowsOfReport({ state, proofs }, data, submitted, breaths) {
  const checks = data.checks.map((check, index) => confirmedCheck(check, proofs[index].check));
  const { rows, standing } = await judgeProofs(state, checks, breaths);
  const isShown = ({ proof }) => data.scope === null || state.milestoneOf(proof) === data.scope ||
    (submitted.get(proof.id) ?? []).some(({ content }) => content.milestone === data.scope);
  const shown = rows.map((row, index) => ({ ...row, payload: proofs[index].payload })).filter(isShown);
  return { all: rows, shown: shown.reverse(), standing };
}

/**
 * Everything that a report must show. `rowsOf(list, view)` makes the view of each row when it is asked
 * for: there may be ten thousand.
 */
async function viewOfReport(verification, data, breaths) {
  const { state, number, genesis, heads, entries, terms, pins, milestones: described } = verification;
  const { scope, origin } = data;
  const current = state.shownParties().terms?.content ?? null;
  const names = new SignerNames(state);
  const submitted = submissionsByProof(state);
  const { all, shown, standing } = await rowsOfReport(verification, data, submitted, breaths);
  const allMilestones = state.milestones();
  const milestones = allMilestones.filter((one) => scope === null || one.number === scope);
  const counted = shown.filter(({ stands }) => stands).reverse();
  const proofsOf = (rows) => rows.map(({ proof }) => proof);
  const totals = scope === null
    ? { proofs: standing.length, ...ownLines(standing) } : { proofs: counted.length, ...ownLines(proofsOf(counted)) };
  const messages = new Map(all.map(({ proof, check }) => [proof.id, check.commit?.message ?? null]));
  const subjects = (id) => (messages.get(id) ? messageParts(messages.get(id)).subject : null);
  const shownProofs = new Set(shown.map(({ proof }) => proof.id));
  const activity = scope === null ? entries : entries.filter((entry) => {
    if (entry.type === "proof") return shownProofs.has(entry.id);
    const milestone = milestoneOfRecord(entry, state);
    return milestone === null || milestone === scope;
  });
  await breaths.take();
  const context = {
    state, names, submitted, subjects, website: origin.website,
    budget: current?.currency ? { amount: current.budget, currency: current.currency } : null,
    conflicts: new Map(described.map((one) => [one.number, one.conflict])),
  };
  const tasks = taskViews(state, milestones, scope);
  const pinTexts = ["client", "builder"].filter((role) => pins[role] !== null).map((role) => `${role} ${pins[role]}`);
  const row = (one) => proofView(one, context);
  return {
    place: "", version: data.relay, number: String(number), title: new ShownText(terms?.title ?? `Project ${number}`),
    description: shownLines(terms?.description), genesis, heads, scope: scope === null ? null : String(scope),
    scopeValue: scope === null ? "" : String(scope), clientPin: pins.client ?? "", builderPin: pins.builder ?? "",
    verdict: verdictView(verification, data, all, allMilestones), parties: partyViews(state),
    recordCountText: count(entries.length, "record"),
    pinText: pinTexts.join(", ") || "none: the ledger is only checked against itself",
    origin: originView(origin), hasFindings: data.findings.length > 0, findings: data.findings,
    hasTasks: tasks.length > 0, hasClientTask: tasks.some(({ isForClientPage }) => isForClientPage), tasks,
    money: moneySummary(current, milestones), hasProofs: shown.length > 0,
    newestProofs: shown.slice(0, 3).map(row), charts: chartViews(counted), authors: authorViews(counted),
    hasMilestones: milestones.length > 0,
    milestones: milestones.map((one) => milestoneView(one, context,
      proofsOf(counted.filter(({ proof }) => state.milestoneOf(proof) === one.number)))),
    proofRows: new Rows(shown, row, ({ proof }) => proof.id),
    activityRows: new Rows(activity, (entry) => recordView(entry, context), ({ id }) => id),
    ...countsView(milestones, shown, totals, activity),
    ...momentOf("newest", entries.reduce((latest, { at }) => (at > latest ? at : latest), "")),
  };
}
