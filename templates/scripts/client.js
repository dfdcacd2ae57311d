// The client page: opens files, checks them, and lets the client sign. Nothing leaves the page but
// the files that the client saves.

/** What lies on the table. */
const desk = {
  /** The files that were opened, and those that were signed here. */
  opened: [],
  /** The pasted keys, as fingerprints. */
  pins: { client: null, builder: null },
  verification: null,
  key: null,
  /** The file of the key, encrypted, as it was saved. */
  savedKey: null,
  /** Whether it was made here, and so lies among the downloads. */
  isKeyNew: false,
  signed: [],
  /** The names of all files that the page has saved: the browser would change one that comes again. */
  names: new Set(),

  /** A name that no file has yet which the page has saved. */
  freshName(name) {
    const end = name.lastIndexOf(".");
    let fresh = name;
    for (let number = 2; this.names.has(fresh); number++) {
      fresh = `${name.slice(0, end)}-${number}${name.slice(end)}`;
    }
    this.names.add(fresh);
    return fresh;
  },

  /** Why something may not be signed; null if it may. */
  refusal(type, members) {
    const { blob } = this.key.publicKey;
    try {
      const { line } = draft(this.verification, type, members, blob, nowInSeconds());
      const reason = refusalToSign(this.verification, line, members, blob);
      return reason === null ? null : sentenceOf(inert(reason));
    } catch (error) {
      return sentenceOf(messageOf(error));
    }
  },

  /** Signs, saves, and takes the record in. Gives back what is to be done after the question is closed. */
  async sign(type, members, wantedName, sentences) {
    const { publicKey } = this.key;
    const { line, id } = draft(this.verification, type, members, publicKey.blob, nowInSeconds());
    const reason = refusalToSign(this.verification, line, members, publicKey.blob);
    if (reason !== null) throw new RelayError(reason);
    const isClaim = this.verification.state.shownParties().role(publicKey.fingerprint) === null;
    const bytes = await signRecord(line, this.key);
    const name = this.freshName(wantedName);
    saveFile(name, bytes);
    this.signed.push({ name, bytes, id, sentences, isClaim, signer: publicKey.fingerprint });
    const files = new Map([[recordPath(id), bytes]]);
    const file = { name, size: bytes.length, kind: "signed", files, shown: null, comparison: null };
    return () => inTurn(async () => {
      try {
        await check(this, { opened: [...this.opened, file] });
      } finally {
        // It is signed and saved, whatever the check comes to.
        show(this);
        focusOn(byID("heading-send"));
        setStep("send");
      }
    });
  },

  useKey(key) {
    this.key = key;
    return inTurn(async () => {
      try {
        await this.pinOwnKey();
      } finally {
        show(this);
        focusOn(byID("key"));
      }
    });
  },

  /** What the client's own key has signed is what it knows best. */
  async pinOwnKey() {
    if (this.key === null || this.pins.client !== null || !this.verification?.state) return;
    const { fingerprint } = this.key;
    if (this.verification.state.shownParties().role(fingerprint) !== "client") return;
    await check(this, { pins: { ...this.pins, client: fingerprint } });
    byID("pin-client").value = fingerprint;
  },

  closeKey() {
    this.key = null;
    this.savedKey = null;
    forgetKeyInput();
    show(this);
    focusOn(byID("key"));
  },
};

function nowInSeconds() {
  return Math.floor(Date.now() / 1000);
}

const steps = ["open", "check", "decide", "send"];

/** Marks a step as the one that the client is at. */
function setStep(current) {
  steps.forEach((step, index) => {
    const link = byID("steps").children[index].firstElementChild;
    const isThere = !byID(`step-${step}`).hidden;
    if (step === current) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
    if (isThere) link.removeAttribute("aria-disabled");
    else link.setAttribute("aria-disabled", "true");
  });
}

/** Follows the reader: the step whose part is near the top of the window is the current one. */
function followSteps() {
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) setStep(target.id.slice("step-".length));
    }
  }, { rootMargin: "-25% 0px -70% 0px" });
  for (const step of steps) observer.observe(byID(`step-${step}`));
}

