// Verifies a ledger, trusting nothing but the pinned keys, and describes it for pages.
//
// Texts are made inert here, but for what stands in a `payload` or in `terms`: that is as it was
// signed.

/**
 * Verifies the files of a ledger; see `openFiles`.
 *
 * `client` and `builder` pin keys that the reader knows: a fingerprint, a public key, or null.
 * `onProgress(done, total)` counts records and commits.
 */
async function verifyLedger(files, { client = null, builder = null, onProgress = () => {} } = {}) {
  const pin = (text) => (text === null || text.trim() === "" ? null : readFingerprint(text));
  const pins = { client: pin(client), builder: pin(builder) };
  const ledgerFiles = new Map();
  const commits = new Map();
  for (const [path, bytes] of files) {
    if (path.startsWith(commitFolder)) commits.set(path.slice(commitFolder.length), bytes);
    else ledgerFiles.set(path, bytes);
  }
  const breaths = new Breaths();
  let total = 0;
  const collection = await collectRecords(ledgerFiles, breaths, (done, all) => {
    total = all;
    onProgress(done, total + commits.size);
  });
  const { founder, problem, founders } = findFounder(collection, pins);
  if (!founder) return describeNothing(problem, founders ?? [], collection.findings, pins);
  const sorted = sortRecords(collection.records, founder, collection.findings);
  checkHeads(collection);
  await breaths.take();
  const ledger = await admitRecords(sorted, founder, pins, breaths);
  const assessment = await checkProofs(ledger.state, commits, breaths, (done) => {
    onProgress(total + Math.min(done, commits.size), total + commits.size);
  });
  onProgress(total + commits.size, total + commits.size);
  const findings = [...collection.findings, ...ledger.findings]
    .sort((left, right) => compareTexts(left.path, right.path));
  await breaths.take();
  return describeLedger(ledger, assessment, findings, breaths);
}

function describeNothing(problem, founders, findings, pins) {
  const isFailed = problem !== "several" && findings.some(({ verdict }) => verdict === "invalid");
  return {
    problem, founders, isValid: false, verdict: isFailed ? "failed" : "not_checked",
    headline: problem === "several"
      ? "NOT CHECKED: several projects claim this number; pin a key to choose"
      : `${isFailed ? "FAILED" : "NOT CHECKED"}: there is no first record that can be read`,
    number: null, genesis: null, heads: [], findings, entries: [],
    pins: { ...pins, problems: [], successions: [], absent: [], others: [], remarks: [] },
    isPinned: pins.client !== null || pins.builder !== null,
    terms: null, isAgreed: false, rivals: [], parties: [], isClientOpen: true, milestones: [],
    proofs: [], totals: { proofs: 0, additions: 0, deletions: 0 }, state: null,
  };
}

async function describeLedger(ledger, { rows, standing }, findings, breaths) {
  const { state, heads } = ledger;
  const members = new Map(ledger.records.map((record) => [record.id, record.members]));
  const parties = state.shownParties();
  const milestones = state.milestones();
  const pins = describePins(state);
  const isFailed = findings.some(({ verdict }) => verdict === "invalid") ||
    pins.problems.length > 0 || rows.some(({ status }) => status === "failed");
  const verdict = isFailed
    ? "failed" : findings.some((one) => one.verdict === "unsupported") ? "not_checked" : "ok";
  const isPinned = pins.client !== null || pins.builder !== null;
  const { terms } = parties;
  const roles = new Map(state.signers.map(({ role }, number) => [number, role]));
  const entries = [];
  for (const record of ledger.records) {
    entries.push({
      id: record.id, type: record.type, payload: record.members, content: record.content, signer: record.by,
      role: entryRole(state, roles, record), at: record.at, bytes: record.bytes,
    });
    await breaths.take();
  }
  const proofs = await describeProofs(state, rows, milestones, members, breaths);
  return {
    problem: null, founders: [], verdict, isValid: !isFailed,
    headline: describeVerdict(verdict, state, milestones, pins, isPinned),
    number: state.number, genesis: state.genesis, heads, findings,
    entries, pins, isPinned,
    terms: terms === null ? null : { ...members.get(terms.id), id: terms.id },
    isAgreed: parties.agreed.length > 0,
    rivals: parties.rivals.map(({ id }) => id),
    claims: state.claims().map(({ id }) => id),
    parties: describeParties(state, parties),
    isClientOpen: parties.isClientOpen,
    milestones: milestones.map((milestone) => describeMilestone(milestone, members)),
    proofs,
    totals: { proofs: standing.length, ...ownLines(standing) },
    state,
  };
}

/** The role of a record's signer in what it had seen; of a proof's, in the whole ledger. */
function entryRole(state, roles, { id, by, genesis, content }) {
  if (genesis === null) return roleInTerms(content, by);
  const number = state.numbers.get(id);
  return number === undefined ? state.finalRole(by) : roles.get(number);
}

/**
 * What the pinned keys contradict, in whose place others have come, the roles whose pinned keys have
 * signed nothing that shows that their holders take part, and the other builders, whom the reader
 * does not know. Naming somebody's key in terms is free: a builder's pin is met by a signature alone.
 */
