// Step 2: what was checked, who the parties are, and whether the client knows their keys.

/** Whether reports that are open lie, and why some of them were not compared. */
function standingOfReports(opened) {
  const compared = opened.map(({ comparison }) => comparison).filter((one) => one);
  return {
    isLie: compared.some(({ differences }) => differences.length > 0),
    obstacles: compared.map(({ obstacle }) => obstacle).filter((one) => one !== null),
    isCompared: compared.length > 0,
    claims: [...new Set(compared.flatMap(({ claims }) => claims))],
  };
}

/** What the verdict means for the client, in plain words. */
function verdictCallout(verification, opened) {
  const { isValid, isPinned, verdict, headline, pins, findings } = verification;
  const situation = situationOf(verification, opened);
  const bad = situation === null ? findings.filter((finding) => finding.verdict === "invalid").length : 0;
  const strangers = findings.filter((finding) => finding.verdict === "unknown signer").length;
  const notes = [
    ...(situation === null ? pins.problems : []), ...pins.remarks,
    bad > 0 ? `${count(bad, "file")} in it ${bad === 1 ? "is" : "are"} not what relay writes; see below` : null,
    strangers > 0
      ? `${count(strangers, "record")} by keys without a role ${strangers === 1 ? "was" : "were"} left out` : null,
  ].filter((note) => note !== null);
  const failedProofs = verification.proofs.filter(({ status }) => status === "failed").length;
  if (failedProofs > 0) {
    notes.push(failedProofs === 1
      ? "1 proof contradicts its commit" : `${count(failedProofs, "proof")} contradict their commits`);
  }
  let [kind, title, text] = [
    "wait", "Every signature is good. Whose keys are they?",
    "Nothing in the file contradicts itself, but anybody could have made such a file with keys of their own. " +
      "Compare the builder’s fingerprint below before you decide.",
  ];
  if (situation !== null) {
    [kind, title, text] = ["wait", situation.title, situation.text];
  } else if (!isValid) {
    [kind, title, text] = ["bad", "Do not sign: something contradicts", pins.problems.length > 0
      ? "The keys are not those that you know. Ask your builder by telephone: an impostor would send you a new " +
        "report, too."
      : "Ask your builder for a new report, and show them what stands here."];
  } else if (verdict === "not_checked") {
    [kind, title, text] = ["wait", "This page cannot tell",
      "Something was written by a newer relay. Get the newest version of this page."];
  } else if (isPinned && knowsBuilder(verification)) {
    [kind, title, text] = ["good", "Everything fits, with the keys that you know",
      "Every signature is good, and the keys that you know are those of the project."];
  } else if (isPinned) {
    [kind, title] = ["wait", "Every signature is good. Is the builder’s key the one that you know?"];
  }
  if (isValid && (verification.rivals.length > 0 || (isPinned && !headline.startsWith("OK: ")))) {
    kind = "wait";
    title = headline;
  }
  const { isLie, obstacles, isCompared, claims } = standingOfReports(opened);
  if ((isValid || situation !== null) && isLie) {
    kind = "bad";
    title = "The report shows other things than what is signed";
    text = "Every signature is good, but go by this page, not by the report. Ask your builder by telephone " +
      "why they differ.";
  } else if (kind === "good" && obstacles.length > 0) {
    kind = "wait";
    title = "The words of this report were not compared";
    notes.push(`${sentenceOf(obstacles[0])} Go by what stands here`);
  } else if (kind === "good" && isCompared) {
    text += " Whatever the report shows was compared with what is signed, value by value.";
  }
  for (const { fingerprint, name } of verification.parties.filter(({ isClaim }) => isClaim).slice(0, 5)) {
    notes.push(`Somebody says to be the client${name ? `, under the name ${inertShort(name, 80)}` : ""}, with the key ` +
      `${fingerprint}. Nobody has let that key in: it may be anybody’s`);
  }
  if (claims.length > 0) notes.push(`The report’s writer says, and nobody can check it here: ${claims.join("; ")}`);
  return callout(kind, title, make("p", {}, text),
    notes.length === 0 ? null
      : make("ul", { class: "notes" }, notes.map((note) => make("li", {}, foreign(note)))));
}

/** How many findings are shown at once. */
const findingsShown = 50;

function findingsCard(findings) {
  if (findings.length === 0) return null;
  const isShown = (finding) => finding.verdict !== "unknown signer";
  const sorted = [...findings.filter(isShown), ...findings.filter((one) => !isShown(one))];
  const label = "What was left out";
  return make("details", { class: "card", open: findings.some(isShown) },
    make("summary", {}, make("h3", {}, `${label} (${findings.length})`)),
    make("ul", { class: "findings" }, sorted.slice(0, findingsShown).map(({ path, verdict, reason }) =>
      make("li", {},
        make("p", {}, badge(verdict, verdict === "invalid" ? "bad" : "mute"), " ", foreign(reason)),
        make("p", { class: "small soft" }, make("code", {}, foreign(path)))))),
    sorted.length > findingsShown
      ? make("p", { class: "small soft" }, `and ${sorted.length - findingsShown} more`) : null);
}

