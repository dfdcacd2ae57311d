// The report's own script. Without it everything is on the page; with it there are tabs, search,
// filters, copying, and a check of the page against the records that it carries.

const page = document.getElementById("report");
const tabs = [...document.querySelectorAll(".tabs a")];
const panels = tabs.map((tab) => document.getElementById(tab.hash.slice(1)));

// --- tabs ---------------------------------------------------------------------------------------

function showPanel(index, { focus = false } = {}) {
  tabs.forEach((tab, number) => {
    const isShown = number === index;
    tab.setAttribute("aria-selected", String(isShown));
    tab.tabIndex = isShown ? 0 : -1;
    panels[number].hidden = !isShown;
  });
  if (focus) tabs[index].focus();
}

function makeTabs() {
  const list = document.querySelector(".tabs");
  list.setAttribute("role", "tablist");
  page.classList.add("tabbed");
  tabs.forEach((tab, index) => {
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panels[index].id);
    panels[index].setAttribute("role", "tabpanel");
    panels[index].setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      showPanel(index);
      history.replaceState(null, "", tab.hash);
    });
  });
  list.addEventListener("keydown", (event) => {
    const now = tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
    const isMirrored = getComputedStyle(list).direction === "rtl";
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = { Home: 0, End: tabs.length - 1 }[event.key] ??
      (step && (now + (isMirrored ? -step : step) + tabs.length) % tabs.length);
    if (next === undefined) return;
    event.preventDefault();
    showPanel(next, { focus: true });
    history.replaceState(null, "", tabs[next].hash);
  });
}

/** Shows what the address names: a tab, a milestone, a proof, a record, or proofs by a filter. */
function followAddress() {
  const [name, query] = location.hash.slice(1).split("?", 2);
  const target = name === "" ? null : document.getElementById(name);
  const index = panels.findIndex((panel) => target !== null && panel.contains(target));
  showPanel(Math.max(0, index));
  if (target === null) return;
  if (name === "proofs" && filters !== null) {
    filters.apply(new Map(new URLSearchParams(query ?? "")));
  }
  if (target instanceof HTMLDetailsElement) {
    target.hidden = false;
    target.open = true;
  }
  if (index >= 0 && target !== panels[index]) {
    target.scrollIntoView({ block: "start" });
    const focusable = target.querySelector("summary") ?? target;
    if (focusable === target) target.tabIndex = -1;
    focusable.focus({ preventScroll: true });
  }
}

// --- search and filters -------------------------------------------------------------------------

/** How many rows are looked at before the browser may paint again. */
const piece = 400;

class Filters {
  constructor(form) {
    this.form = form;
    this.count = document.getElementById("filter-count");
    this.rows = [...document.querySelectorAll("#proof-list > .proof")];
    this.run = 0;
    const choices = { status: new Map(), milestone: new Map(), author: new Map(), type: new Map() };
    this.texts = new Array(this.rows.length);
    this.authors = this.rows.map((row) => row.querySelector(".proof-author").textContent);
    this.rows.forEach((row, index) => {
      const values = { ...row.dataset, author: this.authors[index] };
      for (const [name, known] of Object.entries(choices)) {
        known.set(values[name], (known.get(values[name]) ?? 0) + 1);
      }
    });
    for (const [name, known] of Object.entries(choices)) this.offer(name, known);
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => this.filter());
    form.addEventListener("reset", () => setTimeout(() => this.filter()));
    this.say(this.rows.length);
  }

  offer(name, known) {
    const select = document.getElementById(`filter-${name}`);
    const sorted = [...known].sort(([left], [right]) =>
      left.localeCompare(right, "en", { numeric: true }));
    for (const [value, count] of sorted.slice(0, 500)) {
      const option = document.createElement("option");
      // An empty value means all.
      option.value = `=${value}`;
      option.textContent = `${value === "" ? "none" : value} (${count})`;
      select.append(option);
    }
  }

  /** Sets the filters that an address names. */
  apply(values) {
    if (values.size === 0) return;
    this.form.reset();
    for (const [name, value] of values) {
      const field = document.getElementById(`filter-${name}`);
      if (field) field.value = field instanceof HTMLSelectElement ? `=${value}` : value;
    }
    this.filter();
  }

  wanted() {
    const value = (name) => document.getElementById(`filter-${name}`).value;
    const choice = (name) => (value(name) === "" ? null : value(name).slice(1));
    return {
      words: value("text").toLowerCase().split(/\s+/u).filter((word) => word !== ""),
      status: choice("status"), milestone: choice("milestone"), author: choice("author"),
      type: choice("type"), from: value("from"), to: value("to"),
    };
  }

  matches(row, index, wanted) {
    const { status, milestone, type, time } = row.dataset;
    if (wanted.status !== null && status !== wanted.status) return false;
    if (wanted.milestone !== null && milestone !== wanted.milestone) return false;
    if (wanted.type !== null && type !== wanted.type) return false;
    if (wanted.author !== null && this.authors[index] !== wanted.author) return false;
    if (wanted.from !== "" && time < wanted.from) return false;
    if (wanted.to !== "" && time > wanted.to) return false;
    if (wanted.words.length === 0) return true;
    const text = this.texts[index] ??= row.textContent.toLowerCase();
    return wanted.words.every((word) => text.includes(word));
  }

  /** Hides what is not wanted, in pieces, so that typing stays quick; a later run ends this one. */
  async filter() {
    const run = ++this.run;
    const wanted = this.wanted();
    let shown = 0;
    for (let start = 0; start < this.rows.length; start += piece) {
      if (start > 0) await new Promise((resume) => setTimeout(resume));
      if (run !== this.run) return;
      this.rows.slice(start, start + piece).forEach((row, offset) => {
        const isShown = this.matches(row, start + offset, wanted);
        if (row.hidden === isShown) row.hidden = !isShown;
        if (isShown) shown += 1;
      });
    }
    this.say(shown);
  }

  say(shown) {
    const all = this.rows.length;
    this.count.textContent = shown === all
      ? `All ${all} proofs` : `${shown} of ${all} proofs`;
  }
}