function showProgress(done, total) {
  const bar = byID("progress");
  bar.max = Math.max(total, 1);
  bar.value = done;
  byID("progress-text").textContent =
    `Checking ${done.toLocaleString("en")} of ${count(total, "record and commit", "records and commits")} …`;
}

/**
 * Checks files with the keys that are pinned. What is on the table changes only once that is done: a
 * file that cannot be checked leaves everything as it was.
 */
async function check(desk, { opened = desk.opened, pins = desk.pins } = {}) {
  const box = byID("progress-box");
  byID("progress").removeAttribute("value");
  byID("progress-text").textContent = "Reading …";
  box.hidden = false;
  byID("main").setAttribute("aria-busy", "true");
  try {
    const files = await uniteFiles(opened);
    const verification = await verifyLedger(files, { ...pins, onProgress: showProgress });
    const compared = [];
    for (const file of opened) {
      const known = opened.length === 1 ? verification : null;
      compared.push(
        file.shown === null ? file : { ...file, comparison: await compareReport(file, pins, known) });
    }
    Object.assign(desk, { opened: compared, pins, verification });
  } finally {
    box.hidden = true;
    byID("main").removeAttribute("aria-busy");
  }
}

/** What is to be done with what lies on the table, one after the other. */
let turns = Promise.resolve();

/** Does something after all that came before it; says so where it fails, and goes on. */
function inTurn(task) {
  turns = turns.then(task).catch((problem) => {
    byID("open-error").append(callout("bad", "Cannot be checked", make("p", {}, messageOf(problem))));
  });
  return turns;
}

function takeFiles(list, folders = new Set()) {
  const files = [...list];
  if (files.length > 0) inTurn(() => readFiles(files, folders));
}

async function readFiles(files, folders) {
  const error = byID("open-error");
  error.replaceChildren();
  const [read, problems] = [[], []];
  for (const file of files) {
    try {
      if (folders.has(file.name)) throw new RelayError("a folder; drop the files that are in it");
      read.push(await openClientFile(file));
    } catch (problem) {
      problems.push([file.name, messageOf(problem)]);
    }
  }
  if (problems.length > 0) {
    error.replaceChildren(...problems.map(([name, reason]) => callout("bad", "Cannot be read",
      make("p", {}, foreign(name, 80), ": ", foreign(reason)))));
  }
  if (read.length === 0) return;
  await check(desk, { opened: [...desk.opened, ...read] });
  await desk.pinOwnKey();
  show(desk);
  focusOn(byID("heading-check"));
  setStep("check");
}

function showOpened(desk) {
  const list = byID("opened");
  const kinds = { report: "report", bundle: "bundle", record: "signed record", signed: "signed here" };
  list.hidden = byID("open-more").hidden = desk.opened.length === 0;
  byID("drop").classList.toggle("small-drop", desk.opened.length > 0);
  list.replaceChildren(...desk.opened.map(({ name, size, kind, files }) => make("li", {},
    make("strong", {}, foreign(name, 80)), ` ${kinds[kind]}, ${Math.ceil(size / 1024).toLocaleString("en")} KB`,
    kind === "report" || kind === "bundle" ? `, ${count(files.size, "file")} in it` : null)));
}

function showPinResults(desk) {
  for (const role of ["builder", "client"]) {
    const result = desk.verification ? pinResult(desk.verification, desk.pins[role], role) : null;
    const line = byID(`pin-${role}-result`);
    line.className = `pin-result ${result?.kind ?? ""}`;
    line.textContent = result?.text ?? "";
  }
}

const aboutCounts = "This page checks signatures and commits. How many lines a commit changed is the builder’s " +
  "word until relay verify counts them in the repository.";

