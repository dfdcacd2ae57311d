// Reads a tar archive of regular files in the ustar format: all of it or none. Whatever two readers
// could understand differently is refused: extensions, links, paths that come twice, bytes in the
// padding or after the end.

const tarBlock = 512;
const mostTarEntries = 4_000_000;
const longestTarPath = 255;

const tarTypes = new Map([
  ["1", "a hard link"], ["2", "a symbolic link"], ["3", "a device"], ["4", "a device"],
  ["6", "a pipe"], ["x", "a pax header"], ["g", "a pax header"],
  ["K", "a long name in GNU's form"], ["L", "a long name in GNU's form"], ["S", "a sparse file"],
]);

function isBlank(bytes) {
  for (const byte of bytes) if (byte !== 0) return false;
  return true;
}

/** One octal digit or more with a NUL or space after them, and only such up to the end. */
function tarNumber(field, what) {
  if (field[0] >= 0x80) throw new RelayError(`a ${what} in base 256`);
  let end = 0;
  let number = 0;
  while (end < field.length && field[end] >= 0x30 && field[end] <= 0x37) {
    number = number * 8 + (field[end++] - 0x30);
  }
  const rest = field.subarray(end);
  if (end === 0 || rest.length === 0 || !rest.every((byte) => byte === 0 || byte === 0x20)) {
    throw new RelayError(`a ${what} that is not an octal number`);
  }
  return number;
}

/** Text up to the first NUL, with nothing but NULs after it, one character for each byte. */
function tarText(field) {
  const end = field.indexOf(0);
  if (end !== -1 && !isBlank(field.subarray(end))) {
    throw new RelayError("a path with a NUL in it");
  }
  return String.fromCharCode(...(end === -1 ? field : field.subarray(0, end)));
}

function checkTarPath(path) {
  if (path === "") throw new RelayError("an empty path");
  if (path.length > longestTarPath) {
    throw new RelayError(`a path of more than ${longestTarPath} bytes`);
  }
  if (/[^\u0000-\u007f]/.test(path)) throw new RelayError("a path that is not ASCII");
  if (/[\u0000-\u001f\u007f]/.test(path)) throw new RelayError("a path with a control character");
  if (path.includes("\\")) throw new RelayError("a path with a backslash");
  if (path.startsWith("/")) throw new RelayError("an absolute path");
  for (const name of path.split("/")) {
    if (name === "") throw new RelayError("a path with an empty name in it");
    if (/^\.{1,2}$/.test(name)) throw new RelayError("a path with a name of dots in it");
  }
}

/** Reads a header that is not a block of zeros; the path of `.` itself is null. */
function parseTarHeader(block) {
  const magic = String.fromCharCode(...block.subarray(257, 265));
  if (magic === "ustar  \0") throw new RelayError("in GNU's own format, not in ustar");
  if (magic !== "ustar\x0000") throw new RelayError("not in the ustar format");
  // The checksum's own field counts as spaces.
  let sum = 8 * 0x20;
  for (let index = 0; index < tarBlock; index++) {
    if (index < 148 || index >= 156) sum += block[index];
  }
  if (tarNumber(block.subarray(148, 156), "checksum") !== sum) {
    throw new RelayError("a wrong checksum");
  }
  const type = String.fromCharCode(block[156]);
  if (!["\0", "0", "5"].includes(type)) {
    throw new RelayError(tarTypes.get(type) ?? "neither a file nor a folder");
  }
  for (const [start, end] of [[100, 108], [108, 116], [116, 124], [136, 148]]) {
    tarNumber(block.subarray(start, end), "mode, owner or time");
  }
  for (const field of [block.subarray(329, 337), block.subarray(337, 345)]) {
    if (!isBlank(field)) tarNumber(field, "device");
  }
  if (!isBlank(block.subarray(157, 257))) throw new RelayError("a link's target without a link");
  if (!isBlank(block.subarray(500, 512))) throw new RelayError("bytes after the last field");
  const size = tarNumber(block.subarray(124, 136), "size");
  const prefix = tarText(block.subarray(345, 500));
  const name = tarText(block.subarray(0, 100));
  if (name === "") throw new RelayError("an empty path");
  let path = prefix === "" ? name : `${prefix}/${name}`;
  const isFile = type !== "5";
  // What follows the header of a folder is its content to some readers, and an entry to others.
  if (!isFile && size > 0) throw new RelayError("a folder with content");
  if (!isFile && (path === "./" || path === ".")) return { path: null, isFile, size };
  if (path.startsWith("./")) path = path.slice(2);
  if (!isFile && path.endsWith("/")) path = path.slice(0, -1);
  checkTarPath(path);
  return { path, isFile, size };
}

/** The files of an archive by path, in its order; pauses after each entry. */
function* readTar(bytes) {
  if (bytes.length % tarBlock !== 0) {
    throw new RelayError("cut short: not a whole number of blocks");
  }
  const files = new Map();
  const places = [];
  let position = 0;
  for (let count = 1; ; count++) {
    const block = bytes.subarray(position, position + tarBlock);
    if (block.length === 0) throw new RelayError("cut short: no end-of-archive marker");
    if (isBlank(block)) break;
    if (count > mostTarEntries) throw new RelayError(`more than ${mostTarEntries} entries`);
    try {
      const { path, isFile, size } = parseTarHeader(block);
      const start = position + tarBlock;
      if (size > bytes.length - start) throw new RelayError("larger than what is left");
      const end = start + Math.ceil(size / tarBlock) * tarBlock;
      if (!isBlank(bytes.subarray(start + size, end))) {
        throw new RelayError("padding that is not zeros");
      }
      if (path !== null) places.push({ path, isFile });
      if (isFile) files.set(path, bytes.subarray(start, start + size));
      position = end;
      yield;
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      throw new RelayError(`entry at byte ${position}: ${error.message}`);
    }
  }
  const rest = bytes.subarray(position);
  if (rest.length < 2 * tarBlock) throw new RelayError("cut short: half an end-of-archive marker");
  if (!isBlank(rest)) throw new RelayError("something behind the end-of-archive marker");
  checkTarConflicts(places);
  return files;
}

/** Refuses a path that would be two files, or a file and a folder. */
function checkTarConflicts(places) {
  const files = new Set();
  for (const { path, isFile } of places) {
    if (!isFile) continue;
    if (files.has(path)) throw new RelayError(`"${path}" comes twice`);
    files.add(path);
  }
  for (const { path, isFile } of places) {
    if (!isFile && files.has(path)) throw new RelayError(`"${path}" is a file and a folder`);
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end);
      if (files.has(folder)) throw new RelayError(`"${folder}" is a file and a folder`);
    }
  }
}
