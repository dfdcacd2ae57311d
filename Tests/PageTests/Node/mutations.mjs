// Mutated ledgers, on each of which the library must agree with the program relay.
//
//     node mutations.mjs [COUNT [SEED]]       relay is $RELAY or on the PATH

import fs from "node:fs";
import path from "node:path";
import { loadLibrary, readFolder, Tally, vectors } from "./library.mjs";
import { askLibrary, askRelay, disagreement, makeTar, relayVersion } from "./oracle.mjs";
import { Dice, keyByFingerprint, keys, makeRecord } from "./signing.mjs";

const count = Number(process.argv[2] ?? 1_500);
const seed = Number(process.argv[3] ?? 1);
const library = loadLibrary();
const tally = new Tally();
const dice = new Dice(seed);

const manifest = JSON.parse(fs.readFileSync(path.join(vectors, "manifest.json"), "utf8"));
const ledgers = manifest.ledgers.map(({ folder, reads }) => ({
  folder, pins: reads.map((read) => read.pins), files: readFolder(path.join(vectors, folder)),
}));

function pickPins({ pins }) {
  if (dice.chance(0.7)) return dice.pick(pins);
  const pin = () => (dice.chance(0.5) ? dice.pick(Object.values(keys)).fingerprint : undefined);
  return { client: pin(), builder: pin() };
}

/** One byte or a few changed, taken out, put in; or all behind one cut off. */
function mutateBytes(bytes) {
  const place = dice.below(bytes.length + 1);
  const start = bytes.slice(0, place);
  const rest = bytes.slice(Math.min(place + 1, bytes.length));
  switch (dice.below(6)) {
    case 0: return start;
    case 1: return Buffer.concat([start, rest]);
    case 2: return Buffer.concat([start, Buffer.of(dice.below(256)), bytes.slice(place)]);
    case 3: return Buffer.concat([start, bytes.slice(Math.max(0, place - 1))]);
    default: {
      const changed = Buffer.from(bytes);
      if (bytes.length > 0) changed[place % bytes.length] ^= 1 << dice.below(8);
      return changed;
    }
  }
}

function mutateFile(files) {
  const file = dice.pick([...files.keys()]);
  files.set(file, new Uint8Array(mutateBytes(files.get(file))));
}

const strangePaths = ["records/x", "heads/1", "files/0", "notes.txt", "records/ab/cd/e.relay"];

function mutateFolder(files) {
  const names = [...files.keys()];
  const [one, other] = [dice.pick(names), dice.pick(names)];
  const bytes = files.get(one);
  switch (dice.below(6)) {
    case 0: files.delete(one); break;
    case 1:
      files.set(one, files.get(other));
      files.set(other, bytes);
      break;
    case 2:
      files.delete(one);
      files.set(one.replace(/[0-9a-f](?=[^/]*$)/, () => dice.below(16).toString(16)), bytes);
      break;
    case 3: files.set(dice.pick(strangePaths), bytes); break;
    case 4: {
      const digits = dice.below(2 ** 30).toString(16).padStart(64, "a");
      files.set(`heads/${digits}`, new Uint8Array());
      break;
    }
    default:
      for (const [name, content] of dice.pick(ledgers).files) {
        if (dice.chance(0.5)) files.set(name, content);
      }
  }
}

const strange = [
  null, true, false, 0, 1, -1, 2, 123, 2 ** 40, 2 ** 53 - 1, "", "x", "client", "builder", "escrow",
  "witness", "approved", "rejected", "EUR", "JPY", "bhd", "SHA256:x", "\u202e", "a\nb", "\u212a",
  "é", "e\u0301", "2026-02-30T00:00:00Z", "2026-03-01T12:00:00Z", [], [""], [1, 2], [2, 1], {},
  { name: "x" }, "I approve milestone 1 'Login' of project 123.", "'\u0301", "commit", "live",
];

function mutateValue(value, ids) {
  const kind = dice.below(5);
  if (kind === 0) return dice.pick(strange);
  if (kind === 1 && ids.length > 0) return dice.chance(0.5) ? dice.pick(ids) : [dice.pick(ids)];
  if (typeof value === "number") return value + dice.pick([-1, 1, 1000, -1000]);
  if (typeof value === "string") return mutateText(value);
  if (Array.isArray(value)) {
    const changed = [...value];
    if (dice.chance(0.5)) changed.splice(dice.below(value.length + 1), dice.below(2));
    else changed.push(ids.length > 0 ? dice.pick(ids) : dice.pick(strange));
    return dice.chance(0.5) ? changed.sort() : changed;
  }
  if (value !== null && typeof value === "object") return mutateMembers(value, ids);
  return dice.pick(strange);
}

function mutateText(text) {
  const place = dice.below(text.length + 1);
  const mark = dice.pick(["", "x", " ", "'", "\u0301", "\u202e", "\t", "0", "\u212a", "😀"]);
  return text.slice(0, place) + mark + text.slice(place + dice.below(2));
}

