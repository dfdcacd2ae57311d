// The files that somebody drops on the page: one or more make up one ledger.

/** The longest file that is worth reading; a report is longer than the bundle that it carries. */
const longestFile = 2 * longestBundle;

/** What a browser opens as a page, by its name. */
const namedLikePage = /\.(?:[sx]?html?|xht|svg|xml|mht(?:ml)?)$/i;

async function bytesOfFile(file) {
  if (file.size > longestFile) throw new RelayError("too long to be read");
  let bytes;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new RelayError("the browser cannot read it; it is a folder, or no longer there");
  }
  if (bytes.length === 0) throw new RelayError("an empty file");
  return bytes;
}

/** What begins as a key does, and what to do with it. */
const keyStarts = [
  ["relay client key ", "that is your key; open the report first, then choose your key under Decide"],
  [privateHead, "that is a private key; open the report first, then choose your key under Decide"],
  ["ssh-", "that is a public key; open the report first, then paste the key under Check"],
];

/** Refuses what is nothing of relay's, with what it seems to be. */
function checkStart(bytes, name) {
  const isMarked = startsWith(bytes, Uint8Array.of(0xef, 0xbb, 0xbf)) ||
    startsWith(bytes, Uint8Array.of(0xff, 0xfe));
  if (isMarked) throw changedOnItsWay("something has put a mark before it");
  for (const [start, what] of keyStarts) {
    if (!startsWith(bytes, utf8Bytes(start))) continue;
    bytes.fill(0);
    throw new RelayError(what);
  }
  if (startsWith(bytes, utf8Bytes("PK\u0003\u0004"))) {
    throw new RelayError("a zip file; take out what is in it, and open that here");
  }
  if (bytes[0] !== 0x3c && namedLikePage.test(name)) {
    throw new RelayError(
      "it is named like a page and is none; what a browser shows of it was not checked");
  }
  if (![0x3c, 0x7b].includes(bytes[0]) && looseUTF8(bytes.subarray(257, 262)) !== "ustar") {
    throw new RelayError("no report, bundle or record of relay");
  }
}

function changedOnItsWay(how) {
  return new RelayError(
    `it was changed on its way: ${how}. Have it sent as an attachment, or in a zip file`);
}

/** Reads a file; throws RelayError for what it is not. */
async function openClientFile(file) {
  const bytes = await bytesOfFile(file);
  checkStart(bytes, file.name);
  let opened;
  try {
    opened = await openFilesGently(bytes);
  } catch (error) {
    const isText = error instanceof RelayError && [0x3c, 0x7b].includes(bytes[0]);
    if (isText && indexOfBytes(bytes, utf8Bytes("\r\n")) !== -1) {
      throw changedOnItsWay("its line ends are others");
    }
    if (bytes[0] === 0x7b && isText && bytes.indexOf(0x0a) === -1) throw new RelayError("no record of relay");
    throw error;
  }
  const { kind, files } = opened;
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
