// JSON in the one form that records are written in: RFC 8785 over integers and plain keys.
//
// Never JSON.parse: it drops duplicate keys, rounds numbers and takes what nobody would write back.
// Objects have no prototype, so that a key such as `constructor` is a key like any other.

const largestInteger = Number.MAX_SAFE_INTEGER;
const deepestNesting = 32;
const longestText = 1 << 20;

const escapes = new Map([
  [0x22, 0x22], [0x5c, 0x5c], [0x62, 0x08], [0x74, 0x09], [0x6e, 0x0a], [0x66, 0x0c], [0x72, 0x0d],
]);

class JSONParser {
  constructor(bytes) {
    this.bytes = bytes;
    this.position = 0;
    this.depth = 0;
    // Almost every payload is ASCII: then its strings are parts of one text.
    this.text = bytes.every((byte) => byte < 0x80) ? looseUTF8(bytes) : null;
  }

  fail(message) {
    throw new RelayError(message, { offset: this.position });
  }

  get next() {
    return this.bytes[this.position];
  }

  take(character) {
    if (this.next !== character.charCodeAt(0)) this.fail(`expected '${character}'`);
    this.position++;
  }

  word(word, value) {
    for (let index = 0; index < word.length; index++) {
      if (this.bytes[this.position + index] !== word.charCodeAt(index)) {
        this.fail(`expected '${word}'`);
      }
    }
    this.position += word.length;
    return value;
  }

  wholeText() {
    const value = this.value();
    if (this.position !== this.bytes.length) this.fail("text after the value");
    return value;
  }

  value() {
    switch (this.next) {
      case 0x7b: return this.nested(() => this.object());
      case 0x5b: return this.nested(() => this.array());
      case 0x22: return this.string();
      case 0x74: return this.word("true", true);
      case 0x66: return this.word("false", false);
      case 0x6e: return this.word("null", null);
      default: return this.integer();
    }
  }

  nested(body) {
    if (this.depth >= deepestNesting) this.fail("nested too deep");
    this.depth++;
    const value = body();
    this.depth--;
    return value;
  }

  object() {
    this.take("{");
    const members = Object.create(null);
    if (this.next === 0x7d) {
      this.position++;
      return members;
    }
    let last = "";
    for (;;) {
      const key = this.key();
      // Keys are ASCII, so texts sort as their bytes do.
      if (key <= last) this.fail(`key "${key}" twice or out of order`);
      last = key;
      this.take(":");
      members[key] = this.value();
      if (this.next !== 0x2c) {
        this.take("}");
        return members;
      }
      this.position++;
    }
  }

  /** `[a-z][a-z0-9_]*` in quotes. */
  key() {
    this.take('"');
    const start = this.position;
    while (this.isKeyByte(this.next, this.position === start)) this.position++;
    const end = this.position;
    if (end === start) this.fail("expected a key of small letters, digits and '_'");
    this.take('"');
    return this.slice(start, end);
  }

  isKeyByte(byte, isFirst) {
    if (byte >= 0x61 && byte <= 0x7a) return true;
    return !isFirst && ((byte >= 0x30 && byte <= 0x39) || byte === 0x5f);
  }

  slice(start, end) {
    return this.text?.slice(start, end) ?? utf8(this.bytes.subarray(start, end));
  }

  array() {
    this.take("[");
    const values = [];
    if (this.next === 0x5d) {
      this.position++;
      return values;
    }
    for (;;) {
      values.push(this.value());
      if (this.next !== 0x2c) {
        this.take("]");
        return values;
      }
      this.position++;
    }
  }

