// Text that a stranger may have written, made harmless for showing.

// Control characters; marks, embeddings, overrides and isolates of direction; line and paragraph
// separators; what is invisible, but for what letters of some scripts and pictures are joined with.
const harmfulCharacters =
  "\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5" +
  "\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb" +
  "\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e00ff}\\u{e01f0}-\\u{e0fff}";
const harmful = new RegExp(`[${harmfulCharacters}]`, "u");
const everyHarmful = new RegExp(`[${harmfulCharacters}]`, "gu");

/** Whether a text shows as it is. */
function isInert(text) {
  return !harmful.test(text);
}

// More marks on one letter than this would be painted over what stands around.
const manyMarks = /([\p{M}\u200c\u200d]{4})([\p{M}\u200c\u200d]+)/gu;

const codePoint = (mark) => `\\u{${mark.codePointAt(0).toString(16)}}`;

/** The text with such characters, and of many marks on one letter the rest, made visible as `\u{…}`. */
function inert(text) {
  return text.replace(everyHarmful, codePoint)
    .replace(manyMarks, (_, kept, rest) => kept + Array.from(rest, codePoint).join(""));
}

/** The same, cut to so many characters with an ellipsis where it was longer. */
function inertShort(text, limit) {
  const characters = Array.from(inert(text.slice(0, limit * 16)));
  if (characters.length <= limit) return characters.join("");
  return `${characters.slice(0, limit - 1).join("")}…`;
}

/** An id's leading digits, as lists show them. */
function shortID(id) {
  return id.slice(0, 10);
}

/** A text that is a line of so many bytes at the most, which shows as it is. */
function isLine(text, limit) {
  return text !== "" && text.length <= limit && utf8Length(text) <= limit && isInert(text);
}