function describePins(state) {
  const parties = state.shownParties();
  const { client, builder } = state.pins;
  const result = { client, builder, problems: [], successions: [], absent: [], others: [] };
  for (const [pin, role] of [[client, "client"], [builder, "builder"]]) {
    if (pin === null) continue;
    const holders = parties.holders(role);
    if (role === "client" && holders.length === 0) {
      if (!state.agreements.some(({ signer }) => signer.fingerprint === pin)) result.absent.push(role);
    } else if (!holders.includes(pin)) {
      const successor = holders.find((key) => state.hasPlace(key, pin));
      if (successor !== undefined) {
        result.successions.push(`the ${role}'s key has been replaced by ${successor}`);
      } else if (role === "client") {
        result.problems.push(`the client's key is ${holders[0]}, not the pinned ${pin}`);
      } else {
        result.problems.push(`the pinned ${pin} is no builder's key`);
      }
    } else if (role === "builder" && !state.hasSigned(pin)) {
      result.absent.push(role);
    }
  }
  if (builder !== null && result.problems.length === 0) {
    result.others = parties.holders("builder").filter((key) => !state.hasPlace(key, builder));
  }
  result.remarks = [
    ...result.successions,
    ...result.others.map((key) => `${key} is a builder's key too, and not the pinned one`),
  ];
  return result;
}

function describeVerdict(verdict, state, milestones, pins, isPinned) {
  if (verdict === "failed") return "FAILED: something contradicts";
  if (verdict === "not_checked") return "NOT CHECKED: see the findings";
  const parties = state.shownParties();
  if (parties.rivals.length > 0) return "OK so far: who the client is is in dispute";
  if (milestones.some(({ status }) => status === "conflict")) {
    return "OK so far: a milestone is in conflict";
  }
  if (!isPinned) return "OK: consistent with itself";
  return pins.absent.length > 0
    ? `OK so far: the pinned ${pins.absent[0]} has signed nothing here`
    : "OK: nothing contradicts, and the pinned keys are those of the project";
}

function describeParties(state, parties) {
  const person = (role, key, name, emails, isClaim) => ({
    role, name: name === null ? null : inert(name), emails: emails.map(inert),
    key: key?.line ?? null, fingerprint: key?.fingerprint ?? null, isClaim,
  });
  const described = parties.members.map(({ key, role, name, emails }) =>
    person(role, key, name, emails, false));
  if (!parties.isClientOpen) return described;
  const claims = state.claims().map(({ signer, content: { name, email } }) =>
    person("client", signer, name, email === null ? [] : [email], true));
  const named = parties.terms?.content.client;
  if (named && claims.length === 0) {
    const emails = named.email === null ? [] : [named.email];
    described.push(person("client", named.key, named.name, emails, false));
  }
  return [...described, ...claims];
}

function describeEntry(entry, members) {
  return {
    id: entry.id, payload: members.get(entry.id), signer: entry.signer.fingerprint,
    role: entry.role, at: entry.at,
  };
}

function describeMilestone(milestone, members) {
  const versions = ({ id, role, at, signer }) =>
    ({ ...members.get(id), id, role, at, signer: signer.fingerprint });
  const { number, status, terms, proposals, reviews, payments, receipts } = milestone;
  const offers = proposals.map(versions);
  const conflicting = reviews.find(({ verdict }) => verdict === "conflict");
  const questioned = milestone.questionedAgreement;
  return {
    number, status,
    terms: terms === null ? null : versions(terms),
    offered: offers[offers.length - 1] ?? null, offers,
    conflict: questioned !== null
      ? `agreement ${shortID(questioned)} is signed by a key that has ended since`
      : conflicting?.conflict ?? null,
    submissions: reviews.map((review) => describeReview(review, members)),
    openSubmission: openReview(milestone)?.submission.id ?? null,
    released: milestone.released, settled: milestone.settled, claimedPaid: milestone.claimedPaid,
    payments: payments.map((entry) => describeEntry(entry, members)),
    receipts: receipts.map((entry) => describeEntry(entry, members)),
  };
}

/** A submission's `state` is a verdict, `withdrawn`, or `open` while the client is to decide. */
function describeReview(review, members) {
  const { submission, decisions, foreign, verdict, isWithdrawn, isOpen, released } = review;
  const decision = (isCounted) => (entry) => ({ ...describeEntry(entry, members), isCounted });
  return {
    ...describeEntry(submission, members),
    state: isWithdrawn ? "withdrawn" : verdict === "undecided" ? "open" : verdict,
    verdict, isWithdrawn, isOpen, released, conflict: review.conflict,
    proofVerdicts: Object.fromEntries(review.proofVerdicts),
    decisions: [...decisions.map(decision(true)), ...foreign.map(decision(false))],
  };
}

async function describeProofs(state, rows, milestones, members, breaths) {
  const submittedIn = new Map();
  for (const { number, reviews } of milestones) {
    for (const { submission, isWithdrawn } of reviews) {
      if (isWithdrawn) continue;
      for (const proof of submission.content.proofs) {
        submittedIn.set(proof, { milestone: number, submission: submission.id });
      }
    }
  }
  const described = [];
  for (const { proof, check, stands, status, reason } of rows) {
    described.push({
      id: proof.id, payload: members.get(proof.id), signer: proof.signer.fingerprint, at: proof.at,
      status, reason: inert(reason), commitVerdict: check.verdict, check, stands,
      milestone: state.milestoneOf(proof), submittedIn: submittedIn.get(proof.id) ?? null,
      // Ten thousand messages are decoded when they are looked at.
      get commit() {
        return check.commit === null ? null : (check.shown ??= shownCommit(check.commit));
      },
    });
    await breaths.take();
  }
  return described;
}
