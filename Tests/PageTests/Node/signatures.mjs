// Signatures by keys of every kind: OpenSSH's own test data, and made ones with something changed
// in key or signature, on each of which the library must agree with the program relay.
//
//     node signatures.mjs [COUNT [SEED]]       relay is $RELAY or on the PATH

import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { loadLibrary, Tally } from "./library.mjs";
import { askLibrary, askRelay, disagreement, makeTar, relayVersion } from "./oracle.mjs";
import { Dice } from "./signing.mjs";

const count = Number(process.argv[2] ?? 400);
const dice = new Dice(Number(process.argv[3] ?? 1));
const names = [
  "encodeArmor", "wireString", "wireUint32", "decodeArmor", "checkSignatureBody", "signedBytes",
  "readSignatureBody", "WireReader", "toBase64", "concat",
];
const library = loadLibrary(names);
const { concat, wireString, wireUint32 } = library;
const tally = new Tally();

const testdata = "/usr/lib/openssh/regress/unittests/sshsig/testdata";

/** OpenSSH's signatures need not be in the one form of a record, so their parts are read here. */
async function checkOpenSSH(name, expected) {
  const read = (file) => new Uint8Array(fs.readFileSync(path.join(testdata, file)));
  const namespace = library.utf8(read("namespace"));
  const reader = new library.WireReader(library.decodeArmor(read(`${name}.sig`)));
  reader.bytes(10);
  const key = library.PublicKey.fromBlob(reader.string());
  reader.string();
  reader.string();
  const hash = library.utf8(reader.string());
  const body = library.readSignatureBody(reader.string(), key);
  const [type, base64] = library.utf8(read(`${name}.pub`)).trim().split(" ");
  tally.equal(key.line, `${type} ${base64}`, `${name}: key`);
  const message = read("signed-data");
  const check = async (bytes) => (await library.checkSignatureBody(
    body, key, await library.signedBytes(bytes, namespace, hash))).verdict;
  tally.equal(await check(message), expected, name);
  const other = await check(concat(message, Uint8Array.of(0)));
  tally.equal(other, expected === "valid" ? "invalid" : expected, `${name}: another message`);
}

const orders = {
  nistp256: BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
  nistp384: BigInt(
    `0x${"f".repeat(48)}c7634d81f4372ddf581a0db248b0a77aecec196accc52973`),
  nistp521: BigInt(
    `0x1ff${"f".repeat(63)}a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`),
};

function mpint(bytes) {
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start++;
  const rest = bytes.subarray(start);
  return wireString(rest[0] >= 0x80 ? concat(Uint8Array.of(0), rest) : rest);
}

function ecdsaBody(key, curve, hash, message, { high = false } = {}) {
  const raw = crypto.sign(hash, message, { key, dsaEncoding: "ieee-p1363" });
  const length = raw.length / 2;
  let s = BigInt(`0x${raw.subarray(length).toString("hex")}`);
  if (s > orders[curve] / 2n !== high) s = orders[curve] - s;
  const bytes = Buffer.from(s.toString(16).padStart(2 * length, "0"), "hex");
  return wireString(concat(mpint(raw.subarray(0, length)), mpint(bytes)));
}

