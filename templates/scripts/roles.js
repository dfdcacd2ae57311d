// Who holds which role, as seen from some point of a ledger.

const counterparties = { client: "builder", builder: "client" };

function counterparty(role) {
  return counterparties[role] ?? null;
}

function roleTitle(role) {
  return role === "escrow" ? "escrow agent" : role;
}

/** How keys came to their roles and lost them, as seen from some point of a ledger. */
class KeyHistory {
  constructor(state, past) {
    this.state = state;
    this.ends = state.keyEnds.filter((end) => state.hasSeen(end.id, past));
    this.events = [
      ...state.seen(state.admissions, past).map((admission) => ({ id: admission.id, admission })),
      ...this.ends.filter((end) => end.successor !== null).map((end) => ({ id: end.id, end })),
    ].sort((left, right) => state.order(left.id) - state.order(right.id));
  }

  /** Whether the key that signed a record has ended, and the record is not among those kept. */
  isContested(id, key) {
    return this.ends.some((end) => this.state.isQuestioned(id, key, end));
  }

  /** Every key that terms, admissions and rotations have ever given a role, one role each. */
  lineage(terms, rivals = []) {
    const roles = new Map();
    const give = (key, role) => {
      if (!roles.has(key)) roles.set(key, role);
    };
    for (const party of partiesOf(terms, rivals)) give(party.key.fingerprint, party.role);
    for (const { admission, end } of this.events) {
      if (admission) give(admission.content.key.fingerprint, admission.content.role);
      else if (roles.has(end.key)) give(end.successor.fingerprint, roles.get(end.key));
    }
    return roles;
  }

  /**
   * Who holds a role, and which keys came to one only by contested records: the end of a key
   * reaches what it has let in. Such a key is void, and so is what it lets in.
   */
  standing(terms, rivals) {
    const members = [];
    const byKey = new Map();
    const add = (key, { role, name, emails }) => {
      if (byKey.has(key.fingerprint)) return;
      const member = { key, role, name, emails };
      byKey.set(key.fingerprint, member);
      members.push(member);
    };
    for (const party of partiesOf(terms, rivals)) add(party.key, party);
    for (const { admission, end } of this.events) {
      if (admission) {
        const signer = admission.signer.fingerprint;
        if (this.isContested(admission.id, signer) || !byKey.has(signer)) continue;
        add(admission.content.key, admission.content);
      } else if (!this.isContested(end.id, end.key) && byKey.has(end.key)) {
        add(end.successor, byKey.get(end.key));
      }
    }
    const ended = new Set(this.ends.map((end) => end.key));
    // What is not contested says first which role a key has.
    const lineage = this.lineage(terms, rivals);
    for (const member of members) lineage.set(member.key.fingerprint, member.role);
    return {
      members: members.filter((member) => !ended.has(member.key.fingerprint)), lineage,
      void: new Set([...lineage.keys()].filter((key) => !byKey.has(key))),
    };
  }
}

/** Of rivals, terms that dispute who the client is, the clients count: nobody is shut out. */
function partiesOf(terms, rivals) {
  const clients = rivals.flatMap((rival) => rival.parties.filter(({ role }) => role === "client"));
  return [...terms.parties, ...clients];
}

/** Who holds which role, with the terms that say so. */
class Parties {
  constructor({ terms, agreed, rivals, members, lineage, void: voided }) {
    this.terms = terms;
    this.agreed = agreed;
    this.rivals = rivals;
    this.members = members;
    this.lineage = lineage;
    this.void = voided;
    this.roles = new Map();
    for (const { key, role } of members) {
      if (!this.roles.has(key.fingerprint)) this.roles.set(key.fingerprint, role);
    }
    this.isClientOpen = !members.some(({ role }) => role === "client");
  }

  role(fingerprint) {
    return this.roles.get(fingerprint) ?? null;
  }

  holders(role) {
    return this.members.filter((member) => member.role === role)
      .map((member) => member.key.fingerprint);
  }
}

