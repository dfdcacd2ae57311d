// The other implementation: what the program relay says of a bundle, beside what the library says.

import { execFile, execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const relay = process.env.RELAY ?? "relay";

/** A folder of its own, in no repository, with an empty home; gone at the end. */
export const sandbox = fs.mkdtempSync(path.join(os.tmpdir(), "relay-pages-"));
process.on("exit", () => fs.rmSync(sandbox, { recursive: true, force: true }));
export const env = {
  PATH: process.env.PATH, HOME: sandbox, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C.UTF-8",
  GIT_CEILING_DIRECTORIES: path.dirname(sandbox),
};

/** Fails at once where relay is not there: a comparison with nothing proves nothing. */
export function relayVersion() {
  return execFileSync(relay, ["--version"], { env, encoding: "utf8" }).split("\n")[0];
}

/** An archive as `relay bundle` writes it: ustar, fixed metadata. */
export function makeTar(files) {
  const blocks = [];
  for (const [name, bytes] of [...files].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100, "latin1");
    header.write("0000644\0" + "0000000\0" + "0000000\0", 100, "latin1");
    const size = bytes.length.toString(8).padStart(11, "0");
    header.write(`${size}\0` + "00000000000\0", 124, "latin1");
    header.write("        0", 148, "latin1");
    header.write("ustar\x0000", 257, "latin1");
    header.write("0000000\0" + "0000000\0", 329, "latin1");
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    blocks.push(header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  const length = blocks.reduce((total, block) => total + block.length, 0) + 1024;
  blocks.push(Buffer.alloc(1024 + ((10240 - (length % 10240)) % 10240)));
  return new Uint8Array(Buffer.concat(blocks));
}

let count = 0;

/** What relay says of an archive: exit status, and the verdict or the error. */
export function askRelay(archive, pins) {
  const file = path.join(sandbox, `${count++}.tar`);
  fs.writeFileSync(file, archive);
  const words = ["verify", file, "--json"];
  if (pins.client) words.push("--client", pins.client);
  if (pins.builder) words.push("--builder", pins.builder);
  return new Promise((resolve) => {
    execFile(relay, words, { env, cwd: sandbox, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      fs.rmSync(file);
      const status = error ? error.code ?? -1 : 0;
      const project = stdout === "" ? null : JSON.parse(stdout).projects[0];
      resolve(project ? summaryOfRelay(project, status) : { status, error: stderr.trim() });
    });
  });
}

/** What relay counts in a repository that has imported an archive, none of its commits. */
export function askRelayForTotals(archive) {
  const file = path.join(sandbox, `${count++}.tar`);
  const repository = path.join(sandbox, `${count++}`);
  fs.writeFileSync(file, archive);
  execFileSync("git", ["init", "--quiet", repository], { env });
  const options = { env, cwd: repository, stdio: ["ignore", "pipe", "ignore"] };
  // It fails where it leaves something at the door.
  spawnSync(relay, ["import", "--yes", "--json", file], options);
  const [project] = JSON.parse(execFileSync(relay, ["status", "--json"], options)).projects;
  fs.rmSync(file);
  fs.rmSync(repository, { recursive: true });
  const { proofs, additions, deletions } = project;
  return { proofs, additions, deletions };
}

function sorted(list) {
  return list.map((item) => JSON.stringify(item)).sort();
}

/** Each reads the words of a reason in which the two may differ. */
function plain(reason) {
  return reason
    .replace(/this (libcrypto|browser) cannot check/, "cannot check")
    // Of several such parents, or offers of milestones, either may name any.
    .replace(/^its ancestor [0-9a-f]{64} is missing$/, "an ancestor is missing")
    .replace(/^stands on [0-9a-f]{10},/, "stands on something,")
    .replace(/^milestone [0-9]+ (is|has).*$/, "a milestone refuses")
    .replace(/^the milestones come to more than the project's budget$/, "a milestone refuses");
}

function summaryOfRelay(project, status) {
  const { genesis, heads, verdict, pinned, agreed, disputed, records } = project;
  return {
    status, number: project.project, genesis, heads, verdict, pinned, agreed, disputed, records,
    pinProblems: project.pin_problems, pinRemarks: project.pin_remarks,
    pinsAbsent: project.pins_absent,
    parties: project.parties.map(({ role, fingerprint, name }) => [role, fingerprint, name]),
    findings: sorted(project.findings.map((one) => [one.path, one.verdict, plain(one.reason)])),
    milestones: project.milestones.map((one) => ({
      number: one.milestone, status: one.status, released: one.released, settled: one.settled,
      claimedPaid: one.claimed_paid, terms: one.terms, proposals: one.proposals,
      conflict: one.conflict ?? null, title: one.title, amount: one.amount ?? null,
      reviews: one.reviews.map((review) => ({
        submission: review.submission, withdrawn: review.withdrawn, verdict: review.verdict,
        released: review.released, proofs: review.proofs,
        decisions: review.decisions.map(({ id, by, at }) => [id, by, at]),
      })),
    })),
    proofs: project.proofs.map((one) => [
      one.id, one.by, one.at, one.status, one.reason, one.subject ?? null, one.author_name ?? null,
      one.author_email ?? null,
    ]),
  };
}

/** What the library says of an archive, in the same words. */
export async function askLibrary(library, archive, pins) {
  let found;
  try {
    found = await library.verifyLedger(library.openFiles(archive).files, pins);
  } catch (error) {
    if (!(error instanceof library.RelayError)) throw error;
    return { status: 1, error: error.message };
  }
  const status = { ok: 0, failed: 1, not_checked: 2 }[found.verdict];
  if (found.problem) return { status, error: found.headline };
  return {
    status, number: found.number, genesis: found.genesis, heads: found.heads,
    verdict: found.verdict, pinned: found.isPinned, agreed: found.isAgreed,
    disputed: found.rivals.length > 0, records: found.entries.length,
    pinProblems: found.pins.problems, pinRemarks: found.pins.remarks,
    pinsAbsent: found.pins.absent,
    parties: found.state.shownParties().members
      .map(({ role, key, name }) => [role, key.fingerprint, name]),
    findings: sorted(found.findings.map((one) => [one.path, one.verdict, plain(one.reason)])),
    milestones: found.milestones.map((one) => ({
      number: one.number, status: one.status, released: one.released, settled: one.settled,
      claimedPaid: one.claimedPaid, terms: one.terms?.id ?? null,
      proposals: one.offers.map(({ id }) => id), conflict: one.conflict,
      title: (one.terms ?? one.offered).title, amount: (one.terms ?? one.offered).amount ?? null,
      reviews: one.submissions.map((review) => ({
        submission: review.id, withdrawn: review.isWithdrawn, verdict: review.verdict,
        released: review.released, proofs: review.payload.proofs,
        decisions: review.decisions.filter(({ isCounted }) => isCounted)
          .map(({ id, signer, at }) => [id, signer, at]),
      })),
    })),
    proofs: found.proofs.map((one) => [
      one.id, one.signer, one.at, one.status, one.reason, one.commit?.subject ?? null,
      one.commit?.author.name ?? null, one.commit?.author.email ?? null,
    ]),
  };
}

/** The first member in which two answers differ, with both; null if they agree. */
export function disagreement(ofRelay, ofLibrary) {
  if (ofRelay.error !== undefined && ofLibrary.error !== undefined) {
    if (ofRelay.status === ofLibrary.status) return null;
    return [ofRelay, ofLibrary].map(({ status, error }) => `${status}: ${error}`).join(" | ");
  }
  for (const name of new Set([...Object.keys(ofRelay), ...Object.keys(ofLibrary)])) {
    const [left, right] = [ofRelay[name], ofLibrary[name]].map((value) => JSON.stringify(value));
    if (left !== right) return `${name}\n  relay: ${left}\n  page:  ${right}`;
  }
  return null;
}
