// What somebody has sent: a bundle, a report that carries one, or a single record.

// In two parts, and a slash set off: the page that carries this script must not hold either itself.
const bundleMark = utf8Bytes("<" + 'script type="application/x-relay-bundle" id="relay-bundle">');
const scriptEnd = utf8Bytes("<" + "/script>");
const longestBundle = 256 << 20;
const base64Piece = 4 << 20;
const commitFolder = "commits/";

/** The bytes of base64, decoded in pieces; null if it is not in its one spelling. */
function* readBase64(text) {
  const parts = [];
  for (let start = 0; start < text.length; start += base64Piece) {
    const piece = text.subarray(start, start + base64Piece);
    const part = fromBase64(piece);
    const isLast = start + base64Piece >= text.length;
    // Padding stands at the end of all.
    if (part === null || (!isLast && part.length !== (base64Piece / 4) * 3)) return null;
    parts.push(part);
    yield;
  }
  return concat(...parts);
}

/** The bundle inside a report, found by its exact mark, which must be there once. */
function* bundleInReport(bytes) {
  const start = indexOfBytes(bytes, bundleMark);
  if (start === -1) throw new RelayError("no report that carries its ledger");
  const from = start + bundleMark.length;
  if (indexOfBytes(bytes, bundleMark, from) !== -1) {
    throw new RelayError("a report that carries two ledgers");
  }
  const end = indexOfBytes(bytes, scriptEnd, from);
  const bundle = end === -1 ? null : yield* readBase64(bytes.subarray(from, end));
  if (bundle === null) throw new RelayError("the report's ledger is not whole");
  return bundle;
}

function* opening(bytes) {
  if (bytes[0] === 0x7b) {
    const record = parseRecord(bytes);
    return { kind: "record", files: new Map([[recordPath(record.id), bytes]]) };
  }
  const isReport = bytes[0] === 0x3c;
  const archive = isReport ? yield* bundleInReport(bytes) : bytes;
  if (archive.length > longestBundle) throw new RelayError("too long to be read");
  return { kind: isReport ? "report" : "bundle", files: yield* readTar(archive) };
}

/**
 * The files of what somebody has sent, by path; a commit's raw object is at `commits/<id>`. A
 * record begins with `{`, a report with `<`, and everything else is read as a bundle.
 */
function openFiles(bytes) {
  const steps = opening(bytes);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same in pieces between which a page can do something else. */
async function openFilesGently(bytes) {
  const breaths = new Breaths();
  const steps = opening(bytes);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await breaths.take();
  }
}
