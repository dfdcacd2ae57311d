// The files that somebody drops on the page: one or more make up one ledger.

/** The longest file that is worth reading; a report is longer than the bundle that it carries. */
const longestFile = 2 * longestBundle;

/** Reads a file; throws RelayError for what it is not. */
async function openClientFile(file) {
  if (file.size > longestFile) throw new RelayError("too long to be read");
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.length === 0) throw new RelayError("an empty file");
  if (![0x3c, 0x7b].includes(bytes[0]) && looseUTF8(bytes.subarray(257, 262)) !== "ustar") {
    throw new RelayError("no report, bundle or record of relay");
  }
  const { kind, files } = await openFilesGently(bytes);
  return {
    name: file.name, size: bytes.length, kind, files,
    shown: kind === "report" ? await gently(readShown(bytes)) : null, comparison: null, read: new Map(),
  };
}

/** Of two files for one record the one that counts: of two good ones that whose bytes sort first. */
async function betterRecord(path, one, other) {
  const isGood = async (bytes) =>
    (await checkRecordFile({ path, id: ledgerPath(path).id, bytes })).verdict === "valid";
  const [isOneGood, isOtherGood] = [await isGood(one), await isGood(other)];
  if (isOneGood && isOtherGood) return compareBytes(one, other) <= 0 ? one : other;
  return isOtherGood ? other : one;
}

/** All files as one ledger. */
async function uniteFiles(opened) {
  const united = new Map();
  for (const { files } of opened) {
    for (const [path, bytes] of files) {
      const known = united.get(path);
      if (known === undefined) united.set(path, bytes);
      else if (ledgerPath(path).kind === "record" && !equalBytes(known, bytes)) {
        united.set(path, await betterRecord(path, known, bytes));
      }
    }
  }
  return united;
}