function mutateMembers(object, ids) {
  const changed = { ...object };
  const names = Object.keys(object);
  const name = dice.pick(names.length > 0 ? names : ["x"]);
  if (dice.chance(0.2)) delete changed[name];
  else changed[name] = mutateValue(object[name], ids);
  return changed;
}

/** Changes one payload and signs it anew, and what stands on it, as far as the keys are at hand. */
function mutateAndSign(files) {
  const records = [...files].flatMap(([name, bytes]) => {
    if (!name.endsWith(".relay")) return [];
    const line = Buffer.from(bytes).toString().split("\n")[0];
    try {
      const payload = JSON.parse(line);
      return [{ name, payload, key: keyByFingerprint.get(payload.by), id: name.slice(-70, -6) }];
    } catch {
      return [];
    }
  });
  const able = records.filter(({ key }) => key);
  if (able.length === 0) return;
  const target = dice.pick(able);
  const ids = records.map(({ id }) => id);
  const moved = new Map();
  const rename = (value) => {
    if (typeof value === "string") return moved.get(value) ?? value;
    if (Array.isArray(value)) {
      const list = value.map(rename);
      return value.some((one) => moved.has(one)) ? list.sort() : list;
    }
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, rename(one)]));
  };
  const sign = ({ name, payload, key, id }, changed) => {
    let signer = key;
    let said = changed;
    if (said === payload && id !== target.id) return;
    if (id === target.id && dice.chance(0.15)) {
      signer = dice.pick(Object.values(keys));
      said = { ...said, by: signer.fingerprint };
    }
    let record;
    try {
      record = makeRecord(library, said, signer);
    } catch {
      return;
    }
    files.delete(name);
    files.set(record.path, record.bytes);
    moved.set(id, record.id);
  };
  sign(target, mutateMembers(target.payload, ids));
  // What names a changed record is signed anew until nothing names one any more.
  if (dice.chance(0.15)) return;
  const pending = new Set(records.filter((record) => record !== target && record.key));
  for (let round = 0; round < records.length && moved.size > 0; round++) {
    for (const record of pending) {
      const { parents = [], genesis } = record.payload;
      const isReady = Array.isArray(parents) &&
        ![...pending].some((other) => other !== record && parents.includes(other.id));
      if (!isReady) continue;
      pending.delete(record);
      if (parents.some((id) => moved.has(id)) || moved.has(genesis)) {
        sign(record, rename(record.payload));
      }
    }
  }
}

/** Where fields of a header begin and end, and bytes that mean something there. */
const tarPlaces = [
  0, 1, 99, 100, 108, 124, 135, 136, 148, 156, 157, 257, 263, 264, 265, 329, 345, 500,
];
const tarBytes = [0, 0x20, 0x2e, 0x2f, 0x30, 0x31, 0x35, 0x37, 0x5c, 0x80];

function mutateTar(archive) {
  const changed = Buffer.from(archive);
  const block = 512 * dice.below(archive.length / 512);
  const place = block + (dice.chance(0.8) ? dice.pick(tarPlaces) : dice.below(512));
  changed[place] = dice.pick([...tarBytes, changed[place] ^ (1 << dice.below(8))]);
  if (dice.chance(0.7)) {
    // A good checksum, so that more than that is looked at.
    changed.fill(0x20, block + 148, block + 156);
    const sum = changed.subarray(block, block + 512).reduce((total, byte) => total + byte, 0);
    changed.write(`${sum.toString(8).padStart(6, "0")}\0 `, block + 148, "latin1");
  }
  return dice.chance(0.1) ? changed.subarray(0, dice.below(changed.length)) : changed;
}

async function compare(archive, pins, what) {
  const [ofRelay, ofLibrary] = await Promise.all([
    askRelay(archive, pins), askLibrary(library, new Uint8Array(archive), pins),
  ]);
  const difference = disagreement(ofRelay, ofLibrary);
  if (difference !== null && process.env.KEEP) {
    fs.writeFileSync(path.join(process.env.KEEP, `${tally.failed}.tar`), archive);
  }
  tally.check(difference === null, `${what}: ${difference}`);
  return ofRelay;
}

console.log(relayVersion());
for (const { folder, pins, files } of ledgers) {
  for (const pin of pins) await compare(makeTar(files), pin, folder);
}
const outcomes = new Map();
for (let number = 0; number < count; number++) {
  const ledger = dice.pick(ledgers);
  const files = new Map(ledger.files);
  const kind = dice.pick(["file", "folder", "signed", "signed", "signed", "tar"]);
  for (let times = dice.chance(0.8) ? 1 : 2; times > 0; times--) {
    if (kind === "file") mutateFile(files);
    if (kind === "folder") mutateFolder(files);
    if (kind === "signed") mutateAndSign(files);
  }
  const whole = makeTar(files);
  const archive = kind === "tar" ? mutateTar(whole) : whole;
  const { status } = await compare(archive, pickPins(ledger), `${number} ${kind} ${ledger.folder}`);
  outcomes.set(`${kind} ${status}`, (outcomes.get(`${kind} ${status}`) ?? 0) + 1);
}
for (const [outcome, times] of [...outcomes].sort()) console.log(`  ${outcome}: ${times}`);
tally.finish();
