// The rows of a report, proofs and records, as `view.js` says it.

/** Where a forge shows a commit. */
function commitAddress(website, commit) {
  if (website === null) return null;
  const host = website.split("/")[2] ?? "";
  if (host.includes("gitlab")) return `${website}/-/commit/${commit}`;
  return `${website}/${host.includes("bitbucket") ? "commits" : "commit"}/${commit}`;
}

function filesText(payload) {
  const kinds = ["added", "modified", "removed", "renamed"].map((word) => [payload[`files_${word}`], word])
    .filter(([number]) => number > 0).map(([number, word]) => `${groupedNumber(number)} ${word}`);
  const sum = `${groupedNumber(payload.files_changed)} changed`;
  return kinds.length === 0 ? sum : `${sum}: ${kinds.join(", ")}`;
}

const checkTexts = { checked: "recomputed from the repository" };

/** A message's first line, and what stands below it. */
function messageParts(message) {
  let start = 0;
  while (message[start] === 0x0a) start++;
  const end = message.indexOf(0x0a, start);
  const subject = message.subarray(start, end === -1 ? message.length : end);
  let rest = startsWith(message, subject) ? subject.length : 0;
  while (message[rest] === 0x0a || message[rest] === 0x0d) rest++;
  return { subject: looseUTF8(subject), body: shownLines(message.subarray(rest)) };
}

/** A link to a pull request: its address is below the website's, and its name a number. */
class PullRequest {
  constructor(website) {
    this.whole = `a page of ${website}`;
    this.website = website;
  }

  fits(shown) {
    return /^[#!][0-9]{1,9}$/.test(shown) || (shown.startsWith(`${this.website}/`) &&
      /^(?:-\/merge_requests|pull-requests|pull)\/[0-9]{1,9}$/.test(shown.slice(this.website.length + 1)));
  }
}

/** A proof; `row` says how it was judged. */
function proofView({ proof, check, status, reason, payload }, { state, names, website, submitted }) {
  const { id, content, signer, at } = proof;
  const message = check.commit?.message ?? null;
  const { subject, body } = message === null ? { subject: null, body: null } : messageParts(message);
  const { author = null } = check.commit ?? {};
  const { name, role } = names.of(signer.fingerprint);
  const milestone = state.milestoneOf(proof);
  const capture = payload.capture + (content.isVouched ? ", written by somebody else and vouched for" : "");
  const link = (title, kind, target) => ({ name: title, target: `${kind}-${target}`, text: shortID(target) });
  const replacement = state.supersededBy.get(id);
  const request = website === null || subject === null ? null : new PullRequest(website);
  return {
    place: `Proof ${shortID(id)}`, id, shortID: shortID(id), project: String(state.number),
    commit: content.commit, commitAddress: commitAddress(website, content.commit),
    pullRequest: request, address: request, name: request,
    status, mood: proofMoods[status] ?? "mute", reason: reason === "" ? null : new ShownText(reason),
    type: content.parents.length > 1 ? "merge" : "commit",
    subject: subject === null ? "(commit not here)" : new ShownText(subject, 200), body,
    author: author === null ? "author not known here" : new ShownText(looseUTF8(author.name), 200),
    authorEmail: author === null ? null : new ShownText(looseUTF8(author.email), 200, "<", ">"),
    milestone: milestone === null ? null : String(milestone), milestoneValue: milestone === null ? "" : String(milestone),
    ticket: message === null ? null : new PartOf(looseUTF8(message)),
    additions: groupedNumber(content.additions), deletions: groupedNumber(content.deletions),
    files: filesText(payload),
    check: check.verdict === "object checked"
      ? `the object was compared; ${check.reason}` : checkTexts[check.verdict] ?? check.verdict,
    capture, branch: content.branch === null ? null : new ShownText(content.branch, 200),
    signer: signer.fingerprint, signerName: name, signerRole: role,
    links: [
      ...content.supersedes.map((old) => link("Replaces", "proof", old)),
      ...(replacement === undefined ? [] : [link("Replaced by", "proof", replacement)]),
      ...(submitted.get(id) ?? []).map((submission) => link("Handed in", "record", submission.id)),
    ],
    isCommittedApart: content.committerTime !== content.authorTime,
    ...momentOf("authored", content.authorTime), day: formatTime(content.authorTime).slice(0, 10),
    ...momentOf("committed", content.committerTime), ...momentOf("signed", at),
  };
}

