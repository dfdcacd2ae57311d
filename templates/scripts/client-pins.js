// What people paste as a key: the bare fingerprint, or what stood around it.

/**
 * Reads a pasted key as a fingerprint: 43 characters with or without `SHA256:`, in groups, in quotes,
 * in a line of `ssh-keygen -l`; or a public key.
 */
function readPastedKey(text) {
  const seen = text.replace(/[\u200b-\u200f\u2060\ufeff]/g, "").trim();
  const line = /(?:^|[\s"'“”‘’«»(<])SHA256:([A-Za-z0-9+/]{43})(?![A-Za-z0-9+/])/i.exec(seen);
  if (line) return readFingerprint(`SHA256:${line[1]}`);
  const bare = seen.replace(/[\s"'“”‘’«»]/g, "");
  const groups = /^(?:SHA256:)?([A-Za-z0-9+/]{43})[=.,;]*$/i.exec(bare);
  return readFingerprint(groups ? `SHA256:${groups[1]}` : seen.replace(/^["'“‘«]+|["'”’»]+$/g, ""));
}

/** Reads what was pasted for a role: a fingerprint or null, and what is wrong with it. */
function readPin(role) {
  const text = byID(`pin-${role}`).value.trim();
  try {
    return { pin: text === "" ? null : readPastedKey(text), problem: null };
  } catch (error) {
    return { pin: null, problem: sentenceOf(messageOf(error)) };
  }
}

/** Whether each of the two keys is pinned as the other's. */
function arePinsSwapped({ pins, parties }) {
  const holds = (pin, role) => pin !== null && parties.some((party) =>
    party.fingerprint === pin && party.role === role && !party.isClaim);
  return holds(pins.client, "builder") && holds(pins.builder, "client");
}

/** What comparing a pasted key with the project's comes to: `good`, `wait` or `bad`, in words. */
function pinResult(verification, pin, role) {
  if (pin === null || verification.state === null) return null;
  const { pins, parties } = verification;
  const held = parties.filter((party) => party.fingerprint === pin && !party.isClaim);
  if (arePinsSwapped(verification)) {
    return { kind: "wait", text: `This is the ${held[0].role}’s key: the two are swapped. Put each into the other field.` };
  }
  if (role === "builder" && pins.absent.includes(role)) {
    return {
      kind: "wait",
      text: "The project names this key, which anybody can do who knows it. It has signed nothing here: " +
        "do not take this project for the builder’s yet.",
    };
  }
  if (held.some((party) => party.role === role)) {
    return { kind: "good", text: `Match: this is the ${role}’s key in this project.` };
  }
  const succession = pins.successions.find((text) => text.startsWith(`the ${role}'s key`));
  if (succession) return { kind: "good", text: `Match, by its successor: ${succession}.` };
  if (held.length > 0) {
    return { kind: "bad", text: `Mismatch: this is the ${held[0].role}’s key, not the ${role}’s.` };
  }
  if (role === "client" && verification.isClientOpen) {
    return {
      kind: "wait", text: "No client’s key is known in this project yet. What this one has signed counts for you.",
    };
  }
  const isSameLetters = parties.some(({ fingerprint }) => fingerprint?.toLowerCase() === pin.toLowerCase());
  if (isSameLetters) {
    return {
      kind: "bad",
      text: "Mismatch: the same letters stand there, but capital and small ones are others. Something has changed " +
        "them on their way; have the fingerprint sent once more as it is.",
    };
  }
  return { kind: "bad", text: `Mismatch: no ${role} of this project has this key. Do not sign.` };
}

/**
 * Whether the reader knows who the builder is: it has pinned the builder's key, or agreed to the
 * terms that name it with the key that it has pinned as its own.
 */
function knowsBuilder({ state, pins, isAgreed }) {
  if (pins.builder !== null) return !pins.absent.includes("builder");
  return pins.client !== null && isAgreed && state.agreements.some(({ signer }) =>
    state.hasPlace(pins.client, signer.fingerprint) || state.hasPlace(signer.fingerprint, pins.client));
}
