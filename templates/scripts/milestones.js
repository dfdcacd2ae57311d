// What is to be delivered for what amount, as seen from some point of a ledger.

const mostMilestones = 1_000;

Object.assign(ProjectState.prototype, {
  /** The milestones that there are, by number. With `trustingPins` as the pinned client says. */
  milestones(trustingPins = true) {
    return [...this.milestoneTerms.keys()].sort((left, right) => left - right)
      .map((number) => this.milestone(number, this.everything, trustingPins))
      .filter((milestone) => milestone !== null);
  },

  /** A milestone as a signer had seen it; null if there is none, or it was removed. */
  milestone(number, past = this.everything, trustingPins = false) {
    const { terms, proposals } = this.termsAndProposals(number, past, trustingPins);
    if (terms === null && proposals.length === 0) return null;
    const reviews = this.seen(this.submissions.get(number), past)
      .map((submission) => this.review(submission, past, trustingPins));
    const released = largest(reviews.map((review) => review.released));
    // What has moved does not depend on whom the reader trusts.
    const moved = (entries) => reviews
      .flatMap((review) => [...review.decisions, ...review.foreign])
      .flatMap((decision) => this.seen(entries.get(decision.id), past));
    const isCounted = (entry) => !this.isContested(entry, past);
    const payments = moved(this.payments);
    const receipts = moved(this.receipts);
    const paid = payments.filter(isCounted);
    const sums = (entries) => entries.map(({ content }) => content.total.amount);
    const settled = largest([
      ...sums(paid.filter(({ role }) => role === "escrow")), ...sums(receipts.filter(isCounted)),
    ]);
    const questionedAgreement =
      terms === null ? null : this.questionedAgreement(terms, reviews, past, trustingPins);
    return {
      number, terms, proposals, reviews, questionedAgreement, released, settled,
      status: questionedAgreement !== null
        ? "conflict" : milestoneStatus(terms, reviews, released, settled),
      claimedPaid: largest(sums(paid.filter(({ role }) => role === "client"))),
      payments, receipts,
    };
  },

  /**
   * The contested agreement by which terms are in force, unless another agrees too, or a decision
   * that is not in question stands on them.
   */
  questionedAgreement(terms, reviews, past, trustingPins) {
    if (this.keyEnds.length === 0) return null;
    const agreements = this.agreementsTo(terms, past, trustingPins);
    if (!agreements.every((agreement) => this.isContested(agreement, past))) return null;
    const isConfirmed = reviews.some((review) =>
      review.submission.content.terms === terms.id &&
      review.decisions.some((decision) => !this.isContested(decision, past)));
    return isConfirmed ? null : agreements[0]?.id ?? null;
  },

  termsAndProposals(number, past, trustingPins) {
    const removals = this.seen(this.milestoneRemovals.get(number), past);
    // What is approved stays, also where a removal was accepted that had not seen it.
    const approved = new Set(
      this.seen(this.submissions.get(number), past)
        .filter((submission) => this.seen(this.decisions.get(submission.id), past)
          .some(({ content }) => content.verdict === "approved"))
        .map(({ content }) => content.terms));
    const isRemoved = (version, isAccepted) => !approved.has(version.id) &&
      removals.some((removal) => removal.content.terms === version.id &&
        (this.isAccepted(removal, past, trustingPins) ||
          (!isAccepted && removal.role === version.role)));
    let terms = null;
    let proposals = [];
    for (const version of this.seen(this.milestoneTerms.get(number), past)) {
      if (this.isAccepted(version, past, trustingPins)) {
        terms = isRemoved(version, true) ? null : version;
        proposals = [];
      } else if (!isRemoved(version, false)) {
        proposals.push(version);
      }
    }
    return { terms, proposals };
  },

  /** Whether the party that did not sign a record has accepted it. */
  isAccepted(entry, past, trustingPins) {
    return this.agreementsTo(entry, past, trustingPins).length > 0;
  },

  /** The agreements to a record by the party that did not sign it. */
  agreementsTo(entry, past, trustingPins) {
    const other = counterparty(entry.role);
    if (other === null) return [];
    return this.seen(this.acceptances.get(entry.id), past).filter(({ role, signer }) => {
      if (role !== null) return role === other;
      // A claim counts once its key has got the role that it claims.
      return other === "client" &&
        (this.parties(past).lineage.get(signer.fingerprint) === "client" ||
          (trustingPins && signer.fingerprint === this.pins.client));
    });
  },

  /** The money that a milestone takes of the budget. */
  allocation(number, past) {
    const { terms, proposals } = this.termsAndProposals(number, past, false);
    const versions = terms === null ? proposals : [terms, ...proposals];
    return largest(versions.map(({ content }) => content.money?.amount ?? 0));
  },

  countOfMilestones(past) {
    let count = 0;
    for (const versions of this.milestoneTerms.values()) {
      if (versions.some((version) => this.hasSeen(version.id, past))) count++;
    }
    return count;
  },

  /** Why terms of a milestone may be neither offered nor accepted now. */
  refusalOfTerms({ milestone, money }, record) {
    const known = this.milestone(milestone, record.past);
    if (known && openReview(known)) {
      return invalid(`milestone ${milestone} is under review; its terms cannot change now`);
    }
    if (known && known.released > (money?.amount ?? 0)) {
      return invalid(`milestone ${milestone} has had more released than the amount`);
    }
    const before = known?.terms?.content.money?.currency;
    if (before && hasApproval(known) && money?.currency !== before) {
      return invalid(`milestone ${milestone} has been approved in ${before}`);
    }
    const currency = this.parties(record.past).terms?.content.currency ?? null;
    if (money !== null && currency !== null && money.currency !== currency) {
      return invalid(`milestone ${milestone} is in ${money.currency}, not in ${currency}`);
    }
    return null;
  },

  /**
   * Why milestones may not come to this: it is more than the project's budget. `other` answers what
   * a milestone takes that is not among the `amounts`.
   */
  refusalAllocating(amounts, record, other) {
    const budget = this.parties(record.past).terms?.content.budget ?? null;
    if (budget === null) return null;
    let total = 0;
    for (const number of new Set([...this.milestoneTerms.keys(), ...amounts.keys()])) {
      total += amounts.get(number) ?? other(number);
      if (total > budget) {
        return invalid("the milestones come to more than the project's budget");
      }
    }
    return null;
  },

  /** Why what was once offered may not be accepted any more. */
  refusalAccepting(ids, record) {
    const accepted = new Set(ids);
    const amounts = new Map();
    for (const [number, versions] of this.milestoneTerms) {
      for (const version of versions) {
        if (!accepted.has(version.id)) continue;
        const refusal = this.refusalOfTerms(version.content, record);
        if (refusal) return refusal;
        const amount = version.content.money?.amount ?? 0;
        amounts.set(number, Math.max(amounts.get(number) ?? 0, amount));
      }
      for (const removal of this.milestoneRemovals.get(number) ?? []) {
        if (!accepted.has(removal.id)) continue;
        const refusal = this.refusalOfRemoving(number, record);
        if (refusal) return refusal;
      }
    }
    if (amounts.size === 0) return null;
    return this.refusalAllocating(amounts, record, (number) =>
      this.milestone(number, record.past)?.terms?.content.money?.amount ?? 0);
  },

  refusalOfRemoving(number, record) {
    const known = this.milestone(number, record.past);
    if (known === null) return invalid(`there is no milestone ${number}`);
    if (openReview(known)) {
      return invalid(`milestone ${number} is under review; it cannot be removed now`);
    }
    return hasApproval(known)
      ? invalid(`milestone ${number} has approved proofs; it cannot be removed`) : null;
  },
});

