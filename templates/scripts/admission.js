// How further keys come to a role: they apply, and a party lets them in.

const longestApplicantText = 200;
const mostApplicantEmails = 10;

/** `application`: somebody asks for a role, with the key that signs. */
defineType("application", {
  parse(fields) {
    const content = {
      role: fields.role("role"), name: fields.optionalLine("name", longestApplicantText),
      emails: fields.lines("emails", longestApplicantText),
    };
    if (content.emails.length > mostApplicantEmails) throw new RelayError('too many "emails"');
    return content;
  },

  refusal(content, record, state) {
    const role = state.parties(record.past).lineage.get(record.signer.fingerprint);
    if (role) return invalid(`an application by a key that is or was the ${roleTitle(role)}'s`);
    const hasApplied = state.seen(state.applications, record.past)
      .some(({ signer }) => signer === record.signer);
    return hasApplied ? unknownSigner : state.refusalAtTheDoor(record);
  },

  apply(content, record, state) {
    state.applications.push(state.entry(content, record));
  },
});

/** `admission`: a party lets a key into a role. */
defineType("admission", {
  parse: (fields) => ({
    role: fields.role("role"), key: fields.key("key"),
    name: fields.optionalLine("name", longestApplicantText),
    emails: fields.lines("emails", longestApplicantText),
  }),

  refusal({ role, key }, record, state) {
    if (role === "escrow") {
      return invalid("the admission of an escrow agent; both parties name one in the terms");
    }
    // The client lets others in. It is itself let in by a builder, while nobody is the client.
    const what = `the admission of a ${roleTitle(role)}`;
    const admitter = role === "client" ? "builder" : "client";
    const refusal = state.refusalUnless([admitter], what, record);
    if (refusal) return refusal;
    const parties = state.parties(record.past);
    if (role === "client" && !parties.isClientOpen) {
      return invalid("the admission of a client while there is one");
    }
    const { fingerprint } = key;
    const hasEnded = state.seen(state.keyEnds, record.past).some((end) => end.key === fingerprint);
    if (hasEnded) return invalid(`${what} with a key that has ended`);
    const held = parties.lineage.get(fingerprint);
    if (!held) return null;
    if (parties.role(fingerprint) !== null) {
      return invalid(`${what} with a key that is the ${roleTitle(held)}'s`);
    }
    // A key whose way in is in question may be let in again, into the same role.
    return held === role ? null : invalid(`${what} with a key that was the ${roleTitle(held)}'s`);
  },

  apply(content, record, state) {
    state.admissions.push(state.entry(content, record));
    state.giveRoleEver(content.key.fingerprint, content.role);
    state.notePartyRecord(record.id);
  },
});
