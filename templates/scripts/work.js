// Work: proofs of commits, where they belong, and their submission.

const captures = ["live", "rewritten", "synced", "claimed", "received", "imported"];
const mostCounted = 2 ** 40;

function parseCommitProof(fields) {
  const proof = {
    commit: fields.hex("commit", 40, 64),
    commitSHA256: fields.hex("commit_sha256", 64),
    tree: fields.hex("tree", 40, 64),
    parents: fields.strings("commit_parents"),
  };
  if (!fields.has("commit_parents")) throw new RelayError('"commit_parents" is missing');
  if (!proof.parents.every((parent) => isHex(parent, 40, 64))) {
    throw new RelayError('"commit_parents" holds other than commit ids');
  }
  proof.patchID = fields.optionalHex("patch_id", 40);
  proof.authorTime = fields.integer("author_time");
  proof.committerTime = fields.integer("committer_time");
  let files = 0;
  for (const kind of ["added", "modified", "removed", "renamed"]) {
    files += fields.integer(`files_${kind}`, 0, mostCounted);
  }
  proof.additions = fields.integer("additions", 0, mostCounted);
  proof.deletions = fields.integer("deletions", 0, mostCounted);
  if (fields.integer("files_changed") !== files) {
    throw new RelayError('"files_changed" is not the sum of its kinds');
  }
  proof.branch = fields.optionalString("branch");
  proof.milestone = fields.optionalInteger("milestone", 1);
  if (!captures.includes(fields.string("capture"))) {
    throw new RelayError('"capture" is not one of the known words');
  }
  proof.isVouched = fields.flag("vouched");
  proof.supersedes = fields.ids("supersedes");
  return proof;
}

/** `proof` of kind `commit`: one commit is a piece of work for the project. */
defineType("proof", {
  isStructural: false,
  recognizes: (fields) => fields.string("kind") === "commit",
  parse: parseCommitProof,

  refusal(content, record, state) {
    // Anywhere in the ledger: work may be proven before the paper that admits the builder. And at
    // any time: what is once admitted stays so when the ledger grows.
    const roles = state.rolesEver.get(record.signer.fingerprint);
    if (roles?.has("builder") || roles?.has("witness")) return null;
    const role = state.finalRole(record.signer.fingerprint);
    return role === null
      ? unknownSigner
      : invalid(`a proof signed by the ${roleTitle(role)}; builders sign proofs`);
  },

  apply(content, record, state) {
    const { signer } = record;
    const entry = { id: record.id, content, signer, at: record.at };
    state.proofByID.set(record.id, entry);
    state.proofs.push(entry);
    // Only one's own proofs can be replaced.
    for (const old of content.supersedes) {
      if (state.proofByID.get(old)?.signer === signer) state.supersededBy.set(old, record.id);
    }
  },
});

Object.assign(ProjectState.prototype, {
  /** The proof that counts for each commit, where some are known to contradict their commit. */
  standingProofs(contradicted = new Set()) {
    const best = new Map();
    for (const proof of this.proofs) {
      if (this.supersededBy.has(proof.id) || this.retractions.has(proof.id) ||
        contradicted.has(proof.id)) {
        continue;
      }
      const other = best.get(proof.content.commit);
      if (!other || isPreferred(proof, other)) best.set(proof.content.commit, proof);
    }
    return this.proofs.filter((proof) => best.get(proof.content.commit) === proof);
  },

  /** The milestone that a proof belongs to: where it was last moved, else the one it names. */
  milestoneOf(proof) {
    const assignments = this.assignments.get(proof.id);
    return assignments?.[assignments.length - 1].content.milestone ?? proof.content.milestone;
  },

  /**
   * Why proofs may not be moved or taken back: they are not there, or somebody decides on them.
   * `milestone` may have them: it hands them in once more, on other terms.
   */
  refusalMoving(proofs, record, milestone = null) {
    const refusal = this.refusalNaming(proofs, record);
    if (refusal) return refusal;
    for (const number of [...this.submissions.keys()].sort((left, right) => left - right)) {
      if (number === milestone) continue;
      const known = this.milestone(number, record.past);
      if (known === null) continue;
      const held = heldProofs(known);
      const proof = proofs.find((id) => held.has(id));
      if (proof !== undefined) {
        return invalid(`proof ${shortID(proof)} is submitted with milestone ${number}`);
      }
    }
    return null;
  },

  /** Why a record may not name these proofs. */
  refusalNaming(proofs, record) {
    const stranger = proofs.find((id) => !this.proofByID.has(id));
    if (stranger !== undefined) return invalid(`${shortID(stranger)} is no proof of this project`);
    const missing = leastID(this.missing(proofs, record.parents));
    return missing === undefined
      ? null : invalid(`it names proof ${shortID(missing)}, which its signer had not seen`);
  },

  /** Why a record is not for its signer: another has handed the work in, and is still there. */
  refusalUnlessSubmitter(submission, record) {
    const submitter = submission.signer.fingerprint;
    const holders = this.parties(record.past).holders("builder")
      .filter((key) => this.hasPlace(key, submitter, record.past));
    // Where the submitter's key has ended for good another builder steps in.
    if (holders.length === 0 || holders.includes(record.signer.fingerprint)) return null;
    return invalid(`submission ${shortID(submission.id)} is another builder's`);
  },
});

