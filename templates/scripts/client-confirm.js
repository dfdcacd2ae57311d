// The last question before a signature: the exact sentence, and what it means.

/** What is asked at the moment: gives the members to sign, or throws RelayError. */
let confirming = null;

/**
 * Shows the question.
 *
 * @param {string} title The question's title.
 * @param {Element[]} body What is shown; the sentence is part of it.
 * @param {Function} sign What happens when the client signs.
 */
function openConfirm(title, body, sign) {
  confirming = sign;
  byID("confirm-title").textContent = title;
  byID("confirm-body").replaceChildren(...body.filter((part) => part !== null));
  byID("confirm-error").textContent = "";
  byID("confirm-yes").disabled = false;
  const dialog = byID("confirm");
  dialog.showModal();
  dialog.scrollTop = 0;
  byID("confirm-title").focus({ preventScroll: true });
}

/**
 * What stands between a client and a signature on what is opened, and on a milestone's submission
 * where it is one: each a kind, a title and what to do. None where nothing does.
 */
function concernsOf({ verification, opened }, milestone = null, submission = null) {
  const { isValid, verdict, pins, rivals, state } = verification;
  const concerns = [];
  const say = (kind, title, text) => concerns.push({ kind, title, text });
  const situation = situationOf(verification, opened);
  if (situation !== null) {
    say("wait", situation.title, situation.text);
  } else if (!isValid) {
    say("bad", "Something contradicts in what you have opened", pins.problems.length > 0
      ? "The keys are not those that you know. Do not sign before you have found out why."
      : "Ask your builder for a new report before you sign.");
  } else if (verdict === "not_checked") {
    say("wait", "This page cannot tell whether all of this is right",
      "Something was written by a newer relay. Get the newest version of this page before you sign.");
  }
  const { isLie, obstacles } = standingOfReports(opened);
  if (isLie) {
    say("bad", "The report shows other things than what is signed",
      "You sign the sentence below, whatever the report shows. Find out first why they differ.");
  } else if (obstacles.length > 0) {
    say("wait", "The words of the report were not compared",
      `${sentenceOf(obstacles[0])} You sign the sentence below, whatever the report shows.`);
  }
  if (rivals.length > 0) {
    say("wait", "It is in dispute who the client is",
      "Other terms name another client, who has agreed to them. Ask your builder which of them hold.");
  }
  if (milestone?.status === "conflict") {
    say("wait", "The milestone is in conflict", "Read what contradicts there before you decide.");
  }
  if (pins.absent.includes("builder")) {
    say("wait", "The builder that you know has signed nothing here",
      "The project names that key, which anybody can do who knows it. Ask your builder whether this is their project.");
  }
  for (const key of submission === null ? [] : pins.others) {
    const { account } = state.shownParties().terms.content.builders
      .find((builder) => builder.key.fingerprint === key) ?? {};
    const { payee } = submission.content;
    const isSigner = submission.signer.fingerprint === key;
    if (!isSigner && !(account && payee?.includes(account))) continue;
    say("wait", isSigner ? "The work was handed in by a builder whose key you do not know"
      : "The money goes to a builder whose key you do not know",
    `${key}${payee === null ? "" : `; to be paid to ${inertShort(payee, 500)}`}`);
  }
  return concerns;
}

/** Money that was set free for a milestone already, where an approval goes to somebody else or adds none. */
function concernsOfRelease(milestone, release) {
  const earlier = milestone.reviews.flatMap(({ decisions }) => decisions)
    .map(({ content }) => content).filter(({ verdict, release }) => verdict === "approved" && release !== null);
  const { released } = milestone;
  if (release === null || released === 0 || earlier.length === 0) return [];
  const isRest = released < release.amount && earlier.every(({ release: { payee } }) => payee === release.payee);
  if (isRest) return [];
  const payees = [...new Set(earlier.map(({ release }) => release.payee))];
  const isSame = payees.length === 1 && payees[0] === release.payee;
  return [{
    kind: "wait", title: "Money was released for this milestone already",
    text: [
      `${formatMoney(released, release.currency)} were already released to `,
      payees.map((payee, index) => [index > 0 ? ", and to " : null, foreign(payee, 500)]),
      isSame ? "; this would say the same once more."
        : [`; this would release ${moneyText(release)} to `, foreign(release.payee, 500), "."],
    ],
  }];
}

/** The concerns, with a box to tick; null where there are none. */
function warningOf(concerns) {
  if (concerns.length === 0) return null;
  const box = make("input", { type: "checkbox", id: "confirm-anyway" });
  return make("div", { class: "stack" },
    concerns.map(({ kind, title, text }) => callout(kind, title, make("p", { dir: "auto" }, text))),
    make("label", { class: "row" }, box, "I have read this, and sign all the same"));
}

