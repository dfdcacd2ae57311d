// SSH's wire format (RFC 4251, section 5). Every length is compared with what is there before use.

class WireReader {
  constructor(bytes) {
    this.rest = bytes;
  }

  /** Makes sure that nothing is left. */
  finish() {
    if (this.rest.length > 0) throw new RelayError(`${this.rest.length} bytes too many`);
  }

  bytes(count) {
    if (count > this.rest.length) throw new RelayError("cut short");
    const bytes = this.rest.subarray(0, count);
    this.rest = this.rest.subarray(count);
    return bytes;
  }

  byte() {
    return this.bytes(1)[0];
  }

  uint32() {
    const [a, b, c, d] = this.bytes(4);
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }

  /** A length in four bytes, then as many bytes. */
  string() {
    return this.bytes(this.uint32());
  }

  /** A string that names an algorithm: 1 to 64 letters, digits and `-._@+/=`. */
  name() {
    const text = looseUTF8(this.string());
    if (!/^[A-Za-z0-9._@+/=-]{1,64}$/.test(text)) {
      throw new RelayError("not a name of an algorithm");
    }
    return text;
  }

  /** A string that OpenSSH takes for text that ends at a NUL, so it must hold none. */
  text() {
    const bytes = this.string();
    if (bytes.includes(0)) throw new RelayError("NUL in a text");
    return bytes;
  }

  /** An `mpint` that is positive and in its shortest form, without a leading zero. */
  positiveInteger() {
    const bytes = this.string();
    if (bytes.length === 0) throw new RelayError("a number is zero");
    if (bytes[0] >= 0x80) throw new RelayError("a number is negative");
    if (bytes[0] > 0) return bytes;
    if (bytes.length === 1) throw new RelayError("a number is zero");
    if (bytes[1] < 0x80) throw new RelayError("a number is padded with zeros");
    return bytes.subarray(1);
  }
}

function wireUint32(value) {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** A string in the wire's form; takes bytes, or a text for its UTF-8. */
function wireString(content) {
  const bytes = typeof content === "string" ? utf8Bytes(content) : content;
  return concat(wireUint32(bytes.length), bytes);
}

/** The number whose bytes these are, most significant first. */
function bigInteger(bytes) {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

/** The bytes with zeros in front, so many in all; null if there are more. */
function padLeft(bytes, count) {
  return bytes.length > count ? null : concat(new Uint8Array(count - bytes.length), bytes);
}
