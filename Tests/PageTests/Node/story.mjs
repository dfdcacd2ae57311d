// A random ledger: parties who do whatever comes to their minds, some of it at the same time.

import { keys, makeRecord } from "./signing.mjs";

const payees = ["Ana, DE02 1203 0000 0000 2020 51", "Cleo"];
const actors = Object.values(keys);
const hex = (dice, digits) =>
  Array.from({ length: digits }, () => dice.below(16).toString(16)).join("");

export class Story {
  constructor(library, dice, commits) {
    this.library = library;
    this.dice = dice;
    this.commits = commits;
    this.files = new Map();
    this.records = [];
    this.snapshots = [];
    this.second = 0;
    this.found();
  }

  of(...types) {
    return this.records.filter(({ payload }) => types.includes(payload.type));
  }

  /** One of the records of some types, most often a late one. */
  some(...types) {
    const list = this.of(...types);
    if (list.length === 0) return null;
    return this.dice.chance(0.6) ? list[list.length - 1] : this.dice.pick(list);
  }

  add(type, key, members) {
    const { dice } = this;
    const minute = String(Math.floor(this.second / 60)).padStart(2, "0");
    const at = `2026-03-01T12:${minute}:${String(this.second++ % 60).padStart(2, "0")}Z`;
    const payload = { v: 1, type, project: 123, by: key.fingerprint, at, parents: [], ...members };
    if (this.records.length > 0 && payload.genesis === undefined) {
      payload.genesis = this.records[0].id;
      payload.parents = [...new Set(this.parents())].sort();
    }
    if (dice.chance(0.01)) payload[dice.pick(Object.keys(payload))] = dice.pick([1, "x", null, []]);
    const record = makeRecord(this.library, payload, key);
    this.files.set(record.path, record.bytes);
    this.records.push(record);
  }

  parents() {
    const { dice, snapshots, records } = this;
    const late = () => snapshots[Math.max(0, snapshots.length - 1 - dice.below(5))];
    if (dice.chance(0.03)) return [dice.pick(records).id];
    if (dice.chance(0.25)) return late();
    if (dice.chance(0.1)) return [...late(), ...late()];
    return snapshots[snapshots.length - 1];
  }

  /** What a next record names. */
  async look() {
    const files = [...this.files].filter(([name]) => name.endsWith(".relay"));
    this.view = await this.library.verifyLedger(new Map(files));
    if (this.view.heads.length > 0) this.snapshots.push(this.view.heads);
  }

  terms() {
    const { dice } = this;
    const person = ({ name, line }) => ({ name, email: `${name}@example.com`, key: line });
    const client = { name: "Bob", email: "bob@example.com" };
    if (dice.chance(0.7)) client.key = (dice.chance(0.8) ? keys.bob : keys.eve).line;
    const builders = [{ name: "Ana", emails: ["ana@example.com"], key: keys.ana.line }];
    if (dice.chance(0.3)) builders.push({ name: "Cleo", key: keys.cleo.line });
    const terms = { title: "Shop", client, builders, nonce: hex(dice, 32) };
    if (dice.chance(0.5)) terms.escrow = person(keys.dan);
    if (dice.chance(0.2)) terms.witnesses = [person(keys["bob-third"])];
    if (dice.chance(0.7)) {
      Object.assign(terms, { currency: "EUR", budget: dice.pick([1500, 3000, 5000]) });
    }
    return terms;
  }

  found() {
    const isClients = this.dice.chance(0.2);
    const terms = this.terms();
    if (isClients) terms.client.key = keys.bob.line;
    this.add("project", isClients ? keys.bob : keys.ana, terms);
    this.snapshots.push([this.records[0].id]);
  }

  /** The likely signer, seldom somebody else. */
  who(...likely) {
    return this.dice.chance(0.88) ? this.dice.pick(likely) : this.dice.pick(actors);
  }

  client() {
    return this.who(keys.bob, keys.bob, keys.bob, keys["bob-next"]);
  }

  builder() {
    return this.who(keys.ana, keys.ana, keys.ana, keys.cleo, keys["ana-next"]);
  }