// --- copying, times, paper ----------------------------------------------------------------------

function addCopyButton(block) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = "Copy the commands";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(block);
      button.textContent = "Selected: copy with the keyboard";
    }
  });
  block.before(button);
}

/** The reader's own time beside the one in UTC, when it is asked for. */
function showLocalTime(event) {
  const time = event.target.closest?.("time[datetime]");
  if (!time || time.title || !time.dateTime.includes("T")) return;
  const moment = new Date(time.dateTime);
  if (!Number.isNaN(moment.getTime())) {
    time.title = `${moment.toLocaleString(undefined, { dateStyle: "full", timeStyle: "long" })}`;
  }
}

function openAll() {
  for (const details of document.querySelectorAll("details:not([open])")) {
    details.open = true;
    details.dataset.wasClosed = "";
  }
}

function closeAgain() {
  for (const details of document.querySelectorAll("details[data-was-closed]")) {
    details.open = false;
    delete details.dataset.wasClosed;
  }
}

// --- the check of the page against its records --------------------------------------------------

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/gu, ",");

/** What the page ought to show, by the names that its elements carry. */
function headlineNumbers(found) {
  const approved = found.milestones.filter(({ status }) =>
    status === "approved" || status === "completed");
  const numbers = new Map([
    ["milestones.approved", String(approved.length)],
    ["totals.proofs", grouped(found.totals.proofs)],
    ["totals.additions", `+${grouped(found.totals.additions)}`],
    ["totals.deletions", `−${grouped(found.totals.deletions)}`],
  ]);
  const money = found.milestones.map(({ released, terms, offered }) =>
    ({ released, currency: (terms ?? offered)?.currency }));
  const currency = money.find((one) => one.currency)?.currency;
  if (currency) {
    const sum = money.reduce((total, one) => total + (one.released ?? 0), 0);
    numbers.set("money.released", formatMoney(sum, currency));
  }
  return numbers;
}

