// What a report must show, by the names that its templates have, from the records that it carries. The
// same that relay writes: `Sources/Report` says why each is as it is.

/** A text that somebody wrote, as relay shows it: inert, and cut where it is longer than `limit`. */
class ShownText {
  constructor(text, limit = 400, before = "", after = "") {
    Object.assign(this, { text: inert(text), limit, before, after });
  }

  get whole() {
    return this.before + this.text + this.after;
  }

  fits(shown) {
    if (shown === this.whole) return true;
    if (!shown.startsWith(this.before) || !shown.endsWith(this.after)) return false;
    return isShownAs(shown.slice(this.before.length, shown.length - this.after.length), this.text, this.limit);
  }
}

/** Something that is not computed here: it may be there, and is then part of a text. */
class PartOf {
  constructor(text) {
    this.whole = `a part of “${inertShort(text, 200)}”`;
    this.text = text;
  }

  fits(shown) {
    return shown !== "" && this.text.includes(shown);
  }
}

/** Whether a report shows a text, whole, or cut where it is long, as relay cuts it. */
function isShownAs(shown, text, limit) {
  const whole = inert(text);
  if (shown === whole) return true;
  const start = shown.slice(0, -1);
  // A wide character takes two columns.
  return shown.endsWith("…") && whole.startsWith(start) && Array.from(start).length >= limit / 2 - 2;
}

const longestLines = 16_000;

/** Several lines as relay shows them; null for none. */
function shownLines(text) {
  const bytes = typeof text === "string" ? utf8Bytes(text) : text;
  if (bytes === null || bytes === undefined) return null;
  const lines = looseUTF8(bytes.subarray(0, longestLines)).split("\n").map((line) => inert(line.replace(/\r$/, "")));
  while (lines.at(-1) === "") lines.pop();
  const rest = bytes.length - longestLines;
  if (rest > 0) lines.push(`… (${rest} more bytes are in the record)`);
  return lines.length === 0 ? null : lines.join("\n");
}

/** A moment for machines and for people, of seconds or of a record's text. */
function momentOf(name, time) {
  const text = typeof time === "number" ? formatTime(time) : time;
  return { [name]: text, [`${name}Text`]: `${text.slice(0, 16).replace("T", " ")} UTC` };
}

function moneyText(money) {
  return money === null || money === undefined ? null : formatMoney(money.amount, money.currency);
}

/** `25%`, `33.33%` from hundredths of a percent. */
function percentOf(hundredths) {
  const fraction = hundredths % 100;
  const digits = fraction === 0 ? "" : `.${String(fraction).padStart(2, "0")}`;
  return `${Math.floor(hundredths / 100)}${digits}%`;
}

/** A part of a whole in hundredths of a percent. */
function shareOf(part, whole) {
  if (whole <= 0 || part <= 0) return 0;
  return part >= whole ? 10_000 : Number(BigInt(part) * 10_000n / BigInt(whole));
}

/** Whose key has signed something, for people. */
class SignerNames {
  constructor(state) {
    this.signers = new Map();
    for (const { key, name, emails, role } of state.shownParties().members) {
      this.add(key.fingerprint, name, emails, roleTitle(role));
    }
    for (const { key, name, emails, role } of state.versions.flatMap(({ content }) => content.parties)) {
      this.add(key.fingerprint, name, emails, roleTitle(role));
    }
    for (const { content: { key, name, emails, role } } of state.admissions) {
      this.add(key.fingerprint, name, emails, roleTitle(role));
    }
    for (const { key, successor } of state.keyEnds) {
      const old = this.signers.get(key);
      if (successor !== null && old && !this.signers.has(successor.fingerprint)) {
        this.signers.set(successor.fingerprint, old);
      }
    }
    for (const { signer, content: { name, emails, role } } of state.applications) {
      this.add(signer.fingerprint, name, emails, `asks to be ${roleTitle(role)}`);
    }
    for (const { signer, role, content: { name, email } } of state.agreements) {
      if (role !== null) continue;
      this.add(signer.fingerprint, name, email === null ? [] : [email], "claims to be the client");
    }
  }

