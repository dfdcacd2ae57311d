// SSH signatures (OpenSSH's PROTOCOL.sshsig): one signature has one file, byte for byte what
// ssh-keygen writes.

const armorHead = "-----BEGIN SSH SIGNATURE-----";
const armorFoot = "-----END SSH SIGNATURE-----";
const armorColumns = 70;
const signatureMagic = utf8Bytes("SSHSIG");
const webAuthnName = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com";

/** The file that ssh-keygen writes for a signature. */
function encodeArmor(blob) {
  const lines = toBase64(blob).match(/.{1,70}/g) ?? [];
  return utf8Bytes([armorHead, ...lines, armorFoot, ""].join("\n"));
}

/** Whether a newline ends each 70 characters, and the rest, and stands nowhere else. */
function isInLines(content) {
  const last = content.length - 1;
  for (let index = 0; index <= last; index++) {
    const isEnd = index === last || index % (armorColumns + 1) === armorColumns;
    if ((content[index] === 0x0a) !== isEnd) return false;
  }
  return last % (armorColumns + 1) !== 0;
}

/** Reads what `encodeArmor` writes, and nothing else. */
function decodeArmor(bytes) {
  if (bytes.length > 1 << 17) throw new RelayError("the signature is too long");
  // The likeliest accident, and one that leaves no trace on a screen.
  if (bytes.includes(0x0d)) throw new RelayError("has carriage returns in it");
  const head = utf8Bytes(`${armorHead}\n`);
  const foot = utf8Bytes(`${armorFoot}\n`);
  if (!startsWith(bytes, head)) throw new RelayError(`no ${armorHead} at the start`);
  if (bytes.length < foot.length || !equalBytes(bytes.subarray(bytes.length - foot.length), foot)) {
    throw new RelayError(`does not end with ${armorFoot} and one newline`);
  }
  const content = bytes.subarray(head.length, Math.max(head.length, bytes.length - foot.length));
  const blob = fromBase64(content.filter((byte) => byte !== 0x0a));
  if (blob === null) throw new RelayError("not canonical base64");
  if (!isInLines(content)) {
    throw new RelayError(`not in lines of ${armorColumns} columns as ssh-keygen writes it`);
  }
  return blob;
}

const ed25519Order = 2n ** 252n + 27742317777372353535851937790883648493n;

function readEd25519Signature(reader) {
  const signature = reader.string();
  if (signature.length !== 64) throw new RelayError("an Ed25519 signature has 64 bytes");
  return { bytes: signature };
}

function readECDSASignature(reader, curve) {
  const inner = new WireReader(reader.string());
  const r = inner.positiveInteger();
  const s = inner.positiveInteger();
  inner.finish();
  if (bigInteger(r) >= curve.n || bigInteger(s) >= curve.n) {
    throw new RelayError("a number of the ECDSA signature is out of range");
  }
  return { r, s };
}

function readRSASignature(reader, modulus) {
  const bytes = reader.string();
  if (bytes.length === 0 || bytes.length > modulus.length) {
    throw new RelayError("the RSA signature is not as long as the key's modulus");
  }
  return { bytes };
}

function readSecurityKeyData(reader) {
  return { flags: reader.byte(), counter: reader.uint32() };
}

const signatureNames = new Set([
  ...[...curves.keys()].map((name) => `ecdsa-sha2-${name}`), "rsa-sha2-256", "rsa-sha2-512",
  webAuthnName, ed25519Name, skEd25519Name, skECDSAName,
]);

/** Reads the signature proper: an algorithm that is known must go with the key. */
function readSignatureBody(bytes, key) {
  const reader = new WireReader(bytes);
  const algorithm = reader.name();
  const { kind, curve, modulus } = key.body;
  let body;
  if (kind === "unsupported") {
    return { algorithm, isUnsupported: true };
  } else if (algorithm === key.algorithm && algorithm !== rsaName) {
    body = kind === "ecdsa" ? readECDSASignature(reader, curve) : readEd25519Signature(reader);
    if (key.body.application) body.data = readSecurityKeyData(reader);
  } else if (kind === "rsa" && (algorithm === "rsa-sha2-256" || algorithm === "rsa-sha2-512")) {
    body = { ...readRSASignature(reader, modulus), hash: `SHA-${algorithm.slice(-3)}` };
  } else if (key.algorithm === skECDSAName && algorithm === webAuthnName) {
    body = readECDSASignature(reader, curve);
    body.data = readSecurityKeyData(reader);
    body.browser = {
      origin: reader.text(), clientData: reader.string(), extensions: reader.string(),
    };
  } else if (signatureNames.has(algorithm)) {
    throw new RelayError(`a signature of type ${algorithm} by a key of type ${key.algorithm}`);
  } else {
    return { algorithm, isUnsupported: true };
  }
  reader.finish();
  return { algorithm, ...body };
}

/** What keeps a signature from being the one form that is admitted; null if nothing does. */
function signatureFlaw(body, key) {
  if (body.isUnsupported) return null;
  if (body.s && bigInteger(body.s) > key.body.curve.n / 2n) {
    return "the ECDSA signature has the greater of its two values of s";
  }
  if (key.body.kind === "rsa" && body.bytes.length !== key.body.modulus.length) {
    return "the RSA signature is not as long as the key's modulus";
  }
  return null;
}

