// The report's own script. Without it everything is on the page; with it there are tabs, search,
// filters, copying, and a check of the page against the records that it carries.

const root = document.documentElement;
// In the head, before there is a page: what is hidden at first is never laid out.
root.classList.add("scripted", "starting");

let page;
let tabs;
let panels;
let filters = null;
const longLists = new Map();

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
      if (location.hash !== tab.hash) history.pushState(null, "", tab.hash);
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
async function followAddress() {
  const [name, query] = location.hash.slice(1).split("?", 2);
  const target = name === "" ? null : document.getElementById(name);
  const index = panels.findIndex((panel) => target !== null && panel.contains(target));
  showPanel(Math.max(0, index));
  if (target === null) return;
  if (name === "proofs" && filters !== null) {
    await filters.apply(new Map(new URLSearchParams(query ?? "")));
  }
  const list = longLists.get(target.parentElement);
  if (list !== undefined) {
    if (!list.wanted.includes(target)) await filters?.clear();
    list.reveal(target);
  }
  if (target instanceof HTMLDetailsElement) target.open = true;
  if (index >= 0 && target !== panels[index]) {
    target.scrollIntoView({ block: "start" });
    const focusable = target.querySelector("summary") ?? target;
    if (focusable === target) target.tabIndex = -1;
    focusable.focus({ preventScroll: true });
  }
}

// --- copying, times, paper ----------------------------------------------------------------------

/** The commands that check a proof, with its ids in them. */
function makeCommands(row) {
  const pattern = document.getElementById("commands");
  const commit = row.querySelector("[data-value='commit'] code");
  if (pattern === null || commit === null) return null;
  const id = row.id.replace("proof-", "");
  const block = pattern.cloneNode(true);
  block.removeAttribute("id");
  block.textContent = pattern.textContent.replace("RE/CO", `${id.slice(0, 2)}/${id.slice(2, 4)}`)
    .replace("RECORD", id).replace("COMMIT", commit.textContent);
  row.querySelector(".proof-body").append(block);
  return block;
}

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

/** What is marked with a name. Found without its mark's text standing here: that is counted. */
function marked(root, name) {
  return [...root.querySelectorAll("[data-check]")].find(({ dataset }) => dataset.check === name);
}

/** What the page shows otherwise than its records say. */
async function differences(found, data) {
  const wrong = [];
  const compare = (what, element, expected) => {
    const shown = element?.textContent.trim();
    if (shown !== expected) {
      wrong.push(`${what}: the page shows “${shown ?? "nothing"}”, its records say “${expected}”`);
    }
  };
  for (const [name, [title, expected]] of headlineNumbers(found, data)) {
    compare(title.toLowerCase(), marked(document, name), expected);
  }
  for (const milestone of found.milestones) {
    const card = document.getElementById(`milestone-${milestone.number}`);
    if (!card) {
      if (page.dataset.scope === "") wrong.push(`milestone ${milestone.number} is not shown`);
      continue;
    }
    for (const [name, [title, expected]] of milestoneNumbers(milestone)) {
      compare(`milestone ${milestone.number}, ${title}`, marked(card, name), expected);
    }
  }
  const shownProofs = new Map(
    [...document.querySelectorAll("#proof-list > .proof")].map((row) => [row.id, row]));
  const breaths = new Breaths();
  for (const { id, status } of found.proofs) {
    await breaths.take();
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

/** What the page says that it was made from; a page by a user's template need not say it. */
function carriedData() {
  const carried = document.getElementById("relay-data");
  const content = carried === null ? null : fromBase64(utf8Bytes(carried.textContent));
  const data = content === null ? null : parseReportData(content);
  return data ?? { scope: page.dataset.scope === "" ? null : Number(page.dataset.scope), contradicted: [] };
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
    const { clientPin, builderPin } = page.dataset;
    const files = await gently(filesInText(utf8Bytes(carried.textContent)));
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
      ...await differences(found, carriedData()),
    ];
    const count = `${found.entries.length} ${found.entries.length === 1 ? "record, its signature" : "records, all signatures"} checked by this page`;
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

/** A proof gets its commands when it is opened: thousands of them would only cost time. */
function furnish(event) {
  const row = event.target;
  if (!row.open || !row.classList.contains("proof") || "wasClosed" in row.dataset) return;
  const block = row.querySelector("pre.check") ?? makeCommands(row);
  if (block && block.previousElementSibling?.tagName !== "BUTTON") addCopyButton(block);
}

function start() {
  page = document.getElementById("report");
  tabs = [...document.querySelectorAll(".tabs a")];
  panels = tabs.map((tab) => document.getElementById(tab.hash.slice(1)));
  makeTabs();
  for (const list of document.querySelectorAll(".rows")) longLists.set(list, new LongList(list));
  const form = document.getElementById("proof-filters");
  const proofs = longLists.get(document.getElementById("proof-list"));
  if (form !== null && proofs !== undefined) filters = new Filters(form, proofs);
  followAddress();
  root.classList.remove("starting");
  addEventListener("hashchange", followAddress);
  document.addEventListener("mouseover", showLocalTime);
  document.addEventListener("focusin", showLocalTime);
  document.addEventListener("toggle", furnish, true);
  addEventListener("beforeprint", openAll);
  addEventListener("afterprint", closeAgain);
  // The page is there before the work begins.
  requestAnimationFrame(() => setTimeout(checkSelf));
}

document.addEventListener("DOMContentLoaded", start);