function isPreferred(proof, other) {
  if (proof.content.isVouched !== other.content.isVouched) return !proof.content.isVouched;
  return proof.id < other.id;
}

function parseProofs(fields) {
  const proofs = fields.ids("proofs");
  if (proofs.length === 0) throw new RelayError('"proofs" is empty');
  return proofs;
}

/** `assignment`: moves proofs to a milestone. */
defineType("assignment", {
  parse: (fields) => ({ milestone: fields.integer("milestone", 1), proofs: parseProofs(fields) }),

  refusal({ milestone, proofs }, record, state) {
    const refusal = state.refusalUnless(["builder"], "an assignment", record);
    if (refusal) return refusal;
    if (state.milestone(milestone, record.past) === null) {
      return invalid(`there is no milestone ${milestone}`);
    }
    return state.refusalMoving(proofs, record);
  },

  apply(content, record, state) {
    const entry = state.entry(content, record);
    for (const proof of content.proofs) pushTo(state.assignments, proof, entry);
  },
});

/** `retraction`: takes mistaken proofs back. */
defineType("retraction", {
  parse: (fields) => ({ proofs: parseProofs(fields), reason: fields.optionalString("reason") }),

  refusal({ proofs }, record, state) {
    const refusal = state.refusalUnless(["builder"], "a retraction", record) ??
      state.refusalMoving(proofs, record);
    if (refusal) return refusal;
    const signer = record.signer.fingerprint;
    const foreign = proofs.find((id) =>
      !state.hasPlace(signer, state.proofByID.get(id).signer.fingerprint, record.past));
    return foreign === undefined
      ? null : invalid(`proof ${shortID(foreign)} is another builder's`);
  },

  apply(content, record, state) {
    const entry = state.entry(content, record);
    for (const proof of content.proofs) pushTo(state.retractions, proof, entry);
  },
});

/** `submission`: a builder hands a milestone's work in, on exact terms, with exact proofs. */
defineType("submission", {
  parse: (fields) => ({
    milestone: fields.integer("milestone", 1),
    terms: fields.id("terms"),
    proofs: fields.requiredIDs("proofs"),
    deliverables: fields.integers("deliverables", 1, 200),
    note: fields.optionalString("note"),
    payee: fields.optionalLine("payee"),
  }),

  refusal({ milestone, terms, proofs, deliverables, payee }, record, state) {
    const refusal = state.refusalUnless(["builder"], "a submission", record);
    if (refusal) return refusal;
    const known = state.milestone(milestone, record.past);
    if (known === null) return invalid(`there is no milestone ${milestone}`);
    if (known.terms?.id !== terms) {
      return invalid("the terms it answers are not those that both parties have accepted");
    }
    const agreed = known.terms.content;
    if (deliverables.some((number) => number > agreed.deliverables.length)) {
      return invalid("it meets a deliverable that the terms do not have");
    }
    if ((agreed.money?.amount ?? 0) > 0 && payee === null) {
      return invalid("it does not say who is to be paid");
    }
    const open = openReview(known);
    if (open) {
      const id = shortID(open.submission.id);
      return invalid(`milestone ${milestone} is under review already: ${id}`);
    }
    if (known.status === "approved" || known.status === "completed") {
      return invalid(`milestone ${milestone} is approved`);
    }
    return state.refusalMoving(proofs, record, milestone);
  },

  apply(content, record, state) {
    const entry = state.entry(content, record);
    pushTo(state.submissions, content.milestone, entry);
    state.submissionByID.set(record.id, entry);
  },
});

/** `withdrawal`: a builder takes a submission back. */
defineType("withdrawal", {
  parse: (fields) => ({ submission: fields.id("submission") }),

  refusal({ submission }, record, state) {
    const refusal = state.refusalUnless(["builder"], "a withdrawal", record);
    if (refusal) return refusal;
    const entry = state.submission(submission, record.past);
    if (entry === null) {
      return invalid(`it takes back ${shortID(submission)}, which is no submission it had seen`);
    }
    const foreign = state.refusalUnlessSubmitter(entry, record);
    if (foreign) return foreign;
    const review = state.review(entry, record.past);
    if (review.isWithdrawn) return invalid("the submission is taken back already");
    return review.verdict === "approved" ? invalid("the submission is approved") : null;
  },

  apply(content, record, state) {
    pushTo(state.withdrawals, content.submission, state.entry(content, record));
  },
});