/** Shows everything anew. */
function show(desk) {
  const { verification } = desk;
  const isThere = verification !== null;
  const hasState = isThere && verification.state !== null;
  showOpened(desk);
  byID("step-check").hidden = !isThere;
  byID("step-decide").hidden = !hasState;
  byID("step-send").hidden = desk.signed.length === 0 || !hasState;
  byID("verdict").replaceChildren(...(isThere ? [verdictCallout(verification, desk.opened)] : []));
  const parts = isThere
    ? [...reportCallouts(desk.opened, verification.pins), findingsCard(verification.findings)] : [];
  byID("contradictions").replaceChildren(...parts.filter((part) => part !== null));
  byID("proofs").hidden = !hasState;
  byID("pins").hidden = !hasState && verification?.problem !== "several";
  const own = desk.key?.fingerprint ?? null;
  const founders = isThere ? foundersList(verification, desk.opened) : null;
  byID("project").replaceChildren(...(hasState && verification.terms ? [projectCard(verification)]
    : founders === null ? [] : [founders]));
  byID("people").replaceChildren(...(hasState ? [peopleList(verification, own)] : []));
  showPinResults(desk);
  showKey(desk);
  if (!hasState) return;
  const { proofs, totals, state } = verification;
  byID("proofs-title").textContent = `Proofs (${totals.proofs.toLocaleString("en")} that count, ` +
    `+${totals.additions.toLocaleString("en")} −${totals.deletions.toLocaleString("en")} lines)`;
  byID("proofs-body").replaceChildren(
    ...(proofs.length === 0 ? [] : [make("p", { class: "small soft" }, aboutCounts)]), proofList(proofs, "All proofs"));
  const agreement = agreeCard(desk);
  byID("agree").replaceChildren(...(agreement === null ? [] : [agreement]));
  const cards = state.milestones().map((milestone) => milestoneCard(desk, milestone));
  byID("milestones").replaceChildren(...(cards.length > 0 ? cards
    : [make("p", { class: "soft" }, "There is no milestone yet. Your builder offers one with relay milestone add.")]));
  if (desk.signed.length > 0) byID("sent").replaceChildren(sentList(desk));
}

async function comparePins() {
  const read = { builder: readPin("builder"), client: readPin("client") };
  // What cannot be read pins nothing: the verdict must not stand on what was there before.
  await check(desk, { pins: { builder: read.builder.pin, client: read.client.pin } });
  show(desk);
  for (const [role, { problem }] of Object.entries(read)) {
    if (problem === null) continue;
    const line = byID(`pin-${role}-result`);
    line.className = "pin-result bad";
    line.textContent = problem;
  }
}

function closeAll() {
  desk.opened = [];
  desk.verification = null;
  desk.signed = [];
  desk.pins = { client: null, builder: null };
  byID("pin-builder").value = byID("pin-client").value = "";
  byID("open-error").replaceChildren();
  byID("sent").replaceChildren();
  forgetKeyInput();
  show(desk);
  setStep("open");
  focusOn(byID("heading-open"));
}

function setUpDrop() {
  const drop = byID("drop");
  byID("files").addEventListener("change", (event) => {
    takeFiles(event.target.files);
    // The same file can be chosen again.
    event.target.value = "";
  });
  // Dropped anywhere a file is meant for the page; else the browser would leave it for the file.
  for (const name of ["dragenter", "dragover"]) {
    addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) drop.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const entries = [...event.dataTransfer?.items ?? []].map((item) => item.webkitGetAsEntry?.());
    const folders = entries.filter((entry) => entry?.isDirectory).map(({ name }) => name);
    takeFiles(event.dataTransfer?.files ?? [], new Set(folders));
  });
}

async function setUp() {
  setUpDrop();
  followSteps();
  setUpConfirm();
  setUpKeys(desk);
  byID("clear").addEventListener("click", () => inTurn(closeAll));
  byID("pins").addEventListener("submit", (event) => {
    event.preventDefault();
    inTurn(comparePins);
  });
  byID("steps").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link?.getAttribute("aria-disabled") === "true") event.preventDefault();
    else if (link) {
      event.preventDefault();
      const step = link.hash.slice("#step-".length);
      setStep(step);
      focusOn(byID(`heading-${step}`));
    }
  });
  if (await hasEd25519()) return;
  const note = byID("browser-note");
  note.hidden = false;
  note.textContent = "This browser cannot check or make Ed25519 signatures, which most ledgers have. " +
    `Open this page in ${browsersWithEd25519}.`;
  byID("make").disabled = true;
}

setUp();
