// SSH public keys: parsing, fingerprints, OpenSSH's line.

/** The curves of SSH (RFC 5656), with p, n and b of SEC 2; a is -3. */
const curves = new Map(
  [
    {
      name: "nistp256", web: "P-256", hash: "SHA-256", length: 32,
      p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
      n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
      b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    },
    {
      name: "nistp384", web: "P-384", hash: "SHA-384", length: 48,
      p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      n: BigInt(
        "0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf" +
        "581a0db248b0a77aecec196accc52973"),
      b: BigInt(
        "0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a" +
        "c656398d8a2ed19d2a85c8edd3ec2aef"),
    },
    {
      name: "nistp521", web: "P-521", hash: "SHA-512", length: 66,
      p: 2n ** 521n - 1n,
      n: BigInt(
        "0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
        "ffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"),
      b: BigInt(
        "0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef10" +
        "9e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00"),
    },
  ].map((curve) => [curve.name, curve]));

function isOnCurve(curve, point) {
  if (point.length !== 1 + 2 * curve.length || point[0] !== 4) return false;
  const x = bigInteger(point.subarray(1, 1 + curve.length));
  const y = bigInteger(point.subarray(1 + curve.length));
  const { p, b } = curve;
  if (x >= p || y >= p) return false;
  return (y * y - (x * x * x - 3n * x + b)) % p === 0n;
}

/**
 * The y coordinates, little-endian, of the points of order 1, 2, 4 and 8, in every encoding: with
 * such a key anybody can sign, and one signature can fit many messages.
 */
const smallOrders = new Set([
  "00".repeat(32), "01" + "00".repeat(31),
  "ec" + "ff".repeat(30) + "7f", "ed" + "ff".repeat(30) + "7f", "ee" + "ff".repeat(30) + "7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]);

function isSmallOrder(key) {
  const bytes = Uint8Array.from(key);
  // The highest bit is the sign of x: both signs of each y count.
  bytes[31] &= 0x7f;
  return smallOrders.has(toHex(bytes));
}

const ed25519Name = "ssh-ed25519";
const rsaName = "ssh-rsa";
const skEd25519Name = "sk-ssh-ed25519@openssh.com";
const skECDSAName = "sk-ecdsa-sha2-nistp256@openssh.com";

function readEd25519Key(reader) {
  const key = reader.string();
  if (key.length !== 32) throw new RelayError("an Ed25519 key has 32 bytes");
  if (isSmallOrder(key)) {
    throw new RelayError("the Ed25519 key is one with which anybody can sign");
  }
  return key;
}

function readPoint(reader, curve) {
  if (!equalBytes(reader.string(), utf8Bytes(curve.name))) {
    throw new RelayError("the key names another curve than its type");
  }
  const point = reader.string();
  if (!isOnCurve(curve, point)) {
    throw new RelayError(`the key is not an uncompressed point of ${curve.name}`);
  }
  return point;
}

function readRSAKey(reader) {
  const exponent = reader.positiveInteger();
  const modulus = reader.positiveInteger();
  const bits = 8 * modulus.length - (Math.clz32(modulus[0]) - 24);
  if (bits < 1024 || bits > 16384) {
    throw new RelayError(`an RSA key of ${bits} bits; OpenSSH takes 1024 to 16384`);
  }
  const isOdd = (number) => number[number.length - 1] % 2 === 1;
  // With the exponent 1 every padded message is its own signature.
  const isLess = exponent.length < modulus.length ||
    (exponent.length === modulus.length && compareBytes(exponent, modulus) < 0);
  if (!isOdd(exponent) || !isOdd(modulus) || !isLess ||
    (exponent.length === 1 && exponent[0] === 1)) {
    throw new RelayError("not the numbers of an RSA key");
  }
  return { exponent, modulus };
}

function readKeyBody(algorithm, reader) {
  if (algorithm.startsWith("ecdsa-sha2-")) {
    const curve = curves.get(algorithm.slice("ecdsa-sha2-".length));
    if (curve) return { kind: "ecdsa", curve, point: readPoint(reader, curve) };
  }
  switch (algorithm) {
    case ed25519Name: return { kind: "ed25519", bytes: readEd25519Key(reader) };
    case rsaName: return { kind: "rsa", ...readRSAKey(reader) };
    case skEd25519Name:
      return { kind: "ed25519", bytes: readEd25519Key(reader), application: reader.text() };
    case skECDSAName: {
      const curve = curves.get("nistp256");
      return { kind: "ecdsa", curve, point: readPoint(reader, curve), application: reader.text() };
    }
    default:
      // DSA, certificates, what is still to come: kept whole, so that it can be named and shown.
      reader.rest = reader.rest.subarray(reader.rest.length);
      return { kind: "unsupported" };
  }
}

/** An SSH public key. It has one form, so two keys are the same if their blobs are. */
class PublicKey {
  constructor(blob) {
    if (blob.length > 1 << 16) throw new RelayError("the key is too long");
    try {
      const reader = new WireReader(blob);
      this.algorithm = reader.name();
      this.body = readKeyBody(this.algorithm, reader);
      reader.finish();
    } catch (error) {
      throw new RelayError(`not a public key: ${error.message}`);
    }
    this.blob = blob;
    this.base64 = toBase64(blob);
    /** The key as one line of text without a comment. */
    this.line = `${this.algorithm} ${this.base64}`;
    /** As `ssh-keygen -l` prints it. */
    this.fingerprint = `SHA256:${toBase64(sha256(blob)).replace("=", "")}`;
    this.imported = new Map();
  }

  // One key signs thousands of records: it is looked at once.
  static known = new Map();

  static fromBlob(blob) {
    const name = toBase64(blob);
    let key = PublicKey.known.get(name);
    if (!key) {
      key = new PublicKey(blob.slice());
      PublicKey.known.set(name, key);
    }
    return key;
  }

  /** Reads exactly `type base64`, as records hold it; null for anything else. */
  static fromLine(line) {
    const [algorithm, base64, ...rest] = line.split(" ");
    if (base64 === undefined || rest.length > 0) return null;
    const blob = fromBase64(utf8Bytes(base64));
    if (blob === null) return null;
    try {
      const key = PublicKey.fromBlob(blob);
      return key.algorithm === algorithm ? key : null;
    } catch {
      return null;
    }
  }
}

/**
 * The fingerprint that a person means: `SHA256:…` itself, or a public key as in a `.pub` file or
 * in `authorized_keys`.
 */
function readFingerprint(text) {
  const trimmed = text.trim();
  if (/^SHA256:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]$/.test(trimmed)) return trimmed;
  const lines = trimmed.split(/[\r\n]+/).map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (lines.length > 1) throw new RelayError("more than one public key");
  const words = (lines[0] ?? "").replace(/^key::/, "").split(/[ \t]+/);
  for (let index = 0; index + 1 < words.length; index++) {
    const key = PublicKey.fromLine(`${words[index]} ${words[index + 1]}`);
    if (key) return key.fingerprint;
  }
  throw new RelayError(
    trimmed.startsWith("SHA256:")
      ? "not a whole fingerprint: SHA256: and 43 characters"
      : "neither a fingerprint nor a public key");
}
