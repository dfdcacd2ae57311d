// What a report says that waits for whom, as `Sources/relay/Waiting.swift` finds it.

/** Those who have claimed to be the client or applied for a role, and have none. */
function candidatesOf(state) {
  const parties = state.shownParties();
  const isOutside = ({ fingerprint }) =>
    parties.role(fingerprint) === null && state.waitingBy(fingerprint).length > 0;
  const claims = state.claims().filter(({ signer }) => isOutside(signer) && parties.isClientOpen)
    .map(({ signer, content: { name, email } }) =>
      ({ role: "client", key: signer, name, emails: email === null ? [] : [email] }));
  const applications = state.applications.filter(({ signer }) => isOutside(signer))
    .map(({ signer, content: { role, name, emails } }) => ({ role, key: signer, name, emails }));
  return [...claims, ...applications];
}

const otherParty = (role) => counterparty(role) ?? "client";

function agreementTasks(state, candidates) {
  const parties = state.shownParties();
  const command = `in a clone: relay agree ${state.number}`;
  if (parties.rivals.length > 0) {
    return [["you", "are to tell which of two clients is the right one",
      `git config relay.${state.number}.client SHA256:…   (see relay keys ${state.number})`]];
  }
  const isClaimed = candidates.some(({ role }) => role === "client");
  if (parties.agreed.length === 0) {
    return parties.terms === null || isClaimed ? [] : [[otherParty(parties.terms.role), "has not agreed yet", command]];
  }
  const ended = new Set(state.keyEnds.map(({ key }) => key));
  const isPinnedHere = state.agreements.some(({ signer: { fingerprint } }) =>
    fingerprint === state.pins.client && !ended.has(fingerprint));
  if (parties.isClientOpen && ended.size > 0 && !isPinnedHere && !isClaimed) {
    return [["client", "has no key any more, and agrees anew with another", command]];
  }
  const current = state.versions.findIndex(({ id }) => id === parties.terms?.id);
  const later = current === -1 ? [] : state.versions.slice(current + 1)
    .filter(({ id }) => !parties.rivals.some((rival) => rival.id === id));
  return later.slice(-1).map(({ id, role }) =>
    [otherParty(role), "has new terms to agree to", `${command}   (record ${shortID(id)})`]);
}

const listedNewcomers = 3;

function newcomerTasks(candidates) {
  const tasks = candidates.slice(0, listedNewcomers).map(({ role, key, name, emails }) => [
    role === "client" ? "builder" : "client",
    `is to tell whether ${name ?? emails[0] ?? "somebody"} is the ${roleTitle(role)}:`,
    `relay admit ${key.fingerprint}`,
  ]);
  const rest = candidates.length - listedNewcomers;
  return rest > 0 ? [...tasks, ["", `and ${rest} more wait`, "relay admit"]] : tasks;
}

function statusTasks({ number, status, terms, released }, name) {
  const money = terms?.content.money ?? null;
  const remaining = Math.max(0, (money?.amount ?? 0) - released);
  switch (status) {
    case "in_review":
      return [["client", `is to decide on milestone ${number}`, `relay approve ${name}, or relay reject ${name}`]];
    case "rejected":
      return [["builder", `is to revise milestone ${number}`, `relay milestone show ${name}, then relay submit ${name}`]];
    case "approved":
      return remaining === 0 || money === null ? [] : [["client",
        `has not set free ${formatMoney(remaining, money.currency)} of milestone ${number}`, `relay approve ${name}`]];
    case "conflict":
      return [["client", `is to settle milestone ${number}, which is in conflict`, `relay milestone show ${name}`]];
    default: return [];
  }
}

function milestoneTasks(state, milestones) {
  const tasks = [];
  const command = `in a clone: relay agree ${state.number}`;
  for (const milestone of milestones) {
    const { number, status, proposals, released, settled, claimedPaid } = milestone;
    const name = `${state.number}/${number}`;
    for (const { id, role } of proposals.slice(-1)) {
      if ((state.acceptances.get(id) ?? []).length > 0) continue;
      tasks.push([otherParty(role), `has terms of milestone ${number} to agree to`, command]);
    }
    tasks.push(...statusTasks(milestone, name));
    // Also where new terms have been agreed since: an approval stays.
    if (status === "conflict" || released <= settled) continue;
    const agent = state.shownParties().holders("escrow").length === 0 ? "client" : "escrow agent";
    tasks.push(claimedPaid >= released
      ? ["builder", `is to say whether the money for ${name} has come`, `relay receipt ${name}`]
      : [agent, `is to pay milestone ${number}`, `relay release ${name} --check`]);
  }
  return tasks;
}

function removalTasks(state, scope) {
  return [...state.milestoneRemovals.values()].flat()
    .filter(({ content: { milestone, terms } }) => state.milestone(milestone)?.terms?.id === terms)
    .sort((left, right) => state.order(left.id) - state.order(right.id))
    .filter(({ content }) => scope === null || content.milestone === scope)
    .map(({ role, content }) => [otherParty(role),
      `has the removal of milestone ${content.milestone} to agree to`, `in a clone: relay agree ${state.number}`]);
}

/** All that waits; of milestones those of the report. */
function taskViews(state, milestones, scope) {
  const candidates = candidatesOf(state);
  return [
    ...agreementTasks(state, candidates), ...newcomerTasks(candidates), ...milestoneTasks(state, milestones),
    ...removalTasks(state, scope),
  ].map(([who, what, command]) => ({
    place: "What is next", who: inert(who), what: inert(what),
    inClone: command.startsWith("in a clone: "), line: inert(command.replace(/^in a clone: /, "")),
    isForClientPage: who === "client" && /^(?:in a clone: relay agree |relay approve )/.test(command),
  }));
}