  integer() {
    const isNegative = this.next === 0x2d;
    if (isNegative) this.position++;
    const start = this.position;
    let value = 0;
    while (this.next >= 0x30 && this.next <= 0x39) {
      // Below 2^53 times ten and a digit more is above it, exact or not.
      value = value * 10 + (this.next - 0x30);
      if (value > largestInteger) this.fail("number beyond 2^53 - 1");
      this.position++;
    }
    if (this.position === start) this.fail("expected a value");
    if (this.bytes[start] === 0x30 && (this.position > start + 1 || isNegative)) {
      this.fail("number not in its shortest form");
    }
    if ([0x2e, 0x65, 0x45].includes(this.next)) this.fail("number that is not an integer");
    return isNegative ? -value : value;
  }

  string() {
    this.take('"');
    const start = this.position;
    // Where there are escapes: the bytes that they and the rest stand for, which are never more.
    let decoded = null;
    let length = 0;
    for (;;) {
      const run = this.position;
      while (this.next >= 0x20 && this.next !== 0x22 && this.next !== 0x5c) this.position++;
      if (this.position === this.bytes.length) this.fail("string without an end");
      const byte = this.bytes[this.position++];
      if (byte === 0x5c) decoded ??= new Uint8Array(this.endOfString(run) - start);
      if (decoded !== null) {
        decoded.set(this.bytes.subarray(run, this.position - 1), length);
        length += this.position - 1 - run;
      }
      if (byte === 0x22) break;
      if (byte !== 0x5c) this.fail("control character in a string");
      decoded[length++] = this.escape();
    }
    const text =
      decoded === null ? this.slice(start, this.position - 1) : utf8(decoded.subarray(0, length));
    if (text === null) this.fail("string that is not UTF-8");
    return text;
  }

  /** Where a string ends at the latest: at the next quote that no backslash stands before. */
  endOfString(position) {
    for (let at = position; at < this.bytes.length; at++) {
      if (this.bytes[at] === 0x5c) at++;
      else if (this.bytes[at] === 0x22) return at;
    }
    return this.bytes.length;
  }

  /** What follows a backslash: only the escapes that the canonical form needs. */
  escape() {
    const byte = this.next;
    if (byte === undefined) this.fail("string without an end");
    this.position++;
    if (escapes.has(byte)) return escapes.get(byte);
    if (byte !== 0x75) this.fail("escape that is not needed");
    this.word("00");
    const digits = looseUTF8(this.bytes.subarray(this.position, this.position + 2));
    if (!/^[01][0-9a-f]$/.test(digits)) this.fail("escape that is not needed");
    this.position += 2;
    const value = Number.parseInt(digits, 16);
    if ([0x08, 0x09, 0x0a, 0x0c, 0x0d].includes(value)) this.fail("escape that has a shorter form");
    return value;
  }
}

/** Reads bytes that are the canonical form of a value, and nothing else. */
function parseCanonical(bytes) {
  if (bytes.length > longestText) {
    throw new RelayError(`longer than ${longestText} bytes`, { offset: 0 });
  }
  return new JSONParser(bytes).wholeText();
}

/** The one form of a value: of null, booleans, integers, strings, arrays and objects. */
function encodeCanonical(value) {
  return utf8Bytes(canonicalText(value));
}

function canonicalText(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      throw new RelayError("not an integer");
    }
    return String(value);
  }
  if (typeof value === "string") return canonicalString(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (typeof value !== "object") throw new RelayError("no value of JSON");
  const keys = Object.keys(value).sort(compareTexts);
  return `{${keys.map((key) => `"${key}":${canonicalText(value[key])}`).join(",")}}`;
}

const shortEscapes = new Map([
  ['"', '\\"'], ["\\", "\\\\"], ["\b", "\\b"], ["\t", "\\t"], ["\n", "\\n"], ["\f", "\\f"],
  ["\r", "\\r"],
]);

function canonicalString(text) {
  if (/\p{Surrogate}/u.test(text)) throw new RelayError("a text holds half of a character, such as a broken picture; write it anew");
  const escaped = text.replace(
    /["\\\u0000-\u001f]/g,
    (mark) => shortEscapes.get(mark) ?? `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `"${escaped}"`;
}
