// The files that somebody drops on the page: one or more make up one ledger.

/** Reads a file; throws RelayError for what it is not. */
async function openClientFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { kind, files } = openFiles(bytes);
  return {
    name: file.name, size: bytes.length, kind, files,
    shown: kind === "report" ? shownNumbers(bytes) : null,
  };
}

/** Of two files for one record the one that counts: of two good ones that whose bytes sort first. */
async function betterRecord(path, one, other) {
  const isGood = async (bytes) =>
    (await checkRecordFile({ path, id: ledgerPath(path).id, bytes })).verdict === "valid";
  const [isOneGood, isOtherGood] = [await isGood(one), await isGood(other)];
  if (isOneGood && isOtherGood) return compareBytes(one, other) <= 0 ? one : other;
  return isOtherGood ? other : one;
}

/** All files as one ledger. */
async function uniteFiles(opened) {
  const united = new Map();
  for (const { files } of opened) {
    for (const [path, bytes] of files) {
      const known = united.get(path);
      if (known === undefined) united.set(path, bytes);
      else if (ledgerPath(path).kind === "record" && !equalBytes(known, bytes)) {
        united.set(path, await betterRecord(path, known, bytes));
      }
    }
  }
  return united;
}

/** The headline numbers that a report shows, by the name of what each is compared with. */
function shownNumbers(bytes) {
  const end = indexOfBytes(bytes, bundleMark);
  const html = looseUTF8(end === -1 ? bytes : bytes.subarray(0, end));
  const shown = new Map();
  for (const [, name, text] of html.matchAll(/ data-check="([a-z.]{1,40})"[^<>]*>([^<]{0,80})</g)) {
    pushTo(shown, name, text.trim());
  }
  return shown;
}

/** The same numbers as they follow from the signed records. */
function signedNumbers({ state, totals, milestones, terms }) {
  const currency = terms?.currency ?? milestones.find(({ terms }) => terms?.currency)?.terms.currency;
  const sum = (name) => milestones.reduce((total, milestone) => total + milestone[name], 0);
  const money = (amount) => (currency ? formatMoney(amount, currency) : null);
  const isApproved = ({ status }) => status === "approved" || status === "completed";
  return new Map([
    ["totals.proofs", ["Proofs", String(totals.proofs)]],
    ["totals.additions", ["Lines added", String(totals.additions)]],
    ["totals.deletions", ["Lines removed", String(totals.deletions)]],
    ["milestones.approved", ["Milestones approved", String(milestones.filter(isApproved).length)]],
    ["money.released", ["Released", money(sum("released"))]],
    ["money.settled", ["Paid and confirmed", money(sum("settled"))]],
  ]);
}

/** Where a report shows other numbers than its records come to. */
function contradictingNumbers(shown, verification) {
  const plain = (text) => text.replace(/[^A-Z0-9.]/g, "");
  const result = [];
  for (const [name, [title, signed]] of signedNumbers(verification)) {
    if (signed === null) continue;
    for (const text of new Set(shown.get(name) ?? [])) {
      if (plain(text) !== plain(signed)) result.push({ title, shown: text, signed });
    }
  }
  return result;
}