  /** What the contract waits for; false if that is nothing. */
  forward() {
    const { dice, view } = this;
    if (!view || view.problem) return false;
    const held = (role) => {
      const holder = view.parties.find((party) => party.role === role && party.fingerprint);
      return actors.find(({ fingerprint }) => fingerprint === holder?.fingerprint);
    };
    const client = held("client") ?? keys.bob;
    const builder = held("builder") ?? keys.ana;
    const offers = [client, builder]
      .flatMap((key) => this.library.offersTo(view, key.fingerprint).map((id) => [key, id]));
    if (offers.length > 0 && dice.chance(0.7)) {
      const [key, id] = dice.pick(offers);
      this.add("agreement", key, { accepts: [id] });
      return true;
    }
    const milestone = view.milestones.length > 0 ? dice.pick(view.milestones) : null;
    switch (milestone?.status) {
      case "pending":
      case "rejected": {
        this.add("submission", builder, {
          milestone: milestone.number, terms: milestone.terms.id, payee: payees[0],
          proofs: this.someProofs(),
        });
        return true;
      }
      case "in_review":
      case "conflict":
        this.decide(milestone.openSubmission, client);
        // Before anybody has looked: neither has seen the other.
        if (dice.chance(0.25)) this.decide(milestone.openSubmission, client);
        return true;
      case "approved":
        if (dice.chance(0.5)) this.settle("receipt", builder, "received_at");
        else this.settle("payment", held("escrow") ?? client, "paid_at");
        return true;
      default: return false;
    }
  }

  async step() {
    if (this.dice.chance(0.55) && this.forward()) {
      await this.look();
      return;
    }
    const kinds = [
      ["agree", 14], ["milestone", 8], ["prove", 12], ["submit", 12], ["decide", 16], ["pay", 6],
      ["receive", 5], ["withdraw", 3], ["assign", 3], ["retract", 2], ["remove", 3], ["offer", 3],
      ["apply", 3], ["admit", 4], ["rotate", 3], ["revoke", 3], ["babble", 1],
    ];
    let roll = this.dice.below(kinds.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [kind, weight] of kinds) {
      roll -= weight;
      if (roll < 0) {
        this[kind]();
        break;
      }
    }
    await this.look();
  }

  offer() {
    this.add("project", this.who(keys.ana, keys.bob), this.terms());
  }

  agree() {
    const offers = this.of("milestone", "project", "milestone-removal").slice(-4);
    const accepts = offers.filter(() => this.dice.chance(0.6)).map(({ id }) => id).sort();
    if (accepts.length === 0) accepts.push(this.records[0].id);
    this.add("agreement", this.dice.chance(0.75) ? this.client() : this.builder(), { accepts });
  }

  milestone() {
    const { dice } = this;
    const milestone = dice.pick([1, 1, 1, 2, 3]);
    const members = { milestone, title: dice.pick(["Login", "Logout"]) };
    if (dice.chance(0.8)) {
      members.amount = dice.pick([0, 400, 900, 1500]);
      members.currency = dice.chance(0.75) ? "EUR" : "JPY";
    }
    if (dice.chance(0.5)) members.escrow = dice.pick(["E-77", "E-78"]);
    if (dice.chance(0.5)) members.deliverables = ["Sign in", "Sign out"].slice(dice.below(2));
    const earlier = this.of("milestone").filter(({ payload }) => payload.milestone === milestone);
    if (earlier.length > 0 && dice.chance(0.5)) members.replaces = dice.pick(earlier).id;
    this.add("milestone", this.who(keys.ana, keys.bob), members);
  }

  remove() {
    const terms = this.some("milestone");
    if (!terms) return;
    const members = { milestone: terms.payload.milestone, terms: terms.id };
    this.add("milestone-removal", this.who(keys.ana, keys.bob), members);
  }

  prove() {
    const { dice } = this;
    const real = dice.pick(this.commits);
    const { object, remark, ...counts } = real;
    const members = { kind: "commit", ...counts, capture: "live" };
    if (dice.chance(0.15)) members.tree = hex(dice, 40);
    if (dice.chance(0.15)) members.patch_id = "ab".repeat(20);
    if (dice.chance(0.1)) members.vouched = true;
    if (dice.chance(0.4)) members.milestone = dice.pick([1, 1, 2]);
    const own = this.of("proof");
    if (own.length > 0 && dice.chance(0.2)) members.supersedes = [dice.pick(own).id];
    if (dice.chance(0.8)) this.files.set(`commits/${real.commit}`, object);
    this.add("proof", this.who(keys.ana, keys.ana, keys.cleo, keys["bob-third"]), members);
  }

  someProofs() {
    const proofs = this.of("proof").filter(() => this.dice.chance(0.5)).slice(-3);
    return proofs.map(({ id }) => id).sort();
  }

  assign() {
    const proofs = this.someProofs();
    if (proofs.length === 0) return;
    this.add("assignment", this.builder(), { milestone: this.dice.pick([1, 2]), proofs });
  }

