// A record: line 1 is the payload, the rest an SSH signature over it.

const recordNamespace = "relay-ledger-v1";
const longestRecord = longestText + 1 + (64 << 10);
const longestAttachment = 64 << 20;

/**
 * What this page knows of each type of record. A type has
 * - `parse(fields)`: what the record says, or a RelayError;
 * - `refusal(content, record, state)`: why the signer may not say it, or null;
 * - `apply(content, record, state)`: makes it count;
 * - `isStructural`: whether other records' rules look at it (false for proofs);
 * - `recognizes(fields)`: whether it is not something that a later version added to the type.
 */
const statementTypes = new Map();

function defineType(type, definition) {
  statementTypes.set(type, { type, isStructural: true, recognizes: () => true, ...definition });
}

/** Reads what every payload says. */
function parsePayload(fields) {
  const version = fields.integer("v", 1);
  if (version !== 1) {
    throw new RelayError(
      `format ${version} is newer than this relay; upgrade relay`, { isNewer: true });
  }
  const payload = {
    type: fields.string("type"),
    project: fields.integer("project", 1),
    genesis: fields.optionalID("genesis"),
    parents: fields.requiredIDs("parents"),
    by: fields.string("by"),
    at: fields.time("at"),
  };
  if ((payload.genesis === null) !== (payload.parents.length === 0)) {
    throw new RelayError('only a project\'s first record has no "genesis" and no "parents"');
  }
  return payload;
}

/** Reads line 1 without its newline: the head that all have, and what the type says. */
function parseLine(bytes) {
  let members;
  try {
    members = parseCanonical(bytes);
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    throw new RelayError(`line 1 is not canonical JSON: ${error.message} at byte ${error.offset}`);
  }
  const fields = new Fields(members);
  const payload = parsePayload(fields);
  const known = statementTypes.get(payload.type);
  const type = known?.recognizes(fields) ? known : null;
  return { ...payload, members, statement: type, content: type?.parse(fields) ?? null };
}

/** Reads a record file; its signature remains to be checked by `verifyRecord`. */
function parseRecord(bytes) {
  if (bytes.length > longestRecord) throw new RelayError(`longer than ${longestRecord} bytes`);
  const newline = bytes.indexOf(0x0a);
  if (newline === -1) throw new RelayError("no line 1 that ends in a newline");
  const parsed = parseLine(bytes.subarray(0, newline));
  const line = bytes.subarray(0, newline + 1);
  let signature;
  try {
    signature = parseSignature(bytes.subarray(newline + 1));
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    throw new RelayError(`signature: ${error.message}`);
  }
  if (signature.namespace !== recordNamespace) {
    throw new RelayError(`signature is for namespace "${signature.namespace}"`);
  }
  if (signature.hash !== "sha512") {
    throw new RelayError(`signature uses ${signature.hash}, not sha512`);
  }
  const { fingerprint } = signature.key;
  if (fingerprint !== parsed.by) {
    throw new RelayError(`signed by ${fingerprint}, not by ${parsed.by}`);
  }
  return {
    id: toHex(sha256(line)), ...parsed, bytes, line, signature, signer: signature.key,
  };
}

/** Checks a record's signature: `valid`, `invalid` or `unsupported`, with the reason. */
async function verifyRecord(record) {
  const { verdict, reason } = await verifySignature(record.signature, record.line);
  if (verdict === "invalid") return { verdict, reason: `signature: ${reason}` };
  if (verdict === "unsupported") {
    return { verdict, reason: `this browser cannot check signatures of type ${reason}` };
  }
  return { verdict, reason };
}

/** What a path in a ledger's folder means; anything not exactly so is `other`. */
function ledgerPath(path) {
  if (path === "README.md") return { kind: "readme" };
  const [, name] = /^records\/[0-9a-f]{2}\/[0-9a-f]{2}\/([0-9a-f]{64})\.relay$/.exec(path) ?? [];
  if (name && recordPath(name) === path) return { kind: "record", id: name };
  const [, folder, id] = /^(heads|files)\/([0-9a-f]{64})$/.exec(path) ?? [];
  if (id) return { kind: folder === "heads" ? "head" : "attachment", id };
  return { kind: "other" };
}

function recordPath(id) {
  return `records/${id.slice(0, 2)}/${id.slice(2, 4)}/${id}.relay`;
}