/** The milestone that a record is about; null for none. */
function milestoneOfRecord({ id, type, content }, state) {
  const ofSubmission = (submission) => state.submissionByID.get(submission)?.content.milestone ?? null;
  switch (content === null ? null : type) {
    case "milestone": case "milestone-removal": case "assignment": case "submission":
      return content.milestone;
    case "withdrawal": case "decision": return ofSubmission(content.submission);
    case "payment": case "receipt":
      return ofSubmission(state.decisionByID.get(content.decision)?.content.submission);
    case "proof": return state.milestoneOf(state.proofByID.get(id));
    default: return null;
  }
}

/** What a party agrees to, in words. */
function agreementText({ accepts }, state) {
  const terms = new Map([...state.milestoneTerms.values()].flat().map(({ id, content }) => [id, content]));
  const parts = accepts.map((id) => {
    if (state.versions.some((version) => version.id === id)) return "the project";
    return terms.has(id) ? `milestone ${terms.get(id).milestone}` : `record ${shortID(id)}`;
  }).sort(compareTexts);
  return `agrees to ${parts.slice(0, 12).join(", ")}${parts.length > 12 ? ", …" : ""}`;
}

/** What a record says, in a sentence, and words that its signer added. */
function wordsOfRecord({ id, type, content, payload }, state, subjects) {
  const person = ({ name, emails }) => new ShownText([name, emails[0]].find((one) => one) ?? "somebody", 200);
  const total = (money) => formatMoney(money.amount, money.currency);
  switch (content === null ? null : type) {
    case "project":
      return [payload.genesis === undefined ? "founds the project" : "offers terms of the project", null];
    case "agreement": return [agreementText(content, state), null];
    case "application": return [`asks to be ${roleTitle(content.role)}`, null];
    case "admission": {
      const { text } = person(content);
      const end = ` as ${roleTitle(content.role)}, with key ${content.key.fingerprint}`;
      return [new ShownText(text, 200, "admits ", end), null];
    }
    case "rotation": return [`replaces its key by ${content.key.fingerprint}`, null];
    case "revocation": return [new ShownText(content.key, 400, "ends key "), shownLines(content.reason)];
    case "milestone": {
      const verb = content.replaces === null ? "offers" : "offers new terms of";
      const end = content.money === null ? "’" : `’ for ${total(content.money)}`;
      return [new ShownText(content.title, 400, `${verb} milestone ${content.milestone} ‘`, end), null];
    }
    case "milestone-removal": return [`takes milestone ${content.milestone} out`, null];
    case "assignment":
      return [`moves ${count(content.proofs.length, "proof")} to milestone ${content.milestone}`, null];
    case "retraction":
      return [`takes back ${count(content.proofs.length, "proof")}`, shownLines(content.reason)];
    case "submission": return [
      `hands in milestone ${content.milestone} with ${count(content.proofs.length, "proof")}`,
      shownLines(content.note),
    ];
    case "withdrawal": return [`takes submission ${shortID(content.submission)} back`, null];
    case "decision": {
      const words = [content.feedback, content.revisionNotes].map(shownLines).filter((one) => one !== null);
      const sentence = new ShownText(content.sentence, 4_000, "decides: ");
      return [sentence, words.length === 0 ? null : words.join("\n")];
    }
    case "payment": return [`says that ${total(content.total)} in all is paid`, null];
    case "receipt": return [`has received ${total(content.total)} in all`, null];
    case "proof": {
      const start = `proves commit ${content.commit.slice(0, 10)}`;
      const subject = subjects(id);
      return [subject === null ? start : new ShownText(subject, 120, `${start}: `), null];
    }
    default: return ["says something that this relay does not know", null];
  }
}

/** A record among all that was signed. */
function recordView(entry, { state, names, subjects }) {
  const { name, role } = names.of(entry.signer);
  const [sentence, quote] = wordsOfRecord(entry, state, subjects);
  return {
    place: `Record ${shortID(entry.id)}`, id: entry.id, shortID: shortID(entry.id),
    type: new ShownText(entry.type, 40), signerName: name, signerRole: role, sentence, quote,
    proof: entry.type === "proof", ...momentOf("time", entry.at),
  };
}