Object.assign(ProjectState.prototype, {
  /** Who holds which role, as seen by a signer. Pins do not count: all admit the same. */
  parties(past = this.everything) {
    const relevant = past.intersection(this.partyRecords);
    let parties = this.knownParties.get(relevant.key);
    if (!parties) {
      parties = this.findParties(relevant, false);
      this.knownParties.set(relevant.key, parties);
    }
    return parties;
  },

  /** Who holds which role, as this reader believes: the whole ledger, the pinned client counted. */
  shownParties() {
    this.shown ??= this.findParties(this.everything.intersection(this.partyRecords), true);
    return this.shown;
  },

  /** The role of a key in what a signer had seen; null if it has none. */
  role(fingerprint, past) {
    return this.parties(past).role(fingerprint);
  },

  /** The role of a key in the whole ledger; whoever has been a builder stays one. */
  finalRole(fingerprint) {
    return this.role(fingerprint) ??
      (this.rolesEver.get(fingerprint)?.has("builder") ? "builder" : null);
  },

  giveRoleEver(fingerprint, role) {
    if (!this.rolesEver.has(fingerprint)) this.rolesEver.set(fingerprint, new Set());
    this.rolesEver.get(fingerprint).add(role);
  },

  giveRolesOf(terms) {
    for (const { key, role } of terms.parties) this.giveRoleEver(key.fingerprint, role);
  },

  findParties(past, trustingPins) {
    const keys = new KeyHistory(this, past);
    const seen = this.seen(this.versions, past);
    const lineages = new Map();
    const lineage = (terms) => {
      if (!lineages.has(terms)) lineages.set(terms, keys.lineage(terms));
      return lineages.get(terms);
    };
    const pin = trustingPins ? this.pins.client : null;
    const isAccepted = (version, terms) => {
      const acceptances = this.seen(this.acceptances.get(version.id), past);
      if (acceptances.length === 0) return false;
      const roles = lineage(terms);
      const other = counterparty(roles.get(version.signer.fingerprint));
      if (other === null) return false;
      return acceptances.some(({ signer }) =>
        roles.get(signer.fingerprint) === other ||
        (pin !== null && other === "client" && terms.client.key === null &&
          signer.fingerprint === pin));
    };
    // The founder's offers that the party named in them has accepted. The first stands: what comes
    // after it needs the parties of the terms before it. Another that does not have them was made
    // or accepted behind somebody's back.
    const founder = seen[0]?.signer;
    const roots = seen.filter((version) =>
      version.signer === founder && isAccepted(version, version.content));
    const isPinned = (version) => {
      if (pin === null) return false;
      if (lineage(version.content).get(pin) === "client") return true;
      return version.content.client.key === null &&
        this.seen(this.acceptances.get(version.id), past)
          .some(({ signer }) => signer.fingerprint === pin);
    };
    const agreed = [];
    const root = roots.find(isPinned) ?? roots[0];
    if (root) {
      agreed.push(root);
      for (const version of seen) {
        if (this.order(version.id) > this.order(root.id) &&
          isAccepted(version, agreed[agreed.length - 1].content)) {
          agreed.push(version);
        }
      }
    }
    const isSettled = roots.some(isPinned);
    const rivals = isSettled ? [] : roots.filter((version) => !agreed.includes(version));
    const terms = agreed[agreed.length - 1] ??
      seen.filter((version) => version.signer === founder).pop() ?? null;
    const standing = terms === null
      ? { members: [], lineage: new Map(), void: new Set() }
      : keys.standing(terms.content, rivals.map((rival) => rival.content));
    return new Parties({ terms, agreed, rivals, ...standing });
  },

  /** Whether a proof's signer is a builder or witness whom both parties have let in. */
  isAcceptedSigner(fingerprint) {
    const parties = this.shownParties();
    if (parties.void.has(fingerprint)) return false;
    const isAdmitted = this.admissions.some((admission) =>
      admission.role === "client" && admission.content.key.fingerprint === fingerprint);
    if (isAdmitted) return true;
    const keys = new KeyHistory(this, this.everything);
    return parties.agreed.some((version) =>
      ["builder", "witness"].includes(keys.lineage(version.content).get(fingerprint)));
  },

  /** Agreements by keys without a role, each a claim to be the client. */
  claims() {
    const { lineage } = this.parties();
    return this.agreements.filter(({ signer: { fingerprint } }) =>
      !lineage.has(fingerprint) && fingerprint !== this.pins.client);
  },

  /** Why a record is not for its signer; null if the signer has one of the roles. */
  refusalUnless(roles, what, record) {
    const role = this.role(record.signer.fingerprint, record.past);
    if (role === null) return unknownSigner;
    if (roles.includes(role)) return null;
    const names = roles.map(roleTitle).join(" or ");
    return invalid(`${what} signed by the ${roleTitle(role)}; that is for the ${names}`);
  },
});