  retract() {
    const proofs = this.someProofs();
    if (proofs.length > 0) this.add("retraction", this.builder(), { proofs, reason: "mistaken" });
  }

  submit() {
    const { dice } = this;
    const terms = this.some("milestone");
    if (!terms) return;
    const { milestone } = terms.payload;
    const members = { milestone, terms: terms.id, proofs: this.someProofs() };
    if (dice.chance(0.9)) members.payee = dice.pick(payees);
    if (dice.chance(0.3)) members.deliverables = [dice.pick([1, 2])];
    this.add("submission", this.builder(), members);
  }

  withdraw() {
    const submission = this.some("submission");
    if (submission) this.add("withdrawal", this.builder(), { submission: submission.id });
  }

  decide(open = null, key = this.client()) {
    const { dice, library } = this;
    const submission = this.records.find(({ id }) => id === open) ?? this.some("submission");
    if (!submission) return;
    const answered = this.records.find(({ id }) => id === submission.payload.terms);
    if (!answered) return;
    const terms = answered.payload;
    const verdict = dice.pick(["approved", "approved", "rejected"]);
    const members = { submission: submission.id, verdict };
    if (dice.chance(0.3) && submission.payload.proofs?.length > 0) {
      members.proof = dice.pick(submission.payload.proofs);
    }
    if (verdict === "approved" && dice.chance(0.8)) {
      const amount = dice.chance(0.7) ? terms.amount ?? 1 : dice.pick([1, 400, 900]);
      const { payee = "Ana" } = submission.payload;
      const release = { amount, currency: terms.currency ?? "EUR", payee };
      if (terms.escrow && dice.chance(0.95)) release.escrow = terms.escrow;
      if (amount > 0) members.release = release;
    }
    members.sentence = sentence(library, terms, members);
    this.add("decision", key, members);
  }

  settle(type, key, time) {
    const { dice } = this;
    const released = this.of("decision").filter(({ payload }) => payload.release);
    if (released.length === 0) return;
    const decision = dice.pick(released.slice(-2));
    const { amount, currency } = decision.payload.release;
    const paid = dice.chance(0.8) ? amount : dice.pick([1, 400, 900]);
    const at = "2026-03-02T12:00:00Z";
    this.add(type, key, { decision: decision.id, amount: paid, currency, [time]: at });
  }

  pay() {
    this.settle("payment", this.who(keys.dan, keys.bob), "paid_at");
  }

  receive() {
    this.settle("receipt", this.builder(), "received_at");
  }

  apply() {
    const role = this.dice.pick(["builder", "client", "witness"]);
    this.add("application", this.dice.pick(actors), { role });
  }

  admit() {
    const role = this.dice.pick(["builder", "client", "client", "witness", "escrow"]);
    const key = this.dice.pick(actors);
    const admitter = role === "client" ? this.builder() : this.client();
    this.add("admission", admitter, { role, key: key.line });
  }

  someHeads() {
    const { dice, snapshots } = this;
    return [...new Set(dice.chance(0.8) ? dice.pick(snapshots.slice(-6)) : [])].sort();
  }

  rotate() {
    const [old, next] = this.dice.pick([
      ["bob", "bob-next"], ["bob-next", "bob-third"], ["ana", "ana-next"], ["dan", "eve"],
      ["cleo", "bob-third"],
    ]);
    this.add("rotation", keys[old], { key: keys[next].line, keeps: this.someHeads() });
  }

  revoke() {
    const key = this.dice.pick(actors);
    const signer = this.who(key, keys.ana, keys.bob);
    this.add("revocation", signer, { key: key.fingerprint, keeps: this.someHeads() });
  }

  babble() {
    this.add("x_unknown", this.dice.pick(actors), { text: "hello" });
  }
}

function sentence(library, terms, { verdict, proof, release }) {
  const subject = proof ? `proof ${proof.slice(0, 10)} of ` : "";
  const verb = verdict === "approved" ? "approve" : "reject";
  let text = `I ${verb} ${subject}milestone ${terms.milestone} '${terms.title}' of project 123`;
  if (release) {
    text += ` and release ${library.formatMoney(release.amount, release.currency)}`;
    const isPart = terms.amount !== release.amount || terms.currency !== release.currency;
    if (isPart && terms.currency) {
      text += ` in all of ${library.formatMoney(terms.amount, terms.currency)}`;
    }
    if (release.escrow) text += ` from escrow ${release.escrow}`;
    text += ` to ${release.payee}`;
  }
  return `${text}.`;
}
