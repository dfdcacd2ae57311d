// What a client may say next: the same as `relay agree`, `relay approve` and `relay reject` offer.

/** The key that a visitor without one is meant to have: the client's, if the project knows it. */
function visitorKey({ state }) {
  return state.shownParties().holders("client")[0] ?? null;
}

/** What waits for the agreement of a key; null for the client, whoever that is. */
function offeredEntries(verification, fingerprint) {
  const { state } = verification;
  const ids = new Set(offersTo(verification, fingerprint ?? visitorKey(verification)));
  const among = (entries) => entries.filter(({ id }) => ids.has(id));
  return {
    project: among(state.versions)[0] ?? null,
    milestones: among([...state.milestoneTerms.values()].flat()),
    removals: among([...state.milestoneRemovals.values()].flat()),
  };
}

/**
 * Why offers do not fit together: each fits the budget by itself when it is made, but those that
 * were made apart may come to more. Null if they fit.
 */
function misfitOfOffers(state, { project, milestones, removals }) {
  const { budget, currency } = (project ?? state.shownParties().terms)?.content ?? {};
  if (budget === undefined || budget === null) return null;
  const removed = new Set(removals.map(({ content }) => content.milestone));
  let total = 0;
  for (const { number, terms } of state.milestones()) {
    if (removed.has(number)) continue;
    const offered = milestones.find(({ content }) => content.milestone === number);
    total += (offered ?? terms)?.content.money?.amount ?? 0;
    if (total > budget) {
      return `together the milestones come to more than the budget of ${formatMoney(budget, currency)}`;
    }
  }
  return null;
}

/** What agreeing to an offer means, in a sentence. */
function offerSentence(state, entry, kind) {
  const { content, id } = entry;
  const record = `(record ${shortID(id)})`;
  switch (kind) {
    case "project": return `I agree to project ${state.number} on these terms ${record}.`;
    case "removal":
      return `I agree to remove milestone ${content.milestone} from project ${state.number} ${record}.`;
    default: {
      const { money } = content;
      const sum = money === null ? "" : ` for ${formatMoney(money.amount, money.currency)}`;
      return `I agree to milestone ${content.milestone} '${content.title}' of project ` +
        `${state.number}${sum} ${record}.`;
    }
  }
}

/** The submission of a milestone that a key can decide on, as its review; null if there is none. */
function reviewFor(verification, milestone, verdict, fingerprint) {
  const key = fingerprint ?? visitorKey(verification);
  const id = decidable(verification, milestone.number, key, verdict === "approved");
  return milestone.reviews.find(({ submission }) => submission.id === id) ?? null;
}

/**
 * Why a key may not sign a line; null if it may. Work of which a proof contradicts its commit is not
 * approved, neither as a whole nor in part.
 */
function refusalToSign(verification, line, members, blob) {
  const reason = admissible(verification, line, blob);
  if (reason !== null || members.verdict !== "approved") return reason;
  const { proofs } = verification.state.submissionByID.get(members.submission)?.content ?? { proofs: [] };
  const handedIn = new Set(proofs);
  const failed = verification.proofs.find(({ id, status }) => status === "failed" && handedIn.has(id));
  return failed === undefined
    ? null : `proof ${shortID(failed.id)} contradicts its commit: ${failed.reason}`;
}

/** The members of a decision's record. */
function decisionMembers(verification, { submission, proof, verdict, release, feedback, notes }) {
  const members = {
    submission, verdict,
    sentence: sentenceFor(verification, submission, { verdict, proof, release }),
  };
  if (proof !== null) members.proof = proof;
  if (feedback !== "") members.feedback = feedback;
  if (notes !== "") members.revision_notes = notes;
  if (release !== null) members.release = release;
  return members;
}

/**
 * Reads a sum such as `1,000.50`; null if it is none, has too many decimals or is not above 0.
 * What other countries read otherwise is refused, not guessed.
 */
function parseAmount(text, currency) {
  const digits = currencyDigits.get(currency) ?? 0;
  const match = /^(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?$/.exec(text.trim());
  if (!match || (match[1] ?? "").length > digits) return null;
  const [whole, fraction = ""] = text.trim().replaceAll(",", "").split(".");
  const amount = Number(whole + fraction.padEnd(digits, "0"));
  return Number.isSafeInteger(amount) && amount > 0 ? amount : null;
}
