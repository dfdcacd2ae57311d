// A project's ledger, read from its files and checked: each file by itself, then the graph.

/** The SHA-256 of every README.md that some version of relay has written. */
const knownReadmes = new Set(["e5d63de36b8c20f888dcb69a8ccbe88d9e879d9117165e03e4fd49b2d7540593"]);

/** How many record files are checked at a time. */
const recordBatch = 256;

/** Lets the browser breathe: waits a moment whenever some time has passed since the last one. */
class Breaths {
  constructor() {
    this.last = performance.now();
  }

  async take() {
    if (performance.now() - this.last < 30) return;
    await new Promise((resume) => setTimeout(resume));
    this.last = performance.now();
  }
}

/** What is to be said of one file that is not simply an admitted record. */
function finding(path, verdict, reason) {
  return {
    path: inertShort(path, 400), id: ledgerPath(path).id ?? null, verdict,
    reason: inertShort(reason, 400),
  };
}

function recordFinding(id, verdict, reason) {
  return finding(recordPath(id), verdict, reason);
}

/** The records that are good by themselves, and what is to be said of all other files. */
async function collectRecords(files, breaths, onProgress) {
  const collection = { records: new Map(), heads: [], findings: [] };
  const say = (path, verdict, reason) => collection.findings.push(finding(path, verdict, reason));
  const pending = [];
  for (const [path, bytes] of files) {
    const { kind, id } = ledgerPath(path);
    if (bytes.length > (kind === "attachment" ? longestAttachment : longestRecord)) {
      say(path, "invalid", `${bytes.length} bytes are too many`);
      continue;
    }
    switch (kind) {
      case "record": pending.push({ path, id, bytes }); break;
      case "readme":
        if (!knownReadmes.has(toHex(await digest("SHA-256", bytes)))) {
          say(path, "invalid", "not the text that relay writes");
        }
        break;
      case "head":
        if (bytes.length > 0) say(path, "invalid", "a head's file is empty");
        else collection.heads.push(id);
        break;
      case "attachment":
        if (toHex(await digest("SHA-256", bytes)) !== id) {
          say(path, "invalid", "its content has another SHA-256");
        }
        break;
      default: say(path, "invalid", "no file of this name belongs here");
    }
  }
  for (let start = 0; start < pending.length; start += recordBatch) {
    const batch = pending.slice(start, start + recordBatch);
    const checks = [];
    for (const file of batch) {
      checks.push(checkRecordFile(file));
      await breaths.take();
    }
    for (const { path, id, record, verdict, reason } of await Promise.all(checks)) {
      if (verdict === "valid") collection.records.set(id, record);
      else say(path, verdict, reason);
    }
    onProgress(Math.min(start + recordBatch, pending.length), pending.length);
    await breaths.take();
  }
  return collection;
}

/** What is known of files by their bytes: those are never written to, and a ledger is read again. */
const checkedFiles = new WeakMap();

async function checkRecordFile(file) {
  const known = checkedFiles.get(file.bytes);
  if (known?.path === file.path) return known;
  const checked = await checkNewRecordFile(file);
  checkedFiles.set(file.bytes, checked);
  return checked;
}

async function checkNewRecordFile({ path, id, bytes }) {
  try {
    const record = parseRecord(bytes);
    if (record.id !== id) {
      return { path, id, verdict: "invalid", reason: `the SHA-256 of its line 1 is ${record.id}` };
    }
    return { path, id, record, ...await verifyRecord(record) };
  } catch (error) {
    if (error instanceof RelayError) {
      const verdict = error.isNewer ? "unsupported" : "invalid";
      return { path, id, verdict, reason: error.message };
    }
    // One file that the browser fails at must not keep the others from being read.
    return { path, id, verdict: "unsupported", reason: "this browser cannot check it" };
  }
}

/** The first record that counts: the one that the pins fit, else the only one. */
function findFounder({ records, findings }, pins) {
  const firsts = [...records.values()].filter(({ genesis, type }) =>
    genesis === null && type === "project");
  const founders = firsts.filter(({ content, by }) => roleInTerms(content, by) !== null);
  const fits = (pin, role, content) => pin === null || roleInTerms(content, pin) === role ||
    (role === "client" && content.client.key === null);
  const pinned = founders.filter(({ content }) =>
    fits(pins.client, "client", content) && fits(pins.builder, "builder", content));
  // A pin is strongest where its key signed: naming somebody's key in a first record is free.
  const signed = pinned.filter(({ by }) => by === pins.client || by === pins.builder);
  // A pin that fits none says nothing about which is meant.
  const candidates = signed.length > 0 ? signed : pinned.length > 0 ? pinned : founders;
  if (candidates.length === 1) return { founder: candidates[0] };
  if (candidates.length > 1) {
    return { problem: "several", founders: candidates.map(({ id }) => id).sort(compareTexts) };
  }
  for (const { id } of firsts) {
    findings.push(
      recordFinding(id, "invalid", "the first record is signed by a key that it does not name"));
  }
  return { problem: "no first record" };
}

function strangerText({ genesis }, founder) {
  return genesis === null
    ? `a second first record; the ledger is that of ${shortID(founder.id)}`
    : `belongs to another project, the one founded by ${shortID(genesis)}`;
}

/**
 * The records that descend from the first one, sorted by the length of the longest path from it,
 * then by id, so that the order depends on nothing but the records.
 */
function sortRecords(all, founder, findings) {
  const say = (id, verdict, reason) => findings.push(recordFinding(id, verdict, reason));
  // What cannot be told here: of a newer format, of an unknown kind of key.
  const standing = findings
    .filter(({ verdict, id, path }) => verdict === "unsupported" && id && path === recordPath(id))
    .map(({ id }) => id);
  const children = new Map();
  const missing = new Map();
  for (const record of all.values()) {
    if (record === founder) continue;
    if (record.genesis !== founder.id) {
      say(record.id, "invalid", strangerText(record, founder));
      continue;
    }
    if (record.project !== founder.project) {
      say(record.id, "invalid", "its project number is not its project's");
      continue;
    }
    missing.set(record.id, record.parents.length);
    for (const parent of record.parents) pushTo(children, parent, record.id);
  }
  const sorted = [];
  let wave = [founder];
  while (wave.length > 0) {
    const next = [];
    for (const record of wave) {
      sorted.push(record);
      for (const child of children.get(record.id) ?? []) {
        const count = missing.get(child);
        if (count === undefined) continue;
        if (count > 1) {
          missing.set(child, count - 1);
        } else {
          missing.delete(child);
          next.push(all.get(child));
        }
      }
    }
    wave = next.sort((left, right) => compareTexts(left.id, right.id));
  }
  while (standing.length > 0) {
    const id = standing.pop();
    for (const child of children.get(id) ?? []) {
      if (!missing.delete(child)) continue;
      standing.push(child);
      say(child, "unsupported", `stands on ${shortID(id)}, which this relay cannot tell`);
    }
  }
  for (const id of missing.keys()) {
    const absent = all.get(id).parents.find((parent) => !all.has(parent));
    say(id, "invalid", absent === undefined
      ? "an ancestor of its ancestors is missing" : `its ancestor ${absent} is missing`);
  }
  return sorted;
}

/** Compares the cache of heads with the records that are here. */
function checkHeads({ heads, records, findings }) {
  for (const id of heads) {
    if (records.has(id)) continue;
    findings.push(
      finding(`heads/${id}`, "invalid", `names record ${shortID(id)}, which is missing`));
  }
}
