// What a report's headline numbers ought to be: by the names that its elements carry, the exact texts.

const dataMark = utf8Bytes("<" + 'script type="application/x-relay-data" id="relay-data">');
const mostChecks = 4_000_000;

/**
 * What a report says that it was made from: its scope and pins, whether its form is relay's own, and
 * the proofs that its writer found to contradict their commits. Null where it does not say so in the
 * form that relay writes.
 */
function parseReportData(bytes) {
  try {
    const [head, ...rest] = reportLines(bytes);
    const { project, milestone, own } = head;
    const isNumber = (value) => Number.isSafeInteger(value) && value > 0;
    if (!isNumber(project) || !(milestone === null || isNumber(milestone)) || typeof own !== "boolean") {
      return null;
    }
    const [client, builder] = [head.client_pin, head.builder_pin].map((pin) =>
      pin === null ? null : readFingerprint(pin));
    const contradicted = [];
    let count = 0;
    for (const { check, count: same } of rest.filter((line) => line.check !== undefined)) {
      if (!isNumber(same) || count + same > mostChecks) return null;
      for (let index = 0; index < same && check === "contradicts"; index++) contradicted.push(count + index);
      count += same;
    }
    return { scope: milestone, isOwn: own, pins: { client, builder }, contradicted };
  } catch (error) {
    if (error instanceof RelayError || error instanceof TypeError) return null;
    throw error;
  }
}

function reportLines(bytes) {
  const lines = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1) throw new RelayError("a line without an end");
    lines.push(parseCanonical(bytes.subarray(start, end)));
    start = end + 1;
  }
  return lines;
}

const groupedNumber = (number) => String(number).replace(/\B(?=(\d{3})+$)/gu, ",");
const statusText = (status) => status.replaceAll("_", " ");

/** The proofs of a report, and its numbers; `scope` is a milestone's number, or null for all. */
function totalsOfReport({ state, proofs, totals, milestones }, scope, contradicted) {
  if (scope === null && contradicted.length === 0) return totals;
  const failed = new Set(
    [...contradicted.map((index) => state.proofs[index]?.id),
      ...proofs.filter(({ status }) => status === "failed").map(({ id }) => id)]);
  const handedIn = new Set(milestones.filter(({ number }) => number === scope)
    .flatMap(({ submissions }) => submissions.flatMap(({ payload }) => payload.proofs)));
  const standing = state.standingProofs(failed).filter((proof) =>
    scope === null || handedIn.has(proof.id) || state.milestoneOf(proof) === scope);
  return { proofs: standing.length, ...ownLines(standing) };
}

/** The sum of one kind of money of milestones; null where there is none, or several currencies. */
function moneyOfReport({ terms }, milestones, name) {
  const currencies = new Set(milestones.map((one) => (one.terms ?? one.offered)?.currency)
    .filter((code) => code !== undefined && code !== null));
  const currency = terms?.currency ?? [...currencies][0];
  if (!currency || [...currencies].some((one) => one !== currency)) return null;
  const sum = milestones.reduce((total, milestone) => total + milestone[name], 0);
  return Number.isSafeInteger(sum) ? formatMoney(sum, currency) : null;
}

/** The headline numbers, by the names that their elements carry, each with what it is called. */
function headlineNumbers(verification, { scope = null, contradicted = [] } = {}) {
  const milestones = verification.milestones.filter(({ number }) => scope === null || number === scope);
  const approved = milestones.filter(({ status }) => status === "approved" || status === "completed");
  const totals = totalsOfReport(verification, scope, contradicted);
  const numbers = new Map([
    ["milestones.approved", ["Milestones approved", String(approved.length)]],
    ["totals.proofs", ["Proofs", groupedNumber(totals.proofs)]],
    ["totals.additions", ["Lines added", `+${groupedNumber(totals.additions)}`]],
    ["totals.deletions", ["Lines removed", `−${groupedNumber(totals.deletions)}`]],
  ]);
  const released = moneyOfReport(verification, milestones, "released");
  if (released !== null) numbers.set("money.released", ["Released", released]);
  return numbers;
}

/** The same of one milestone. */
function milestoneNumbers({ status, terms, offered, released, settled }) {
  const numbers = new Map([["status", ["status", statusText(status)]]]);
  const shown = terms ?? offered;
  if (shown?.amount === undefined || !shown.currency) return numbers;
  numbers.set("amount", ["amount", formatMoney(shown.amount, shown.currency)]);
  numbers.set("released", ["released", formatMoney(released, shown.currency)]);
  if (settled > 0) numbers.set("settled", ["paid and confirmed", formatMoney(settled, shown.currency)]);
  return numbers;
}
