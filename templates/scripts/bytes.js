// Bytes and the texts that stand for them. Everything that is signed or hashed stays a Uint8Array:
// a string has forgotten what it was made of.

/** Why something is refused; `isNewer` says that a later version of relay may well read it. */
class RelayError extends Error {
  constructor(message, { isNewer = false, offset = null } = {}) {
    super(message);
    this.name = "RelayError";
    this.isNewer = isNewer;
    this.offset = offset;
  }
}

const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const looseDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** The text that bytes spell; null where they are not UTF-8. A byte order mark stays in it. */
function utf8(bytes) {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return null;
  }
}

/** The text that bytes spell, for display only: what is not UTF-8 becomes U+FFFD. */
function looseUTF8(bytes) {
  return looseDecoder.decode(bytes);
}

function utf8Bytes(text) {
  return encoder.encode(text);
}

/** How many bytes a text takes. */
function utf8Length(text) {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // The halves of a pair count two each, four together.
    length += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return length;
}

function concat(...parts) {
  return joined(parts);
}

/** The same of any number of parts: of arguments a function takes only so many. */
function joined(parts) {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}

function equalBytes(left, right) {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return false;
  }
  return true;
}

/** Orders by bytes; what is a beginning of the other comes first. */
function compareBytes(left, right) {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    if (left[index] !== right[index]) return left[index] - right[index];
  }
  return left.length - right.length;
}

function startsWith(bytes, prefix) {
  return bytes.length >= prefix.length && equalBytes(bytes.subarray(0, prefix.length), prefix);
}

/** Orders texts of ASCII, such as ids and paths. */
function compareTexts(left, right) {
  return left < right ? -1 : left > right ? 1 : 0;
}

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function toHex(bytes) {
  let text = "";
  for (const byte of bytes) text += hexPairs[byte];
  return text;
}

/** Whether a text is so many hexadecimal digits, in lower case: a name has one spelling. */
function isHex(text, ...lengths) {
  return lengths.includes(text.length) && /^[0-9a-f]*$/.test(text);
}

const base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const base64Alphabet = base64Letters + "+/";
const base64Values = new Uint8Array(256).fill(255);
for (let value = 0; value < 64; value++) base64Values[base64Alphabet.charCodeAt(value)] = value;

/** Base64 as text, padded; in the alphabet for URLs without padding. */
function toBase64(bytes, { url = false } = {}) {
  const alphabet = url ? base64Letters + "-_" : base64Alphabet;
  let text = "";
  for (let start = 0; start < bytes.length; start += 3) {
    const count = Math.min(3, bytes.length - start);
    const group = (bytes[start] << 16) | ((bytes[start + 1] ?? 0) << 8) | (bytes[start + 2] ?? 0);
    text += alphabet[group >> 18] + alphabet[(group >> 12) & 63];
    if (count > 1) text += alphabet[(group >> 6) & 63];
    if (count > 2) text += alphabet[group & 63];
    if (!url) text += "=".repeat(3 - count);
  }
  return text;
}

/**
 * The bytes that base64 in its one spelling stands for: padded, no stray bits, no other characters
 * (RFC 4648, section 3.5). Takes the text's bytes; null for anything else.
 */
function fromBase64(text) {
  const length = text.length;
  if (length % 4 !== 0) return null;
  let padding = 0;
  while (padding < 2 && padding < length && text[length - 1 - padding] === 0x3d) padding++;
  const count = length - padding;
  const bytes = new Uint8Array((length / 4) * 3 - padding);
  let place = 0;
  let group = 0;
  for (let index = 0; index < count; index++) {
    const value = base64Values[text[index]];
    if (value > 63) return null;
    group = (group << 6) | value;
    if ((index & 3) !== 3) continue;
    bytes[place++] = group >> 16;
    bytes[place++] = group >> 8;
    bytes[place++] = group;
    group = 0;
  }
  // The last group's bits that no byte takes must be zero, else two texts would mean the same.
  if (padding === 1) {
    if (group & 0x3) return null;
    bytes[place++] = group >> 10;
    bytes[place++] = group >> 2;
  } else if (padding === 2) {
    if (group & 0xf) return null;
    bytes[place++] = group >> 4;
  }
  return bytes;
}

/** Where some bytes begin in others, from a place on; -1 if they are nowhere. */
function indexOfBytes(bytes, wanted, from = 0) {
  // The byte under their end says how far they can be moved on (Horspool): pages are long.
  const end = wanted.length - 1;
  const steps = new Uint32Array(256).fill(wanted.length);
  for (let index = 0; index < end; index++) steps[wanted[index]] = end - index;
  for (let at = from; at + end < bytes.length; at += steps[bytes[at + end]]) {
    let index = end;
    while (index >= 0 && bytes[at + index] === wanted[index]) index--;
    if (index < 0) return at;
  }
  return -1;
}

async function digest(name, bytes) {
  return new Uint8Array(await globalThis.crypto.subtle.digest(name, bytes));
}
