// Raw commit objects that come along with a ledger, checked by their id.

function isDigit(byte) {
  return byte >= 0x30 && byte <= 0x39;
}

function trimSpaces(bytes) {
  let start = 0;
  let end = bytes.length;
  while (start < end && bytes[start] === 0x20) start++;
  while (end > start && [0x20, 0x09, 0x0d].includes(bytes[end - 1])) end--;
  return bytes.subarray(start, end);
}

/**
 * Reads `Name <mail> seconds zone` as git's own reader does: the address ends at the first `>`, the
 * time stands after the last, and is 0 where git reads none.
 */
function parseCommitPerson(line) {
  const indexOf = (byte, from) => {
    const index = line.indexOf(byte, from);
    return index === -1 ? line.length : index;
  };
  const open = indexOf(0x3c, 0);
  const close = indexOf(0x3e, open);
  const name = trimSpaces(line.subarray(0, open));
  // Without an address in brackets git reads no time either.
  if (close >= line.length) return { name, email: new Uint8Array(0), time: 0, offset: 0 };
  let position = line.lastIndexOf(0x3e) + 1;
  const skipBlanks = () => {
    while (line[position] === 0x20 || line[position] === 0x09) position++;
  };
  skipBlanks();
  const start = position;
  while (isDigit(line[position])) position++;
  const digits = looseUTF8(line.subarray(start, position));
  skipBlanks();
  const zone = looseUTF8(line.subarray(position));
  const seconds = /^[+-][0-9]/.test(zone) ? Number(digits) : 0;
  const [, sign, hours, minutes] = /^([+-])([0-9]{2})([0-9]{2})$/.exec(zone) ?? [];
  const east = sign ? Number(hours) * 60 + Number(minutes) : 0;
  return {
    name, email: line.subarray(open + 1, close), time: seconds <= largestInteger ? seconds : 0,
    offset: sign === "-" && east > 0 ? -east : east,
  };
}

/**
 * Reads a commit object whose ids have so many digits; null where its `tree` or `parent` lines are
 * not as git writes them.
 */
function parseCommit(bytes, digits) {
  const nobody = { name: new Uint8Array(0), email: new Uint8Array(0), time: 0, offset: 0 };
  const commit = { tree: null, parents: [], author: null, committer: null };
  let previous = "";
  let position = 0;
  while (position < bytes.length && bytes[position] !== 0x0a) {
    const newline = bytes.indexOf(0x0a, position);
    const end = newline === -1 ? bytes.length : newline;
    const line = bytes.subarray(position, end);
    position = end + 1;
    const [word] = /^(tree|parent|author|committer) /.exec(looseUTF8(line.subarray(0, 16))) ?? [""];
    const rest = line.subarray(word.length);
    // As for git, parents follow the tree at once. A line of that name further down is a header
    // that somebody made up.
    if (word === "parent " && (previous === "tree" || previous === "parent")) {
      const parent = looseUTF8(rest);
      if (!isHex(parent, digits)) return null;
      commit.parents.push(parent);
      previous = "parent";
    } else if (word === "tree " && previous === "") {
      commit.tree = looseUTF8(rest);
      previous = "tree";
    } else {
      previous = "other";
      if (word === "author ") commit.author ??= parseCommitPerson(rest);
      else if (word === "committer ") commit.committer ??= parseCommitPerson(rest);
    }
  }
  if (commit.tree === null || !isHex(commit.tree, digits)) return null;
  return {
    ...commit, author: commit.author ?? nobody, committer: commit.committer ?? nobody,
    message: bytes.subarray(Math.min(position + 1, bytes.length)),
  };
}

function difference(name, commit, proof) {
  return commit === proof ? null : `${name} of the commit: ${commit}; the proof says ${proof}`;
}

/** What is known of proofs and the objects that came along with them. */
const checkedCommits = new WeakMap();

/** Whether a proof says of its commit what the object says that came along. */
async function checkCommit(proof, object) {
  const known = checkedCommits.get(proof);
  if (known && known.object === object) return known.outcome;
  const outcome = await checkNewCommit(proof, object);
  checkedCommits.set(proof, { object, outcome });
  return outcome;
}

async function checkNewCommit(proof, object) {
  if (object === undefined) return { verdict: "not here", reason: "", commit: null };
  const contradiction = (reason) => ({ verdict: "contradicts", reason, commit: null });
  const named = concat(utf8Bytes(`commit ${object.length}\0`), object);
  const [id, sum] = await Promise.all([
    digest(proof.commit.length === 64 ? "SHA-256" : "SHA-1", named), digest("SHA-256", object),
  ]);
  if (toHex(id) !== proof.commit) {
    return contradiction("the commit object that came along is another");
  }
  const commit = parseCommit(object, proof.commit.length);
  if (commit === null) return contradiction("the commit object cannot be read");
  const reason = difference("SHA-256", toHex(sum), proof.commitSHA256) ??
    difference("tree", commit.tree, proof.tree) ??
    difference("parents", commit.parents.join(" "), proof.parents.join(" ")) ??
    difference("author time", commit.author.time, proof.authorTime) ??
    difference("committer time", commit.committer.time, proof.committerTime);
  return reason === null
    ? { verdict: "object checked", reason: "what it changed did not come along", commit }
    : contradiction(reason);
}

/** A commit as people may see it: decoded, and nothing in it obeyed. */
function shownCommit({ tree, parents, author, committer, message }) {
  const person = ({ name, email, time, offset }) => ({
    name: inert(looseUTF8(name)), email: inert(looseUTF8(email)), time, offset,
  });
  const lines = looseUTF8(message).split("\n");
  const first = lines.findIndex((line) => line !== "");
  return {
    subject: inert(lines[first] ?? ""), message: lines.map(inert).join("\n"),
    author: person(author), committer: person(committer), parents, tree,
  };
}
