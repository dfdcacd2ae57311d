// What a party may sign next, written as line 1 of a record.

/**
 * A record that is ready to be signed: its line 1 with the newline, and its id. `members` are those
 * of the type; absent ones may be null. Throws what any reader would find wrong with its form.
 */
function draft(verification, type, members, publicKeyBlob, seconds) {
  const { state, number, genesis, heads } = verification;
  const key = PublicKey.fromBlob(publicKeyBlob);
  // Who lets somebody in has seen what that key asked for.
  const asked = type === "admission"
    ? state.waitingBy(PublicKey.fromLine(members.key)?.fingerprint) : [];
  const payload = Object.assign(Object.create(null), members, {
    v: 1, type, project: number, genesis, parents: [...heads, ...asked].sort(compareTexts),
    by: key.fingerprint, at: formatTime(seconds),
  });
  for (const [name, value] of Object.entries(payload)) {
    if (value === null || value === undefined) delete payload[name];
  }
  const json = encodeCanonical(payload);
  if (json.length > longestText) throw new RelayError("what you wrote is too long; leave some of it out");
  parseLine(json);
  const line = concat(json, Uint8Array.of(0x0a));
  return { line, id: toHex(sha256(line)) };
}

/** Why the owner of a key may not add a line to a ledger now; null if it may. */
function admissible({ state, genesis, number }, line, publicKeyBlob) {
  const signer = PublicKey.fromBlob(publicKeyBlob);
  let parsed;
  try {
    if (line[line.length - 1] !== 0x0a) throw new RelayError("no line 1 that ends in a newline");
    parsed = parseLine(line.subarray(0, -1));
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    return error.message;
  }
  if (parsed.by !== signer.fingerprint) return "it names another key than the one that signs";
  if (parsed.genesis !== genesis || parsed.project !== number) return "it is about another project";
  if (parsed.statement === null) return "this page does not know what it says";
  const absent = parsed.parents.find((parent) => !state.isAdmitted(parent));
  if (absent !== undefined) return `its ancestor ${shortID(absent)} is not admitted`;
  const record = {
    ...parsed, id: toHex(sha256(line)), signer, past: state.pastAfter(parsed.parents),
  };
  const refusal = parsed.statement.refusal(parsed.content, record, state);
  if (refusal === null) return null;
  return refusal.reason ?? "the project does not know your key; only its client can sign this";
}

/**
 * The sentence that a decision on a submission means. `release` is as `releaseFor` makes it, or
 * null; `proof` the id of one proof, or null for the whole.
 */
function sentenceFor({ state }, submissionID, { verdict, proof = null, release = null }) {
  const submission = state.submissionByID.get(submissionID);
  const terms = state.termsOf(submission)?.content;
  const money = release === null ? null : {
    escrow: release.escrow ?? null, payee: release.payee,
    total: { amount: release.amount, currency: release.currency },
  };
  return decisionSentence({ verdict, proof, terms, project: state.number, release: money });
}

/**
 * The `release` of an approval, or null where it sets no money free: of one proof alone only the
 * last one does. `amount` is in minor units; null for the whole.
 */
function releaseFor({ state }, submissionID, { proof = null, amount = null } = {}) {
  const submission = state.submissionByID.get(submissionID);
  const { money, escrow } = state.termsOf(submission).content;
  const { payee } = submission.content;
  const review = state.review(submission, state.everything, true);
  const isComplete = proof === null || isApprovedWith(review, proof);
  if (money === null || money.amount === 0 || payee === null || !isComplete) return null;
  const release = { amount: amount ?? money.amount, currency: money.currency, payee };
  return escrow === null ? release : { ...release, escrow };
}

/**
 * The submission of a milestone that a key may decide on, or null: the open one; approving also the
 * newest answer to the terms in force, rejected before, approved in part, or approved by a key that
 * is lost.
 */
function decidable({ state }, number, fingerprint, isApproving) {
  const milestone = state.milestone(number, state.everything, true);
  if (milestone === null) return null;
  const open = openReview(milestone);
  if (open) return open.submission.id;
  const answer = milestone.reviews.filter(({ isWithdrawn, submission }) =>
    !isWithdrawn && submission.content.terms === milestone.terms?.id).pop();
  if (!isApproving || !answer) return null;
  const isOwn = answer.decisions
    .some(({ signer }) => state.hasPlace(fingerprint, signer.fingerprint));
  const remaining = (milestone.terms.content.money?.amount ?? 0) - milestone.released;
  const isUnfinished = answer.verdict === "approved" && (remaining > 0 || !isOwn);
  return answer.verdict === "rejected" || isUnfinished ? answer.submission.id : null;
}

/**
 * The ids that a key may accept now: the newest terms of the project, of each milestone, and the
 * removals that the other party has offered and this one has not accepted yet.
 */
function offersTo({ state }, fingerprint) {
  const parties = state.shownParties();
  const role = parties.role(fingerprint);
  if (counterparty(role) === null && !(role === null && parties.isClientOpen)) return [];
  const own = role ?? "client";
  const isOpen = (entry) => entry.role === counterparty(own) &&
    !(state.acceptances.get(entry.id) ?? []).some((acceptance) =>
      acceptance.signer.fingerprint === fingerprint ||
      (role !== null && acceptance.role === own));
  // A client whose key has ended comes back by agreeing anew with another.
  const isNew = parties.agreed.length === 0 || role === null;
  const later = parties.terms === null ? [] : state.versions
    .filter((version) => state.order(version.id) > state.order(parties.terms.id) &&
      !parties.rivals.includes(version));
  const projects = [...(isNew && parties.terms ? [parties.terms] : []), ...later].filter(isOpen);
  const milestones = state.milestones();
  const terms = milestones.flatMap(({ proposals }) => proposals.filter(isOpen).slice(-1));
  const removals = milestones.flatMap(({ number, terms: agreed }) =>
    (state.milestoneRemovals.get(number) ?? [])
      .filter((removal) => removal.content.terms === agreed?.id && isOpen(removal)));
  return [...projects.slice(-1), ...terms, ...removals].map(({ id }) => id).sort(compareTexts);
}
