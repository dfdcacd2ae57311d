// SHA-256 (FIPS 180-4) at once instead of by WebCrypto: for lines and keys of a kilobyte a promise
// costs more than the hash. What may be long goes to WebCrypto.

const sha256Constants = new Uint32Array(64);
const sha256Start = new Uint32Array(8);

// The first 32 bits of the fractions of the roots of the first primes.
{
  let count = 0;
  for (let number = 2; count < 64; number++) {
    let isPrime = true;
    for (let factor = 2; factor * factor <= number; factor++) {
      if (number % factor === 0) isPrime = false;
    }
    if (!isPrime) continue;
    const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
    if (count < 8) sha256Start[count] = fraction(Math.sqrt(number));
    sha256Constants[count++] = fraction(Math.cbrt(number));
  }
}

const sha256Words = new Uint32Array(64);

function sha256Block(state, bytes, offset) {
  const words = sha256Words;
  for (let index = 0; index < 16; index++, offset += 4) {
    words[index] =
      (bytes[offset] << 24) | (bytes[offset + 1] << 16) | (bytes[offset + 2] << 8) |
      bytes[offset + 3];
  }
  for (let index = 16; index < 64; index++) {
    const early = words[index - 15];
    const late = words[index - 2];
    const s0 = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
    const s1 = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
    words[index] = words[index - 16] + s0 + words[index - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let index = 0; index < 64; index++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first =
      (h + s1 + ((e & f) ^ (~e & g)) + sha256Constants[index] + words[index]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/** The 32 bytes of a hash. */
function sha256(bytes) {
  const state = Uint32Array.from(sha256Start);
  const whole = bytes.length - (bytes.length % 64);
  for (let offset = 0; offset < whole; offset += 64) sha256Block(state, bytes, offset);
  const rest = bytes.length - whole;
  const tail = new Uint8Array(rest < 56 ? 64 : 128);
  tail.set(bytes.subarray(whole));
  tail[rest] = 0x80;
  const view = new DataView(tail.buffer);
  view.setUint32(tail.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(tail.length - 4, (bytes.length * 8) >>> 0);
  for (let offset = 0; offset < tail.length; offset += 64) sha256Block(state, tail, offset);
  const result = new Uint8Array(32);
  const output = new DataView(result.buffer);
  state.forEach((word, index) => output.setUint32(4 * index, word));
  return result;
}
