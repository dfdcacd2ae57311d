// Compares what a report shows with what it must show.

/** Rows of which the view is made when it is asked for. */
class Rows {
  constructor(items, view, id) {
    Object.assign(this, { items, view, ids: items.map(id) });
  }
}

/** What differs, and which values were compared with nothing. */
class Differences {
  constructor() {
    this.found = [];
    this.known = new Set();
    this.missed = new Set();
  }

  add(place, name, shown, signed) {
    const words = wordsOfName(name);
    const title = place === "" ? words[0].toUpperCase() + words.slice(1) : `${place}, ${words}`;
    const difference = { title, shown, signed };
    const key = JSON.stringify(difference);
    if (this.known.has(key) || this.found.length >= mostDifferences) return;
    this.known.add(key);
    this.found.push(difference);
  }
}

/** More than anybody reads. */
const mostDifferences = 200;

const isView = (value) => value !== null && typeof value === "object" &&
  ![ShownText, PartOf, PullRequest].some((type) => value instanceof type);

/** What a name stands for, in the nearest of the views that know it; undefined where none does. */
function valueOf(views, name) {
  if (name === ".") return views.at(-1);
  const [first, ...rest] = name.split(".");
  for (let index = views.length - 1; index >= 0; index--) {
    if (!isView(views[index]) || !Object.hasOwn(views[index], first)) continue;
    return rest.reduce((value, part) => value?.[part], views[index][first]);
  }
  return undefined;
}

const placeOf = (views) => views.findLast((view) => isView(view) && Object.hasOwn(view, "place"))?.place ?? "";

function compareValue(shown, expected, name, title, views, out) {
  if (expected === undefined || expected === null || isView(expected)) {
    out.missed.add(title);
    return;
  }
  // Images are markup; everything else is text, written as relay writes it.
  const plain = name === "svg" ? shown : unescaped(shown);
  const fits = typeof expected === "string" ? plain === expected : plain !== null && expected.fits(plain);
  if (fits) return;
  const words = (text) => (name === "svg" ? /aria-label="([^"]*)"/.exec(text)?.[1] ?? "another image" : text);
  out.add(placeOf(views), name === "svg" ? "chart" : title, words(plain ?? shown), words(expected.whole ?? expected));
}

/** What a section is to be written for, each time; undefined where that is not known. */
function itemsOf({ name, isInverted }, views) {
  const value = valueOf(views, name);
  if (value === undefined) return undefined;
  if (value instanceof Rows) return value;
  const items = Array.isArray(value) ? value : value === null || value === false || value === "" ? [] : [value];
  if (isInverted) return items.length === 0 ? [true] : [];
  return items;
}

const keyNames = ["id", "number"];

/** The id of each of the items of a list; null where they have none. */
function keysOf(section, items) {
  if (items instanceof Rows) return { index: section.names.indexOf("id"), keys: items.ids };
  const name = keyNames.find((one) =>
    section.names.includes(one) && items.every((item) => isView(item) && Object.hasOwn(item, one)));
  return name === undefined ? null : { index: section.names.indexOf(name), keys: items.map((item) => item[name]) };
}

/** Each of what is shown beside what it is to be; says what is missing, too much or out of order. */
function pairsOf(section, nodes, items, views, out) {
  const list = items instanceof Rows ? items.items : items;
  const known = keysOf(section, items);
  const what = sectionTitles[section.name] ?? section.name;
  const isEither = list.length === 1 && (list[0] instanceof PartOf || list[0] instanceof PullRequest);
  if (nodes.length !== list.length && !(isEither && nodes.length === 0)) {
    out.add(placeOf(views), what, countOfShown(nodes.length), countOfShown(list.length));
  }
  if (known === null) return nodes.slice(0, list.length).map((node, index) => [node, list[index]]);
  const places = new Map(known.keys.map((key, index) => [key, index]));
  const pairs = [];
  let last = -1;
  for (const node of nodes) {
    const key = node.values[known.index];
    const index = places.get(key);
    if (index === undefined) {
      out.add(placeOf(views), what, inertShort(key, 20), "no such one");
      continue;
    }
    places.delete(key);
    if (index < last) out.add(placeOf(views), `${what}: order`, inertShort(key, 20), "further up");
    last = index;
    pairs.push([node, list[index]]);
  }
  for (const key of places.keys()) out.add(placeOf(views), what, "nothing", inertShort(key, 20));
  return pairs;
}

const countOfShown = (count) => (count === 0 ? "nothing" : groupedNumber(count));
const sectionTitles = { proofRows: "proofs", activityRows: "activity", newestProofs: "newest proofs", ".": "lines" };

/** Compares a part of a page with the views that it is made from. Pauses. */
function* compareSection(section, node, views, out) {
  section.names.forEach((name, index) => {
    compareValue(node.values[index], valueOf(views, name), name, section.titles[index], views, out);
  });
  for (const [index, inner] of section.sections.entries()) {
    const nodes = node.sections[index];
    const items = itemsOf(inner, views);
    if (items === undefined) {
      out.missed.add(inner.name);
      continue;
    }
    for (const [one, item] of pairsOf(inner, nodes, items, views, out)) {
      const view = items instanceof Rows ? items.view(item) : item;
      yield* compareSection(inner, one, view === true ? views : [...views, view], out);
    }
  }
  yield;
}
