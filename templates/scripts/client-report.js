// What a report shows, beside what is signed in it. Only the latter counts; this says where the two
// differ: of a report of relay's own form every value, of others what they show at relay's marks.

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
 * Reads what a report shows, and what it says that it was made from. Nothing in it is run or loaded.
 * `own` holds the values of a report that has relay's own form; of another only the marks are read, and
 * `obstacle` says why the rest cannot be compared. `faults` are what contradicts already.
 */
function* readShown(bytes) {
  const own = yield* readOwnForm(bytes);
  const data = readCarriedData(bytes);
  if (own !== null) return { own, data, marks: null, obstacle: null, faults: faultsOfForm(data) };
  const result = { own, data, marks: null, obstacle: obstacleOf(bytes, data), faults: [] };
  try {
    const { frame, ...marks } = readMarks(bytes);
    const scope = frame.scope === "" ? null : Number(frame.scope);
    const said = data ?? { scope, pins: pinsOfFrame(frame), contradicted: [] };
    return { ...result, data: said, marks: { frame, ...marks } };
  } catch (error) {
    if (!(error instanceof NotCompared)) throw error;
    return { ...result, obstacle: data !== null && data.isOwn ? error.message : result.obstacle };
  }
}

function pinsOfFrame({ pins }) {
  const [client, builder] = pins.map((pin) => {
    try {
      return pin ? readFingerprint(pin) : null;
    } catch {
      throw new NotCompared("it names pinned keys that are none");
    }
  });
  return { client, builder };
}

/** What contradicts in a report that has relay's own form and says that it has another. */
function faultsOfForm(data) {
  const fault = (shown) => [{ title: "What it was made from", shown, signed: "a report of relay’s own form" }];
  if (data === null) return fault("nothing that relay writes");
  if (!data.isOwn) return fault("a form of its writer’s own");
  if (data.frame !== reportForm.frame) return fault("another version’s form");
  return data.relay === reportForm.version ? [] : fault(`relay ${inertShort(data.relay, 30)}`);
}

/** Why the words of a report of another form cannot all be compared. */
function obstacleOf(bytes, data) {
  if (data === null) return "it does not say in relay’s form what it was made from";
  if (!data.isOwn) return "it has a form of its writer’s own";
  const what = `it holds code that relay ${reportForm.version} does not write`;
  if (indexOfBytes(bytes.subarray(0, 100), utf8Bytes("\r\n")) !== -1) {
    return `${what}: its line ends were changed on its way`;
  }
  const version = versionOf(data);
  return version === null ? what : `${what}: it says that relay ${version} wrote it`;
}

/** What a report says that it was made from; null where it does not say so in relay's form. */
function readCarriedData(bytes) {
  const start = indexOfBytes(bytes, dataMark);
  const from = start + dataMark.length;
  const end = start === -1 ? -1 : indexOfBytes(bytes, scriptEnd, from);
  const content = end === -1 || indexOfBytes(bytes, dataMark, from) !== -1
    ? null : fromBase64(bytes.subarray(from, end));
  return content === null ? null : parseReportData(content);
}

