// What has been said of a submission, as seen from some point of a ledger.

Object.assign(ProjectState.prototype, {
  /** A submission that a signer had seen; null if there is none. */
  submission(id, past) {
    return this.hasSeen(id, past) ? this.submissionByID.get(id) ?? null : null;
  },

  /** A decision that a signer had seen; null if there is none. */
  decision(id, past) {
    return this.hasSeen(id, past) ? this.decisionByID.get(id) ?? null : null;
  },

  /** The terms that a submission answers. */
  termsOf(submission, past = this.everything) {
    const versions = this.seen(this.milestoneTerms.get(submission.content.milestone), past);
    return versions.find(({ id }) => id === submission.content.terms) ?? null;
  },

  /**
   * Whether a key is the pinned client's, or one that it vouches for: a successor, or a predecessor
   * whose succession it has confirmed by signing anything.
   */
  isPinnedClient(key) {
    const pin = this.pins.client;
    if (pin === null || this.hasPlace(key, pin)) return true;
    return this.hasPlace(pin, key) &&
      this.signers.some((signer) => signer.key === pin && signer.role === "client");
  },

  /** What has been said of a submission. With `trustingPins` only by the pinned client. */
  review(submission, past = this.everything, trustingPins = false) {
    const all = this.seen(this.decisions.get(submission.id), past);
    const isForeign = new Map(all.map((decision) =>
      [decision, trustingPins && !this.isPinnedClient(decision.signer.fingerprint)]));
    const foreign = all.filter((decision) => isForeign.get(decision));
    const counted = all.filter((decision) => !isForeign.get(decision));
    const { proofs } = submission.content;
    const proofVerdicts = new Map();
    const parts = [];
    // Most proofs have no decision of their own.
    const ofWhole = counted.filter(({ content }) => content.proof === null);
    const named = new Set(counted.map(({ content }) => content.proof));
    const common = this.verdictOn(ofWhole, past);
    for (const proof of proofs.length === 0 ? [null] : proofs) {
      const part = proof !== null && named.has(proof)
        ? this.verdictOn(
          counted.filter(({ content }) => content.proof === null || content.proof === proof), past)
        : common;
      parts.push(part);
      if (proof !== null) proofVerdicts.set(proof, part.verdict);
    }
    let sum = sumOfVerdicts(parts);
    if (sum.verdict === "rejected") {
      const approval = this.anchoredApproval(counted, past);
      if (approval) sum = conflict(anchoredText(approval));
    }
    const { verdict } = sum;
    const isWithdrawn = (verdict === "undecided" || verdict === "rejected") &&
      this.seen(this.withdrawals.get(submission.id), past).length > 0;
    const largestRelease = largest(counted
      .filter(({ content }) => content.release !== null)
      .filter((decision) => !this.isInQuestion(decision, past))
      .map(({ content }) => content.release.total.amount));
    return {
      submission, decisions: counted, foreign, proofVerdicts, verdict, conflict: sum.reason,
      isWithdrawn, largestRelease,
      // Totals, not steps: of concurrent ones the largest counts, never the sum.
      released: verdict === "approved" ? largestRelease : 0,
      isOpen: !isWithdrawn && (verdict === "undecided" || verdict === "conflict"),
    };
  },

  /** What decisions on one subject come to: those count that no other has seen. */
  verdictOn(decisions, past) {
    const seen = decisions.reduce((sum, decision) => sum.union(decision.past), Past.empty);
    const newest = decisions.filter(({ id }) => !this.hasSeen(id, seen));
    const questioned = newest.find((decision) => this.isInQuestion(decision, past));
    if (questioned) {
      return conflict(
        `decision ${shortID(questioned.id)} is signed by a key that has ended since`);
    }
    const verdicts = new Set(newest.map(({ content }) => content.verdict));
    if (verdicts.size > 1) {
      const names = newest.map(({ id }) => shortID(id)).join(", ");
      return conflict(`decisions contradict each other: ${names}`);
    }
    return { verdict: newest[0]?.content.verdict ?? "undecided", reason: null };
  },

  /** Whether a decision is contested, and nobody whom it costs something has stood by it. */
  isInQuestion(decision, past) {
    if (!this.isContested(decision, past)) return false;
    // Only for all of it: nobody gives away the rest for a cent.
    const { release } = decision.content;
    if (release === null) return true;
    const { amount, currency } = release.total;
    const stands = (entry) => entry.content.total.amount === amount &&
      entry.content.total.currency === currency && !this.isContested(entry, past);
    const isReceived = this.seen(this.receipts.get(decision.id), past).some(stands);
    const isPaid = this.seen(this.payments.get(decision.id), past)
      .some((payment) => payment.role === "escrow" && stands(payment));
    return !isReceived && !isPaid;
  },

  /**
   * An approval that is contradicted only by rejections which had not seen it, after somebody else
   * had seen it and none of them.
   */
  anchoredApproval(decisions, past) {
    const approvals = decisions.filter((decision) =>
      decision.content.verdict === "approved" && !this.isContested(decision, past));
    const rejections = decisions.filter(({ content }) => content.verdict === "rejected");
    if (rejections.length === 0) return null;
    return approvals.find((approval) => {
      const contradicting = rejections.filter((rejection) =>
        !this.hasSeen(rejection.id, approval.past) && !this.hasSeen(approval.id, rejection.past));
      return contradicting.length > 0 && this.pastsOfOthers("client", past).some((other) =>
        this.hasSeen(approval.id, other) &&
        !contradicting.some(({ id }) => this.hasSeen(id, other)));
    }) ?? null;
  },
});

function conflict(reason) {
  return { verdict: "conflict", reason };
}

function anchoredText(approval) {
  return `approval ${shortID(approval.id)} had been seen by others before it was contradicted`;
}

function sumOfVerdicts(parts) {
  const contradiction = parts.find(({ verdict }) => verdict === "conflict");
  if (contradiction) return contradiction;
  const sum = (verdict) => ({ verdict, reason: null });
  if (parts.every(({ verdict }) => verdict === "approved")) return sum("approved");
  return sum(parts.some(({ verdict }) => verdict === "undecided") ? "undecided" : "rejected");
}

/** Whether approving one more proof approves all. */
function isApprovedWith(review, proof) {
  return review.submission.content.proofs
    .every((other) => other === proof || review.proofVerdicts.get(other) === "approved");
}
