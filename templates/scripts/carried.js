// The files that a report carries. All of them are text after each other, in the order of their paths:
//
//     records/3f/a9/3fa9….relay 1279\n{"additions":10,…}\n-----BEGIN SSH SIGNATURE-----\n…\n\n
//
// the path, the content's length in bytes, the content and a line feed; and of that each byte but line
// feeds and printable ASCII without `%` and `<` as `%` and two upper-case hexadecimal digits.

const plainBytes = new Uint8Array(256);
for (let byte = 0x20; byte < 0x7f; byte++) plainBytes[byte] = byte !== 0x25 && byte !== 0x3c ? 1 : 0;
plainBytes[0x0a] = 1;

const longestCarriedHead = 300;

/** The bytes that text of such a kind stands for; null where there is another spelling of them. */
function* fromPercents(text) {
  const digit = (at) => "0123456789ABCDEF".indexOf(String.fromCharCode(text[at] ?? 0));
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    let byte = text[index];
    if (plainBytes[byte] === 0) {
      const [high, low] = byte === 0x25 ? [digit(index + 1), digit(index + 2)] : [-1, -1];
      byte = high * 16 + low;
      if (high < 0 || low < 0 || plainBytes[byte] === 1) return null;
      index += 2;
    }
    bytes[length++] = byte;
    if ((length & 0xfffff) === 0) yield;
  }
  return bytes.subarray(0, length);
}

/** The files by path; null where the text is not exactly of this form. Pauses now and then. */
function* readCarried(text) {
  const bytes = yield* fromPercents(text);
  if (bytes === null) return null;
  const files = new Map();
  let last = "";
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1 || end - start > longestCarriedHead) return null;
    const head = String.fromCharCode(...bytes.subarray(start, end));
    const [, path, digits] = /^(.+) (0|[1-9][0-9]{0,8})$/.exec(head) ?? [];
    if (path === undefined || (files.size > 0 && compareTexts(last, path) >= 0)) return null;
    checkTarPath(path);
    start = end + 1 + Number(digits) + 1;
    if (bytes[start - 1] !== 0x0a) return null;
    files.set(path, bytes.subarray(end + 1, start - 1));
    last = path;
    yield;
  }
  checkTarConflicts([...files.keys()].map((path) => ({ path, isFile: true })));
  return files;
}
