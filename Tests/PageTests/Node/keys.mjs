// Keys and signatures of the client page, against ssh-keygen.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { loadLibrary, Tally } from "./library.mjs";

const page = loadLibrary(
  ["makeKey", "saveKey", "readKeyFile", "signRecord", "parseSavedKey", "PassphraseError"],
  ["key.js", "key-file.js", "openssh-key.js", "sign.js"]);
const tally = new Tally();
const tests = [];
const test = (name, run) => tests.push([name, run]);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "relay-keys."));

function run(program, args, input) {
  return execFileSync(program, args, {
    cwd: folder, input, env: { PATH: process.env.PATH, HOME: folder }, stdio: ["pipe", "pipe", "pipe"],
  });
}

const line = Buffer.from('{"a":1}\n');
const nobody = async () => assert.fail("no passphrase was to be asked for");

/** Has ssh-keygen judge a record. */
function verify(record, publicLine) {
  fs.writeFileSync(path.join(folder, "allowed"), `bob ${publicLine}\n`);
  fs.writeFileSync(path.join(folder, "armored"), record.subarray(line.length));
  return run("ssh-keygen", [
    "-Y", "verify", "-f", "allowed", "-I", "bob", "-n", "relay-ledger-v1", "-s", "armored",
  ], line).toString();
}

for (const kind of [
  ["ed25519"], ["ecdsa", "256"], ["ecdsa", "384"], ["ecdsa", "521"], ["rsa", "2048"],
]) {
  test(`a key of OpenSSH signs: ${kind.join(" ")}`, async () => {
    const file = path.join(folder, kind.join("-"));
    const bits = kind[1] ? ["-b", kind[1]] : [];
    run("ssh-keygen", ["-q", "-t", kind[0], ...bits, "-N", "", "-C", "bob", "-f", file]);
    const key = await page.readKeyFile(new Uint8Array(fs.readFileSync(file)), nobody);
    const publicLine = fs.readFileSync(`${file}.pub`, "utf8").split(" ").slice(0, 2).join(" ");
    assert.equal(key.publicKey.line, publicLine);
    assert.match(run("ssh-keygen", ["-l", "-f", file]).toString(), new RegExp(
      key.fingerprint.replaceAll("+", "\\+").replaceAll("/", "\\/")));
    // ECDSA is random: in many signatures both halves of s occur, and numbers with leading zeros.
    for (let count = 0; count < (kind[0] === "ecdsa" ? 20 : 1); count++) {
      const record = Buffer.from(await page.signRecord(line, key));
      assert.match(verify(record, publicLine), /^Good "relay-ledger-v1" signature for bob /);
      if (kind[0] === "ecdsa") continue;
      const expected = run("ssh-keygen", [
        "-q", "-Y", "sign", "-f", file, "-n", "relay-ledger-v1"], line);
      assert.equal(record.subarray(line.length).toString(), expected.toString());
    }
  });
}

test("a key of OpenSSH with a passphrase is named as such", async () => {
  run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "secret", "-f", path.join(folder, "locked")]);
  const bytes = new Uint8Array(fs.readFileSync(path.join(folder, "locked")));
  await assert.rejects(page.readKeyFile(bytes, nobody), /has a passphrase of OpenSSH/);
});

test("what held an unencrypted secret is overwritten", async () => {
  const lib = loadLibrary(
    ["armoredContent", "readOpenSSHKey", "trialNamespace"],
    ["key.js", "key-file.js", "openssh-key.js", "sign.js"]);
  run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path.join(folder, "plain")]);
  const bytes = new Uint8Array(fs.readFileSync(path.join(folder, "plain")));
  const content = Buffer.from(lib.armoredContent(bytes));
  const publicHalf = content.subarray(62, 94);
  const end = content.lastIndexOf(publicHalf);
  const secrets = [content.subarray(end - 32, end)];
  // The same as the file spells it: of each of the three ways in which base64 may fall one is there.
  const spelled = Buffer.from(bytes).toString().split("\n").slice(1, -2).join("");
  secrets.push(Buffer.from(spelled.slice(Math.ceil((end - 32) / 3) * 4, Math.floor(end / 3) * 4)));
  assert.ok(Buffer.from(bytes).toString().replaceAll("\n", "").includes(secrets[1].toString()));
  // Every array that the page made while it read the key, by way of the one that it makes them with.
  const made = [];
  const Original = globalThis.Uint8Array;
  globalThis.Uint8Array = new Proxy(Original, {
    construct(target, words) {
      const array = Reflect.construct(target, words);
      made.push(array);
      return array;
    },
  });
  let key;
  try {
    key = await lib.readOpenSSHKey(bytes);
  } finally {
    globalThis.Uint8Array = Original;
  }
  assert.ok(made.length > 3);
  for (const array of made) {
    for (const secret of secrets) assert.ok(!Buffer.from(array).includes(secret), "a copy is left");
  }
  assert.ok(key.fingerprint.startsWith("SHA256:"));
  assert.notEqual(lib.trialNamespace, "relay-ledger-v1");
});

