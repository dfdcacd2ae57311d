// What a client may say next: the same as `relay agree`, `relay approve` and `relay reject` offer.

/**
 * What waits for the agreement of a key: offers by the other party that it has not accepted yet.
 *
 * @param {ProjectState} state The project.
 * @param {string|null} fingerprint The key; null for the client, whoever that is.
 */
function offersTo(state, fingerprint) {
  const parties = state.shownParties();
  const named = parties.isClientOpen ? null : "client";
  const role = fingerprint === null ? named : parties.role(fingerprint);
  const none = { project: null, milestones: [], removals: [] };
  if (role === null ? !parties.isClientOpen : counterparty(role) === null) return none;
  const own = role ?? "client";
  const isWaiting = (entry) => entry.role === counterparty(own) &&
    !(state.acceptances.get(entry.id) ?? []).some((acceptance) =>
      acceptance.signer.fingerprint === fingerprint ||
      (role !== null && acceptance.role === own));
  // A client whose key has ended comes back by agreeing anew with another.
  const isNew = parties.agreed.length === 0 || role === null;
  const current = isNew && parties.terms !== null ? [parties.terms] : [];
  const last = (entries) => entries.filter(isWaiting).pop() ?? null;
  return {
    // The newest offer is the one that counts.
    project: last([...current, ...laterTerms(state)]),
    milestones: state.milestones().map(({ proposals }) => last(proposals))
      .filter((entry) => entry !== null),
    removals: offeredRemovals(state).filter(isWaiting),
  };
}

/** Offers newer than the terms in force, by either party. */
function laterTerms(state) {
  const { terms, rivals } = state.shownParties();
  const place = state.versions.indexOf(terms);
  return place === -1 ? [] : state.versions.slice(place + 1)
    .filter((version) => !rivals.includes(version));
}

/** Removals of milestones that one party has signed. */
function offeredRemovals(state) {
  return [...state.milestoneRemovals.values()].flat()
    .filter(({ content }) => state.milestone(content.milestone)?.terms?.id === content.terms)
    .sort((left, right) => state.order(left.id) - state.order(right.id));
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

/**
 * The submission that a decision on a milestone is about; null if there is none to decide on.
 *
 * Approved in part a milestone can be approved for more; rejected, the client may think better of it;
 * and what was approved with a key that is lost, whoever has its role now says once more.
 */
function reviewFor(state, milestone, verdict, fingerprint) {
  const open = openReview(milestone);
  if (open) return open;
  if (verdict === "rejected") return null;
  const answer = milestone.reviews.filter(({ isWithdrawn, submission }) =>
    !isWithdrawn && submission.content.terms === milestone.terms?.id).pop();
  if (!answer) return null;
  if (answer.verdict === "rejected") return answer;
  if (answer.verdict !== "approved") return null;
  const isOwn = fingerprint === null || answer.decisions.some(({ signer }) =>
    state.hasPlace(fingerprint, signer.fingerprint));
  const remaining = (milestone.terms?.content.money?.amount ?? 0) - milestone.released;
  return remaining > 0 || !isOwn ? answer : null;
}

/**
 * The money that an approval sets free; null if none. With one proof alone only the last one does.
 *
 * @param {number|null} amount All that is to be free by now; null for the whole.
 */
function releaseOf(review, terms, proof, amount = null) {
  const { payee } = review.submission.content;
  const { money, escrow } = terms;
  const isComplete = proof === null || isApprovedWith(review, proof);
  if (!isComplete || money === null || money.amount === 0 || payee === null) return null;
  return { escrow, total: { amount: amount ?? money.amount, currency: money.currency }, payee };
}

/** The members of a decision's record. */
function decisionMembers(state, { review, terms, proof, verdict, release, feedback, notes }) {
  const members = {
    submission: review.submission.id, verdict,
    sentence: decisionSentence({ verdict, proof, terms, project: state.number, release }),
  };
  if (proof !== null) members.proof = proof;
  if (feedback !== "") members.feedback = feedback;
  if (notes !== "") members.revision_notes = notes;
  if (release !== null) {
    const { escrow, total, payee } = release;
    members.release = { amount: total.amount, currency: total.currency, payee };
    if (escrow !== null) members.release.escrow = escrow;
  }
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
