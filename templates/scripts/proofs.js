// The word that people read beside a proof, and what the proofs add up to.

/** Checks every proof against the commits that came along, in the ledger's order. */
async function checkProofs(state, commits, breaths, onProgress) {
  const checks = [];
  for (let start = 0; start < state.proofs.length; start += recordBatch) {
    const batch = state.proofs.slice(start, start + recordBatch);
    checks.push(...await Promise.all(
      batch.map(({ content }) => checkCommit(content, commits.get(content.commit)))));
    onProgress(checks.length);
    await breaths.take();
  }
  return judgeProofs(state, checks, breaths);
}

/** What proofs come to whose commits were found to be so, in the ledger's order. */
async function judgeProofs(state, checks, breaths) {
  // A proof that lies about its commit must not take the place of one that does not.
  const contradicted = new Set(
    state.proofs.filter((_, index) => checks[index].verdict === "contradicts").map(({ id }) => id));
  const standing = state.standingProofs(contradicted);
  const standingIDs = new Set(standing.map(({ id }) => id));
  const questioned = state.questionedProofs();
  const accepted = new Map();
  const isAgreed = state.shownParties().agreed.length > 0;
  const rows = [];
  for (const [index, proof] of state.proofs.entries()) {
    const key = proof.signer.fingerprint;
    if (!accepted.has(key)) accepted.set(key, state.isAcceptedSigner(key));
    const check = checks[index];
    const stands = standingIDs.has(proof.id);
    const end = questioned.get(proof.id);
    const status = proofStatus(state, proof, check, stands, isAgreed, accepted.get(key), end);
    rows.push({ proof, check, stands, ...status });
    await breaths.take();
  }
  return { rows, standing };
}

function proofStatus(state, proof, check, stands, isAgreed, isAccepted, end) {
  if (check.verdict === "contradicts") return { status: "failed", reason: check.reason };
  const retraction = state.retractions.get(proof.id)?.[0].content;
  if (retraction) {
    const why = retraction.reason ?? "";
    return { status: "retracted", reason: why === "" ? "taken back" : `taken back: ${why}` };
  }
  const replacement = state.supersededBy.get(proof.id);
  if (replacement !== undefined) {
    return { status: "superseded", reason: `replaced by ${shortID(replacement)}` };
  }
  if (!stands) return { status: "duplicate", reason: "another proof of this commit stands" };
  const missing = [];
  if (end) {
    missing.push(`contested: its key was ended by ${shortID(end.id)}, which keeps it not`);
  }
  if (!isAgreed) {
    missing.push("the client has not agreed to the project");
  } else if (!isAccepted) {
    missing.push("its signer is no builder that the client has agreed to");
  }
  if (check.verdict === "not here") missing.push("the commit is not in this repository");
  if (check.verdict === "not looked for") missing.push("no repository to check the commit against");
  return missing.length === 0
    ? { status: "verified", reason: "" } : { status: "pending", reason: missing.join("; ") };
}

/**
 * The lines of some proofs: those that are not only vouched for, each change once however often it
 * was picked.
 */
function ownLines(proofs) {
  const seen = new Set();
  const sum = { additions: 0, deletions: 0 };
  for (const { content } of proofs) {
    if (content.isVouched || seen.has(content.patchID)) continue;
    if (content.patchID !== null) seen.add(content.patchID);
    sum.additions += content.additions;
    sum.deletions += content.deletions;
  }
  return sum;
}
