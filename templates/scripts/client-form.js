// The form of a report: whether a file holds nothing but what relay's own templates write. Of the head
// the hash is known; the body is compared with the templates, each made into a regular expression.
// `reportForm` is put before this when the page is built.

/** What a template writes in the place of a value, where that is less than any text. */
const valuesInTags = {
  class: "(?:good|bad|wait|mute|done|open)",
  style: "[0-9]{1,3}(?:\\.[0-9]{1,2})?",
  id: "[0-9a-f]+",
};

/** Images are made by relay itself: bars, each with what it means. */
const imagePattern =
  '<svg class="(?:plot|author-plot)" viewBox="0 0 [0-9]+ [0-9]+" preserveAspectRatio="none" ' +
  '(?:role="img" aria-label="[^<>"\']*"|aria-hidden="true")>' +
  "(?:<g><title>[^<>\"']*</title>|</g>|" +
  '<rect class="chart-[a-z0-9]+"(?: (?:x|y|width|height)="[0-9.]+")+/>)*</svg>';

/** Where the long parts of a page begin. They are taken out of it and compared by themselves. */
const longParts = [
  { opening: '<h2 id="milestones-heading">Milestones</h2>\n', part: "milestone" },
  { opening: '<div class="proofs rows" id="proof-list">\n', part: "proof" },
  { opening: '<ol class="activity rows">\n', part: "record" },
];

const pageEnd = ["bundle", "data"];

function escapedForPattern(text) {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** What may stand in the place of a value; `before` is the template up to it, `after` goes on. */
function valuePattern(name, before, after) {
  if (name === "svg") return imagePattern;
  const [, attribute, start] = /<[a-z0-9]+[^<>]* ([a-z-]+)="([^"<>]*)$/.exec(before) ?? [];
  if (attribute === "href" && start === "") return "https?://[^<>\"']*";
  // A name of a class, such as one that hides, is no word of relay's that stands here.
  if (attribute === "class" && start.endsWith("-")) return "[a-z_]+";
  if (attribute in valuesInTags) return valuesInTags[attribute];
  // Words stand before other words of the template only where they are few: long ones would be tried
  // at each of their characters.
  return /^[<"]/.test(after) ? "[^<>\"']*" : "[^<>\"']{0,1000}?";
}

/** The regular expression of a template: its sections any number of times, and its values. */
function patternOfTemplate(template) {
  // A section's tag that has a line of its own takes the line along; a long part is taken out.
  const text = template.replace(/^\{\{> *milestone\}\}\n/gm, "")
    .replace(/\{\{\{(?:proofRows|activityRows|bundle|data)\}\}\}/g, "")
    .replace(/^(\{\{[#^/][^{}]*\}\})\n/gm, "$1");
  let pattern = "";
  let last = 0;
  for (const match of text.matchAll(/\{\{\{?([#^/]?)([\w.]+)\}?\}\}/g)) {
    const [tag, kind, name] = match;
    pattern += escapedForPattern(text.slice(last, match.index));
    last = match.index + tag.length;
    if (kind === "") pattern += valuePattern(name, text.slice(0, match.index), text.slice(last));
    else pattern += kind === "/" ? ")*" : "(?:";
  }
  return pattern + escapedForPattern(text.slice(last));
}

/** A page's body without its long parts; those must be what their templates write. Null else. */
function* withoutLongParts(body) {
  let rest = body;
  for (const { opening, part } of longParts) {
    const start = rest.indexOf(opening);
    if (start === -1) continue;
    const from = start + opening.length;
    const row = new RegExp(patternOfTemplate(reportForm.parts[part]), "y");
    row.lastIndex = from;
    let end = from;
    while (row.test(rest)) {
      end = row.lastIndex;
      yield;
    }
    rest = rest.slice(0, from) + rest.slice(end);
  }
  return rest;
}

function isPiece(bytes, at, { length, sha256: hash }) {
  return at + length <= bytes.length && toHex(sha256(bytes.subarray(at, at + length))) === hash;
}

/** Which other version of relay a report says that it was written by; null where it says none. */
function versionOf({ relay }) {
  return relay !== reportForm.version && /^[0-9A-Za-z.+-]{1,30}$/.test(relay) ? relay : null;
}

/**
 * Looks for anything that relay does not write.
 *
 * @param {Uint8Array} bytes The file.
 * @returns {string|null} What the title of its window says; null where the file is of another form.
 */
function* titleOfOwnForm(bytes) {
  const { start, end } = reportForm;
  if (!isPiece(bytes, 0, start)) return null;
  const titleEnd = indexOfBytes(bytes.subarray(0, start.length + (1 << 20)), utf8Bytes("</title>"), start.length);
  if (titleEnd === -1 || !isPiece(bytes, titleEnd, end)) return null;
  const parts = [];
  let from = titleEnd + end.length;
  for (const name of pageEnd) {
    const opening = utf8Bytes(`<${"script"} type="application/x-relay-${name}" id="relay-${name}">`);
    const at = indexOfBytes(bytes, opening, from);
    const close = at === -1 ? -1 : bytes.indexOf(0x3c, at + opening.length);
    if (close === -1 || !startsWith(bytes.subarray(close), scriptEnd)) return null;
    parts.push(bytes.subarray(from, at));
    from = close + scriptEnd.length;
  }
  const body = utf8(joined([...parts, bytes.subarray(from)]));
  const title = utf8(bytes.subarray(start.length, titleEnd));
  // Values are escaped by relay, all in the same way, and what is not seen is made visible.
  if (body === null || title === null || /[<>"']/.test(title) || !isInert(title) ||
    /&(?!(?:lt|gt|amp|quot|#39);)/.test(body) || !isInert(body.replace(/[\n\t]/g, ""))) {
    return null;
  }
  const frame = yield* withoutLongParts(body);
  if (!new RegExp(`^${patternOfTemplate(reportForm.body.trimEnd())}\\s*$`).test(frame)) return null;
  const marks = { lt: "<", gt: ">", amp: "&", quot: "\"", "#39": "'" };
  return title.replace(/&(lt|gt|amp|quot|#39);/g, (_, name) => marks[name]);
}
