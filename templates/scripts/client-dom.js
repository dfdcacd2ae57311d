// Builds the page's elements. What a ledger says becomes text nodes and nothing else.

/** An element with attributes and children; `on…` attributes are listeners, null children nothing. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== ""));
  return element;
}

function byID(id) {
  return document.getElementById(id);
}

/** A name or another line that somebody wrote: its direction stays its own. */
function foreign(text, limit = 400) {
  return make("bdi", {}, inertShort(text, limit));
}

/** How much of a long text is shown at first. */
const shownAtFirst = 2_000;

/** A text of many lines that somebody wrote; of a long one the beginning, and a button. */
function foreignText(text) {
  const show = (part) => part.split("\n").map(inert).join("\n");
  const box = make("div", { class: "text", dir: "auto" });
  if (text.length <= shownAtFirst * 2) {
    box.append(show(text));
    return box;
  }
  const start = Array.from(text.slice(0, shownAtFirst)).slice(0, -1).join("");
  const button = make("button", { type: "button", class: "quiet" },
    `Show all ${text.length.toLocaleString("en")} characters`);
  button.addEventListener("click", () => box.replaceChildren(show(text)));
  box.append(show(start), "… ", button);
  return box;
}

/** A fingerprint, in its two halves so that it wraps where eyes can rest. */
function fingerprintText(fingerprint) {
  return make("code", { class: "fingerprint" }, fingerprint);
}

/** A state in a word; its sign and colour follow from its kind. */
function badge(word, kind) {
  return make("span", { class: `badge ${kind}` }, word);
}

const statusKinds = {
  approved: "good", completed: "good", verified: "good", rejected: "bad", conflict: "bad",
  failed: "bad", in_review: "wait", undecided: "wait", pending: "wait",
};

function statusBadge(status) {
  return badge(status.replaceAll("_", " "), statusKinds[status] ?? "mute");
}

/** A time of a record: UTC, with the reader's own on hover. */
function timeText(at) {
  const local = new Date(at);
  const title = Number.isNaN(local.getTime()) ? null : `${local.toLocaleString()} on your clock`;
  return make("time", { datetime: at, title }, at.replace("T", " ").replace(/:\d\dZ$/, " UTC"));
}

/** Names and their values; those without a value are left out. Null where none has one. */
function facts(...pairs) {
  const list = make("dl", { class: "facts" });
  for (const [name, ...values] of pairs) {
    const shown = values.flat().filter((value) => value !== null && value !== "");
    if (shown.length > 0) list.append(make("dt", {}, name), make("dd", {}, shown));
  }
  return list.children.length > 0 ? list : null;
}

/** A thing to read before going on, its kind said in words by its title. */
function callout(kind, title, ...children) {
  return make("div", { class: `callout ${kind}` }, make("strong", {}, title), children);
}

function count(number, noun, plural = `${noun}s`) {
  return `${groupedNumber(number)} ${number === 1 ? noun : plural}`;
}

/** Puts the focus on an element, and the element where it is seen. */
function focusOn(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "start", behavior: prefersStillness() ? "auto" : "smooth" });
}

function prefersStillness() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Hands a file to the browser's downloads. */
function saveFile(name, bytes) {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  // Some browsers read it only after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
