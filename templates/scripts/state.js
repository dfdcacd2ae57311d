// What the admitted records of a project come to, everything in the ledger's order.

/** What is not admitted, and why: `unknown signer` is no fault, `invalid` is one. */
const unknownSigner = { verdict: "unknown signer", reason: null };

function invalid(reason) {
  return { verdict: "invalid", reason };
}

/** Adds to the list under a key. */
function pushTo(map, key, value) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** The largest of some numbers, 0 of none. */
function largest(numbers) {
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

/** Of ids the one that sorts first; undefined of none. */
function leastID(ids) {
  let least;
  for (const id of ids) if (least === undefined || id < least) least = id;
  return least;
}

class ProjectState {
  constructor(number, genesis, pins) {
    this.number = number;
    this.genesis = genesis;
    this.pins = pins;

    this.versions = [];
    this.agreements = [];
    this.applications = [];
    this.admissions = [];
    this.keyEnds = [];
    this.proofs = [];

    // By milestone's number.
    this.milestoneTerms = new Map();
    this.milestoneRemovals = new Map();
    this.submissions = new Map();

    // By the id of what they are about.
    this.submissionByID = new Map();
    this.decisionByID = new Map();
    this.proofByID = new Map();
    this.withdrawals = new Map();
    this.decisions = new Map();
    this.payments = new Map();
    this.receipts = new Map();
    this.assignments = new Map();
    this.retractions = new Map();
    this.acceptances = new Map();
    this.supersededBy = new Map();

    // The graph: of all records, and of the structural ones.
    this.pasts = new Map();
    this.parents = new Map();
    this.numbers = new Map();
    this.everything = Past.empty;
    this.signers = [];
    this.waiting = new Set();
    this.roleless = new Set();

    this.rolesEver = new Map();
    this.partyRecords = Past.empty;
    this.knownParties = new Map();
  }

  /** Whether a signer had seen a structural record. */
  hasSeen(id, past) {
    const number = this.numbers.get(id);
    return number !== undefined && past.has(number);
  }

  /** A structural record's place in the ledger's order. */
  order(id) {
    return this.numbers.get(id) ?? Infinity;
  }

  isAdmitted(id) {
    return this.pasts.has(id);
  }

  /** What somebody had seen who had these records and their ancestors. */
  pastAfter(parents) {
    let past = Past.empty;
    for (const parent of parents) past = past.union(this.pasts.get(parent) ?? Past.empty);
    return past;
  }

  /** The ids that are not among some records and their ancestors. */
  missing(ids, heads) {
    const missing = new Set(ids);
    const seen = new Set(heads);
    const pending = [...heads];
    while (missing.size > 0 && pending.length > 0) {
      const id = pending.pop();
      missing.delete(id);
      this.addParents(id, seen, pending);
    }
    return missing;
  }

  /** Some records and all their ancestors. */
  closure(heads) {
    const seen = new Set(heads);
    const pending = [...heads];
    while (pending.length > 0) this.addParents(pending.pop(), seen, pending);
    return seen;
  }

  addParents(id, seen, pending) {
    for (const parent of this.parents.get(id) ?? []) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      pending.push(parent);
    }
  }

  /** The records by which a key waits to be let in. */
  waitingBy(key) {
    return [...this.waiting]
      .filter((id) => this.signers[this.numbers.get(id)]?.key === key).sort(compareTexts);
  }

  /** Whether a key has signed anything but proofs, which hooks sign by themselves. */
  hasSigned(key) {
    return this.signers.some((signer) => signer.key === key);
  }

  /** Takes a record into the graph. */
  admit(record, isStructural) {
    this.parents.set(record.id, record.parents);
    if (!isStructural) {
      this.pasts.set(record.id, record.past);
      for (const parent of record.parents) this.waiting.delete(parent);
      return;
    }
    const number = this.numbers.size;
    this.numbers.set(record.id, number);
    this.everything = this.everything.with(number);
    const key = record.signer.fingerprint;
    const role = this.role(key, record.past);
    this.signers.push({ key, role, past: record.past });
    if (role === null && record.genesis !== null) {
      this.waiting.add(record.id);
      this.roleless.add(record.id);
    } else {
      for (const parent of record.parents) this.waiting.delete(parent);
    }
    this.pasts.set(record.id, record.past.with(number));
  }

  /** What each structural record had seen that somebody else than one party has signed. */
  pastsOfOthers(role, past) {
    return this.signers
      .filter((signer, index) => past.has(index) && signer.role !== null && signer.role !== role)
      .map((signer) => signer.past);
  }

  /** Marks a record as one that roles depend on. */
  notePartyRecord(id) {
    this.partyRecords = this.partyRecords.with(this.numbers.get(id));
  }

  /** The entries that are in a past. */
  seen(entries, past) {
    return (entries ?? []).filter((entry) => this.hasSeen(entry.id, past));
  }

  /** A statement with what is known of its record. */
  entry(content, record) {
    const { fingerprint } = record.signer;
    // The first record gives the roles that everything else is judged by.
    const ownRole = record.genesis === null ? roleInTerms(content, fingerprint) : null;
    return {
      id: record.id, content, signer: record.signer, at: record.at,
      role: this.role(fingerprint, record.past) ?? ownRole, past: record.past,
    };
  }
}
