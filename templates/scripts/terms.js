// The terms of a project, and how the parties come to agree on them.

const longestList = 1_000;
const reservedTickets = new Set(["RELAY", "PROJECT", "PROJ"]);

function parsePerson(fields) {
  return {
    name: fields.optionalString("name"), email: fields.optionalString("email"),
    key: fields.optionalKey("key"),
  };
}

function parseBuilder(fields) {
  const key = fields.optionalKey("key");
  if (key === null) throw new RelayError('a builder has no "key"');
  return {
    name: fields.optionalString("name"), emails: fields.strings("emails"), key,
    account: fields.optionalString("account"),
  };
}

function parseWitness(fields) {
  const person = parsePerson(fields);
  if (person.key === null) throw new RelayError('a witness has no "key"');
  return person;
}

/** Everybody whom terms alone give a role. */
function partiesInTerms({ client, builders, escrow, witnesses }) {
  const member = ({ key, name, email }, role) =>
    key === null ? [] : [{ key, role, name, emails: email === null ? [] : [email] }];
  return [
    ...member(client, "client"),
    ...builders.map(({ key, name, emails }) => ({ key, role: "builder", name, emails })),
    ...(escrow === null ? [] : member(escrow, "escrow")),
    ...witnesses.flatMap((witness) => member(witness, "witness")),
  ];
}

/** The role that terms alone give a key. */
function roleInTerms(terms, fingerprint) {
  return terms?.parties?.find((party) => party.key.fingerprint === fingerprint)?.role ?? null;
}

function parseTerms(fields) {
  const terms = {
    title: fields.optionalString("title"),
    description: fields.optionalString("description"),
    roots: fields.strings("roots"),
    currency: fields.optionalString("currency"),
    budget: fields.optionalInteger("budget", 0),
    nonce: fields.hex("nonce", 32),
    tickets: fields.strings("tickets"),
  };
  const client = fields.optionalObject("client");
  if (client === null) throw new RelayError('"client" is missing');
  terms.client = parsePerson(client);
  terms.builders = fields.objects("builders").map(parseBuilder);
  const escrow = fields.optionalObject("escrow");
  terms.escrow = escrow === null ? null : parsePerson(escrow);
  terms.witnesses = fields.objects("witnesses").map(parseWitness);
  terms.parties = partiesInTerms(terms);
  checkTerms(terms);
  return terms;
}

function checkTerms({ roots, tickets, builders, witnesses, client, currency, budget, parties }) {
  const lists = [roots, tickets, builders, witnesses, ...builders.map(({ emails }) => emails)];
  if (lists.some((list) => list.length > longestList)) {
    throw new RelayError(`a list holds more than ${longestList} entries`);
  }
  if (builders.length === 0 && client.key === null) {
    throw new RelayError('"builders" is empty, and the client has no key');
  }
  if ((currency === null) !== (budget === null)) {
    throw new RelayError('"currency" and "budget" go together');
  }
  if (currency !== null && !currencyDigits.has(currency)) {
    throw new RelayError('"currency" is no currency\'s code in ISO 4217');
  }
  if (!roots.every((root) => isHex(root, 40, 64))) {
    throw new RelayError('"roots" holds other than commit ids');
  }
  const isTicket = (text) => /^[A-Z][A-Z0-9_]{1,31}$/.test(text) && !reservedTickets.has(text);
  if (!tickets.every(isTicket)) {
    throw new RelayError('"tickets" holds other than prefixes such as LIVY');
  }
  // One key holds one role, and is one person.
  if (new Set(parties.map(({ key }) => key)).size !== parties.length) {
    throw new RelayError("one key is named twice");
  }
}

/** `project`: what a project is and who its parties are. The first one founds the ledger. */
defineType("project", {
  parse: parseTerms,

  refusal(terms, record, state) {
    if (record.genesis === null) {
      return counterparty(roleInTerms(terms, record.signer.fingerprint)) === null
        ? invalid("the first record is signed by a key that it does not name") : null;
    }
    return state.refusalUnless(["client", "builder"], "terms of the project", record);
  },

  apply(terms, record, state) {
    const entry = state.entry(terms, record);
    // Before there is an agreement the founder says who builds; afterwards both do.
    const isFounders = entry.signer === (state.versions[0]?.signer ?? entry.signer);
    if (isFounders && state.parties(record.past).agreed.length === 0) state.giveRolesOf(terms);
    state.versions.push(entry);
    state.notePartyRecord(record.id);
  },
});

/** `agreement`: a party accepts what other records say. */
defineType("agreement", {
  parse(fields) {
    const accepts = fields.ids("accepts");
    if (accepts.length === 0) throw new RelayError('"accepts" is empty');
    return {
      accepts, name: fields.optionalString("name"), email: fields.optionalString("email"),
    };
  },

  refusal({ accepts }, record, state) {
    // What a later version of the format adds can be accepted too; a proof cannot.
    const others = accepts.filter((id) => !state.hasSeen(id, record.past));
    const missing = state.missing(others, record.parents);
    const wrong = leastID([...missing, ...others.filter((id) => state.proofByID.has(id))]);
    if (wrong !== undefined) {
      return invalid(`it accepts ${shortID(wrong)}, which its signer had not seen`);
    }
    const refusal = state.refusalAccepting(accepts, record);
    if (refusal) return refusal;
    if (state.role(record.signer.fingerprint, record.past) !== null) {
      return state.refusalUnless(["client", "builder"], "an agreement", record);
    }
    // While nobody is known to be the client, anybody may claim to be.
    if (!state.parties(record.past).isClientOpen) return unknownSigner;
    const isNew = accepts.some((id) =>
      !state.seen(state.acceptances.get(id), record.past)
        .some(({ signer }) => signer === record.signer));
    return isNew ? state.refusalAtTheDoor(record) : unknownSigner;
  },

  apply(content, record, state) {
    const entry = state.entry(content, record);
    state.agreements.push(entry);
    for (const id of content.accepts) pushTo(state.acceptances, id, entry);
    const accepted = new Set(content.accepts);
    for (const version of state.versions) {
      if (!accepted.has(version.id)) continue;
      state.notePartyRecord(record.id);
      // Roles that both have agreed to are never taken back from proofs.
      if (entry.role !== null && entry.role === counterparty(version.role)) {
        state.giveRolesOf(version.content);
      }
    }
  },
});

Object.assign(ProjectState.prototype, {
  /** Why somebody without a role may not speak after these parents: another such is among them. */
  refusalAtTheDoor(record) {
    return record.parents.some((parent) => this.roleless.has(parent)) ? unknownSigner : null;
  },
});
