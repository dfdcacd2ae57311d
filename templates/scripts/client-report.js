// What a report shows, beside what is signed in it. Only the latter counts; this says where the two
// differ. A report that somebody has rewritten may of course show its numbers in places where no
// program looks for them.

/** How much of a report's HTML is looked at: its headline numbers and milestones stand at the beginning. */
const longestShown = 1 << 20;

const wholeText = (element) => element?.textContent.trim() ?? null;

/** Reads the numbers and names that a report shows. Nothing in it is run or loaded. */
function readShown(bytes) {
  const start = bytes.subarray(0, longestShown);
  const end = indexOfBytes(start, bundleMark);
  const html = looseUTF8(end === -1 ? start : start.subarray(0, end));
  const page = new DOMParser().parseFromString(html, "text/html");
  const frame = page.querySelector("[data-project]");
  const checks = (root) => [...root.querySelectorAll("[data-check]")].slice(0, 1_000)
    .map((element) => [element.getAttribute("data-check"), wholeText(element)]);
  const milestones = [...page.querySelectorAll("[data-milestone]")].slice(0, 1_000);
  const inMilestones = new Set(
    milestones.flatMap((element) => [...element.querySelectorAll("[data-check]")]));
  return {
    scope: frame?.getAttribute("data-scope") ?? "",
    pins: ["data-client-pin", "data-builder-pin"].map((name) => frame?.getAttribute(name) ?? ""),
    numbers: [...page.querySelectorAll("[data-check]")].filter((element) => !inMilestones.has(element))
      .slice(0, 1_000).map((element) => [element.getAttribute("data-check"), wholeText(element)]),
    milestones: milestones.map((element) => ({
      number: element.getAttribute("data-milestone"),
      title: wholeText(element.querySelector("[data-value='title']")), checks: checks(element),
    })),
    parties: [...page.querySelectorAll(".party[data-about]")].slice(0, 100).map((element) => ({
      role: element.getAttribute("data-about").replace("the ", ""),
      name: wholeText(element.querySelector("[data-value='name']")),
      fingerprint: wholeText(element.querySelector("[data-value='fingerprint']")),
    })),
  };
}

/** The headline numbers as they follow from the signed records, by the names that reports use. */
function signedNumbers({ totals, milestones, terms }) {
  const currency = terms?.currency ?? milestones.find(({ terms }) => terms?.currency)?.terms.currency;
  const sum = (name) => milestones.reduce((total, milestone) => total + milestone[name], 0);
  const money = (amount) => (currency ? formatMoney(amount, currency) : null);
  const isApproved = ({ status }) => status === "approved" || status === "completed";
  return new Map([
    ["totals.proofs", ["Proofs", String(totals.proofs)]],
    ["totals.additions", ["Lines added", String(totals.additions)]],
    ["totals.deletions", ["Lines removed", String(totals.deletions)]],
    ["milestones.approved", ["Milestones approved", String(milestones.filter(isApproved).length)]],
    ["money.released", ["Released", money(sum("released"))]],
    ["money.settled", ["Paid and confirmed", money(sum("settled"))]],
  ]);
}

function signedOfMilestone({ status, terms, offered, released }) {
  const shown = terms ?? offered;
  const money = (amount) => shown?.currency ? formatMoney(amount, shown.currency) : null;
  return new Map([
    ["status", ["status", status.replaceAll("_", " ")]],
    ["amount", ["amount", shown?.amount === undefined ? null : money(shown.amount)]],
    ["released", ["released", money(released)]],
  ]);
}

/** Where pairs of a name and a text differ from what is signed. */
function differencesOf(pairs, signed, place) {
  const plain = (text) => text.toUpperCase().replace(/[^A-Z0-9.]/g, "");
  return pairs.flatMap(([name, text]) => {
    const [title, right] = signed.get(name) ?? [null, null];
    return right === null || plain(text) === plain(right)
      ? [] : [{ title: `${place}${title}`, shown: text, signed: right }];
  });
}

function differingParties(shown, parties) {
  return shown.flatMap(({ role, name, fingerprint }) => {
    const title = `The ${role}’s`;
    if (fingerprint === null) return [];
    const party = parties.find((one) => one.role === role && one.fingerprint === fingerprint);
    if (!party) {
      const known = parties.filter((one) => one.role === role).map((one) => one.fingerprint ?? "no key");
      return [{ title: `${title} key`, shown: fingerprint, signed: known.join(", ") || "nobody" }];
    }
    return party.name === null || party.name === name
      ? [] : [{ title: `${title} name`, shown: name ?? "", signed: party.name }];
  });
}

/** Where a report shows other things than its records come to. */
function differencesOfReport(shown, verification) {
  const { milestones, parties } = verification;
  const result = shown.scope === ""
    ? differencesOf(shown.numbers, signedNumbers(verification), "") : [];
  for (const { number, title, checks } of shown.milestones) {
    const milestone = milestones.find((one) => String(one.number) === number);
    if (!milestone) {
      result.push({ title: "Milestone", shown: number, signed: "no such milestone" });
      continue;
    }
    result.push(...differencesOf(checks, signedOfMilestone(milestone), `Milestone ${number}, `));
    const right = inert((milestone.terms ?? milestone.offered)?.title ?? "");
    if (title !== null && title !== right) {
      result.push({ title: `Milestone ${number}, title`, shown: title, signed: right });
    }
  }
  return [...result, ...differingParties(shown.parties, parties)];
}