/** Two texts that look alike: with what is not a plain letter as code points. */
function toldApart(one, other) {
  const look = (text) => text.normalize("NFKC").replace(/[\s\p{Cf}]+/gu, " ").trim();
  if (one === other || look(one) !== look(other)) return [one, other];
  return [one, other].map((text) => text.replace(/[^\u0020-\u007e]/gu, codePoint));
}

function differenceList(found) {
  return make("ul", { class: "notes" }, found.slice(0, findingsShown).map(({ name, title, shown, signed }) => {
    const [left, right] = toldApart(shown, signed);
    return make("li", {}, foreign(name, 80), `: ${title}: the report shows “`,
      make("strong", {}, foreign(left, 200)), "”, the signed records say “",
      make("strong", {}, foreign(right, 200)), "”");
  }));
}

/** What reports show beside what their own records say. */
function reportCallouts(opened, pins) {
  const compared = opened.filter(({ comparison }) => comparison !== null)
    .map(({ name, comparison }) => ({ name, ...comparison }));
  const named = (part) => compared.flatMap((one) =>
    one[part].map((difference) => ({ name: one.name, ...difference })));
  const [lies, views] = [named("differences"), named("forReader")];
  const callouts = [];
  const goBy = "This page goes by what is signed. Do not go by what the report shows.";
  if (lies.length > 0) {
    callouts.push(callout("bad", "The report shows other things than its records",
      make("p", {}, goBy), differenceList(lies)));
  }
  if (views.length > 0 && lies.length === 0) {
    callouts.push(callout("wait", "The report was made for somebody who knows other keys than you do",
      make("p", {}, goBy),
      make("p", {}, pins.client === null && pins.builder === null
        ? "You have not said which keys you know." : "With the keys that you know the records say this:"),
      differenceList(views)));
  }
  for (const { name, obstacle } of compared.filter((one) => one.obstacle !== null)) {
    callouts.push(callout("wait", "The words of this report were not compared",
      make("p", {}, foreign(name, 80), `: ${obstacle}. Go by what stands here: it is from the signed records.`)));
  }
  return callouts;
}

function projectCard({ number, terms, isAgreed, genesis, heads, entries, milestones }) {
  const released = milestones.reduce((sum, milestone) => sum + milestone.released, 0);
  const currency = terms.currency ?? milestones.find(({ terms }) => terms?.currency)?.terms.currency;
  const newest = entries.reduce((latest, { at }) => (at > latest ? at : latest), "");
  return make("div", { class: "card stack" },
    make("h3", {}, "Project ", String(number), terms.title ? [": ", foreign(terms.title, 200)] : null),
    facts(
      ["About", terms.description ? foreignText(terms.description) : null],
      ["Terms", isAgreed ? badge("agreed by both", "good") : badge("not agreed yet", "wait")],
      ["Budget", terms.budget === undefined ? null : formatMoney(terms.budget, terms.currency)],
      ["Released so far", currency ? formatMoney(released, currency) : null],
      ["Milestones", milestones.length > 0 ? String(milestones.length) : "none yet"],
      ["Newest record", newest === "" ? null : timeText(newest)]),
    make("details", { class: "small" },
      make("summary", {}, "Identifiers"),
      facts(["First record", make("code", {}, genesis)],
        ["Heads", heads.map((head) => make("div", {}, make("code", {}, head)))],
        ["Records", String(entries.length)])));
}

const roleTitles = {
  client: "Client", builder: "Builder", escrow: "Escrow agent", witness: "Witness",
};

function partyCard(party, ownFingerprint, pins) {
  const { role, name, emails, fingerprint, isClaim } = party;
  const isOwn = fingerprint !== null && fingerprint === ownFingerprint;
  const isPinned = fingerprint !== null && [pins.client, pins.builder].includes(fingerprint);
  return make("li", { class: "card party" },
    make("p", { class: "row row-spread" }, make("span", { class: "eyebrow" }, roleTitles[role]),
      isOwn ? badge("your key", "good") : isPinned ? badge("you know this key", "good")
        : isClaim ? badge("says so, not let in yet", "wait") : null),
    make("p", { class: "party-name" }, name === null ? make("span", { class: "soft" }, "No name") : foreign(name, 200)),
    emails.slice(0, 10).map((email) => make("p", { class: "small soft" }, foreign(email, 200))),
    fingerprint === null ? make("p", { class: "small soft" }, "No key is known yet")
      : make("p", {}, fingerprintText(fingerprint)));
}

function peopleList({ parties, pins }, ownFingerprint) {
  const order = ["builder", "client", "escrow", "witness"];
  const sorted = [...parties].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
  const most = 50;
  return make("div", {},
    make("h3", { class: "visually-hidden" }, "Parties"),
    make("ul", { class: "people" },
      sorted.slice(0, most).map((party) => partyCard(party, ownFingerprint, pins))),
    sorted.length > most ? make("p", { class: "soft small" }, `and ${sorted.length - most} more`) : null);
}
