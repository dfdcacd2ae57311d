// Private keys in OpenSSH's own form (PROTOCOL.key), unencrypted: Ed25519, ECDSA and RSA.
//
// Encrypted ones need bcrypt, which no browser has: their owner signs with ssh-keygen or relay.

const privateHead = "-----BEGIN OPENSSH PRIVATE KEY-----";
const privateFoot = "-----END OPENSSH PRIVATE KEY-----";
const longestPrivateKey = 1 << 16;

function isOpenSSHKey(bytes) {
  return startsWith(bytes, utf8Bytes(privateHead));
}

/**
 * What stands between the first and the last line, decoded; null where it is not what OpenSSH writes.
 * The secret stays in bytes, which can be overwritten: of a text nobody can say where its copies are.
 */
function armoredContent(bytes) {
  const [head, foot] = [utf8Bytes(privateHead), utf8Bytes(privateFoot)];
  let end = bytes.length;
  while (end > 0 && [0x09, 0x0a, 0x0d, 0x20].includes(bytes[end - 1])) end--;
  const [first, last] = [head.length, end - foot.length];
  if (last <= first || !startsWith(bytes, head) || !equalBytes(bytes.subarray(last, end), foot)) return null;
  const isBreak = (at) => bytes[at] === 0x0a || (bytes[at] === 0x0d && bytes[at + 1] === 0x0a);
  if (!isBreak(first) || bytes[last - 1] !== 0x0a) return null;
  const body = new Uint8Array(last - first);
  let length = 0;
  for (let at = first; at < last; at++) if (!isBreak(at)) body[length++] = bytes[at];
  try {
    return fromBase64(body.subarray(0, length));
  } finally {
    body.fill(0);
  }
}

/** Reads what ssh-keygen has written: where its form is broken, something has damaged it. */
class DamageReader extends WireReader {
  finish() {
    if (this.rest.length > 0) throw new RelayError("the private key is damaged");
  }

  bytes(count) {
    if (count > this.rest.length) throw new RelayError("the private key is damaged");
    return super.bytes(count);
  }
}

/** Reads a file's content in two parts: the public key, and the section with the secret. */
function parseOpenSSHKey(content) {
  const reader = new DamageReader(content);
  const magic = utf8Bytes("openssh-key-v1\0");
  if (!equalBytes(reader.bytes(magic.length), magic)) {
    throw new RelayError("the private key is damaged");
  }
  const cipher = reader.name();
  reader.name();
  reader.string();
  if (reader.uint32() !== 1) throw new RelayError("more than one key in the file");
  // A copy: the content is overwritten.
  const publicKey = PublicKey.fromBlob(reader.string().slice());
  const section = reader.string();
  if (cipher !== "none") {
    throw new RelayError(
      "the private key has a passphrase of OpenSSH, which no browser can read; make a key here, " +
        "or sign with relay");
  }
  reader.finish();
  return { publicKey, section };
}

/** The number as JSON web keys write it. */
function webNumber(bytes, count = bytes.length) {
  const padded = padLeft(bytes, count);
  if (padded === null) throw new RelayError("a number of the private key is out of range");
  return toBase64(padded, { url: true });
}

function bytesOf(number) {
  const hex = number.toString(16);
  return Uint8Array.from((hex.length % 2 ? `0${hex}` : hex).match(/../g), (pair) => parseInt(pair, 16));
}

/** The secret fields of an ECDSA key as a JSON web key. */
function ecdsaWebKey(reader, { curve, point }) {
  const name = reader.name();
  if (name !== curve.name || !equalBytes(reader.string(), point)) {
    throw new RelayError("the private key is damaged: its halves do not belong together");
  }
  const { length } = curve;
  return {
    kty: "EC", crv: curve.web, x: webNumber(point.slice(1, 1 + length)),
    y: webNumber(point.slice(1 + length)), d: webNumber(reader.positiveInteger(), length),
  };
}

/** The secret fields of an RSA key as a JSON web key. */
function rsaWebKey(reader, { exponent, modulus }) {
  const [n, e, d, inverse, p, q] = Array.from({ length: 6 }, () => reader.positiveInteger());
  if (!equalBytes(n, modulus) || !equalBytes(e, exponent)) {
    throw new RelayError("the private key is damaged: its halves do not belong together");
  }
  const remainder = (prime) => bytesOf(bigInteger(d) % (bigInteger(prime) - 1n));
  return {
    kty: "RSA", n: webNumber(n), e: webNumber(e), d: webNumber(d), p: webNumber(p),
    q: webNumber(q), dp: webNumber(remainder(p)), dq: webNumber(remainder(q)),
    qi: webNumber(inverse),
  };
}

/** Reads an unencrypted private key. What holds its secret is overwritten, but for the file itself. */
async function readOpenSSHKey(bytes) {
  if (bytes.length > longestPrivateKey) throw new RelayError("too long for a private key");
  const content = armoredContent(bytes);
  if (content === null) throw new RelayError("the private key is damaged");
  try {
    return await importOpenSSHKey(parseOpenSSHKey(content));
  } finally {
    content.fill(0);
  }
}

async function importOpenSSHKey({ publicKey, section }) {
  const reader = new DamageReader(section);
  if (reader.uint32() !== reader.uint32()) throw new RelayError("the private key is damaged");
  if (reader.name() !== publicKey.algorithm) {
    throw new RelayError("the secret half is of another type than the public one");
  }
  const { kind } = publicKey.body;
  if (kind === "ed25519" && publicKey.algorithm === ed25519Name) {
    reader.string();
    const secret = reader.string();
    if (secret.length !== 64 || !equalBytes(secret.subarray(32), publicKey.body.bytes)) {
      throw new RelayError("the private key is damaged: its halves do not belong together");
    }
    return importSeed(secret.subarray(0, 32), publicKey);
  }
  if ((kind !== "ecdsa" && kind !== "rsa") || publicKey.body.application) {
    throw new RelayError(`keys of type ${publicKey.algorithm} cannot sign here`);
  }
  const [webKey, parameters] = kind === "ecdsa"
    ? [ecdsaWebKey(reader, publicKey.body),
      { name: "ECDSA", namedCurve: publicKey.body.curve.web }]
    : [rsaWebKey(reader, publicKey.body), { name: "RSASSA-PKCS1-v1_5", hash: "SHA-512" }];
  try {
    const handle = await globalThis.crypto.subtle.importKey(
      "jwk", webKey, parameters, false, ["sign"]);
    return new SigningKey(publicKey, handle);
  } catch {
    throw new RelayError(`this browser cannot use the key of type ${publicKey.algorithm}`);
  }
}
