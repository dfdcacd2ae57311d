// The form of a report: whether a file holds nothing but what relay's own templates write, and what it
// shows in their values' places. Of the head the hash is known. `reportForm` is put before this when
// the page is built.

const pageEnd = ["bundle", "data"];

/** A template as it is written: a section's tag that has a line of its own takes the line along. */
function writtenForm(template) {
  return template.replace(/^(\{\{[#^/][^{}]*\}\})\n/gm, "$1");
}

/** The template of a report's body, with those of its long parts in their places. */
const bodyTemplate = (() => {
  const { milestone, proof, record } = reportForm.parts;
  const rows = (name, row) => `{{#${name}}}${writtenForm(row)}{{/${name}}}`;
  return parseTemplate(writtenForm(reportForm.body.trimEnd().replace("{{> milestone}}\n", () => milestone))
    .replace("{{{proofRows}}}", () => rows("proofRows", proof))
    .replace("{{{activityRows}}}", () => rows("activityRows", record))
    .replace(/\{\{\{(?:bundle|data)\}\}\}/g, ""));
})();

function isPiece(bytes, at, { length, sha256: hash }) {
  return at + length <= bytes.length && toHex(sha256(bytes.subarray(at, at + length))) === hash;
}

/** Which other version of relay a report says that it was written by; null where it says none. */
function versionOf({ relay }) {
  return relay !== reportForm.version && /^[0-9A-Za-z.+-]{1,30}$/.test(relay) ? relay : null;
}

const htmlEscapes = { "<": "&lt;", ">": "&gt;", "&": "&amp;", "\"": "&quot;", "'": "&#39;" };
const marksOfEscapes = new Map(Object.entries(htmlEscapes).map(([mark, text]) => [text, mark]));

/** A text as relay writes it into a page. */
function escaped(text) {
  return text.replace(/[<>&"']/g, (mark) => htmlEscapes[mark]);
}

/** The text that stands in a page; null where it is not written as relay writes it. */
function unescaped(text) {
  const plain = text.replace(/&(?:lt|gt|amp|quot|#39);/g, (name) => marksOfEscapes.get(name));
  return escaped(plain) === text ? plain : null;
}

/** The body of a file, without what it carries; null where that is not carried as relay does. */
function bodyText(bytes, start) {
  const parts = [];
  let from = start;
  for (const name of pageEnd) {
    const opening = utf8Bytes(`<${"script"} type="application/x-relay-${name}" id="relay-${name}">`);
    const at = indexOfBytes(bytes, opening, from);
    const close = at === -1 ? -1 : bytes.indexOf(0x3c, at + opening.length);
    if (close === -1 || !startsWith(bytes.subarray(close), scriptEnd)) return null;
    parts.push(bytes.subarray(from, at));
    from = close + scriptEnd.length;
  }
  return utf8(joined([...parts, bytes.subarray(from)]));
}

/**
 * Reads what a report shows, where it holds nothing that relay does not write.
 *
 * @param {Uint8Array} bytes The file.
 * @returns {object|null} What the title of its window says, and the values in the places of the
 *   template; null where the file is of another form.
 */
function* readOwnForm(bytes) {
  const { start, end } = reportForm;
  if (!isPiece(bytes, 0, start)) return null;
  const titleEnd = indexOfBytes(bytes.subarray(0, start.length + (1 << 20)), utf8Bytes("</title>"), start.length);
  if (titleEnd === -1 || !isPiece(bytes, titleEnd, end)) return null;
  yield;
  const body = bodyText(bytes, titleEnd + end.length);
  const title = unescaped(utf8(bytes.subarray(start.length, titleEnd)) ?? "<");
  if (body === null || title === null) return null;
  yield;
  const found = yield* readSection(bodyTemplate, body, 0);
  if (found === null || body.slice(found.end).trim() !== "") return null;
  return { windowTitle: title, page: found.node };
}