function ecKey(name, curve) {
  const { privateKey } = crypto.generateKeyPairSync("ec", { namedCurve: name });
  const { x, y } = privateKey.export({ format: "jwk" });
  const point = concat(
    Uint8Array.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url"));
  return { privateKey, point: concat(wireString(curve), wireString(point)) };
}

const sha256 = (bytes) => new Uint8Array(crypto.createHash("sha256").update(bytes).digest());

/** Kinds of keys: a blob, and what signs bytes. */
function makeKinds() {
  const kinds = [];
  for (const [name, curve, hash] of [
    ["prime256v1", "nistp256", "sha256"], ["secp384r1", "nistp384", "sha384"],
    ["secp521r1", "nistp521", "sha512"],
  ]) {
    const { privateKey, point } = ecKey(name, curve);
    const type = wireString(`ecdsa-sha2-${curve}`);
    const sign = (bytes, options) =>
      concat(type, ecdsaBody(privateKey, curve, hash, bytes, options));
    kinds.push({ name: curve, blob: concat(type, point), sign });
    kinds.push({
      name: `${curve}, greater s`, blob: concat(type, point),
      sign: (bytes) => sign(bytes, { high: true }),
    });
  }
  for (const [bits, hash, exponent] of [
    [1024, "256", 3], [2048, "512", 65537], [3072, "256", 65537], [4096, "512", 17],
  ]) {
    const { privateKey } = crypto.generateKeyPairSync(
      "rsa", { modulusLength: bits, publicExponent: exponent });
    const { n, e } = privateKey.export({ format: "jwk" });
    const [modulus, number] = [n, e].map((text) => mpint(Buffer.from(text, "base64url")));
    kinds.push({
      name: `RSA ${bits}`, blob: concat(wireString("ssh-rsa"), number, modulus),
      sign: (bytes) => concat(
        wireString(`rsa-sha2-${hash}`), wireString(crypto.sign(`sha${hash}`, bytes, privateKey))),
    });
  }
  const { privateKey: ed25519 } = crypto.generateKeyPairSync("ed25519");
  const x = Buffer.from(ed25519.export({ format: "jwk" }).x, "base64url");
  kinds.push({
    name: "Ed25519", blob: concat(wireString("ssh-ed25519"), wireString(x)),
    sign: (bytes) =>
      concat(wireString("ssh-ed25519"), wireString(crypto.sign(null, bytes, ed25519))),
  });
  const flags = concat(Uint8Array.of(1), wireUint32(7));
  const skEd25519 = wireString("sk-ssh-ed25519@openssh.com");
  kinds.push({
    name: "Ed25519 security key", blob: concat(skEd25519, wireString(x), wireString("ssh:")),
    sign: (bytes) => concat(
      skEd25519,
      wireString(crypto.sign(null, concat(sha256("ssh:"), flags, sha256(bytes)), ed25519)), flags),
  });
  const { privateKey: sk, point } = ecKey("prime256v1", "nistp256");
  const skECDSA = wireString("sk-ecdsa-sha2-nistp256@openssh.com");
  const skBlob = concat(skECDSA, point, wireString("ssh:"));
  kinds.push({
    name: "ECDSA security key", blob: skBlob,
    sign: (bytes) => concat(
      skECDSA,
      ecdsaBody(sk, "nistp256", "sha256", concat(sha256("ssh:"), flags, sha256(bytes))), flags),
  });
  for (const [name, bits, extensions, quote] of [
    ["WebAuthn", 1, "", ""], ["WebAuthn, extensions", 0x81, "\xa0x", ""],
    ["WebAuthn, flags without extensions", 0x81, "", ""], ["WebAuthn, new key", 0x41, "", ""],
    ["WebAuthn, quote in the origin", 1, "", '"'],
  ]) {
    kinds.push({ name, blob: skBlob, sign: (bytes) => {
      const challenge = library.toBase64(bytes, { url: true });
      const origin = `https://example.com${quote}`;
      const data = library.utf8Bytes(
        `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}","x":1}`);
      const extra = Buffer.from(extensions, "latin1");
      const head = concat(Uint8Array.of(bits), wireUint32(7));
      const message = concat(sha256("ssh:"), head, extra, sha256(data));
      return concat(
        wireString("webauthn-sk-ecdsa-sha2-nistp256@openssh.com"),
        ecdsaBody(sk, "nistp256", "sha256", message), head,
        wireString(origin), wireString(data), wireString(extra));
    } });
  }
  return kinds;
}

/** A first record by a key; `change` is done to the parts of its signature. */
function firstRecord({ blob, sign }, change = (parts) => parts) {
  const algorithm = Buffer.from(blob.subarray(4, 4 + blob[3])).toString();
  const line = `${algorithm} ${Buffer.from(blob).toString("base64")}`;
  const digest = crypto.createHash("sha256").update(blob).digest("base64").replace("=", "");
  const json = library.encodeCanonical({
    v: 1, type: "project", project: 123, by: `SHA256:${digest}`, at: "2026-03-01T12:00:00Z",
    parents: [], client: {}, builders: [{ key: line }], nonce: "0".repeat(32),
  });
  const text = concat(json, library.utf8Bytes("\n"));
  const fields = concat(wireString("relay-ledger-v1"), wireString(""), wireString("sha512"));
  const hash = wireString(crypto.createHash("sha512").update(text).digest());
  const body = sign(concat(library.utf8Bytes("SSHSIG"), fields, hash));
  const parts = change({ key: blob, body });
  const armor = library.encodeArmor(concat(
    library.utf8Bytes("SSHSIG\0\0\0\x01"), wireString(parts.key), fields, wireString(parts.body)));
  const id = crypto.createHash("sha256").update(text).digest("hex");
  return new Map([[library.recordPath(id), concat(text, armor)]]);
}

function damage(bytes) {
  const changed = Buffer.from(bytes);
  const place = dice.below(changed.length);
  const start = changed.subarray(0, place);
  switch (dice.below(4)) {
    case 0: return concat(start, changed.subarray(place + 1));
    case 1: return concat(start, Buffer.of(dice.below(256)), changed.subarray(place));
    default: changed[place] ^= 1 << dice.below(8);
  }
  return new Uint8Array(changed);
}

async function compare(files, what) {
  const archive = makeTar(files);
  const answers = await Promise.all([askRelay(archive, {}), askLibrary(library, archive, {})]);
  tally.equal(disagreement(...answers), null, what);
  return answers[0].status;
}

console.log(relayVersion());
for (const name of ["rsa", "ecdsa", "ed25519", "ecdsa_sk", "ed25519_sk", "ecdsa_sk_webauthn"]) {
  await checkOpenSSH(name, "valid");
}
await checkOpenSSH("dsa", "unsupported");
const kinds = makeKinds();
const good = new Set();
for (const kind of kinds) {
  if (await compare(firstRecord(kind), kind.name) === 0) good.add(kind.name);
}
console.log(`  good: ${[...good].join("; ")}`);
tally.equal(good.size, 12, "kinds of good signatures");
const outcomes = new Map();
for (let number = 0; number < count; number++) {
  const kind = dice.pick(kinds);
  // A changed key is named by the record too.
  const files = dice.chance(0.4)
    ? firstRecord({ ...kind, blob: damage(kind.blob) })
    : firstRecord(kind, ({ key, body }) => ({ key, body: damage(body) }));
  const status = await compare(files, `${number}: ${kind.name}`);
  outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
}
for (const [status, times] of outcomes) console.log(`  status ${status}: ${times}`);
tally.finish();
