// Loads the pages' scripts as a page does: one text in strict mode, in the order of order.txt.

import fs from "node:fs";
import path from "node:path";
import url from "node:url";
import vm from "node:vm";
import { webcrypto } from "node:crypto";

export const root = path.resolve(path.dirname(url.fileURLToPath(import.meta.url)), "../../..");
export const vectors = path.join(root, "docs/vectors");
const scripts = path.join(root, "templates/scripts");

globalThis.crypto ??= webcrypto;

/** The names that tests use of the library. */
const names = [
  "RelayError", "parseCanonical", "encodeCanonical", "parseRecord", "verifyRecord", "openFiles",
  "openFilesGently", "verifyLedger", "parseTime", "formatTime", "sha256", "toHex", "utf8",
  "utf8Bytes", "inert", "readFingerprint", "PublicKey", "formatMoney", "recordPath",
  "parseSignature", "verifySignature",
];

export function loadLibrary(more = [], clientFiles = [], first = "") {
  const order = fs.readFileSync(path.join(scripts, "order.txt"), "utf8");
  const files = [...order.split("\n").filter(Boolean), ...clientFiles];
  const text = files.map((file) => fs.readFileSync(path.join(scripts, file), "utf8")).join("\n");
  const exported = [...names, ...more].join(", ");
  const library = vm.runInThisContext(
    `(() => { "use strict"; ${first}${text}\nreturn { ${exported} }; })()`, { filename: "library.js" });
  return { ...library, source: text };
}

export function readVector(file) {
  return new Uint8Array(fs.readFileSync(path.join(vectors, file)));
}

/** Every file below a folder, by its path in there. */
export function readFolder(folder) {
  const files = new Map();
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = path.join(entry.parentPath ?? entry.path, entry.name);
    files.set(path.relative(folder, full), new Uint8Array(fs.readFileSync(full)));
  }
  return files;
}

/** Counts outcomes; a script ends with `finish()`. */
export class Tally {
  passed = 0;
  failed = 0;

  check(isGood, what) {
    if (isGood) {
      this.passed++;
    } else {
      this.failed++;
      if (this.failed <= 40) console.log(`FAILED: ${what}`);
    }
  }

  equal(found, expected, what) {
    const [left, right] = [found, expected].map((value) => JSON.stringify(value));
    this.check(left === right, `${what}: ${left} instead of ${right}`);
  }

  finish() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exitCode = this.failed === 0 && this.passed > 0 ? 0 : 1;
  }
}
