// Reads a page by the template that it was made from, in one pass and without looking back: what
// stands in the place of each value, and how often each section.

/** A part of a template that is written any number of times, or where something is not. */
function newSection(name, isInverted) {
  return { name, isInverted, tokens: [], names: [], titles: [], sections: [] };
}

/** Reads a template whose sections' tags have lines of their own; such a line is not written. */
function parseTemplate(text) {
  const root = newSection("", false);
  const open = [root];
  let last = 0;
  const add = (end) => {
    if (end > last) open.at(-1).tokens.push({ text: text.slice(last, end) });
  };
  for (const { 0: tag, 1: kind, 2: name, index } of text.matchAll(/\{\{\{?([#^/]?)([\w.]+)\}?\}\}/g)) {
    add(index);
    last = index + tag.length;
    const section = open.at(-1);
    if (kind === "/") {
      // Words are there once or not at all: a list has tags of its own.
      section.isOnce = section.isInverted || !section.tokens.some(({ text: words, inner }) => inner || words?.includes("<"));
      open.pop();
    } else if (kind === "") {
      section.tokens.push({ value: section.names.length, isImage: name === "svg" });
      section.names.push(name);
      section.titles.push(titleOfValue(name, text.slice(0, index)));
    } else {
      const inner = newSection(name, kind === "^");
      section.tokens.push({ section: section.sections.length, inner });
      section.sections.push(inner);
      open.push(inner);
    }
  }
  add(text.length);
  addStops(root, []);
  return root;
}

/** What a value is called: as the page's own mark says, else by its name. */
function titleOfValue(name, before) {
  if (name.includes(".") && name !== ".") return name;
  const mark = before.slice(before.lastIndexOf("data-value=\"") + 12).split("\"")[0];
  return before.includes("data-value=\"") && mark !== "" && !mark.includes("{") ? mark : name;
}

/** A name of a template in words: `verdict.hasRemarks` is what the verdict has. */
function wordsOfName(name) {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const [first, second] = words.split(".");
  return first === "" || second === undefined ? words : `The ${first}, ${second}`;
}

/** The texts with which a template may go on at a place. */
function startsOf({ tokens }, index, after) {
  const token = tokens[index];
  if (token === undefined) return after;
  if (token.text !== undefined) return [token.text];
  if (token.inner === undefined) return [""];
  const rest = startsOf({ tokens }, index + 1, after);
  return [...startsOf(token.inner, 0, rest), ...rest];
}

/** Notes after each value what may follow it, for that is where it ends. */
function addStops(section, after) {
  section.tokens.forEach((token, index) => {
    if (token.text !== undefined) return;
    const rest = startsOf(section, index + 1, after);
    if (token.inner === undefined) {
      token.stops = [...new Set(rest)].map((text) => ({ text, length: text.search(/[<>"']|$/) }));
    } else {
      const again = token.inner.isOnce ? [] : startsOf(token.inner, 0, rest);
      addStops(token.inner, [...again, ...rest]);
    }
  });
}

const valueText = /[^<>"']*/y;
const imageText = new RegExp(
  '<svg class="(?:plot|author-plot)" viewBox="0 0 [0-9]+ [0-9]+" preserveAspectRatio="none" ' +
  '(?:role="img" aria-label="[^<>"\']*"|aria-hidden="true")>' +
  '(?:<g><title>[^<>"\']*</title>|</g>|<rect class="chart-[a-z0-9]+"(?: (?:x|y|width|height)="[0-9.]+")+/>)*' +
  "</svg>", "y");

/** Where a value ends that begins at a place; -1 where none is there. */
function endOfValue({ isImage, stops }, text, at) {
  const pattern = isImage ? imageText : valueText;
  pattern.lastIndex = at;
  if (!pattern.test(text)) return -1;
  const end = pattern.lastIndex;
  let first = -1;
  for (const { text: stop, length } of isImage ? [] : stops) {
    let found = end - length;
    if (length === stop.length && length > 0) {
      // Another value follows in the same words.
      const offset = text.slice(at, end).indexOf(stop);
      found = offset === -1 ? -1 : at + offset;
    } else if (found < at || !text.startsWith(stop, found)) {
      found = -1;
    }
    if (found !== -1 && (first === -1 || found < first)) first = found;
  }
  return isImage ? end : first;
}

/** The values of a section that begins at a place, and where it ends; null where it does not. Pauses. */
function* readSection({ tokens, names, sections }, text, start) {
  const node = { values: names.map(() => ""), sections: sections.map(() => []) };
  let at = start;
  for (const token of tokens) {
    if (token.text !== undefined) {
      if (!text.startsWith(token.text, at)) return null;
      at += token.text.length;
    } else if (token.inner === undefined) {
      const end = endOfValue(token, text, at);
      if (end === -1) return null;
      node.values[token.value] = text.slice(at, end);
      at = end;
    } else {
      const { text: opening = "" } = token.inner.tokens[0];
      while (text.startsWith(opening, at)) {
        const found = yield* readSection(token.inner, text, at);
        if (found === null || found.end === at) break;
        node.sections[token.section].push(found.node);
        at = found.end;
        if (token.inner.isOnce) break;
      }
    }
  }
  yield;
  return { node, end: at };
}
