// The end of keys, by rotation or revocation, and what it leaves in question.

Object.assign(ProjectState.prototype, {
  /** Whether an end of its key leaves a structural record in question. */
  isQuestioned(id, signer, end) {
    return end.key === signer && end.id !== id && !this.hasSeen(id, end.kept);
  },

  /** Whether a statement is in question, as somebody had seen. */
  isContested(entry, past = this.everything) {
    return this.isContestedRecord(entry.id, entry.signer.fingerprint, past);
  },

  isContestedRecord(id, signer, past) {
    if (this.keyEnds.length === 0) return false;
    return this.parties(past).void.has(signer) ||
      this.keyEnds.some((end) => this.hasSeen(end.id, past) && this.isQuestioned(id, signer, end));
  },

  /** Whether one key is another, or has come in its place by rotations that nothing questions. */
  hasPlace(key, old, past = this.everything) {
    if (key === old) return true;
    const reached = new Set([old]);
    // In the ledger's order a key is put in place before it is replaced.
    for (const end of this.keyEnds) {
      if (end.successor !== null && reached.has(end.key) && this.hasSeen(end.id, past) &&
        !this.isContestedRecord(end.id, end.key, past)) {
        reached.add(end.successor.fingerprint);
      }
    }
    return reached.has(key);
  },

  /** The role that a key has or has ever had, by any terms that were offered. */
  roleEver(key, past) {
    const role = this.parties(past).lineage.get(key);
    if (role) return role;
    const keys = new KeyHistory(this, past);
    for (const version of this.seen(this.versions, past)) {
      const found = keys.lineage(version.content).get(key);
      if (found) return found;
    }
    return null;
  },

  addKeyEnd(key, successor, keeps, record) {
    const fingerprint = record.signer.fingerprint;
    this.keyEnds.push({
      id: record.id, key, signerRole: this.role(fingerprint, record.past), successor, keeps,
      kept: this.pastAfter(keeps),
    });
    if (successor !== null) {
      if (!this.rolesEver.has(successor.fingerprint)) {
        this.rolesEver.set(successor.fingerprint, new Set());
      }
      for (const role of this.rolesEver.get(key) ?? []) {
        this.giveRoleEver(successor.fingerprint, role);
      }
    }
    this.notePartyRecord(record.id);
  },

  /** The proofs that the end of their key leaves in question, unless approved since. */
  questionedProofs() {
    const ends = new Map();
    for (const end of this.keyEnds) {
      const kept = this.closure(end.keeps);
      for (const proof of this.proofs) {
        const isOwn = proof.signer.fingerprint === end.key;
        if (isOwn && !kept.has(proof.id)) pushTo(ends, proof.id, end);
      }
    }
    if (this.keyEnds.length > 0) {
      const voided = this.parties().void;
      for (const proof of this.proofs) {
        if (voided.has(proof.signer.fingerprint) && !ends.has(proof.id)) {
          ends.set(proof.id, this.keyEnds.slice(-1));
        }
      }
    }
    if (ends.size === 0) return new Map();
    for (const submission of this.submissionByID.values()) {
      for (const decision of this.decisions.get(submission.id) ?? []) {
        if (decision.content.verdict !== "approved") continue;
        const { proof } = decision.content;
        for (const id of proof === null ? submission.content.proofs : [proof]) {
          if (ends.get(id)?.some((end) => this.hasSeen(end.id, decision.past))) ends.delete(id);
        }
      }
    }
    return new Map([...ends].map(([id, [end]]) => [id, end]));
  },

  /** Why a record may not keep these heads: its signer has not seen them. */
  refusalKeeping(keeps, record) {
    const missing = leastID(this.missing(keeps, record.parents));
    return missing === undefined
      ? null : invalid(`it keeps ${shortID(missing)}, which its signer had not seen`);
  },
});

/** `rotation`: the holder of a key puts another in its place. */
defineType("rotation", {
  parse: (fields) => ({ key: fields.key("key"), keeps: fields.requiredIDs("keeps") }),

  refusal({ key, keeps }, record, state) {
    const refusal = state.refusalUnless(roleNames, "a rotation", record);
    if (refusal) return refusal;
    const role = state.parties(record.past).lineage.get(key.fingerprint);
    if (role) return invalid(`a rotation to a key that is or was the ${roleTitle(role)}'s`);
    return state.refusalKeeping(keeps, record);
  },

  apply({ key, keeps }, record, state) {
    state.addKeyEnd(record.signer.fingerprint, key, keeps, record);
  },
});

/** `revocation`: ends a key, lost or stolen. */
defineType("revocation", {
  parse(fields) {
    const key = fields.line("key", 60);
    if (/[^\u0000-\u007f]/.test(key)) throw new RelayError('"key" is no fingerprint');
    return {
      key, keeps: fields.requiredIDs("keeps"), reason: fields.optionalString("reason"),
    };
  },

  refusal({ key, keeps }, record, state) {
    const role = state.role(record.signer.fingerprint, record.past);
    if (role === null) return unknownSigner;
    const revoked = state.roleEver(key, record.past);
    if (revoked === null) return invalid("the revocation of a key that has no role");
    // Its holder, by itself or by the key that has taken its place; or the other party.
    const isHolder = state.hasPlace(record.signer.fingerprint, key, record.past);
    const other = counterparty(revoked);
    const others = other === null ? ["client", "builder"] : [other];
    if (!isHolder && !others.includes(role)) {
      return invalid(
        `the revocation of the ${roleTitle(revoked)}'s key signed by the ${roleTitle(role)}`);
    }
    return state.refusalKeeping(keeps, record);
  },

  apply({ key, keeps }, record, state) {
    state.addKeyEnd(key, null, keeps, record);
  },
});