function setUpConfirm() {
  const [dialog, yes, no] = ["confirm", "confirm-yes", "confirm-no"].map(byID);
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    confirming = null;
  });
  yes.addEventListener("click", async () => {
    if (confirming === null || yes.disabled) return;
    const anyway = byID("confirm-anyway");
    if (anyway && !anyway.checked) {
      byID("confirm-error").textContent = "Tick that you have read what stands above, or go back.";
      anyway.focus();
      return;
    }
    const sign = confirming;
    yes.disabled = true;
    let done;
    try {
      done = await sign();
    } catch (error) {
      byID("confirm-error").textContent = `Not signed: ${messageOf(error)}`;
      yes.disabled = false;
      return;
    }
    dialog.close();
    // It is signed and saved, whatever happens now.
    await done();
  });
}

function messageOf(error) {
  return error instanceof RelayError ? inertShort(error.message, 400) : "the browser failed; try again";
}

function keyFacts(desk) {
  return facts(["With your key", fingerprintText(desk.key.fingerprint)]);
}

/** A label with a hint beside it, around its field. */
function fieldLabel(label, hint, field) {
  return make("label", { class: "field" },
    make("span", {}, label, make("span", { class: "hint" }, ` (${hint})`)), field);
}

function textField(label, hint) {
  const area = make("textarea", { rows: "3", dir: "auto" });
  return { area, field: fieldLabel(label, hint, area) };
}

/**
 * A sentence that is to be signed, in nodes: what somebody wrote in it keeps its direction to itself.
 * `parts` are those texts, with what stands around each, in their order. The text is the same.
 */
function sentenceNodes(text, parts) {
  const nodes = [];
  let last = 0;
  for (const [before, part, after] of parts) {
    const at = text.indexOf(`${before}${part}${after}`, last);
    if (at === -1) continue;
    const start = at + before.length;
    nodes.push(text.slice(last, start), make("bdi", { class: "foreign" }, inert(part)));
    last = start + part.length;
  }
  return [...nodes, inert(text.slice(last))];
}

function decisionNodes({ sentence, release }, { title }) {
  return sentenceNodes(sentence, [
    [" '", title, "' of project "],
    ...(release?.escrow ? [[" from escrow ", release.escrow, ` to ${release.payee}.`]] : []),
    ...(release ? [[" to ", release.payee, "."]] : []),
  ]);
}

/** What a decision is about, each thing by itself: a title may read like the rest of the sentence. */
function decisionFacts({ proof, release }, terms) {
  return facts(
    ["Milestone", `${terms.milestone}: `, foreign(terms.title, 200)],
    ["Proof", proof ? make("code", {}, shortID(proof)) : null],
    ["Amount", release ? `${formatMoney(release.amount, release.currency)} in all` : "no money is released"],
    ["To be paid to", release ? foreign(release.payee, 500) : null],
    ["Escrow", release?.escrow ? foreign(release.escrow) : null]);
}

/** Why an amount cannot be taken. */
function amountProblem(text) {
  const digits = text.replace(/[^0-9]/g, "");
  return /^0+$/.test(digits)
    ? "An approval of a part releases more than 0. Leave the field empty to release all of it."
    : "Write the amount as 1000 or 1,000.50.";
}

/** Asks before a decision is signed. */
function confirmDecision(desk, { milestone, review, verdict, proof }) {
  const { verification } = desk;
  const submission = review.submission.id;
  const sentence = make("blockquote", { class: "sentence", id: "sentence", dir: "auto" });
  const summary = make("div", { id: "confirm-facts" });
  const feedback = textField("Feedback", "may be left out; it is signed too");
  const notes = verdict === "rejected"
    ? textField("What is to change", "may be left out; it is signed too") : null;
  const yes = byID("confirm-yes");
  const whole = releaseFor(verification, submission, { proof });
  const isApproval = verdict === "approved";
  const amount = isApproval && whole !== null ? make("input", { inputmode: "decimal", autocomplete: "off" }) : null;
  let release = isApproval ? whole : null;
  const members = () => decisionMembers(verification, {
    submission, proof, verdict, release,
    feedback: feedback.area.value.trim(), notes: notes?.area.value.trim() ?? "",
  });
  const { content: terms } = verification.state.termsOf(review.submission);
  const update = () => {
    let problem = "";
    const isPart = amount !== null && amount.value.trim() !== "";
    if (isPart) {
      const sum = parseAmount(amount.value, whole.currency);
      if (sum === null) problem = amountProblem(amount.value);
      else release = releaseFor(verification, submission, { proof, amount: sum });
    } else release = isApproval ? whole : null;
    const said = members();
    // Nobody fills in a form whose signature would be refused.
    if (problem === "") problem = desk.refusal("decision", said) ?? "";
    // A sentence that cannot be signed must not be taken for the one that is.
    const isWrong = isPart && problem !== "";
    sentence.replaceChildren(...(isWrong
      ? [make("span", { class: "soft" }, "No sentence: this amount cannot be released.")] : decisionNodes(said, terms)));
    summary.replaceChildren(...(isWrong ? [] : [decisionFacts(said, terms)]));
    byID("confirm-error").textContent = problem;
    yes.disabled = problem !== "";
  };
  amount?.addEventListener("input", update);
  const subject = proof === null ? `milestone ${milestone.number}` : `proof ${shortID(proof)}`;
  openConfirm(`${isApproval ? "Approve" : "Reject"} ${subject}`, [
    warningOf([
      ...concernsOf(desk, milestone, review.submission),
      ...(isApproval ? concernsOfRelease(milestone, whole) : []),
    ]),
    summary, make("p", { class: "soft" }, "This sentence is what you sign:"), sentence,
    amount === null ? null : make("details", {},
      make("summary", {}, "Release only a part for now"),
      make("label", { class: "field" },
        `All that is to be free by now, in ${whole.currency}, at most ${moneyText(whole)}`, amount)),
    feedback.field, notes?.field ?? null, keyFacts(desk),
    make("p", { class: "small soft" }, isApproval
      ? `An approval is final${whole === null ? "" : " for its amount"}. It cannot be taken back.`
      : "A rejection is not final: the work can be handed in again."),
  ], () => {
    const said = members();
    const name = `${isApproval ? "approval" : "rejection"}-${verification.number}-${milestone.number}` +
      `${proof === null ? "" : `-${shortID(proof)}`}.relay`;
    return desk.sign("decision", said, name, [said.sentence]);
  });
  update();
}

