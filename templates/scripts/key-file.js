// The file in which the page saves a key. docs/client-page.md says what each line means:
//
//     relay client key 1
//     kdf pbkdf2-sha256 1000000 4qVMkMEHV7Yv2Lc1m0J9Sw==
//     cipher aes-256-gcm 8bIOZVmQHkWqAg5h
//     public ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI…
//     secret nD0…
//
// The passphrase's key encrypts the 32 bytes of the Ed25519 seed; the lines before `secret`, each
// with its newline, are authenticated with them. So no line can be changed unnoticed.

const savedKeyHead = "relay client key 1";

/** Longer is no file of this kind. */
const longestSavedKey = 1024;

/** How often a new file's passphrase is hashed. */
const iterationsNow = 1_000_000;

/** Fewer would be a file that somebody made easy to guess; more would only keep the page busy. */
const iterationsAllowed = { least: 600_000, most: 10_000_000 };

const savedKeyForm = new RegExp(
  `^(${savedKeyHead}\n` +
    "kdf pbkdf2-sha256 ([1-9][0-9]{0,7}) ([A-Za-z0-9+/=]{24})\n" +
    "cipher aes-256-gcm ([A-Za-z0-9+/]{16})\n" +
    "public (ssh-ed25519 [A-Za-z0-9+/=]{68})\n)" +
    "secret ([A-Za-z0-9+/]{64})\n$");

/** The passphrase did not open the file: it is another one, or the file was changed. */
class PassphraseError extends RelayError {
  constructor() {
    super("the passphrase is wrong, or the file was changed");
  }
}

/** Derives the key that encrypts from a passphrase. */
async function passphraseKey(passphrase, salt, iterations, use) {
  const { subtle } = globalThis.crypto;
  // One spelling of each letter, whatever the keyboard writes.
  const bytes = utf8Bytes(passphrase.normalize("NFC"));
  try {
    const base = await subtle.importKey("raw", bytes, "PBKDF2", false, ["deriveKey"]);
    return await subtle.deriveKey(
      { name: "PBKDF2", hash: "SHA-256", salt, iterations }, base,
      { name: "AES-GCM", length: 256 }, false, [use]);
  } finally {
    bytes.fill(0);
  }
}

/** Writes the file of a key, encrypted with a passphrase. */
async function saveKey(publicKey, seed, passphrase) {
  const random = (count) => globalThis.crypto.getRandomValues(new Uint8Array(count));
  const [salt, iv] = [random(16), random(12)];
  const head =
    `${savedKeyHead}\nkdf pbkdf2-sha256 ${iterationsNow} ${toBase64(salt)}\n` +
    `cipher aes-256-gcm ${toBase64(iv)}\npublic ${publicKey.line}\n`;
  const key = await passphraseKey(passphrase, salt, iterationsNow, "encrypt");
  const sealed = await globalThis.crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: utf8Bytes(head) }, key, seed);
  return utf8Bytes(`${head}secret ${toBase64(new Uint8Array(sealed))}\n`);
}

/** What a file is that is no key to sign with. */
function strangeKeyText(bytes) {
  const start = looseUTF8(bytes.subarray(0, 200));
  if (/^\s*(?:ssh-|ecdsa-|sk-)[a-z0-9@.-]+ AAAA/.test(start)) {
    return "this is the public half of a key; choose the file beside it whose name does not end in .pub";
  }
  return start.includes("OPENSSH PRIVATE KEY")
    ? "the private key is damaged" : "neither a key that this page saved nor one of OpenSSH";
}

/** Reads the lines of a saved key; nothing is decrypted yet. */
function parseSavedKey(bytes) {
  const isOurs = startsWith(bytes, utf8Bytes("relay client key "));
  if (!isOurs) throw new RelayError(strangeKeyText(bytes));
  if (bytes.length > longestSavedKey) throw new RelayError("too long for a saved key");
  const text = utf8(bytes) ?? "";
  const match = savedKeyForm.exec(text);
  if (!match) {
    throw new RelayError(
      text.startsWith(`${savedKeyHead}\n`)
        ? "the saved key is damaged"
        : "the key was saved by another version of this page");
  }
  const [, head, count, saltText, ivText, line, sealedText] = match;
  const iterations = Number(count);
  if (iterations < iterationsAllowed.least || iterations > iterationsAllowed.most) {
    throw new RelayError(`the saved key asks for ${count} rounds of hashing, which no page wrote`);
  }
  const [salt, iv, sealed] = [saltText, ivText, sealedText].map((part) => fromBase64(utf8Bytes(part)));
  const publicKey = PublicKey.fromLine(line);
  if (!salt || salt.length !== 16 || !iv || !sealed || !publicKey) {
    throw new RelayError("the saved key is damaged");
  }
  return { head, iterations, salt, iv, publicKey, sealed };
}

/** Opens a saved key with its passphrase. */
async function openSavedKey(saved, passphrase) {
  const key = await passphraseKey(passphrase, saved.salt, saved.iterations, "decrypt");
  let seed;
  try {
    seed = new Uint8Array(
      await globalThis.crypto.subtle.decrypt(
        { name: "AES-GCM", iv: saved.iv, additionalData: utf8Bytes(saved.head) }, key,
        saved.sealed));
  } catch {
    throw new PassphraseError();
  }
  try {
    return await importSeed(seed, saved.publicKey);
  } finally {
    seed.fill(0);
  }
}
