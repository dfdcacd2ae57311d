// What an offer changes of terms that both parties have agreed to already.

/** What terms say, each member as a list of texts. */
function membersOfTerms(content, kind) {
  const one = (text) => (text === null || text === undefined || text === "" ? [] : [String(text)]);
  if (kind === "milestone") {
    const { title, description, money, deliverables, criteria, due, escrow } = content;
    return [
      ["Title", one(title)], ["Amount", [moneyText(money) ?? "no money"]], ["Escrow", one(escrow)], ["Due", one(due)],
      ["Deliverables", deliverables], ["Criteria", criteria], ["About", one(description)],
    ];
  }
  const person = ({ name, email, emails, key, account }) =>
    [name, ...(emails ?? one(email)), key?.fingerprint ?? "no key", account && `paid to ${account}`]
      .filter(Boolean).join(", ");
  const { title, description, client, builders, escrow, witnesses, tickets, budget, currency } = content;
  return [
    ["Title", one(title)], ["Builder", builders.map(person)], ["Client", [person(client)]],
    ["Escrow agent", escrow === null ? [] : [person(escrow)]], ["Witnesses", witnesses.map(person)],
    ["Tickets", tickets], ["Budget", budget === null ? [] : [formatMoney(budget, currency)]],
    ["About", one(description)],
  ];
}

/** The agreed terms that an offer replaces: when they were agreed to, and what differs; null for none. */
function replacedBy(state, entry, kind) {
  const before = kind === "project" ? state.shownParties().agreed.at(-1)
    : kind === "milestone" ? state.milestone(entry.content.milestone, state.everything, true)?.terms : null;
  if (!before || before.id === entry.id) return null;
  const now = new Map(membersOfTerms(entry.content, kind));
  const changes = membersOfTerms(before.content, kind).map(([name, old]) => {
    const other = now.get(name);
    return { name, lost: old.filter((text) => !other.includes(text)), added: other.filter((text) => !old.includes(text)) };
  }).filter(({ lost, added }) => lost.length + added.length > 0);
  return { at: state.acceptances.get(before.id)?.at(-1)?.at ?? before.at, changes };
}

function changeList({ changes }) {
  if (changes.length === 0) return make("p", {}, "They say the same.");
  const texts = (list) => list.flatMap((text, index) => [index > 0 ? "; " : null, foreign(text, 400)]);
  return make("ul", { class: "notes changes" }, changes.map(({ name, lost, added }) => make("li", {},
    make("strong", {}, name), ": ",
    lost.length > 0 ? [make("span", {}, "so far "), make("del", {}, texts(lost))] : null,
    lost.length > 0 && added.length > 0 ? "; " : null,
    added.length > 0 ? [make("span", {}, "now "), make("ins", {}, texts(added))] : make("span", {}, "; now nothing of it"))));
}

/** Says that an offer replaces agreed terms, and what differs; null where it does not. */
function replacementNote(state, entry, kind) {
  const replaced = replacedBy(state, entry, kind);
  return replaced === null ? null : callout("wait", ["Replaces terms that you agreed to on ", dayText(replaced.at)],
    changeList(replaced));
}

const dayText = (at) => make("time", { datetime: at }, at.slice(0, 10));
