// Step 4: what was signed, where it was saved, and what is to be sent to whom.

/** The builders with the addresses that the signed terms name. */
function builderContacts(state) {
  return state.shownParties().members.filter(({ role }) => role === "builder").slice(0, 20)
    .map(({ name, emails }) => ({ name, emails }));
}

function contactText({ name, emails }) {
  return [
    name === null ? "your builder" : foreign(name, 200),
    emails.length === 0 ? null : [" <", foreign(emails[0], 200), ">"],
  ];
}

/** Says of each signed file where it is and what happens next. */
function sentList(desk) {
  const { state } = desk.verification;
  const contacts = builderContacts(state);
  const names = desk.signed.map(({ name }) => name);
  const [last] = desk.signed.slice(-1);
  const isClaim = desk.signed.some(({ isClaim }) => isClaim);
  return make("div", { class: "stack" },
    callout("good", "Signed and saved",
      make("p", {}, "Your browser has saved ", make("strong", {}, last.name),
        " in its downloads folder, or where it asked you. If a file of that name was there, the new one has a " +
        "number behind its name.")),
    make("ol", { class: "signed" }, desk.signed.map(({ name, bytes, sentences, id }) =>
      make("li", { class: "card stack" },
        make("p", { class: "row row-spread" }, make("strong", {}, name),
          make("button", { type: "button", class: "quiet", onclick: () => saveFile(name, bytes) },
            "Save again", make("span", { class: "visually-hidden" }, `: ${name}`))),
        sentences.map((sentence) => make("p", { dir: "auto" }, make("q", {}, inert(sentence)))),
        make("p", { class: "small soft" }, "record ", make("code", {}, shortID(id)))))),
    make("div", { class: "card stack" },
      make("h3", {}, "What to send, and to whom"),
      make("p", {}, names.length === 1 ? "Send the file " : "Send all of these files, ",
        make("strong", {}, names.join(", ")), " to ",
        contacts.length === 0 ? "your builder" : contacts.map((contact, index) =>
          [index > 0 ? ", " : null, contactText(contact)]), ", by mail or any other way. It is no secret.",
        names.length === 1 ? null : " Send them together: each stands on those before it, and counts only with them."),
      make("p", {}, "The builder runs ", make("code", {}, `relay import ${names.join(" ")}`), "."),
      isClaim ? [
        make("p", {}, "Then tell your builder your fingerprint by another way than that mail, such as by telephone:"),
        make("p", {}, fingerprintText(desk.key?.fingerprint ?? desk.signed[0].signer)),
        make("p", {}, "The builder lets your key in with ",
          make("code", {}, `relay admit ${desk.key?.fingerprint ?? desk.signed[0].signer}`),
          ", and sends you a new report."),
      ] : null,
      names.length > 1 ? make("p", {},
        make("button", { type: "button", onclick: () => saveAll(desk) }, "Save all of it in one file"),
        make("span", { class: "soft small" }, " A bundle with the whole ledger; send it instead.")) : null));
}

/** One file with everything that was checked and signed. */
function saveAll(desk) {
  const { entries, number } = desk.verification;
  const files = new Map(entries.map(({ id, bytes }) => [recordPath(id), bytes]));
  saveFile(`project-${number}-signed.relay.tar`, writeTar(files));
}

/** A tar archive in the ustar format, its entries sorted, as `relay bundle` writes it. */
function writeTar(files) {
  const parts = [];
  let length = 0;
  const add = (part) => {
    parts.push(part);
    length += part.length;
  };
  for (const [path, bytes] of [...files].sort(([left], [right]) => compareTexts(left, right))) {
    add(tarHeader(path, bytes.length));
    add(bytes);
    add(new Uint8Array((tarBlock - (bytes.length % tarBlock)) % tarBlock));
  }
  add(new Uint8Array(2 * tarBlock));
  return joined(parts);
}

/** The header of a regular file whose path has 100 characters at most. */
function tarHeader(path, size) {
  const block = new Uint8Array(tarBlock);
  const put = (offset, text) => block.set(utf8Bytes(text), offset);
  const octal = (number, digits) => number.toString(8).padStart(digits, "0");
  put(0, path);
  put(100, "0000644");
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(0, 11));
  put(148, "        ");
  put(156, "0");
  put(257, "ustar\u000000");
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)}\0 `);
  return block;
}
