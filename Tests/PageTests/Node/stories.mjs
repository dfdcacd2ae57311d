// Random ledgers, on each of which the library must agree with the program relay.
//
//     node stories.mjs [COUNT [SEED]]       relay is $RELAY or on the PATH

import fs from "node:fs";
import path from "node:path";
import { commitsOf } from "./commits.mjs";
import { loadLibrary, Tally } from "./library.mjs";
import {
  askLibrary, askRelay, askRelayForTotals, disagreement, makeTar, relayVersion,
} from "./oracle.mjs";
import { Dice, keys, makeRecord, TestKey } from "./signing.mjs";
import { Story } from "./story.mjs";

const count = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? 1);
const library = loadLibrary(["offersTo"]);
const tally = new Tally();

/** Changes a commit object that comes along, or one more byte of it. */
function damage(files, dice) {
  const objects = [...files.keys()].filter((name) => name.startsWith("commits/"));
  if (objects.length === 0) return;
  const name = dice.pick(objects);
  const bytes = Uint8Array.from(files.get(name));
  bytes[dice.below(bytes.length)] ^= 1 << dice.below(8);
  files.set(name, bytes);
}

/** Counts by the ledger alone, which relay gives for a repository. */
async function compareTotals(files, number) {
  const ledger = new Map([...files].filter(([name]) => !name.startsWith("commits/")));
  const { totals } = await library.verifyLedger(ledger);
  tally.equal(totals, askRelayForTotals(makeTar(ledger)), `story ${number}: totals`);
  if (totals.additions > 0) note("totals with lines");
}

/** More strangers at the door than there is room for, one of whom a builder lets in. */
async function checkCrowd() {
  const files = new Map();
  const say = (type, key, parents, members) => {
    const at = "2026-03-01T12:00:00Z";
    const payload = { v: 1, type, project: 123, by: key.fingerprint, at, parents, ...members };
    const record = makeRecord(library, payload, key);
    files.set(record.path, record.bytes);
    return record.id;
  };
  const genesis = say("project", keys.ana, [], {
    client: { name: "Bob" }, builders: [{ key: keys.ana.line }], nonce: "0".repeat(32),
  });
  let claim;
  for (let number = 0; number < 90; number++) {
    const stranger = new TestKey(`stranger ${number}`);
    const isClaim = number % 2 === 0;
    const members = isClaim ? { accepts: [genesis] } : { role: "builder" };
    claim = say(isClaim ? "agreement" : "application", stranger, [genesis], { genesis, ...members });
  }
  const compareAll = async (what) => {
    const archive = makeTar(files);
    const answers = await Promise.all([askRelay(archive, {}), askLibrary(library, archive, {})]);
    tally.equal(disagreement(...answers), null, what);
    return answers[1].findings.length;
  };
  tally.equal(await compareAll("a crowd at the door"), 90 - 64, "those without room");
  const last = new TestKey("stranger 89");
  const parents = [genesis, claim].sort();
  say("admission", keys.ana, parents, { genesis, role: "client", key: last.line });
  tally.equal(await compareAll("one let in"), 90 - 65, "those without room then");
}

console.log(relayVersion());
await checkCrowd();
const commits = commitsOf();
const seen = new Map();
const note = (what) => seen.set(what, (seen.get(what) ?? 0) + 1);
for (let number = 0; number < count; number++) {
  const dice = new Dice(seed * 1_000_003 + number);
  const story = new Story(library, dice, commits);
  for (let step = 10 + dice.below(30); step > 0; step--) await story.step();
  if (dice.chance(0.2)) damage(story.files, dice);
  const archive = makeTar(story.files);
  const pin = (...names) => (dice.chance(0.4) ? keys[dice.pick(names)].fingerprint : undefined);
  const pins = {
    client: pin("bob", "bob", "bob-next", "eve"), builder: pin("ana", "ana", "cleo", "eve"),
  };
  const [ofRelay, ofLibrary] =
    await Promise.all([askRelay(archive, pins), askLibrary(library, archive, pins)]);
  const difference = disagreement(ofRelay, ofLibrary);
  if (difference !== null && process.env.KEEP) {
    fs.writeFileSync(path.join(process.env.KEEP, `story-${seed}-${number}.tar`), archive);
  }
  tally.check(difference === null, `story ${number}: ${difference}`);
  if (number % 8 === 0 && ofRelay.proofs) await compareTotals(story.files, number);
  for (const { status } of ofRelay.milestones ?? []) note(`milestone ${status}`);
  for (const proof of ofRelay.proofs ?? []) note(`proof ${proof[3]}`);
  note(`records refused ${ofRelay.findings?.length > 0}`);
  if (ofRelay.disputed) note("disputed");
}
for (const [what, times] of [...seen].sort()) console.log(`  ${what}: ${times}`);
// Stories in which nothing happens would agree too.
const statuses = [
  "proposed", "pending", "in_review", "approved", "rejected", "completed", "conflict",
];
for (const status of statuses) {
  if (count >= 200) tally.check(seen.has(`milestone ${status}`), `no milestone is ever ${status}`);
}
tally.finish();
