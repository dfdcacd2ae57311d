/**
 * Which structural records a record's signer had seen: a set of their numbers in the ledger. Never
 * changed once made, so records share them.
 */
class Past {
  static empty = new Past(new Uint32Array(0));

  // Without zeros at the end, so that equal sets are equal.
  constructor(words) {
    this.words = words;
    this.name = null;
  }

  has(number) {
    const word = number >>> 5;
    return word < this.words.length && (this.words[word] & (1 << (number & 31))) !== 0;
  }

  with(number) {
    const words = new Uint32Array(Math.max(this.words.length, (number >>> 5) + 1));
    words.set(this.words);
    words[number >>> 5] |= 1 << (number & 31);
    return new Past(words);
  }

  union(other) {
    if (other === this || other.words.length === 0) return this;
    if (this.words.length === 0) return other;
    const words = new Uint32Array(Math.max(this.words.length, other.words.length));
    words.set(this.words);
    other.words.forEach((word, index) => {
      words[index] |= word;
    });
    return new Past(words);
  }

  intersection(other) {
    let length = Math.min(this.words.length, other.words.length);
    while (length > 0 && (this.words[length - 1] & other.words[length - 1]) === 0) length--;
    const words = this.words.slice(0, length);
    for (let index = 0; index < length; index++) words[index] &= other.words[index];
    return new Past(words);
  }

  /** A text that is equal for equal sets. */
  get key() {
    this.name ??= this.words.join(",");
    return this.name;
  }
}