/** What an offer is about, each thing by itself. */
function offerFacts({ content }, kind) {
  if (kind === "removal") return facts(["To be taken out", `milestone ${content.milestone}`]);
  if (kind === "project") {
    const { title, budget, currency } = content;
    return facts(["Project", title === null ? null : foreign(title, 200)],
      ["Budget", budget === null ? null : formatMoney(budget, currency)]);
  }
  const { milestone, title, money, escrow } = content;
  return facts(["Milestone", `${milestone}: `, foreign(title, 200)], ["Amount", moneyText(money) ?? "no money"],
    ["Escrow", escrow === null ? null : foreign(escrow)]);
}

/** Asks before an agreement is signed. */
function confirmAgreement(desk, { project, milestones, removals }) {
  const { state } = desk.verification;
  const rows = [
    ...(project ? [[project, "project"]] : []), ...milestones.map((entry) => [entry, "milestone"]),
    ...removals.map((entry) => [entry, "removal"]),
  ];
  const sentences = rows.map(([entry, kind]) => offerSentence(state, entry, kind));
  const named = state.shownParties().terms?.content.client ?? {};
  const isClaim = state.shownParties().role(desk.key.fingerprint) === null;
  const input = (value) => make("input", { value: inertShort(value ?? "", 200), autocomplete: "off", dir: "auto" });
  const [name, email] = [input(named.name), input(named.email)];
  const line = (field) => {
    const text = inert(field.value.trim());
    if (utf8Length(text) > 200) throw new RelayError("your name and your address have 200 bytes at most");
    return text;
  };
  openConfirm("Agree", [
    warningOf(concernsOf(desk)),
    ...rows.map(([entry, kind]) => replacementNote(state, entry, kind)),
    ...rows.map(([entry, kind]) => offerFacts(entry, kind)),
    make("p", { class: "soft" }, sentences.length === 1 ? "This sentence is what you sign:" : "These sentences are what you sign:"),
    make("blockquote", { class: "sentence", id: "sentence" },
      rows.map(([{ content }], index) => make("p", { dir: "auto" },
        sentenceNodes(sentences[index], content.title ? [[" '", content.title, "' of project "]] : [])))),
    fieldLabel("Your name", "is signed too", name),
    fieldLabel("Your mail address", "is signed too", email),
    keyFacts(desk),
    isClaim ? callout("wait", "The project does not know your key yet",
      make("p", {}, "Your agreement is a claim to be the client. It holds once your builder has compared your " +
        "fingerprint and let your key in.")) : null,
    make("p", { class: "small soft" }, "Have you compared the builder’s fingerprint with one that you know from elsewhere?"),
  ], () => {
    const members = { accepts: rows.map(([{ id }]) => id).sort(compareTexts) };
    const [ownName, ownEmail] = [line(name), line(email)];
    if (ownName !== "") members.name = ownName;
    if (ownEmail !== "") members.email = ownEmail;
    return desk.sign("agreement", members, `agreement-${state.number}.relay`, sentences);
  });
  const refusal = desk.refusal("agreement", { accepts: rows.map(([{ id }]) => id).sort(compareTexts) });
  byID("confirm-error").textContent = refusal ?? "";
  byID("confirm-yes").disabled = refusal !== null;
}
