// Lists of proofs: with ten thousand of them only as many rows are made as are looked at.

const rowsAtOnce = 100;

/** The words that a search looks through. */
function proofWords({ id, payload, commit, status }) {
  const names = commit === null ? [] : [commit.message, commit.author.name, commit.author.email];
  // Of ids only the beginning is searched: some digits are in all of them.
  return { text: [status, ...names].join("\n").toLowerCase(), ids: [id, payload.commit] };
}

function shownSubject({ commit }) {
  return commit === null
    ? make("span", { class: "soft" }, "The commit itself is not in this file")
    : make("bdi", {}, inertShort(commit.subject, 200) || "(no message)");
}

function lineCounts({ additions, deletions }) {
  return [
    make("span", { class: "added" }, `+${additions.toLocaleString("en")}`), " ",
    make("span", { class: "removed" }, `−${deletions.toLocaleString("en")}`),
  ];
}

function proofRow(proof, verdictOf, actions) {
  const { payload, commit } = proof;
  const seconds = payload.author_time;
  const verdict = verdictOf?.(proof) ?? null;
  return make("tr", {},
    make("td", {}, statusBadge(proof.status),
      proof.status === "verified" || proof.reason === ""
        ? null : make("div", { class: "small soft" }, proof.reason)),
    make("td", {}, make("div", {}, shownSubject(proof)),
      make("div", { class: "small soft" },
        commit === null ? null : [foreign(commit.author.name, 80), " · "],
        seconds > 0 && seconds < 8.64e12
          ? [timeText(`${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`), " · "] : null,
        make("code", {}, payload.commit.slice(0, 10)))),
    make("td", { class: "number" }, lineCounts(payload)),
    actions === null ? null
      : make("td", {}, verdict === null || verdict === "undecided" ? null : statusBadge(verdict),
        actions(proof, verdict)));
}

/**
 * A list of proofs with a search, made in pieces.
 *
 * @param {object[]} proofs As `verifyLedger` describes them.
 * @param {string} label What the list is, for a screen reader.
 * @param {Function|null} verdictOf What is decided on a proof.
 * @param {Function|null} actions The buttons of a proof: `(proof, verdict) => elements`.
 */
function proofList(proofs, label, { verdictOf = null, actions = null } = {}) {
  if (proofs.length === 0) {
    return make("p", { class: "soft" }, "No proofs here.");
  }
  const body = make("tbody");
  const more = make("button", { type: "button" });
  const said = make("p", { class: "small soft", role: "status" });
  let matching = proofs;
  let shown = 0;
  const showMore = () => {
    const piece = matching.slice(shown, shown + rowsAtOnce);
    body.append(...piece.map((proof) => proofRow(proof, verdictOf, actions)));
    shown += piece.length;
    const left = matching.length - shown;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(left, rowsAtOnce)} more`;
    said.textContent = left === 0 && matching.length === proofs.length
      ? count(proofs.length, "proof")
      : `${shown.toLocaleString("en")} of ${count(matching.length, "proof")} shown`;
  };
  more.addEventListener("click", () => {
    const first = shown;
    showMore();
    // The next new row, not the button that is now far below.
    const row = body.children[first];
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
  });
  const table = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
    make("table", { class: "proofs" },
      make("thead", {}, make("tr", {},
        make("th", { scope: "col" }, "Status"), make("th", { scope: "col" }, "Work"),
        make("th", { scope: "col", class: "number" }, "Lines"),
        actions === null ? null : make("th", { scope: "col" }, "Your decision"))),
      body));
  const parts = [said, table, make("p", { class: "more" }, more)];
  if (proofs.length > 20) parts.unshift(searchField(proofs, label, (found) => {
    matching = found;
    shown = 0;
    body.replaceChildren();
    showMore();
  }));
  showMore();
  return make("div", { class: "stack proof-list" }, parts);
}

/** A field that narrows a list down while one types. */
function searchField(proofs, label, show) {
  const words = new Map();
  const input = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
  let pending = 0;
  input.addEventListener("input", () => {
    clearTimeout(pending);
    pending = setTimeout(() => {
      const wanted = input.value.trim().toLowerCase();
      show(wanted === "" ? proofs : proofs.filter((proof) => {
        if (!words.has(proof)) words.set(proof, proofWords(proof));
        const { text, ids } = words.get(proof);
        return text.includes(wanted) || ids.some((one) => one.startsWith(wanted));
      }));
    }, 150);
  });
  return make("label", { class: "field" }, `Search in ${label.toLowerCase()}`, input);
}