function readMarks(bytes) {
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
    frame: {
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
    // Without a name the first address stands for it.
    const right = party.name || party.emails[0] || "not named yet";
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

/** Where the marks of a report of another form show other things than its records come to. */
function differencesOfMarks({ marks, data }, verification) {
  const { frame } = marks;
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
  if (!isShownAs(marks.title, title, 400)) compare("Title", marks.title, inert(title));
  const sentences = sentencesOfReport(verification);
  if (!sentences.includes(marks.sentence)) compare("Verdict", marks.sentence, sentences[0]);
  return [
    ...found, ...differencesOf(marks.numbers, headlineNumbers(verification, data), ""),
    ...differingMilestones(marks.milestones, verification.milestones.filter(isShown)),
    ...differingParties(marks.parties, verification),
  ];
}

/** What a report shows otherwise than its records come to, and which values nothing was compared with. */
async function differencesOfReport(shown, verification) {
  const { own, data } = shown;
  if (own === null) {
    return { found: shown.marks === null ? [] : differencesOfMarks(shown, verification), missed: [] };
  }
  if (data === null) return { found: [], missed: [] };
  const { number, proofs, terms } = verification;
  if (proofs.length !== data.checks.length) {
    const [right, said] = [proofs.length, data.checks.length].map((number) => count(number, "proof"));
    return { found: [{ title: "What it was made from", shown: said, signed: right }], missed: [] };
  }
  const out = new Differences();
  const heading = new ShownText(terms?.title ?? `Project ${number}`, 400, "", ` · project ${number}`);
  if (!heading.fits(own.windowTitle)) out.add("", "titleOfItsWindow", own.windowTitle, heading.whole);
  const view = await viewOfReport(verification, data, new Breaths());
  await gently(compareSection(bodyTemplate, own.page, [view], out));
  return { found: out.found, missed: [...out.missed] };
}

/** What nobody can check who has only the report. */
function claimsOfReport({ own, data }) {
  if (own === null || data === null) return [];
  const { head, branch, website } = data.origin;
  const found = (word) => data.checks.filter((check) => check.word === word).length;
  const ofBranch = branch === null ? "" : ` of branch ${branch}`;
  return [
    found("checked") > 0
      ? `the counts of ${count(found("checked"), "commit")} were recomputed from the repository` : null,
    found("contradicts") > 0 ? `${count(found("contradicts"), "proof")} contradict the repository` : null,
    head === null ? null : `the repository was at commit ${shortID(head)}${ofBranch}`,
    website === null ? null : `the repository is ${website}`,
    data.findings.length > 0 ? `${count(data.findings.length, "file")} beside the ledger left out` : null,
  ].filter((claim) => claim !== null);
}

/** Whether a difference only says which keys a reader knows, and what follows from that alone. */
function isAboutReader({ title, shown, signed }) {
  return /^(?:The verdict, |Verdict$|Remark$|Pinned |Client pin$|Builder pin$|Pins$)/.test(title) ||
    (/, remark$/.test(title) && [shown, signed].every((text) => ["nothing", "pinned", "1"].includes(text)));
}

/**
 * Compares a report with the records that it carries: as its writer read them, and as a reader does
 * who has pinned other keys. What was signed or opened later is not the report's.
 *
 * `known` is what those records come to for somebody, if that is known already.
 */
async function compareReport({ shown, files, read }, pins, known) {
  const result = {
    obstacle: shown.obstacle, differences: shown.faults, forReader: [], claims: claimsOfReport(shown),
  };
  if (shown.data === null || (shown.own === null && shown.marks === null)) return result;
  const keyOf = ({ client, builder }) => `${client} ${builder}`;
  const differencesFor = async (pins) => {
    const key = keyOf(pins);
    if (!read.has(key)) {
      const verification = known !== null && keyOf(known.pins) === key
        ? known : await verifyLedger(files, pins);
      read.set(key, verification.state === null ? null : await differencesOfReport(shown, verification));
    }
    return read.get(key);
  };
  const own = await differencesFor(shown.data.pins);
  if (own === null) return { ...result, obstacle: "its records hold no project" };
  // Of a form of its writer's own it is not known what has to be there.
  const isLoose = shown.own === null && shown.data.isOwn === false;
  const differences = [...shown.faults, ...own.found.filter((one) => !isLoose || one.shown !== "nothing")];
  if (differences.length > 0) result.obstacle = null;
  else if (own.missed.length > 0) result.obstacle = `it has values that this page does not know: ${own.missed.join(", ")}`;
  if (keyOf(shown.data.pins) === keyOf(pins)) return { ...result, differences };
  // That other keys are known is no news, nor is the sentence that says so.
  const other = await differencesFor(pins);
  return { ...result, differences, forReader: (other?.found ?? []).filter((one) => !isAboutReader(one)) };
}