test("a key whose halves do not belong together is refused", async () => {
  for (const name of ["one", "two"]) {
    run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path.join(folder, name)]);
  }
  const content = (name) =>
    Buffer.from(fs.readFileSync(path.join(folder, name), "utf8").split("\n").slice(1, -2).join(""), "base64");
  const [one, two] = [content("one"), content("two")];
  // The seed of the one beside the public key of the other, 64 bytes after the section's fields.
  const at = one.lastIndexOf(one.subarray(62, 94)) - 32;
  two.copy(one, at, at, at + 32);
  const text = `-----BEGIN OPENSSH PRIVATE KEY-----\n${one.toString("base64").match(/.{1,70}/g).join("\n")}\n` +
    "-----END OPENSSH PRIVATE KEY-----\n";
  await assert.rejects(
    page.readKeyFile(new Uint8Array(Buffer.from(text)), nobody),
    /its halves do not belong together/);
});

test("a key is made, saved and opened again, and no byte of its file can be changed", async () => {
  const { key, seed } = await page.makeKey();
  const file = await page.saveKey(key.publicKey, seed, "grüße 1");
  assert.ok(file.length < 400);
  // Another spelling of the same letters.
  const opened = await page.readKeyFile(file, async () => "gru\u0308ße 1");
  assert.equal(opened.fingerprint, key.fingerprint);
  const record = Buffer.from(await page.signRecord(line, opened));
  assert.match(verify(record, key.publicKey.line), /^Good /);
  assert.equal(await page.readKeyFile(file, async () => null), null);
  await assert.rejects(
    page.readKeyFile(file, async () => "grüße 2"), (error) => error instanceof page.PassphraseError);

  let tried = 0;
  for (let index = 0; index < file.length; index++) {
    const changed = Uint8Array.from(file);
    changed[index] ^= 1;
    try {
      page.parseSavedKey(changed);
    } catch {
      continue;
    }
    // What still reads is changed salt, numbers, keys and secrets: those the cipher finds out.
    if (tried++ % 20 !== 0) continue;
    await assert.rejects(page.readKeyFile(changed, async () => "grüße 1"));
  }
  assert.ok(tried > 100);
});

test("a malformed file of a saved key is refused before anything is computed", async () => {
  const { key, seed } = await page.makeKey();
  const good = Buffer.from(await page.saveKey(key.publicKey, seed, "a passphrase")).toString();
  const bad = {
    "too many rounds": good.replace(" 1000000 ", " 10000001 "),
    "hours of rounds": good.replace(" 1000000 ", " 99999999 "),
    "too few rounds": good.replace(" 1000000 ", " 599999 "),
    "a leading zero": good.replace(" 1000000 ", " 01000000 "),
    "carriage returns": good.replaceAll("\n", "\r\n"),
    "a byte order mark": `\ufeff${good}`,
    "no newline at the end": good.slice(0, -1),
    "something at the end": `${good}x`,
    "another version": good.replace("key 1", "key 2"),
    "another cipher": good.replace("aes-256-gcm", "aes-128-gcm"),
    "a short salt": good.replace(/(1000000 .{20}).{4}/, "$1===="),
    "another type of key": good.replace("ssh-ed25519", "ssh-ed25518"),
    "too long": good + "x".repeat(1024),
    "nothing": "",
  };
  for (const [what, text] of Object.entries(bad)) {
    assert.throws(() => page.parseSavedKey(page.utf8Bytes(text)), { name: "RelayError" }, what);
  }
});

for (const [name, run] of tests) {
  try {
    await run();
    tally.check(true, name);
  } catch (error) {
    tally.check(false, `${name}: ${error.stack}`);
  }
}
fs.rmSync(folder, { recursive: true });
tally.finish();
