// What a report shows, beside what is signed in it. Only the latter counts; this says where the two
// differ. A report that somebody has rewritten may of course show its numbers in places where no
// program looks for them.

/** How much of a report's HTML is looked at: its headline numbers and milestones stand before its proofs. */
const longestShown = 8 << 20;
const proofsMark = utf8Bytes('<section class="panel" id="proofs"');

const mostMarks = 20_000;

/** The marks that stand once each at the beginning of a report. Proofs have none of them. */
const headlineMarks = ["data-check", "data-role", "data-project"];

/** Why the words of a report were not compared. */
class NotCompared extends Error {}

const exactText = (element) => element?.textContent ?? null;

function countOf(bytes, text) {
  const wanted = utf8Bytes(text);
  let count = 0;
  for (let at = indexOfBytes(bytes, wanted); at !== -1 && count <= mostMarks;
    at = indexOfBytes(bytes, wanted, at + 1)) {
    count += 1;
  }
  return count;
}

/**
 * Reads what a report shows at its marks, and what it says that it was made from. Nothing in it is run
 * or loaded. `obstacle` says why its words cannot be compared, `foreignForm` why that they are the same
 * would tell nothing.
 */
function* readShown(bytes) {
  const windowTitle = yield* titleOfOwnForm(bytes);
  try {
    const data = readCarriedData(bytes);
    const foreignForm = windowTitle === null || data.frame !== reportForm.frame ||
      data.relay !== reportForm.version ? foreignFormOf(bytes, data) : null;
    return { obstacle: null, foreignForm, windowTitle, ...readMarks(bytes, data) };
  } catch (error) {
    if (!(error instanceof NotCompared)) throw error;
    return { obstacle: error.message };
  }
}

/** What is to be said of a report of relay's own that has not the form which this version writes. */
function foreignFormOf(bytes, data) {
  const what = `it holds code that relay ${reportForm.version} does not write`;
  if (indexOfBytes(bytes.subarray(0, 100), utf8Bytes("\r\n")) !== -1) {
    return `${what}: its line ends were changed on its way`;
  }
  const version = versionOf(data);
  return version === null ? what : `${what}: it says that relay ${version} wrote it`;
}

function readCarriedData(bytes) {
  const start = indexOfBytes(bytes, dataMark);
  const from = start + dataMark.length;
  const end = start === -1 ? -1 : indexOfBytes(bytes, scriptEnd, from);
  const content = end === -1 || indexOfBytes(bytes, dataMark, from) !== -1
    ? null : fromBase64(bytes.subarray(from, end));
  const data = content === null ? null : parseReportData(content);
  if (data === null) throw new NotCompared("it does not say in relay’s form what it was made from");
  if (!data.isOwn) throw new NotCompared("it has a form of its writer’s own");
  const [{ relay, frame }] = reportLines(content);
  return { ...data, relay, frame };
}

