// The client's key: made, saved, opened, shown.

const shortestPassphrase = 12;
const savedKeyName = "relay-client.key";

/** Puts the key panel to work. */
function setUpKeys(desk) {
  byID("make-key").addEventListener("submit", (event) => {
    event.preventDefault();
    makeAndSaveKey(desk);
  });
  byID("key-file").addEventListener("change", () => chooseKeyFile(desk));
  byID("open-key").addEventListener("submit", (event) => {
    event.preventDefault();
    unlockKey(desk);
  });
}

/** Runs something that takes a moment, its button resting meanwhile. */
async function whileBusy(button, result, text, work) {
  if (button.disabled) return;
  button.disabled = true;
  result.textContent = text;
  try {
    await work();
    result.textContent = "";
  } catch (error) {
    result.textContent = sentenceOf(messageOf(error));
  } finally {
    button.disabled = false;
  }
}

function sentenceOf(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

async function makeAndSaveKey(desk) {
  const [first, again, result] = ["passphrase", "passphrase-again", "make-key-result"].map(byID);
  if (Array.from(first.value.trim()).length < shortestPassphrase) {
    result.textContent = `The passphrase has fewer than ${shortestPassphrase} characters; blanks at its ends do not count.`;
    first.focus();
    return;
  }
  if (new Set(first.value).size < 6 || /^[0-9]{1,19}$/.test(first.value)) {
    result.textContent = "That is easy to guess. Several words that do not belong together are not.";
    first.focus();
    return;
  }
  if (first.value !== again.value) {
    result.textContent = "The two passphrases differ.";
    again.focus();
    return;
  }
  await whileBusy(byID("make"), result, "Making the key …", async () => {
    const { key, seed } = await makeKey();
    try {
      desk.savedKey = await saveKey(key.publicKey, seed, first.value);
    } finally {
      seed.fill(0);
    }
    first.value = again.value = "";
    desk.isKeyNew = true;
    saveFile(savedKeyName, desk.savedKey);
    await desk.useKey(key);
  });
}

/**
 * The file of a key that this page has saved, with the line ends that it had: mail and editors change
 * them, or leave the last one out. Others stay as they are. What is replaced is overwritten.
 */
function withOwnLineEnds(bytes) {
  if (!startsWith(bytes, utf8Bytes("relay client key "))) return bytes;
  const plain = bytes.filter((byte, index) => byte !== 0x0d || bytes[index + 1] !== 0x0a);
  const whole = plain[plain.length - 1] === 0x0a ? plain : concat(plain, Uint8Array.of(0x0a));
  if (whole !== plain) plain.fill(0);
  bytes.fill(0);
  return whole;
}

/** The key's file that was chosen and waits for its passphrase. */
let chosenKeyFile = null;

/** Forgets what was typed and chosen to make or open a key. */
function forgetKeyInput() {
  chosenKeyFile = null;
  for (const id of ["passphrase", "passphrase-again", "key-secret"]) byID(id).value = "";
  byID("key-passphrase").hidden = true;
  for (const id of ["key-file-name", "open-key-result", "make-key-result"]) byID(id).replaceChildren();
}

async function chooseKeyFile(desk) {
  const [input, name, result, box] = ["key-file", "key-file-name", "open-key-result", "key-passphrase"].map(byID);
  const [file] = input.files;
  input.value = "";
  if (!file) return;
  forgetKeyInput();
  name.replaceChildren(foreign(file.name, 80));
  let bytes = null;
  try {
    if (file.size > longestPrivateKey) throw new RelayError("too long for a key’s file");
    bytes = withOwnLineEnds(new Uint8Array(await file.arrayBuffer()));
    let isLocked = false;
    const key = await readKeyFile(bytes, async () => {
      isLocked = true;
      return null;
    });
    if (isLocked) {
      // It is encrypted, and is opened once the passphrase is there.
      chosenKeyFile = bytes;
      bytes = null;
      box.hidden = false;
      byID("key-secret").focus();
      return;
    }
    desk.savedKey = null;
    await desk.useKey(key);
  } catch (error) {
    result.textContent = sentenceOf(messageOf(error));
  } finally {
    bytes?.fill(0);
  }
}

async function unlockKey(desk) {
  const file = chosenKeyFile;
  if (file === null) return;
  const secret = byID("key-secret");
  await whileBusy(byID("unlock"), byID("open-key-result"), "Opening the key …", async () => {
    const passphrase = secret.value;
    secret.value = "";
    try {
      const key = await readKeyFile(file, async () => passphrase);
      desk.savedKey = file;
      desk.isKeyNew = false;
      forgetKeyInput();
      await desk.useKey(key);
    } catch (error) {
      secret.focus();
      throw error;
    }
  });
}

/** What the key may do in this project: `good`, `wait` or `bad`, in words. */
function keyStanding({ state, isClientOpen }, fingerprint) {
  const role = state.shownParties().role(fingerprint);
  if (role === "client") return { kind: "good", text: "This is the client’s key in this project." };
  if (role !== null) {
    return { kind: "bad", text: `This is the ${roleTitle(role)}’s key in this project. Decisions are the client’s.` };
  }
  if (isClientOpen) {
    return { kind: "wait", text: "The project does not know this key yet. Agree to the terms, and your builder lets it in." };
  }
  return { kind: "bad", text: "The client of this project signs with another key. What you sign with this one does not count." };
}

/** Shows the key that is open, or the ways to one. */
function showKey(desk) {
  const [ways, box] = ["key-none", "key-open-box"].map(byID);
  ways.hidden = desk.key !== null;
  box.hidden = desk.key === null;
  if (desk.key === null) {
    box.replaceChildren();
    return;
  }
  const { publicKey, fingerprint } = desk.key;
  const standing = desk.verification?.state ? keyStanding(desk.verification, fingerprint) : null;
  const line = make("textarea", { readonly: true, rows: "2", class: "mono", id: "public-key", spellcheck: "false" });
  line.value = publicKey.line;
  const copied = make("span", { class: "small soft", role: "status" });
  box.replaceChildren(
    facts(["Fingerprint", fingerprintText(fingerprint)]),
    standing === null ? "" : make("p", { class: `pin-result ${standing.kind}` }, standing.text),
    desk.savedKey === null ? "" : !desk.isKeyNew
      ? make("p", { class: "soft" }, "Keep the file that you have opened, and its passphrase: nobody can replace either.")
      : callout("wait", `Keep the file ${savedKeyName}`,
      make("p", {}, "Your browser has saved it in its downloads folder, or where it asked you. With the file and the " +
        "passphrase you sign the next time. Nobody can replace either.")),
    make("div", {}, make("label", { class: "field", for: "public-key" }, "Your public key: send it to your builder, it is no secret"), line),
    make("div", { class: "row" },
      make("button", { type: "button", class: "quiet", onclick: async () => {
        line.select();
        try {
          await navigator.clipboard.writeText(publicKey.line);
          copied.textContent = "Copied";
        } catch {
          copied.textContent = "Press Ctrl+C to copy";
        }
      } }, "Copy the public key"),
      desk.savedKey === null ? "" : make("button", { type: "button", class: "quiet",
        onclick: () => saveFile(savedKeyName, desk.savedKey) }, "Save the key’s file again"),
      make("button", { type: "button", class: "quiet", onclick: () => desk.closeKey() }, "Close the key"),
      copied));
}
