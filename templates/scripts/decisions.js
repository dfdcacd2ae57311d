// The client's decisions, and the money that moves by them.

/**
 * The one sentence that says what a decision means:
 *
 *     I approve milestone 1 'Login' of project 123 and release EUR 2,500.00 from escrow E-77 to
 *     Ana.
 */
function decisionSentence({ verdict, proof, terms, project, release }) {
  const verb = verdict === "approved" ? "approve" : "reject";
  const subject = proof === null ? "" : `proof ${shortID(proof)} of `;
  const name = `milestone ${terms.milestone} '${terms.title}'`;
  let text = `I ${verb} ${subject}${name} of project ${project}`;
  if (release !== null) {
    const { total, escrow, payee } = release;
    const whole = terms.money;
    text += ` and release ${formatMoney(total.amount, total.currency)}`;
    if (whole !== null && (whole.amount !== total.amount || whole.currency !== total.currency)) {
      text += ` in all of ${formatMoney(whole.amount, whole.currency)}`;
    }
    if (escrow !== null) text += ` from escrow ${escrow}`;
    text += ` to ${payee}`;
  }
  return `${text}.`;
}

/** `decision`: the client approves or rejects a submission, or one proof in it. */
defineType("decision", {
  parse(fields) {
    const content = {
      submission: fields.id("submission"), proof: fields.optionalID("proof"),
      verdict: fields.string("verdict"),
    };
    if (!["approved", "rejected"].includes(content.verdict)) {
      throw new RelayError('"verdict" is neither approved nor rejected');
    }
    content.feedback = fields.optionalString("feedback");
    content.revisionNotes = fields.optionalString("revision_notes");
    content.sentence = fields.line("sentence", 4_000);
    const release = fields.optionalObject("release");
    content.release = release === null ? null : {
      escrow: release.optionalLine("escrow", 200), total: release.money(),
      payee: release.line("payee"),
    };
    if (release !== null && content.verdict === "rejected") {
      throw new RelayError('a rejection with a "release"');
    }
    return content;
  },

  refusal({ submission, proof, verdict, sentence, release }, record, state) {
    const refusal = state.refusalUnless(["client"], "a decision", record);
    if (refusal) return refusal;
    const entry = state.submission(submission, record.past);
    if (entry === null) {
      return invalid(`it decides on ${shortID(submission)}, which is no submission it had seen`);
    }
    if (proof !== null && !entry.content.proofs.includes(proof)) {
      return invalid(`proof ${shortID(proof)} is not in the submission`);
    }
    const terms = state.termsOf(entry, record.past)?.content;
    if (!terms) return invalid("the terms of the submission are not there");
    const project = state.number;
    if (sentence !== decisionSentence({ verdict, proof, terms, project, release })) {
      return invalid("its sentence does not say what it means");
    }
    const review = state.review(entry, record.past);
    if (review.isWithdrawn) return invalid("the submission was taken back");
    if (verdict === "rejected") return refusalOfRejection(review, record, state);
    return release === null
      ? null : refusalOfRelease(release, proof, entry, terms, review, record, state);
  },

  apply(content, record, state) {
    const entry = state.entry(content, record);
    pushTo(state.decisions, content.submission, entry);
    state.decisionByID.set(record.id, entry);
  },
});

/**
 * An approval is final: it can be taken back neither later nor by making up a contradiction once
 * somebody else has built on it.
 */
function refusalOfRejection(review, record, state) {
  if (review.verdict === "approved") return invalid("the submission is approved, finally");
  const known = state.seen(state.decisions.get(review.submission.id), record.past);
  const approval = state.anchoredApproval(known, record.past);
  return approval === null ? null : invalid(anchoredText(approval));
}

function refusalOfRelease(release, proof, submission, terms, review, record, state) {
  const { total, escrow, payee } = release;
  const { money } = terms;
  if (money === null || money.currency !== total.currency) {
    return invalid(`the terms release no money in ${total.currency}`);
  }
  if (total.amount > money.amount) {
    const [sum, whole] = [total, money].map((one) => formatMoney(one.amount, one.currency));
    return invalid(`it releases ${sum}, the terms say ${whole}`);
  }
  if (escrow !== terms.escrow) {
    return invalid("it releases from another escrow than the terms name");
  }
  if (payee !== submission.content.payee) {
    return invalid("it pays somebody else than the submission names");
  }
  // A release that a rejection has overruled would count again once the work is approved.
  const released = Math.max(
    state.milestone(terms.milestone, record.past)?.released ?? 0, review.largestRelease);
  if (total.amount < released) {
    return invalid("more has been released already: an approval is final for its amount");
  }
  if (proof !== null && !isApprovedWith(review, proof)) {
    return invalid("it releases money while other proofs are not approved");
  }
  return null;
}

/** Why a record may not say that a decision's money has moved. */
function refusalSettling({ decision, total }, record, state) {
  const release = state.decision(decision, record.past)?.content.release ?? null;
  if (release === null) return invalid(`${shortID(decision)} is no decision that releases money`);
  if (total.currency !== release.total.currency || total.amount > release.total.amount) {
    const [sum, whole] =
      [total, release.total].map((one) => formatMoney(one.amount, one.currency));
    return invalid(`it is about ${sum}; the decision releases ${whole}`);
  }
  return null;
}

/** `payment`: the escrow agent or the client says that released money was paid. */
defineType("payment", {
  parse: (fields) => ({
    decision: fields.id("decision"), total: fields.money(), paidAt: fields.time("paid_at"),
    reference: fields.optionalLine("reference"),
  }),

  refusal(content, record, state) {
    return state.refusalUnless(["escrow", "client"], "a payment", record) ??
      refusalSettling(content, record, state);
  },

  apply(content, record, state) {
    pushTo(state.payments, content.decision, state.entry(content, record));
  },
});

/** `receipt`: a builder says that released money has come. */
defineType("receipt", {
  parse: (fields) => ({
    decision: fields.id("decision"), total: fields.money(),
    receivedAt: fields.time("received_at"), reference: fields.optionalLine("reference"),
  }),

  refusal(content, record, state) {
    const refusal = state.refusalUnless(["builder"], "a receipt", record) ??
      refusalSettling(content, record, state);
    if (refusal) return refusal;
    const decision = state.decision(content.decision, record.past);
    const submission = state.submission(decision.content.submission, record.past);
    return submission === null ? null : state.refusalUnlessSubmitter(submission, record);
  },

  apply(content, record, state) {
    pushTo(state.receipts, content.decision, state.entry(content, record));
  },
});
