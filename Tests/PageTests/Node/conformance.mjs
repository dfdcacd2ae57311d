// Every format vector, read by the pages' library: the verdicts are those of manifest.json.

import fs from "node:fs";
import path from "node:path";
import { loadLibrary, readFolder, readVector, Tally, vectors } from "./library.mjs";

const library = loadLibrary();
const tally = new Tally();
const manifest = JSON.parse(fs.readFileSync(path.join(vectors, "manifest.json"), "utf8"));

function sameBytes(left, right) {
  return Buffer.compare(left, right) === 0;
}

function checkText({ file, verdict, relay }) {
  const bytes = readVector(file);
  try {
    const value = library.parseCanonical(bytes);
    tally.equal("valid", verdict, file);
    tally.check(sameBytes(library.encodeCanonical(value), bytes), `${file}: is written otherwise`);
  } catch (error) {
    tally.check(error instanceof library.RelayError, `${file}: ${error.stack}`);
    tally.equal("invalid", verdict, `${file}: ${error.message}`);
    tally.check(error.message.includes(relay), `${file}: ${error.message}`);
  }
}

async function outcome(bytes) {
  try {
    const record = library.parseRecord(bytes);
    return { record, ...(await library.verifyRecord(record)) };
  } catch (error) {
    if (!(error instanceof library.RelayError)) throw error;
    return { verdict: error.isNewer ? "unsupported" : "invalid", reason: error.message };
  }
}

async function checkRecord({ file, verdict, relay, id, type, by }) {
  const bytes = readVector(file);
  const found = await outcome(bytes);
  tally.equal(found.verdict, verdict, `${file}: ${found.reason}`);
  if (relay) tally.check(found.reason.includes(relay), `${file}: ${found.reason}`);
  if (verdict !== "valid" || found.verdict !== "valid") return;
  const { record } = found;
  tally.equal([record.id, record.type, record.by], [id, type, by], file);
  const isUnknown = file.includes("/unknown-type.") || file.includes("/unknown-kind.");
  tally.equal(record.statement === null, isUnknown, `${file}: unknown`);
}

function shown(findings) {
  return findings.map(({ path: at, verdict }) => `${verdict} ${at}`).sort();
}

async function checkLedger({ folder, reads }) {
  const files = readFolder(path.join(vectors, folder));
  for (const read of reads) {
    const found = await library.verifyLedger(files, read.pins);
    const equal = (value, expected, what) => tally.equal(value, expected, `${folder}: ${what}`);
    equal(found.problem, read.problem ?? null, "problem");
    equal(shown(found.findings), shown(read.findings), "findings");
    tally.check(found.findings.every(({ reason }) => reason !== ""), `${folder}: no reason`);
    if (read.problem || found.problem) continue;
    const { state } = found;
    equal(found.genesis, read.founder, "founder");
    equal(found.entries.map(({ id }) => id), read.order, "order");
    equal(found.heads, read.heads, "heads");
    equal(found.terms.id, read.terms, "terms");
    equal(found.isAgreed, read.agreed, "agreed");
    equal(found.rivals, read.rivals, "rivals");
    equal(found.claims, read.claims, "claims");
    equal(found.pins.absent, read.absent ?? [], "absent");
    const standing = found.proofs.filter(({ stands }) => stands).map(({ id }) => id);
    equal(standing, read.standing, "standing");
    for (const [signer, role] of Object.entries(read.roles ?? {})) {
      equal(state.finalRole(signer), role, `role of ${signer}`);
    }
    for (const { id } of found.proofs) {
      equal(state.supersededBy.get(id), read.superseded?.[id], `superseded ${id}`);
    }
    if (!read.milestones) continue;
    const milestones = found.milestones.map(({ number, status, released, settled }) =>
      [String(number), { released, settled, status }]);
    const sorted = Object.entries(read.milestones)
      .sort(([left], [right]) => left - right)
      .map(([number, { released, settled, status }]) => [number, { released, settled, status }]);
    equal(milestones, sorted, "milestones");
  }
}

function checkTimes() {
  const times = JSON.parse(fs.readFileSync(path.join(vectors, "timestamps.json"), "utf8"));
  for (const { text, seconds } of times.valid) {
    tally.equal(library.parseTime(text), seconds, text);
    tally.equal(library.formatTime(seconds), text, text);
  }
  for (const { text } of times.invalid) tally.equal(library.parseTime(text), null, text);
}

