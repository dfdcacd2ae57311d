// Test keys that everybody can see, and records signed with them.

import crypto from "node:crypto";

function string(content) {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Ed25519 from a name, the keys of docs/vectors among them. */
export class TestKey {
  constructor(name) {
    this.name = name;
    const seed = crypto.createHash("sha256").update(`relay test key: ${name}`).digest();
    const head = Buffer.from("302e020100300506032b657004220420", "hex");
    this.secret = crypto.createPrivateKey({
      key: Buffer.concat([head, seed]), format: "der", type: "pkcs8",
    });
    const { x } = this.secret.export({ format: "jwk" });
    this.blob = Buffer.concat([string("ssh-ed25519"), string(Buffer.from(x, "base64url"))]);
    this.line = `ssh-ed25519 ${this.blob.toString("base64")}`;
    const digest = crypto.createHash("sha256").update(this.blob).digest("base64");
    this.fingerprint = `SHA256:${digest.replace("=", "")}`;
  }

  /** The armored signature that ssh-keygen would write. */
  sign(line) {
    const fields = [string("relay-ledger-v1"), string(""), string("sha512")];
    const hash = string(crypto.createHash("sha512").update(line).digest());
    const message = Buffer.concat([Buffer.from("SSHSIG"), ...fields, hash]);
    const raw = crypto.sign(null, message, this.secret);
    const body = string(Buffer.concat([string("ssh-ed25519"), string(raw)]));
    const blob = Buffer.concat([
      Buffer.from("SSHSIG\0\0\0\x01"), string(this.blob), ...fields, body,
    ]);
    const lines = blob.toString("base64").match(/.{1,70}/g);
    const text = ["-----BEGIN SSH SIGNATURE-----", ...lines, "-----END SSH SIGNATURE-----", ""];
    return Buffer.from(text.join("\n"));
  }
}

export const keys = Object.fromEntries(
  ["ana", "bob", "cleo", "eve", "dan", "bob-next", "bob-third", "ana-next"]
    .map((name) => [name, new TestKey(name)]));
export const keyByFingerprint = new Map(
  Object.values(keys).map((key) => [key.fingerprint, key]));

/** A record's id, path and bytes; `json` overrides the canonical form of the payload. */
export function makeRecord(library, payload, key, json = library.encodeCanonical(payload)) {
  const line = Buffer.concat([json, Buffer.from("\n")]);
  const id = crypto.createHash("sha256").update(line).digest("hex");
  const bytes = new Uint8Array(Buffer.concat([line, key.sign(line)]));
  return { id, path: library.recordPath(id), bytes, payload };
}

/** Random numbers that are the same again for the same seed (mulberry32). */
export class Dice {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** From 0 to below 1. */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit) {
    return Math.floor(this.next() * limit);
  }

  chance(probability) {
    return this.next() < probability;
  }

  pick(list) {
    return list[this.below(list.length)];
  }
}
