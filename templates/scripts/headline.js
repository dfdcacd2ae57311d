// What a report's headline numbers ought to be: by the names that its elements carry, the exact texts.

const dataMark = utf8Bytes("<" + 'script type="application/x-relay-data" id="relay-data">');
const mostChecks = 4_000_000;

const websiteForm = /^https?:\/\/[A-Za-z0-9._~-]+(?::[0-9]{1,5})?(?:\/[A-Za-z0-9._~-]+)+$/;
const branchForm = /^[^ ~^:?*[]{1,4000}$/;

/**
 * What a report says that it was made from: its scope and pins, whether its form is relay's own, which
 * repository was at hand, what its writer found of each commit, and what was left out. Null where it
 * does not say so in the form that relay writes.
 */
function parseReportData(bytes) {
  try {
    const [head, ...rest] = reportLines(bytes);
    const { project, milestone, own, relay, frame } = head;
    const isNumber = (value) => Number.isSafeInteger(value) && value > 0;
    if (!isNumber(project) || !(milestone === null || isNumber(milestone)) || typeof own !== "boolean") {
      return null;
    }
    const [client, builder] = [head.client_pin, head.builder_pin].map((pin) =>
      pin === null ? null : readFingerprint(pin));
    const origin = originOfReport(head);
    const checks = [];
    const findings = [];
    for (const { check, count: same, reason, path, verdict } of rest) {
      if (check === undefined) {
        findings.push({ path, verdict });
        continue;
      }
      if (!isNumber(same) || checks.length + same > mostChecks) return null;
      checks.push(...Array.from({ length: same }, () => ({ word: check, reason })));
    }
    const isText = (value) => typeof value === "string" && isInert(value);
    const isGood = [relay, frame, ...findings.flatMap(({ path, verdict }) => [path, verdict])].every(isText) &&
      checks.every(({ word, reason }) => isText(word) && isText(reason));
    if (origin === null || !isGood) return null;
    const contradicted = checks.flatMap(({ word }, index) => (word === "contradicts" ? [index] : []));
    return {
      scope: milestone, isOwn: own, pins: { client, builder }, relay, frame, origin, checks, findings, contradicted,
    };
  } catch (error) {
    if (error instanceof RelayError || error instanceof TypeError) return null;
    throw error;
  }
}

/** Which repository was at hand; null where that is said in another form. */
function originOfReport({ head, branch, website }) {
  const isGood = (value, form) => value === null || (typeof value === "string" && form.test(value) && isInert(value));
  if (!isGood(head, /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/) || !isGood(branch, branchForm) ||
    !isGood(website, websiteForm) || (head === null && (branch !== null || website !== null))) {
    return null;
  }
  return { head, branch, website };
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