/** Reads the armored file of a signature: its key, namespace, hash and body. */
function parseSignature(armored) {
  const reader = new WireReader(decodeArmor(armored));
  let signature;
  try {
    if (!equalBytes(reader.bytes(signatureMagic.length), signatureMagic)) {
      throw new RelayError("it does not start with SSHSIG");
    }
    const version = reader.uint32();
    if (version !== 1) throw new RelayError(`version ${version} is not known`);
    const keyBlob = reader.string();
    const namespace = looseUTF8(reader.string());
    if (!/^[\x20-\x7e]{1,256}$/.test(namespace)) {
      throw new RelayError("the namespace is not printable ASCII");
    }
    if (reader.string().length > 0) throw new RelayError("reserved bytes are in use");
    const hash = reader.name();
    if (hash !== "sha256" && hash !== "sha512") {
      throw new RelayError("the hash algorithm is neither sha256 nor sha512");
    }
    const body = reader.string();
    reader.finish();
    const key = PublicKey.fromBlob(keyBlob);
    signature = { key, namespace, hash, body: readSignatureBody(body, key) };
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    throw new RelayError(`not a signature: ${error.message}`);
  }
  const flaw = signatureFlaw(signature.body, signature.key);
  if (flaw !== null) throw new RelayError(flaw);
  return signature;
}

/** The bytes that a key signs in place of a message. */
async function signedBytes(message, namespace, hash) {
  const name = hash === "sha256" ? "SHA-256" : "SHA-512";
  return concat(
    signatureMagic, wireString(namespace), wireString(""), wireString(hash),
    wireString(await digest(name, message)));
}

/** What a security key has signed (OpenSSH's PROTOCOL.u2f) in place of a message. */
function securityKeyBytes(application, data, extensions, message) {
  return concat(
    sha256(application), Uint8Array.of(data.flags), wireUint32(data.counter), extensions,
    sha256(message));
}

/** Why what a browser put around a message does not belong to it; null if it does. */
function webAuthnFlaw({ origin, clientData, extensions }, message, flags) {
  if (origin.includes(0x22)) return "the web site's name has a quote in it";
  if (flags & 0x40) return "the flags announce a new key";
  if (((flags & 0x80) !== 0) !== extensions.length > 0) {
    return "the flags do not fit the extensions";
  }
  // Browsers must write these fields first and in this order (WebAuthn level 2, 5.8.1.1).
  const challenge = toBase64(message, { url: true });
  const start = concat(
    utf8Bytes(`{"type":"webauthn.get","challenge":"${challenge}","origin":"`), origin,
    Uint8Array.of(0x22));
  return startsWith(clientData, start) ? null : "the web site's data are about something else";
}

/** The key as WebCrypto wants it. */
function importVerifyingKey(key, hash) {
  const { subtle } = globalThis.crypto;
  const { kind, curve, exponent, modulus } = key.body;
  switch (kind) {
    case "ed25519":
      return subtle.importKey("raw", key.body.bytes, { name: "Ed25519" }, false, ["verify"]);
    case "ecdsa":
      return subtle.importKey(
        "raw", key.body.point, { name: "ECDSA", namedCurve: curve.web }, false, ["verify"]);
    default: {
      const number = (bytes) => toBase64(bytes, { url: true });
      return subtle.importKey(
        "jwk", { kty: "RSA", n: number(modulus), e: number(exponent) },
        { name: "RSASSA-PKCS1-v1_5", hash }, false, ["verify"]);
    }
  }
}

const misfit = {
  verdict: "invalid", reason: "the signature does not fit what it should be over",
};

/** Checks the signature proper over the bytes that the key was given. */
async function checkSignatureBody(body, key, bytes) {
  const unsupported = { verdict: "unsupported", reason: body.algorithm };
  if (key.body.kind === "unsupported") return { verdict: "unsupported", reason: key.algorithm };
  if (body.isUnsupported) return unsupported;
  let message = bytes;
  if (body.browser) {
    const flaw = webAuthnFlaw(body.browser, bytes, body.data.flags);
    if (flaw !== null) return { verdict: "invalid", reason: flaw };
    message = body.browser.clientData;
  }
  if (body.data) {
    const extensions = body.browser?.extensions ?? new Uint8Array(0);
    message = securityKeyBytes(key.body.application, body.data, extensions, message);
  }
  let parameters;
  let signature = body.bytes;
  switch (key.body.kind) {
    case "ed25519":
      // Implementations differ here: S must be below the order (RFC 8032, section 5.1.7).
      if (bigInteger(signature.slice(32).reverse()) >= ed25519Order) return misfit;
      parameters = { name: "Ed25519" };
      break;
    case "ecdsa": {
      const { curve } = key.body;
      parameters = { name: "ECDSA", hash: curve.hash };
      signature = concat(padLeft(body.r, curve.length), padLeft(body.s, curve.length));
      break;
    }
    default: parameters = { name: "RSASSA-PKCS1-v1_5" };
  }
  const hash = body.hash ?? "";
  let imported;
  try {
    if (!key.imported.has(hash)) key.imported.set(hash, importVerifyingKey(key, hash));
    imported = await key.imported.get(hash);
  } catch (error) {
    // No point of the curve, as some implementations see at once and others at each signature.
    return key.body.kind === "ed25519" && error?.name === "DataError" ? misfit : unsupported;
  }
  try {
    const isGood = await globalThis.crypto.subtle.verify(parameters, imported, signature, message);
    return isGood ? { verdict: "valid", reason: "" } : misfit;
  } catch {
    return unsupported;
  }
}

/** Checks that the key of a signature has signed a message. Whose key it is remains open. */
async function verifySignature(signature, message) {
  const bytes = await signedBytes(message, signature.namespace, signature.hash);
  return checkSignatureBody(signature.body, signature.key, bytes);
}