/** Files as a report carries them. */
function carriedText(files) {
  const sorted = [...files].sort(([left], [right]) => (left < right ? -1 : 1));
  const bytes = Buffer.concat(sorted.flatMap(([name, content]) =>
    [Buffer.from(`${name} ${content.length}\n`), content, Buffer.from("\n")]));
  return bytes.toString("latin1").replace(/[^\n -$&-;=-~]/gu, (character) =>
    `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}

/** A report is read by the mark of its ledger, which must be there once, and by nothing else. */
async function checkReports() {
  const files = readFolder(path.join(vectors, "ledgers/paid"));
  const carried = carriedText(files);
  const mark = '<script type="application/x-relay-bundle" id="relay-bundle">';
  const open = async (text) => {
    const bytes = library.utf8Bytes(text);
    const outcomes = [];
    for (const opening of [library.openFiles, library.openFilesGently]) {
      try {
        const { kind, files: found } = await opening(bytes);
        outcomes.push(`${kind}, ${found.size} files`);
      } catch (error) {
        outcomes.push(error.message);
      }
    }
    tally.equal(outcomes[0], outcomes[1], "opened at once and in pieces");
    return outcomes[0];
  };
  const page = (content) => `<!doctype html><p>Paid</p>${content}</script></html>`;
  const whole = `report, ${files.size} files`;
  const broken = "the report's ledger is not whole";
  for (const [text, expected] of [
    [page(mark + carried), whole],
    [page(`${mark}${carried}</script>${mark}${carried}`), "a report that carries two ledgers"],
    [page(`${mark}\n${carried}`), broken],
    [page(`${mark}${carried}\n`), broken],
    [page(`${mark}${carried.slice(0, -1)}`), broken],
    [page(`${mark}${carried}heads 0\n\n`), broken],
    [page(`${mark}${carried}../x 0\n\n`), broken],
    [page(`${mark}${carried}z/../x 0\n\n`), "a path with a name of dots in it"],
    [page(`${mark}${carried}z 0\n\nz/x 0\n\n`), '"z" is a file and a folder'],
    [page(`${mark}${carried}z 01\nx\n`), broken],
    [page(`${mark}${carried}z 1\n\u00e9\n`), broken],
    [page(`${mark}${carried}z 1\n%41\n`), broken],
    [page(`${mark}${carried}z 1\n%3c\n`), broken],
    [page(`${mark}${carried}z 1\n%3C\n`), `report, ${files.size + 1} files`],
    [`<p>${mark}${carried}`, broken],
    [page(`${mark.replace("id=", "ID=")}${carried}`), "no report that carries its ledger"],
    [` ${page(mark + carried)}`, "cut short: not a whole number of blocks"],
  ]) {
    tally.equal(await open(text), expected, `report ${text.slice(0, 100)}`);
  }
  // A page holds the scripts inline, so the mark and an end of script must not stand in them.
  tally.check(!library.source.includes(mark), "the scripts hold the mark");
  tally.check(!/<\/script|<!--/i.test(library.source), "the scripts end themselves");
}

/** What shows as it is, as docs/ledger-format.md says of a line: tried on every character. */
function checkInert() {
  const ranges = [
    [0, 0x1f], [0x7f, 0x9f], [0xad, 0xad], [0x34f, 0x34f], [0x61c, 0x61c], [0x115f, 0x1160],
    [0x17b4, 0x17b5], [0x200b, 0x200b], [0x200e, 0x200f], [0x2028, 0x202e],
    [0x2060, 0x206f], [0x3164, 0x3164], [0xfeff, 0xfeff], [0xffa0, 0xffa0], [0xfff0, 0xfffb],
    [0x1bca0, 0x1bca3], [0x1d173, 0x1d17a], [0xe0000, 0xe00ff], [0xe01f0, 0xe0fff],
  ];
  const wrong = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const isHarmful = ranges.some(([first, last]) => code >= first && code <= last);
    const text = `a${String.fromCodePoint(code)}`;
    if (library.inert(text) !== (isHarmful ? `a\\u{${code.toString(16)}}` : text)) wrong.push(code);
  }
  tally.equal(wrong, [], "inert characters");
}

/** A text of as many escapes as fit into a record: nothing in the way of reading it has a limit below. */
async function checkEscapes() {
  const count = 520_000;
  const bytes = library.utf8Bytes(`"é${"\\n".repeat(count)}x"`);
  tally.equal(library.parseCanonical(bytes), `é${"\n".repeat(count)}x`, "many escapes");
  for (const text of ['"\\', '"\\n', '"\\"', '"a\\n\\"', '"\\\\"x']) {
    let problem = null;
    try {
      library.parseCanonical(library.utf8Bytes(text));
    } catch (error) {
      problem = error;
    }
    tally.check(problem instanceof library.RelayError, `${text} is taken`);
  }
}

manifest.json.forEach(checkText);
await checkEscapes();
for (const entry of manifest.records) await checkRecord(entry);
for (const entry of manifest.ledgers) await checkLedger(entry);
checkTimes();
checkInert();
await checkReports();
for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 100_000]) {
  const bytes = Uint8Array.from({ length }, (_, index) => index * 7);
  const oracle = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  tally.check(sameBytes(library.sha256(bytes), oracle), `SHA-256 of ${length} bytes`);
}
tally.finish();
