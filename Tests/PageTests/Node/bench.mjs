// How long it takes to verify a ledger of many proofs, and the longest that nothing else could run.
//
//     node bench.mjs [COUNT [FILE]]       writes the bundle to FILE too

import crypto from "node:crypto";
import fs from "node:fs";
import { loadLibrary } from "./library.mjs";
import { makeTar } from "./oracle.mjs";
import { keys, makeRecord } from "./signing.mjs";

const count = Number(process.argv[2] ?? 10_000);
const library = loadLibrary();

/** Agreed terms and so many proofs, one after the other, with their commits. */
function makeBundle() {
  const files = new Map();
  let head = null;
  let genesis;
  const add = (type, key, members) => {
    const common = { v: 1, type, project: 123, by: key.fingerprint, at: "2026-03-01T12:00:00Z" };
    const place = head === null ? { parents: [] } : { parents: [head], genesis };
    const record = makeRecord(library, { ...common, ...place, ...members }, key);
    files.set(record.path, record.bytes);
    head = record.id;
    genesis ??= record.id;
  };
  add("project", keys.ana, {
    client: { name: "Bob", key: keys.bob.line }, nonce: "0".repeat(32),
    builders: [{ name: "Ana", emails: ["ana@example.com"], key: keys.ana.line }],
  });
  add("agreement", keys.bob, { accepts: [genesis] });
  const tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
  let parent = null;
  for (let number = 0; number < count; number++) {
    const time = 1_700_000_000 + 60 * number;
    const person = `Ana <ana@example.com> ${time} +0100`;
    const object = Buffer.from(
      `tree ${tree}\n${parent ? `parent ${parent}\n` : ""}author ${person}\n` +
      `committer ${person}\n\nChange ${number} of the shop #relay-123\n`);
    const hash = (name, ...parts) =>
      parts.reduce((sum, part) => sum.update(part), crypto.createHash(name)).digest("hex");
    const commit = hash("sha1", `commit ${object.length}\0`, object);
    files.set(`commits/${commit}`, object);
    add("proof", keys.ana, {
      kind: "commit", commit, commit_sha256: hash("sha256", object), tree,
      commit_parents: parent ? [parent] : [], patch_id: hash("sha1", String(number)),
      author_time: time, committer_time: time, files_added: 0, files_modified: 1,
      files_removed: 0, files_renamed: 0, files_changed: 1, additions: 10, deletions: 3,
      capture: "live",
    });
    parent = commit;
  }
  return makeTar(files);
}

const archive = makeBundle();
if (process.argv[3]) fs.writeFileSync(process.argv[3], archive);
let longest = 0;
let last = performance.now();
const timer = setInterval(() => {
  longest = Math.max(longest, performance.now() - last);
  last = performance.now();
}, 1);
const start = performance.now();
const { files } = await library.openFilesGently(archive);
const opened = performance.now();
const found = await library.verifyLedger(files);
const end = performance.now();
clearInterval(timer);
console.log(`${count} proofs, ${(archive.length / 1e6).toFixed(1)} MB: ${found.headline}`);
console.log(`  verified ${found.proofs.filter(({ status }) => status === "verified").length}`);
console.log(`  opened in ${(opened - start).toFixed()} ms`);
console.log(`  verified in ${(end - opened).toFixed()} ms`);
console.log(`  longest pause ${longest.toFixed()} ms`);
