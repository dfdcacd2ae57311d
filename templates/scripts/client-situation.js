// What sound files come to that do not belong together: nothing contradicts then, and it is said so.

const isSingle = ({ kind }) => kind === "record" || kind === "signed";

/** The projects that a file has records of, by their first records. */
function projectsOf({ files }) {
  const projects = new Set();
  for (const bytes of files.values()) {
    const record = checkedFiles.get(bytes)?.record;
    if (record) projects.add(record.genesis ?? record.id);
  }
  return projects;
}

/** Whether a finding is that a record which was opened by itself builds on others that are not open. */
function isTooEarly({ path, reason }, opened) {
  return /^(?:its ancestor [0-9a-f]{64}|an ancestor of its ancestors) is missing$/.test(reason) &&
    opened.every((file) => isSingle(file) || !file.files.has(path));
}

/** Why files that are sound by themselves make no ledger together, in a title and a text; else null. */
function situationOf(verification, opened) {
  const { isValid, findings, pins, proofs, state } = verification;
  if (isValid || opened.length === 0) return null;
  const bad = findings.filter(({ verdict }) => verdict === "invalid");
  const isWrong = proofs.some(({ status }) => status === "failed");
  if (!isWrong && bad.length === 0 && arePinsSwapped(verification)) {
    return {
      title: "The two fingerprints are swapped",
      text: "Each is the other’s key in this project. Put each into the other field, and compare again.",
    };
  }
  const projects = opened.map(projectsOf);
  const isApart = projects.every((one) => one.size === 1) &&
    new Set(projects.flatMap((one) => [...one])).size > 1;
  const isStranger = ({ reason }) =>
    reason.startsWith("belongs to another project") || reason.startsWith("a second first record");
  if (isWrong || pins.problems.length > 0) return null;
  if (isApart && bad.every((one) => isStranger(one) || /^heads\//.test(one.path))) {
    return {
      title: "These files belong to different projects",
      text: "Each may be good, but they cannot be checked as one. Close all files, and open those of one project.",
    };
  }
  if (verification.problem === "several") {
    return {
      title: "Several projects claim this number", text: "Each may be good, and somebody has put them into one file. " +
        "Paste the builder’s fingerprint that you know below, or your own: it chooses which of them is meant.",
    };
  }
  if (state === null) {
    return bad.length > 0 || !opened.every(isSingle) ? null : {
      title: "Open the report first",
      text: `What is open is ${opened.length === 1 ? "a signed record" : "signed records"} without the project. ` +
        "Open the report that it belongs to, too.",
    };
  }
  return bad.length === 0 || !bad.every((one) => isTooEarly(one, opened)) ? null : {
    title: "A file that you have opened belongs to a newer report",
    text: "It builds on records that are not open here, and is left out. Ask for the newest report, and open that, too.",
  };
}

/** The first records of which a key is to choose one, with the names in them; null where none is. */
function foundersList({ problem, founders }, opened) {
  if (problem !== "several") return null;
  const records = new Map(opened.flatMap(({ files }) => [...files.values()])
    .map((bytes) => checkedFiles.get(bytes)?.record).filter((record) => record && founders.includes(record.id))
    .map((record) => [record.id, record]));
  return make("ul", { class: "people" }, [...records.values()].slice(0, findingsShown).map(({ id, at, by, content }) =>
    make("li", { class: "card party" },
      make("p", { class: "party-name" }, content.title === null ? "No title" : foreign(content.title, 200)),
      facts(
        ["Builder", content.builders.slice(0, 10).map(({ name, key }) =>
          make("div", {}, name === null ? null : foreign(name, 200), " ", fingerprintText(key.fingerprint)))],
        ["Client", content.client.name === null ? null : foreign(content.client.name, 200)],
        ["Signed", timeText(at), " by ", fingerprintText(by)],
        ["First record", make("code", {}, id)]))));
}