  add(fingerprint, name, emails, role) {
    if (this.signers.has(fingerprint)) return;
    const text = [name, emails[0]].find((one) => one);
    this.signers.set(fingerprint, { name: text ? new ShownText(text, 200) : role, role });
  }

  of(fingerprint) {
    return this.signers.get(fingerprint) ?? { name: "somebody", role: "no role" };
  }
}

const milestoneMoods = {
  approved: "good", completed: "good", in_review: "wait", rejected: "bad", conflict: "bad",
};
const submissionMoods = { approved: "good", open: "wait", rejected: "bad", conflict: "bad" };
const proofMoods = { verified: "good", pending: "wait", failed: "bad" };

/** The sums of the milestones' money; null where there is none, or several currencies. */
function moneySummary(terms, milestones) {
  const amounts = milestones.map((one) => (one.terms ?? one.proposals.at(-1))?.content.money)
    .filter((money) => money);
  const currency = terms?.currency ?? amounts[0]?.currency;
  if (!currency || amounts.some((money) => money.currency !== currency)) return null;
  const sum = (list) => list.reduce((total, amount) => total + BigInt(amount), 0n);
  const agreed = sum(milestones.map(({ terms }) => terms?.content.money?.amount ?? 0));
  const [released, settled, claimed] = ["released", "settled", "claimedPaid"]
    .map((name) => sum(milestones.map((milestone) => milestone[name])));
  if ([agreed, released, settled, claimed].some((total) => total >= 1n << 63n)) return null;
  const budget = terms?.currency ? terms.budget : null;
  const whole = BigInt(budget ?? agreed);
  const shares = [settled, released, agreed].map((part) => shareOf(part, whole));
  shares[1] = Math.max(shares[0], shares[1]);
  shares[2] = Math.max(shares[1], shares[2]);
  const width = (hundredths) => percentOf(hundredths).slice(0, -1);
  const text = (amount) => formatMoney(amount, currency);
  return {
    place: "The money", released: text(released), settled: text(settled), agreed: text(agreed),
    budget: budget === null ? null : text(budget),
    wholeText: `${text(whole)} ${budget === null ? "agreed" : "budget"}`,
    claimed: claimed > 0n ? text(claimed) : null,
    settledShare: width(shares[0]), openShare: width(shares[1] - shares[0]),
    agreedShare: width(shares[2] - shares[1]),
  };
}

/** The parties, those that make the contract first; while nobody is the client, who it is to be. */
function partyViews(state) {
  const { client, builder } = state.pins;
  const parties = state.shownParties();
  const all = parties.members.map(({ role, name, emails, key: { fingerprint } }) => ({
    role, name, emails, fingerprint, remark: [client, builder].includes(fingerprint) ? "pinned" : null,
  }));
  if (parties.isClientOpen) {
    const { name = null, email = null } = parties.terms?.content.client ?? {};
    const claims = [...new Set(state.claims().map(({ signer }) => signer.fingerprint))].sort(compareTexts);
    const remark = claims.length === 0 ? "no key known yet"
      : claims.length === 1 ? `a key claims to be the client's: ${claims[0]}`
        : `${claims.length} keys claim to be the client's: ${claims.join(", ")}`;
    all.push({ role: "client", name, emails: email === null ? [] : [email], fingerprint: null, remark });
  }
  return ["client", "builder", "escrow", "witness"].flatMap((role) => all.filter((one) => one.role === role))
    .map(({ role, name, emails, fingerprint, remark }) => {
      const title = roleTitle(role);
      const lines = emails.map((email) => new ShownText(email, 200));
      return {
        place: `The ${title}`, role: title, roleWord: role,
        roleTitle: title[0].toUpperCase() + title.slice(1), fingerprint, remark,
        name: name ? new ShownText(name, 200) : lines[0] ?? "not named yet",
        emails: name ? lines : lines.slice(1),
      };
    });
}