function milestoneStatus(terms, reviews, released, settled) {
  if (terms === null) return "proposed";
  const live = reviews.filter((review) => !review.isWithdrawn);
  if (live.some(({ verdict }) => verdict === "conflict")) return "conflict";
  const answering = live.filter(({ submission }) => submission.content.terms === terms.id);
  if (answering.some(({ verdict }) => verdict === "approved")) {
    return released > 0 && settled >= released ? "completed" : "approved";
  }
  if (live.some((review) => review.isOpen)) return "in_review";
  return answering[answering.length - 1]?.verdict === "rejected" ? "rejected" : "pending";
}

/** What of a milestone waits for the client's decision. */
function openReview(milestone) {
  return milestone.reviews.find((review) => review.isOpen) ?? null;
}

/** Whether anything of a milestone has ever been approved. */
function hasApproval(milestone) {
  return milestone.reviews.some((review) =>
    review.decisions.some(({ content }) => content.verdict === "approved"));
}

/** The proofs that are submitted or approved, and so stay where they are. */
function heldProofs(milestone) {
  return new Set(milestone.reviews.flatMap((review) =>
    review.submission.content.proofs.filter((proof) =>
      review.isOpen || review.verdict === "approved" ||
      review.proofVerdicts.get(proof) === "approved")));
}

