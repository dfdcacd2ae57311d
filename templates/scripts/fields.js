// The members of a JSON object, read with a reason where one is not as the format says.

const roleNames = ["client", "builder", "escrow", "witness"];

class Fields {
  constructor(value, name = "") {
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
      throw new RelayError(name === "" ? "not an object" : `"${name}" is not an object`);
    }
    this.members = value;
    this.name = name;
  }

  wrong(key, what) {
    return new RelayError(`"${this.name === "" ? key : `${this.name}.${key}`}" ${what}`);
  }

  /** A member's value, undefined if there is none; `isGood` tells those of the right type. */
  optional(key, isGood, what) {
    const value = this.members[key];
    if (value !== undefined && !isGood(value)) throw this.wrong(key, what);
    return value ?? null;
  }

  required(key, value) {
    if (value === null) throw this.wrong(key, "is missing");
    return value;
  }

  has(key) {
    return this.members[key] !== undefined;
  }

  optionalString(key) {
    return this.optional(key, (value) => typeof value === "string", "is not a string");
  }

  string(key) {
    return this.required(key, this.optionalString(key));
  }

  optionalInteger(key, least, most = largestInteger) {
    const number = this.optional(key, (value) => typeof value === "number", "is not an integer");
    if (number !== null && (number < least || number > most)) {
      throw this.wrong(key, "is out of range");
    }
    return number;
  }

  integer(key, least = 0, most = largestInteger) {
    return this.required(key, this.optionalInteger(key, least, most));
  }

  flag(key) {
    const isFlag = (value) => typeof value === "boolean";
    return this.optional(key, isFlag, "is not true or false") ?? false;
  }

  array(key) {
    return this.optional(key, Array.isArray, "is not an array") ?? [];
  }

  strings(key) {
    const values = this.array(key);
    if (!values.every((value) => typeof value === "string")) {
      throw this.wrong(key, "holds other than strings");
    }
    return values;
  }

  /** Whole numbers inside a range, ascending, each once. */
  integers(key, least, most) {
    const values = this.array(key);
    values.forEach((value, index) => {
      if (typeof value !== "number" || value < least || value > most) {
        throw this.wrong(key, "holds other than numbers in range");
      }
      if (index > 0 && values[index - 1] >= value) throw this.wrong(key, "is not sorted");
    });
    return values;
  }

  /** A text that shows as it is, of 1 to so many bytes. */
  optionalLine(key, limit = 500) {
    const text = this.optionalString(key);
    if (text !== null && !isLine(text, limit)) {
      throw this.wrong(key, `is not a line of 1 to ${limit} printable bytes`);
    }
    return text;
  }

  line(key, limit = 500) {
    return this.required(key, this.optionalLine(key, limit));
  }

  lines(key, limit = 2_000) {
    const texts = this.strings(key);
    if (texts.length > 200 || !texts.every((text) => isLine(text, limit))) {
      throw this.wrong(key, `holds other than lines of 1 to ${limit} printable bytes`);
    }
    return texts;
  }

  optionalID(key) {
    const text = this.optionalString(key);
    if (text !== null && !isHex(text, 64)) throw this.wrong(key, "is not a record id");
    return text;
  }

  id(key) {
    return this.required(key, this.optionalID(key));
  }

  /** Ids of records, ascending, each once. */
  ids(key) {
    const ids = this.strings(key);
    ids.forEach((id, index) => {
      if (!isHex(id, 64)) throw this.wrong(key, "holds other than record ids");
      if (index > 0 && ids[index - 1] >= id) throw this.wrong(key, "is not sorted");
    });
    return ids;
  }

  /** The same, which may be empty but not absent. */
  requiredIDs(key) {
    if (!this.has(key)) throw this.wrong(key, "is missing");
    return this.ids(key);
  }

  role(key) {
    const role = this.string(key);
    if (!roleNames.includes(role)) throw this.wrong(key, "is no role");
    return role;
  }

  optionalKey(key) {
    const line = this.optionalString(key);
    if (line === null) return null;
    const publicKey = PublicKey.fromLine(line);
    if (publicKey === null) throw this.wrong(key, "is not a public key");
    return publicKey;
  }

  key(key) {
    return this.required(key, this.optionalKey(key));
  }

  time(key) {
    const text = this.string(key);
    if (parseTime(text) === null) {
      throw this.wrong(key, "is not a time such as 2026-11-23T22:27:09Z");
    }
    return text;
  }

  /** A sum in `amount` and `currency`; null if there is neither. */
  optionalMoney() {
    const amount = this.optionalInteger("amount", 0);
    const currency = this.optionalString("currency");
    if (amount === null && currency === null) return null;
    if (amount === null || currency === null) {
      throw this.wrong("amount", 'and "currency" go together');
    }
    if (!currencyDigits.has(currency)) {
      throw this.wrong("currency", "is no currency's code in ISO 4217");
    }
    return { amount, currency };
  }

  money() {
    const money = this.optionalMoney();
    if (money === null || money.amount === 0) throw this.wrong("amount", "is missing or zero");
    return money;
  }

  objects(key) {
    return this.array(key).map((value) => new Fields(value, key));
  }

  optionalObject(key) {
    return this.has(key) ? new Fields(this.members[key], key) : null;
  }

  optionalHex(key, ...lengths) {
    const text = this.optionalString(key);
    if (text !== null && !isHex(text, ...lengths)) {
      throw this.wrong(key, `is not ${lengths.join(" or ")} hex digits`);
    }
    return text;
  }

  hex(key, ...lengths) {
    return this.required(key, this.optionalHex(key, ...lengths));
  }
}
