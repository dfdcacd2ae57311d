// What somebody has sent: a bundle, a report that carries one, or a single record.

// In two parts, and a slash set off: the page that carries this script must not hold either itself.
const bundleMark = utf8Bytes("<" + 'script type="application/x-relay-bundle" id="relay-bundle">');
const scriptEnd = utf8Bytes("<" + "/script>");
const longestBundle = 256 << 20;
const commitFolder = "commits/";

/** The files inside a report, found by their exact mark, which must be there once. */
function* filesInReport(bytes) {
  const start = indexOfBytes(bytes, bundleMark);
  if (start === -1) throw new RelayError("no report that carries its ledger");
  const from = start + bundleMark.length;
  if (indexOfBytes(bytes, bundleMark, from) !== -1) {
    throw new RelayError("a report that carries two ledgers");
  }
  const end = indexOfBytes(bytes, scriptEnd, from);
  return yield* filesInText(end === -1 ? null : bytes.subarray(from, end));
}

/** The files that a report's text of them stands for. */
function* filesInText(text) {
  if (text !== null && text.length > longestBundle) throw new RelayError("too long to be read");
  const files = text === null ? null : yield* readCarried(text);
  if (files === null) throw new RelayError("the report's ledger is not whole");
  return files;
}

function* opening(bytes) {
  if (bytes[0] === 0x7b) {
    const record = parseRecord(bytes);
    return { kind: "record", files: new Map([[recordPath(record.id), bytes]]) };
  }
  if (bytes[0] === 0x3c) return { kind: "report", files: yield* filesInReport(bytes) };
  if (bytes.length > longestBundle) throw new RelayError("too long to be read");
  return { kind: "bundle", files: yield* readTar(bytes) };
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

/** What some steps come to, with pauses between them in which a page can do something else. */
async function gently(steps) {
  const breaths = new Breaths();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await breaths.take();
  }
}

/** The same as `openFiles` with pauses. */
function openFilesGently(bytes) {
  return gently(opening(bytes));
}
