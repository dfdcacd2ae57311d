// Keys that sign: made in the page, or opened from a file that somebody keeps.
//
// The secret half lives in WebCrypto as a key that cannot be exported: never in the browser's
// storage, never in the document. The bytes that it came in are overwritten once it is there.

/** The browsers that make and use Ed25519 keys by themselves, for people. */
const browsersWithEd25519 = "Chrome or Edge 137, Firefox 129, Safari 17, or a later one";

/** A key that can sign. */
class SigningKey {
  /**
   * @param {PublicKey} publicKey The public half.
   * @param {CryptoKey} handle The secret half, inside WebCrypto.
   */
  constructor(publicKey, handle) {
    this.publicKey = publicKey;
    this.handle = handle;
  }

  get fingerprint() {
    return this.publicKey.fingerprint;
  }

  /** What WebCrypto needs to know to sign with it. */
  get parameters() {
    const { kind, curve } = this.publicKey.body;
    switch (kind) {
      case "ed25519": return { name: "Ed25519" };
      case "ecdsa": return { name: "ECDSA", hash: curve.hash };
      default: return { name: "RSASSA-PKCS1-v1_5" };
    }
  }
}

/** PKCS #8 (RFC 8410) around the 32 bytes of an Ed25519 seed. */
const seedWrapper = Uint8Array.of(
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20);

/** The public key of type ssh-ed25519 with these 32 bytes. */
function ed25519PublicKey(bytes) {
  return PublicKey.fromBlob(concat(wireString(ed25519Name), wireString(bytes)));
}

/** Whether this browser can make and use Ed25519 keys. */
async function hasEd25519() {
  try {
    const { subtle } = globalThis.crypto;
    const pair = await subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
    await subtle.sign({ name: "Ed25519" }, pair.privateKey, new Uint8Array(1));
    return true;
  } catch {
    return false;
  }
}

/** Puts an Ed25519 seed into WebCrypto. That it belongs to the public key is for the caller to check. */
async function importSeed(seed, publicKey) {
  const wrapped = concat(seedWrapper, seed);
  try {
    const handle = await globalThis.crypto.subtle.importKey(
      "pkcs8", wrapped, { name: "Ed25519" }, false, ["sign"]);
    return new SigningKey(publicKey, handle);
  } catch {
    throw new RelayError(`this browser cannot use the key; it takes ${browsersWithEd25519}`);
  } finally {
    wrapped.fill(0);
  }
}

/**
 * Makes an Ed25519 key.
 *
 * The seed comes back beside it so that it can be saved once; whoever has saved it overwrites it.
 */
async function makeKey() {
  const { subtle } = globalThis.crypto;
  const pair = await subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  const wrapped = new Uint8Array(await subtle.exportKey("pkcs8", pair.privateKey));
  try {
    if (wrapped.length !== seedWrapper.length + 32 || !startsWith(wrapped, seedWrapper)) {
      throw new RelayError("the browser wrote the key in another form than it should");
    }
    const publicKey = ed25519PublicKey(
      new Uint8Array(await subtle.exportKey("raw", pair.publicKey)));
    const seed = wrapped.slice(seedWrapper.length);
    return { key: await importSeed(seed, publicKey), seed };
  } finally {
    wrapped.fill(0);
  }
}

/** What a key signs when it is tried: nothing that a ledger would take for a record. */
const trialNamespace = "relay-key-trial-v1";

/** Makes sure that the two halves of a key from a file belong together. */
async function checkHalves(key) {
  const line = utf8Bytes("two halves of one key?\n");
  const { signature } = await signLine(line, key, trialNamespace);
  const { verdict } = await verifySignature(signature, line);
  if (verdict !== "valid") throw new RelayError("the private key is damaged: its halves do not belong together");
  return key;
}

/**
 * Reads a key file: this page's own, or an unencrypted private key of OpenSSH.
 *
 * @param {Uint8Array} bytes The file.
 * @param {() => Promise<string|null>} askPassphrase Asks for the passphrase where there is one;
 *   null gives up.
 * @returns {Promise<SigningKey|null>} The key; null if nobody knew the passphrase.
 */
async function readKeyFile(bytes, askPassphrase) {
  if (isOpenSSHKey(bytes)) return checkHalves(await readOpenSSHKey(bytes));
  const saved = parseSavedKey(bytes);
  const passphrase = await askPassphrase();
  if (passphrase === null) return null;
  return checkHalves(await openSavedKey(saved, passphrase));
}
