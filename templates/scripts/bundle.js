// What somebody has sent: a bundle, a report that carries one, or a single record.

// In two parts: this text stands in a report's own script, which it must neither end nor double.
const bundleMark = utf8Bytes("<" + 'script type="application/x-relay-bundle" id="relay-bundle">');
const scriptEnd = utf8Bytes("<" + "/script>");
const longestBundle = 256 << 20;
const commitFolder = "commits/";

/** The bundle inside a report, found by its exact mark, which must be there once. */
function bundleInReport(bytes) {
  const start = indexOfBytes(bytes, bundleMark);
  if (start === -1) throw new RelayError("no report that carries its ledger");
  const from = start + bundleMark.length;
  if (indexOfBytes(bytes, bundleMark, from) !== -1) {
    throw new RelayError("a report that carries two ledgers");
  }
  const end = indexOfBytes(bytes, scriptEnd, from);
  const bundle = end === -1 ? null : fromBase64(bytes.subarray(from, end));
  if (bundle === null) throw new RelayError("the report's ledger is not whole");
  return bundle;
}

/**
 * The files of what somebody has sent, by path; a commit's raw object is at `commits/<id>`. A record
 * begins with `{`, a report with `<`, and everything else is read as a bundle.
 */
function openFiles(bytes) {
  if (bytes.length > longestBundle) throw new RelayError("too long to be read");
  if (bytes[0] === 0x7b) {
    const record = parseRecord(bytes);
    return { kind: "record", files: new Map([[recordPath(record.id), bytes]]) };
  }
  const isReport = bytes[0] === 0x3c;
  const archive = isReport ? bundleInReport(bytes) : bytes;
  return { kind: isReport ? "report" : "bundle", files: readTar(archive) };
}
