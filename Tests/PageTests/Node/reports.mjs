// Reports as relay writes them show what the client page computes for them, value by value; and whatever
// is changed in one is told: reports.mjs [LEDGERS [CHANGES-OF-EACH]]

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { execFileSync } from "node:child_process";
import { loadLibrary, readFolder, Tally, vectors } from "./library.mjs";

const [most = "12", changes = "40"] = process.argv.slice(2);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "relay-reports."));
const run = (program, args, options = {}) =>
  execFileSync(program, args, { cwd: folder, stdio: ["pipe", "ignore", "pipe"], ...options });

run("relay", ["client-page", "-o", "client.html"]);
const form = /^const reportForm = .*;$/m.exec(fs.readFileSync(path.join(folder, "client.html"), "utf8"))[0];
const files = [
  "client-dom.js", "template.js", "client-form.js", "view.js", "view-milestones.js", "view-rows.js",
  "view-charts.js", "view-tasks.js", "view-page.js", "view-compare.js", "client-report.js",
];
const names = ["readShown", "readOwnForm", "gently", "compareReport", "dataMark", "bodyTemplate"];
const library = loadLibrary(names, files, `${form}\n`);
const tally = new Tally();

async function compared(bytes, files, known = null) {
  // Of another form only the marks are read, with a browser's help.
  const own = await library.gently(library.readOwnForm(bytes));
  if (own === null) return { shown: { own }, differences: [], obstacle: "another form" };
  const shown = await library.gently(library.readShown(bytes));
  const read = new Map();
  return { shown, ...await library.compareReport({ shown, files, read }, shown.data.pins, known) };
}

/** Other values and other rows: each text and attribute once with another letter, each line left out or twice. */
function* changesOf(body) {
  for (const { 0: run, 1: words, index } of body.matchAll(/[>"]([^<>"']+)[<"]/g)) {
    if (words.trim() === "") continue;
    const at = index + run.indexOf(words.trim());
    const letter = /[0-8]/.test(body[at]) ? String(Number(body[at]) + 1) : body[at] === "x" ? "y" : "x";
    yield [`${words.slice(0, 60)}, changed`, body.slice(0, at) + letter + body.slice(at + 1)];
  }
  const rows = /<(li|tr|article|div|dd|details|p)\b[^>]*>(?:(?!<\/?\1\b)[^])*<\/\1>\n/g;
  for (const { 0: row, index } of body.matchAll(rows)) {
    const rest = body.slice(index + row.length);
    yield [`${row.slice(0, 60)}, left out`, body.slice(0, index) + rest];
    yield [`${row.slice(0, 60)}, twice`, body.slice(0, index) + row + row + rest];
  }
}

async function attack(name, bytes, files) {
  const page = Buffer.from(bytes).toString("utf8");
  const [start, end] = [page.indexOf("<body>"), page.indexOf('<script type="application/x-relay-bundle"')];
  const all = [...changesOf(page.slice(start, end))];
  const step = Math.max(1, Math.floor(all.length / Number(changes)));
  const { pins } = (await compared(bytes, files)).shown.data;
  const known = await library.verifyLedger(files, pins);
  for (let index = 0; index < all.length; index += step) {
    const [what, body] = all[index];
    const changed = new Uint8Array(Buffer.from(page.slice(0, start) + body + page.slice(end)));
    const { differences, obstacle } = await compared(changed, files, known);
    tally.check(differences.length > 0 || obstacle !== null, `${name}: ${what}`);
  }
}

/** The reports of one of the ledgers in docs/vectors: of all, of one milestone, and with keys pinned. */
function* reportsOf(ledger) {
  const clone = path.join(folder, ledger);
  fs.mkdirSync(clone);
  const input = fs.readFileSync(path.join(vectors, "commits/history.fast-import"));
  const inClone = (program, args, options) => run(program, args, { cwd: clone, ...options });
  inClone("git", ["init", "-q"]);
  inClone("git", ["fast-import", "--quiet"], { input });
  const records = [...readFolder(path.join(vectors, "ledgers", ledger)).values()];
  const signers = records.map((bytes) => /"by":"(SHA256:[^"]{43})"/.exec(Buffer.from(bytes).toString())?.[1]);
  const [builder, client = builder] = new Set(signers.filter(Boolean));
  try {
    inClone("relay", ["import", path.join(vectors, "ledgers", ledger), "--yes"]);
  } catch {
    // Some are there to be refused.
    return;
  }
  for (const [name, scope, pin] of [["all", "123"], ["one", "123/1"], ["pinned", "123", client]]) {
    try {
      if (pin) inClone("git", ["config", "relay.123.client", pin]);

      inClone("relay", ["report", scope, "-o", `${name}.html`]);
    } catch {
      continue;
    }
    yield [`${ledger}, ${name}`, new Uint8Array(fs.readFileSync(path.join(clone, `${name}.html`)))];
  }
}

const ledgers = fs.readdirSync(path.join(vectors, "ledgers"));
const step = Math.max(1, Math.floor(ledgers.length / Number(most)));
try {
  for (let index = 0; index < ledgers.length; index += step) {
    for (const [name, bytes] of reportsOf(ledgers[index])) {
      const { files } = await library.openFilesGently(bytes);
      const { shown, differences, obstacle } = await compared(bytes, files);
      tally.check(shown.own !== null, `${name} is not taken for a report of relay's own form`);
      tally.equal(differences.slice(0, 20), [], `${name} differs`);
      tally.equal(obstacle, null, `${name} has an obstacle`);
      await attack(name, bytes, files);
    }
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
tally.finish();
