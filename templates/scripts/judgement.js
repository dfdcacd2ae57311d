// The rules of the contract, applied to records in order.

/** How many records of keys without a role may wait at the door. */
const mostWaiting = 64;

/** Every key that may have come to a role: rather too many than one too few. */
function insiders(records, founder) {
  const keys = new Set();
  // In the ledger's order a key is let in before it lets others in.
  for (const record of records) {
    if (record !== founder && !keys.has(record.by)) continue;
    if (record.type === "project") {
      for (const { key } of record.content.parties) keys.add(key.fingerprint);
    } else if (record.type === "admission" || record.type === "rotation") {
      keys.add(record.content.key.fingerprint);
    }
  }
  return keys;
}

/** What there is no room for: anybody can make any number of claims and applications. */
function excessAtTheDoor(records, founder) {
  const inside = insiders(records, founder);
  const named = new Set(
    records.filter(({ by }) => inside.has(by)).flatMap(({ parents }) => parents));
  return records
    .filter(({ id, by, type }) => (type === "agreement" || type === "application") &&
      !inside.has(by) && !named.has(id))
    .map(({ id }) => id).sort(compareTexts).slice(mostWaiting);
}

/** Admits what the rules allow; `excluded` is what an earlier round has refused. */
async function judge(records, founder, excluded, pins, breaths) {
  const state = new ProjectState(founder.project, founder.id, pins);
  const admitted = [];
  const findings = [];
  for (const record of records) {
    await breaths.take();
    const past = state.pastAfter(record.parents);
    const context = { ...record, past };
    const refusal = excluded.get(record.id) ?? refusalOf(context, state);
    if (refusal) {
      const reason = refusal.reason ?? `signed by ${record.by}, which has no role in the project`;
      findings.push(recordFinding(record.id, refusal.verdict, reason));
      continue;
    }
    state.admit(context, record.statement?.isStructural ?? false);
    record.statement?.apply(record.content, context, state);
    admitted.push(context);
  }
  return { state, records: admitted, findings };
}

function refusalOf(record, state) {
  const absent = record.parents.find((parent) => !state.isAdmitted(parent));
  if (absent !== undefined) return invalid(`its ancestor ${shortID(absent)} is not admitted`);
  return record.statement?.isStructural
    ? record.statement.refusal(record.content, record, state) : null;
}

/**
 * The admitted proofs, and records of unknown type, whose signers turn out to have no such role
 * anywhere in the ledger.
 */
function lateRefusals({ state, records }) {
  const refused = new Map();
  for (const record of records) {
    if (record.statement?.isStructural) continue;
    const refusal = record.statement
      ? record.statement.refusal(record.content, record, state)
      : state.rolesEver.has(record.by) ? null : unknownSigner;
    if (refusal) refused.set(record.id, refusal);
  }
  return refused;
}

/**
 * The admitted records that no other names as parent, those that wait at the door left out: nobody
 * signs over a stranger's record who has not let the stranger in.
 */
function findHeads({ state, records }) {
  const inside = records.filter(({ id }) => !state.waiting.has(id));
  const named = new Set(inside.flatMap(({ parents }) => parents));
  return inside.map(({ id }) => id).filter((id) => !named.has(id)).sort(compareTexts);
}

/** Applies the rules until nothing more is refused. */
async function admitRecords(records, founder, pins, breaths) {
  const noRoom = { verdict: "unknown signer", reason: "too many wait for a role already" };
  const excluded = new Map(excessAtTheDoor(records, founder).map((id) => [id, noRoom]));
  for (;;) {
    const judgement = await judge(records, founder, excluded, pins, breaths);
    const late = lateRefusals(judgement);
    await breaths.take();
    if (late.size === 0) return { ...judgement, heads: findHeads(judgement) };
    for (const [id, refusal] of late) excluded.set(id, refusal);
  }
}
