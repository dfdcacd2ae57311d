// The long lists of a report, of which the page lays out a portion, and their filters.

/** How many rows are laid out at a time: thousands would hold the browser up for seconds. */
const portion = 100;

/** A list that shows a portion of its rows, and more as one comes near its end or asks for them. */
class LongList {
  constructor(list) {
    this.rows = [...list.children];
    this.shown = [];
    this.earlier = this.button((row) => list.before(row), "Show earlier rows", () => {
      this.place(Math.max(0, this.first - portion), this.last);
    });
    this.later = this.button((row) => list.after(row), "Show more rows", () => {
      this.place(this.first, this.last + portion);
    });
    new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.later.firstChild.click();
    }, { rootMargin: "400px" }).observe(this.later);
    this.show(this.rows);
  }

  button(put, text, action) {
    const row = document.createElement("div");
    row.className = "rows-more";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = text;
    button.addEventListener("click", action);
    row.append(button);
    put(row);
    return row;
  }

  /** Shows the first of some of the rows, and no others. */
  show(wanted) {
    this.wanted = wanted;
    this.place(0, portion);
  }

  /** Shows a row among its neighbours. */
  reveal(row) {
    const index = this.wanted.indexOf(row);
    if (index >= this.first && index < this.last) return;
    const first = index - (index % portion);
    this.place(first, first + portion);
  }

  place(first, last) {
    this.first = first;
    this.last = Math.min(last, this.wanted.length);
    const shown = this.wanted.slice(first, this.last);
    const kept = new Set(shown);
    for (const row of this.shown) if (!kept.has(row)) row.classList.remove("shown");
    for (const row of shown) row.classList.add("shown");
    this.shown = shown;
    this.earlier.hidden = first === 0;
    this.later.hidden = this.last === this.wanted.length;
  }
}

class Filters {
  constructor(form, list) {
    this.form = form;
    this.list = list;
    this.rows = list.rows;
    this.count = document.getElementById("filter-count");
    this.run = 0;
    this.texts = [];
    this.authors = [];
    this.ready = this.offerAll();
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => this.filter());
    form.addEventListener("reset", () => setTimeout(() => this.filter()));
    this.say(this.rows.length);
  }

  /** Fills the choices with what the rows have, in pieces. */
  async offerAll() {
    const choices = { status: new Map(), milestone: new Map(), author: new Map(), type: new Map() };
    const breaths = new Breaths();
    for (const row of this.rows) {
      const author = row.querySelector(".proof-author")?.textContent ?? "";
      this.authors.push(author);
      const values = { ...row.dataset, author };
      for (const [name, known] of Object.entries(choices)) {
        known.set(values[name], (known.get(values[name]) ?? 0) + 1);
      }
      await breaths.take();
    }
    for (const [name, known] of Object.entries(choices)) this.offer(name, known);
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
  async apply(values) {
    if (values.size === 0) return;
    await this.ready;
    this.empty();
    for (const [name, value] of values) {
      const field = document.getElementById(`filter-${name}`);
      if (field) field.value = field instanceof HTMLSelectElement ? `=${value}` : value;
    }
    await this.filter();
  }

  /** Shows all rows. */
  async clear() {
    this.empty();
    await this.filter();
  }

  empty() {
    for (const field of this.form.querySelectorAll("input, select")) field.value = "";
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
    const { text, ids } = this.texts[index] ??= Filters.searched(row);
    return wanted.words.every((word) => text.includes(word) || ids.some((id) => id.startsWith(word)));
  }

  /** What of a row is searched: what people wrote; ids from their beginning alone, or all would be found. */
  static searched(row) {
    const parts = row.querySelectorAll(
      ".proof-subject, [data-value='message'], [data-value='author'], [data-value='ticket'], [data-value='branch']");
    const commit = row.querySelector("[data-value='commit'] code")?.textContent ?? "";
    return {
      text: [...parts].map(({ textContent }) => textContent.toLowerCase()).join("\n"),
      ids: [row.id.slice("proof-".length), commit],
    };
  }

  /** Shows what is wanted; looks for it in pieces, so that typing stays quick. A later run ends this. */
  async filter() {
    const run = ++this.run;
    const wanted = this.wanted();
    const breaths = new Breaths();
    const found = [];
    for (const [index, row] of this.rows.entries()) {
      if (this.matches(row, index, wanted)) found.push(row);
      await breaths.take();
      if (run !== this.run) return;
    }
    this.list.show(found);
    this.say(found.length);
  }

  say(shown) {
    const all = this.rows.length;
    this.count.textContent = shown === all
      ? `All ${all} proofs` : `${shown} of ${all} proofs`;
  }
}