/** `milestone`: a proposal until the other party agrees; it replaces an earlier one then. */
defineType("milestone", {
  parse(fields) {
    const milestone = fields.integer("milestone", 1);
    const title = fields.line("title", 200);
    // The sentence of a decision puts the title between such marks.
    if (title.includes("'")) throw new RelayError('"title" holds an apostrophe (\')');
    const content = {
      milestone, title,
      description: fields.optionalString("description"),
      money: fields.optionalMoney(),
      percent: fields.optionalInteger("percent", 1, 10_000),
      deliverables: fields.lines("deliverables"),
      criteria: fields.lines("criteria"),
      due: fields.optionalString("due"),
      escrow: fields.optionalLine("escrow", 200),
      replaces: fields.optionalID("replaces"),
    };
    if (content.due !== null && parseTime(`${content.due}T00:00:00Z`) === null) {
      throw new RelayError('"due" is not a date such as 2026-11-23');
    }
    return content;
  },

  refusal(content, record, state) {
    const { milestone, money, replaces } = content;
    const refusal = state.refusalUnless(["client", "builder"], "terms of a milestone", record);
    if (refusal) return refusal;
    const earlier = state.seen(state.milestoneTerms.get(milestone), record.past);
    if (replaces !== null && !earlier.some(({ id }) => id === replaces)) {
      return invalid(`it replaces ${shortID(replaces)}, which is no earlier version of it`);
    }
    if (earlier.length === 0 && state.countOfMilestones(record.past) >= mostMilestones) {
      return invalid(`more than ${mostMilestones} milestones`);
    }
    return state.refusalOfTerms(content, record) ??
      state.refusalAllocating(new Map([[milestone, money?.amount ?? 0]]), record, (number) =>
        state.allocation(number, record.past));
  },

  apply(content, record, state) {
    pushTo(state.milestoneTerms, content.milestone, state.entry(content, record));
  },
});

/** `milestone-removal`: a proposal until the other party agrees, unless of one's own proposal. */
defineType("milestone-removal", {
  parse: (fields) => ({ milestone: fields.integer("milestone", 1), terms: fields.id("terms") }),

  refusal({ milestone, terms }, record, state) {
    const refusal =
      state.refusalUnless(["client", "builder"], "the removal of a milestone", record);
    if (refusal) return refusal;
    const versions = state.seen(state.milestoneTerms.get(milestone), record.past);
    if (!versions.some(({ id }) => id === terms)) {
      return invalid(`it removes terms that milestone ${milestone} does not have`);
    }
    return state.refusalOfRemoving(milestone, record);
  },

  apply(content, record, state) {
    pushTo(state.milestoneRemovals, content.milestone, state.entry(content, record));
  },
});