function readMarks(bytes, data) {
  const end = indexOfBytes(bytes, bundleMark);
  const head = end === -1 ? bytes : bytes.subarray(0, end);
  const proofs = indexOfBytes(head, proofsMark);
  const html = looseUTF8(head.subarray(0, Math.min(longestShown, proofs === -1 ? head.length : proofs)));
  const page = new DOMParser().parseFromString(html, "text/html");
  // What stands further down than is looked at must not have marks of these kinds.
  for (const name of headlineMarks) {
    if (countOf(head, `${name}="`) !== page.querySelectorAll(`[${name}]`).length) {
      throw new NotCompared("its marks are not where relay writes them");
    }
  }
  const one = (selector) => {
    const found = page.querySelectorAll(selector);
    if (found.length !== 1) throw new NotCompared("some of the marks that relay writes are not there");
    return found[0];
  };
  const frame = one("[data-project]");
  const checks = (root) => [...root.querySelectorAll("[data-check]")]
    .map((element) => [element.getAttribute("data-check"), exactText(element)]);
  const milestones = [...page.querySelectorAll("article[data-milestone]")];
  const parties = [...page.querySelectorAll("[data-role]")];
  const inMilestones = new Set(milestones.flatMap((element) =>
    [...element.querySelectorAll("[data-check]")]));
  if (parties.length === 0) throw new NotCompared("some of the marks that relay writes are not there");
  return {
    data, frame: {
      project: frame.getAttribute("data-project"), scope: frame.getAttribute("data-scope"),
      genesis: frame.getAttribute("data-genesis"),
      pins: ["data-client-pin", "data-builder-pin"].map((name) => frame.getAttribute(name)),
    },
    title: exactText(one("h1[data-value='title']")),
    sentence: exactText(one("[data-value='verdict']")),
    numbers: [...page.querySelectorAll("[data-check]")].filter((element) => !inMilestones.has(element))
      .map((element) => [element.getAttribute("data-check"), exactText(element)]),
    milestones: milestones.map((element) => ({
      number: element.getAttribute("data-milestone"), checks: checks(element),
      titles: [...element.querySelectorAll("h3[data-value='title']")].map(exactText),
    })),
    parties: parties.map((element) => ({
      role: element.getAttribute("data-role"),
      names: [...element.querySelectorAll("[data-value='name']")].map(exactText),
      fingerprints: [...element.querySelectorAll("[data-value='fingerprint']")].map(exactText),
    })),
  };
}

/** Whether a report shows a text, whole, or cut where it is long, as relay cuts it. */
function isShownAs(shown, text, limit) {
  const whole = inert(text);
  if (shown === whole) return true;
  const start = shown.slice(0, -1);
  // A wide character takes two columns.
  return shown.endsWith("…") && whole.startsWith(start) && Array.from(start).length >= limit / 2 - 2;
}

/** Where marks with their texts differ from those that ought to be there, each once. */
function differencesOf(pairs, right, place) {
  const found = [];
  const say = (title, shown, signed) => found.push({ title: `${place}${title}`, shown, signed });
  for (const [name, [title, text]] of right) {
    const shown = pairs.filter(([other]) => other === name).map(([, words]) => words);
    if (shown.length !== 1) say(title, shown.join(", ") || "nothing", text);
    else if (shown[0] !== text) say(title, shown[0], text);
  }
  for (const [name, words] of pairs) if (!right.has(name)) say(name, words, "nothing");
  return found;
}

function differingMilestones(shown, milestones) {
  const found = [];
  const numbers = new Set(shown.map(({ number }) => number));
  for (const { number } of milestones) {
    if (!numbers.has(String(number))) {
      found.push({ title: `Milestone ${number}`, shown: "nothing", signed: "a milestone" });
    }
  }
  const seen = new Set();
  for (const { number, checks, titles } of shown) {
    const milestone = milestones.find((one) => String(one.number) === number);
    if (!milestone || seen.has(number)) {
      found.push({ title: "Milestone", shown: number, signed: "no such milestone" });
      continue;
    }
    seen.add(number);
    found.push(...differencesOf(checks, milestoneNumbers(milestone), `Milestone ${number}, `));
    const right = (milestone.terms ?? milestone.offered)?.title ?? "";
    if (titles.length !== 1 || !isShownAs(titles[0], right, 400)) {
      found.push({ title: `Milestone ${number}, title`, shown: titles.join(", "), signed: inert(right) });
    }
  }
  return found;
}

const partyOf = ({ role, fingerprint }) => `${role} ${fingerprint ?? "no key"}`;

/** The parties that a report shows: while nobody is the client, who the terms say that it is to be. */
function partiesOfReport({ parties, isClientOpen, terms }) {
  if (!isClientOpen) return parties;
  const { name, email } = terms?.client ?? {};
  return [
    ...parties.filter(({ role }) => role !== "client"),
    { role: "client", name: name ?? null, emails: email === undefined ? [] : [email], fingerprint: null },
  ];
}

