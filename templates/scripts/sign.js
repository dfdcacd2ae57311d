// Signs a record's line with SSHSIG, byte for byte as ssh-keygen writes it.

/** A positive number in SSH's shortest form. */
function wireInteger(bytes) {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const digits = bytes.subarray(start);
  return wireString(digits[0] >= 0x80 ? concat(Uint8Array.of(0), digits) : digits);
}

/** The two numbers of an ECDSA signature. Of s and n - s, which are both good, the smaller. */
function ecdsaBody(signature, curve) {
  const r = signature.subarray(0, curve.length);
  const s = bigInteger(signature.subarray(curve.length));
  const low = s > curve.n / 2n ? curve.n - s : s;
  return concat(wireInteger(r), wireInteger(padLeft(bytesOf(low), curve.length)));
}

/** The signature over a line: its file's text, and the same parsed. */
async function signLine(line, key, namespace = recordNamespace) {
  const { publicKey } = key;
  const { kind, curve } = publicKey.body;
  const message = await signedBytes(line, namespace, "sha512");
  const raw = new Uint8Array(
    await globalThis.crypto.subtle.sign(key.parameters, key.handle, message));
  const algorithm = kind === "rsa" ? "rsa-sha2-512" : publicKey.algorithm;
  const body = kind === "ecdsa" ? ecdsaBody(raw, curve) : raw;
  const armored = encodeArmor(
    concat(
      signatureMagic, wireUint32(1), wireString(publicKey.blob), wireString(namespace),
      wireString(""), wireString("sha512"),
      wireString(concat(wireString(algorithm), wireString(body)))));
  return { armored, signature: parseSignature(armored) };
}

/**
 * Signs a record's first line.
 *
 * @param {Uint8Array} line The payload with its newline.
 * @param {SigningKey} key The key that the payload names.
 * @returns {Promise<Uint8Array>} The record's file, checked as any reader would check it.
 */
async function signRecord(line, key) {
  const { armored, signature } = await signLine(line, key);
  const { verdict, reason } = await verifySignature(signature, line);
  if (verdict !== "valid") throw new RelayError(`the browser's signature is not good: ${reason}`);
  return concat(line, armored);
}
