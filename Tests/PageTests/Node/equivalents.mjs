// Texts that Unicode calls equivalent, which some languages take for equal: both must refuse them.

import { loadLibrary, Tally } from "./library.mjs";
import { askLibrary, askRelay, disagreement, makeTar, relayVersion } from "./oracle.mjs";
import { keys, makeRecord, TestKey } from "./signing.mjs";

const library = loadLibrary();
const tally = new Tally();
const composed = "Ana, Caf\u00e9";
const decomposed = "Ana, Cafe\u0301";
const kelvin = (text) => text.replace("K", "\u212a");

/** A key whose fingerprint has a K in it. */
function keyWithK() {
  for (let number = 0; ; number++) {
    const key = new TestKey(`k ${number}`);
    if (key.fingerprint.includes("K")) return key;
  }
}

class Chain {
  files = new Map();
  head = null;

  add(type, key, members) {
    const common = { v: 1, type, project: 123, by: key.fingerprint, at: "2026-03-01T12:00:00Z" };
    const place = this.head === null
      ? { parents: [] } : { parents: [this.head], genesis: this.genesis };
    const record = makeRecord(library, { ...common, ...place, ...members }, key);
    this.files.set(record.path, record.bytes);
    this.genesis ??= record.id;
    this.head = record.id;
    return record;
  }

  static agreed({ builder = keys.ana, escrow = "E-77", title = "Login" } = {}) {
    const chain = new Chain();
    const project = chain.add("project", builder, {
      client: { key: keys.bob.line }, builders: [{ key: builder.line }], nonce: "0".repeat(32),
      currency: "EUR", budget: 900,
    });
    chain.add("agreement", keys.bob, { accepts: [project.id] });
    chain.terms = chain.add("milestone", builder, {
      milestone: 1, title, amount: 900, currency: "EUR", escrow,
    });
    chain.add("agreement", keys.bob, { accepts: [chain.terms.id] });
    return chain;
  }

  decide(payee, escrow, release) {
    const submission = this.add("submission", keys.ana, {
      milestone: 1, terms: this.terms.id, proofs: [], payee,
    });
    const { escrow: from, payee: to } = release;
    const sentence = "I approve milestone 1 'Login' of project 123 and release EUR 9.00 " +
      `from escrow ${from} to ${to}.`;
    return this.add("decision", keys.bob, {
      submission: submission.id, verdict: "approved", sentence,
      release: { amount: 900, currency: "EUR", ...release },
    });
  }
}

const k = keyWithK();
const cases = {
  "an accent on the apostrophe": () => {
    const chain = Chain.agreed({ title: "Login'\u0301" });
    return [chain, chain.terms];
  },
  "the payee": () => {
    const chain = Chain.agreed();
    return [chain, chain.decide(composed, "E-77", { escrow: "E-77", payee: decomposed })];
  },
  "the escrow": () => {
    const chain = Chain.agreed({ escrow: composed });
    return [chain, chain.decide("Ana", composed, { escrow: decomposed, payee: "Ana" })];
  },
  "the signer's fingerprint": () => {
    const chain = Chain.agreed({ builder: k });
    return [chain, chain.add("x_note", k, { by: kelvin(k.fingerprint) })];
  },
  "the revoked key": () => {
    const chain = Chain.agreed({ builder: k });
    return [chain, chain.add("revocation", keys.bob, { key: kelvin(k.fingerprint), keeps: [] })];
  },
  "a K in a currency": () => {
    const chain = Chain.agreed();
    const money = { milestone: 2, title: "More", amount: 1, currency: "S\u212aK" };
    return [chain, chain.add("milestone", keys.ana, money)];
  },
};

console.log(relayVersion());
for (const [name, make] of Object.entries(cases)) {
  const [{ files }, bad] = make();
  const archive = makeTar(files);
  const answers = await Promise.all([askRelay(archive, {}), askLibrary(library, archive, {})]);
  tally.equal(disagreement(...answers), null, name);
  ["relay", "page"].forEach((who, index) => {
    const isNamed = answers[index].findings?.some((one) => {
      const [path, verdict] = JSON.parse(one);
      return path === bad.path && verdict === "invalid";
    });
    tally.check(isNamed, `${name}: the ${who} does not refuse it`);
  });
}
// The same ledgers without the fault are good, so that it is the fault that is refused.
const good = Chain.agreed();
good.decide(composed, "E-77", { escrow: "E-77", payee: composed });
const { status, findings } = await askLibrary(library, makeTar(good.files), {});
tally.equal([status, findings], [0, []], "without a fault");
tally.finish();