function differingParties(shown, verification) {
  const found = [];
  const parties = partiesOfReport(verification);
  const left = [...parties];
  for (const { role, names, fingerprints } of shown) {
    const [fingerprint = null] = fingerprints;
    const [name = ""] = names;
    const title = `The ${roleTitle(role)}’s`;
    const index = left.findIndex((one) => partyOf(one) === partyOf({ role, fingerprint }));
    if (index === -1 || names.length !== 1 || fingerprints.length > 1) {
      const known = parties.filter((one) => one.role === role).map((one) => one.fingerprint ?? "no key");
      found.push({
        title: `${title} key`, shown: fingerprints.join(", ") || "no key", signed: known.join(", ") || "nobody",
      });
      continue;
    }
    const [party] = left.splice(index, 1);
    // Without a name the first address stands for it, else the role.
    const right = party.name || party.emails[0] || roleTitle(role);
    if (!isShownAs(name, right, 200)) found.push({ title: `${title} name`, shown: name, signed: right });
  }
  for (const { role, fingerprint } of left) {
    found.push({ title: `The ${roleTitle(role)}’s key`, shown: "nobody", signed: fingerprint ?? "no key" });
  }
  return found;
}

/** What a report may say as a whole: what its records come to, or that its writer has found worse. */
function sentencesOfReport({ headline }) {
  const notChecked = "NOT CHECKED: see above";
  return [headline.startsWith("NOT CHECKED") ? notChecked : headline, "FAILED: something contradicts", notChecked];
}

/** Where a report shows other things than its records come to; `verification` is of its own records. */
function differencesOfReport(shown, verification) {
  const { data, frame } = shown;
  const { number, genesis, terms } = verification;
  const isShown = (one) => data.scope === null || one.number === data.scope;
  const found = [];
  const compare = (title, text, right) => {
    if (text !== right) found.push({ title, shown: text ?? "nothing", signed: right });
  };
  compare("Project", frame.project, String(number));
  compare("First record", frame.genesis, genesis);
  compare("The milestone that it is about", frame.scope, data.scope === null ? "" : String(data.scope));
  compare("Pinned client", frame.pins[0], data.pins.client ?? "");
  compare("Pinned builder", frame.pins[1], data.pins.builder ?? "");
  const title = terms?.title ?? `Project ${number}`;
  if (!isShownAs(shown.title, title, 400)) compare("Title", shown.title, inert(title));
  // Only of a report in relay's own form is it known where the title of its window is.
  const heading = `${shown.title} · project ${frame.project}`;
  if (shown.windowTitle !== null) compare("Title of its window", shown.windowTitle, heading);
  const sentences = sentencesOfReport(verification);
  if (!sentences.includes(shown.sentence)) compare("Verdict", shown.sentence, sentences[0]);
  return [
    ...found, ...differencesOf(shown.numbers, headlineNumbers(verification, data), ""),
    ...differingMilestones(shown.milestones, verification.milestones.filter(isShown)),
    ...differingParties(shown.parties, verification),
  ];
}

/**
 * Compares a report with the records that it carries: as its writer read them, and as a reader does
 * who has pinned other keys. What was signed or opened later is not the report's.
 *
 * `known` is what those records come to for somebody, if that is known already.
 */
async function compareReport({ shown, files, read }, pins, known) {
  const result = { obstacle: shown.obstacle, differences: [], forReader: [] };
  if (result.obstacle !== null) return result;
  const keyOf = ({ client, builder }) => `${client} ${builder}`;
  const differencesFor = async (pins) => {
    const key = keyOf(pins);
    if (!read.has(key)) {
      const verification = known !== null && keyOf(known.pins) === key
        ? known : await verifyLedger(files, pins);
      read.set(key, verification.state === null ? null : differencesOfReport(shown, verification));
    }
    return read.get(key);
  };
  const own = await differencesFor(shown.data.pins);
  if (own === null) return { ...result, obstacle: "its records hold no project" };
  if (own.length === 0) result.obstacle = shown.foreignForm;
  if (keyOf(shown.data.pins) === keyOf(pins)) return { ...result, differences: own };
  // That other keys are known is no news, nor is the sentence that says so.
  const forReader = (await differencesFor(pins) ?? [])
    .filter(({ title }) => !["Verdict", "Pinned client", "Pinned builder"].includes(title));
  return { ...result, differences: own, forReader };
}