/** What the page shows otherwise than its records say. */
function differences(found) {
  const wrong = [];
  const compare = (what, element, expected) => {
    const shown = element?.textContent.trim();
    if (shown !== expected) {
      wrong.push(`${what}: the page shows “${shown ?? "nothing"}”, its records say “${expected}”`);
    }
  };
  if (page.dataset.scope === "") {
    for (const [name, expected] of headlineNumbers(found)) {
      const element = document.querySelector(`[data-check="${name}"]`);
      if (element || name !== "money.released") compare(name, element, expected);
    }
  }
  for (const milestone of found.milestones) {
    const card = document.getElementById(`milestone-${milestone.number}`);
    if (!card) {
      if (page.dataset.scope === "") wrong.push(`milestone ${milestone.number} is not shown`);
      continue;
    }
    const part = (name) => card.querySelector(`[data-check="${name}"]`);
    const what = (name) => `milestone ${milestone.number}, ${name}`;
    compare(what("status"), part("status"), milestone.status.replace("_", " "));
    const terms = milestone.terms ?? milestone.offered;
    if (terms?.currency) {
      compare(what("amount"), part("amount"), formatMoney(terms.amount, terms.currency));
      compare(what("released"), part("released"), formatMoney(milestone.released, terms.currency));
    }
  }
  const shownProofs = new Map(
    [...document.querySelectorAll("#proof-list > .proof")].map((row) => [row.id, row]));
  for (const { id, status } of found.proofs) {
    const row = shownProofs.get(`proof-${id}`);
    shownProofs.delete(`proof-${id}`);
    if (!row) {
      if (page.dataset.scope === "") wrong.push(`proof ${shortID(id)} is not shown`);
    } else if (row.dataset.status !== status && row.dataset.status !== "failed") {
      wrong.push(
        `proof ${shortID(id)}: the page says ${row.dataset.status}, its records say ${status}`);
    }
  }
  for (const id of shownProofs.keys()) wrong.push(`${id.slice(0, 16)} is not among the records`);
  return wrong;
}

function say(outcome, mood, headline, lines) {
  outcome.replaceChildren();
  const strong = document.createElement("strong");
  strong.textContent = headline;
  outcome.append(strong);
  for (const line of lines) {
    const paragraph = document.createElement("p");
    paragraph.dir = "auto";
    paragraph.textContent = line;
    outcome.append(paragraph);
  }
  outcome.dataset.outcome = mood;
}

const caution = "A page that checks itself guards against accidents only: whoever wrote it could " +
  "have written this line too. The client page and relay verify do not trust it.";

/** The bytes of base64, in pieces, so that the page stays alive. */
async function readGently(text) {
  const breaths = new Breaths();
  const steps = readBase64(utf8Bytes(text));
  for (;;) {
    const { done, value } = steps.next();
    if (!done) await breaths.take();
    else if (value === null) throw new RelayError("the bundle is not whole");
    else return value;
  }
}

async function checkSelf() {
  const outcome = document.getElementById("self-check");
  outcome.hidden = false;
  say(outcome, "running", "This page is checking its records …", []);
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", "Records checked");
  outcome.append(bar);
  try {
    const carried = document.getElementById("relay-bundle");
    if (carried === null) {
      say(outcome, "none", "This page carries no records, so it cannot check itself", [caution]);
      return;
    }
    const bundle = await readGently(carried.textContent);
    const { clientPin, builderPin } = page.dataset;
    const { files } = await openFilesGently(bundle);
    const found = await verifyLedger(files, {
      client: clientPin || null, builder: builderPin || null,
      onProgress: (done, total) => {
        bar.max = total;
        bar.value = done;
      },
    });
    const wrong = [
      ...found.findings.map(({ path, verdict, reason }) => `${path}: ${verdict}, ${reason}`),
      ...found.pins.problems,
      ...differences(found),
    ];
    const count = `${found.entries.length} records, all signatures checked by this page`;
    if (wrong.length === 0 && found.isValid) {
      say(outcome, "good", "✓ This page agrees with its own records", [`${count}.`, caution]);
    } else {
      const rest = wrong.length > 10 ? [`… and ${wrong.length - 10} more`] : [];
      say(
        outcome, "bad", "✕ This page contradicts its own records",
        [...wrong.slice(0, 10), ...rest, caution]);
    }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    say(outcome, "bad", "✕ The records of this page could not be checked", [words, caution]);
  }
}

// --- all together -------------------------------------------------------------------------------

makeTabs();
const filterForm = document.getElementById("proof-filters");
const filters = filterForm === null ? null : new Filters(filterForm);
followAddress();
addEventListener("hashchange", followAddress);
document.addEventListener("mouseover", showLocalTime);
document.addEventListener("focusin", showLocalTime);
// A proof gets its button when it is opened: thousands of them would only cost time.
document.addEventListener("toggle", (event) => {
  const block = event.target.querySelector?.("pre.check");
  if (event.target.open && block && block.previousElementSibling?.tagName !== "BUTTON") {
    addCopyButton(block);
  }
}, true);
addEventListener("beforeprint", openAll);
addEventListener("afterprint", closeAgain);
// The page is there before the work begins.
requestAnimationFrame(() => setTimeout(checkSelf));
