"""The client page, from the first agreement to the last approval."""

import json
import os

from ledger import Stage
from page import check
from scenario import scenario

PASSPHRASE = "correct horse battery"


def make_key(room, page):
    """Makes a key as a person does; gives back its file and its public line."""
    known = room.saved
    page.type(PASSPHRASE, css="#passphrase")
    page.type(PASSPHRASE, css="#passphrase-again")
    page.click(role="button", name="Make and save a key")
    file = page.saved(known)
    page.wait_for("Keep the file relay-client.key")
    line = page.evaluate("(e) => e.value", page.find(css="#public-key"))
    return file, line


@scenario
def first_agreement_and_approval(room):
    """Bob has nothing: makes a key, agrees, is let in, comes back with his key's file, approves."""
    stage = room.stage
    stage.found()
    stage.offer(1, "Login", "3000 EUR", "--escrow", "E-77")
    stage.work("Login #relay-123/1")
    page = room.client(stage.bundle())
    page.wait_for("Every signature is good. Whose keys are they?")
    page.type(stage.fingerprint("ana"), css="#pin-builder")
    page.click(role="button", name="Compare")
    page.wait_for("Match: this is the builder’s key in this project.")
    key, line = make_key(room, page)
    stored = page.evaluate("() => localStorage.length + sessionStorage.length + document.cookie.length")
    check(stored == 0, "the page keeps something in the browser's storage")
    page.click(role="button", name="Agree …")
    page.wait_for("I agree to milestone 1 'Login' of project 123 for EUR 3,000.00 (record ")
    page.wait_for("Your agreement is a claim to be the client.")
    agreement = room.sign(page)
    check(os.path.basename(agreement) == "agreement-123.relay", f"it is named {agreement}")
    page.wait_for("Ana Builder <ana@example.com>")
    stage.ssh_keygen_accepts(agreement, line)
    stage.bring_in(agreement)
    with open(stage.path("bob.pub"), "w") as file:
        file.write(line + "\n")
    stage.relay("ana", "admit", stage.path("bob.pub"), "--yes")
    check(stage.milestone()["status"] == "pending", "the milestone is not agreed")
    stage.submit()

    page = room.client(stage.bundle("second.relay.tar"))
    page.choose([key], "#key-file")
    page.type("correct horse", css="#key-secret")
    page.click(role="button", name="Open the key")
    page.wait_for("The passphrase is wrong, or the file was changed.")
    check(page.focused() == "key-secret", "the focus is not back in the passphrase's field")
    check(page.evaluate("() => document.getElementById('key-secret').value") == "", "the wrong passphrase stays")
    page.type(PASSPHRASE + "\ue007", css="#key-secret")
    page.wait_for("This is the client’s key in this project.")
    page.wait_for("Everything fits, with the keys that you know")
    page.click(role="button", name="Approve milestone 1 …")
    page.wait_for(
        "I approve milestone 1 'Login' of project 123 and release EUR 3,000.00 from escrow E-77 to "
        "Ana Builder <ana@example.com>.")
    approval = room.sign(page)
    check(os.path.basename(approval) == "approval-123-1.relay", f"it is named {approval}")
    check("relay import approval-123-1.relay" in page.text(), "not said what to do with the file")
    stage.ssh_keygen_accepts(approval, line)
    said = stage.bring_in(approval)
    check("EUR 3,000.00" in said.replace("\n    ", " "), said)
    milestone = stage.milestone()
    check(milestone["status"] == "approved", f"the milestone is {milestone['status']}")
    check(milestone["released"] == 300_000, f"{milestone['released']} is released")


@scenario
def approval_signed_like_relay(room):
    """The page and `relay approve` write the same record, but for clock and signature."""
    stage = room.stage
    key = stage.agreed()
    bundle = stage.bundle()
    own = stage.path("own.relay")
    stage.relay("bob", "approve", "123/1", "--bundle", bundle, "--feedback", "Fine", "--out", own, "--yes")
    page = room.client(bundle, key=key)
    page.click(role="button", name="Approve milestone 1 …")
    page.type("Fine", css="dialog textarea")
    file = room.sign(page)

    def members(path):
        with open(path, "rb") as record:
            return {k: v for k, v in json.loads(record.readline()).items() if k != "at"}

    check(members(file) == members(own), f"{members(file)}\nnot\n{members(own)}")
    stage.bring_in(file)


@scenario
def rejection_with_feedback(room):
    """Bob rejects with feedback and notes in any script, and Ana reads them."""
    stage = room.stage
    key = stage.agreed()
    page = room.client(stage.bundle(), key=key)
    page.click(role="button", name="Reject milestone 1 …")
    page.wait_for("I reject milestone 1 'Login and basket' of project 123.")
    fields = page.find_all(css="dialog textarea")
    check(len(fields) == 2, "not two fields")
    page.type("Zu langsam – بطيء", fields[0])
    page.type("Faster, please\ue007and greener", fields[1])
    rejection = room.sign(page)
    check(os.path.basename(rejection) == "rejection-123-1.relay", f"it is named {rejection}")
    stage.bring_in(rejection)
    milestone = stage.milestone()
    check(milestone["status"] == "rejected", f"the milestone is {milestone['status']}")
    decision = milestone["reviews"][0]["decisions"][0]
    check(decision["feedback"] == "Zu langsam – بطيء", decision["feedback"])
    check(decision["revision_notes"] == "Faster, please\nand greener", decision["revision_notes"])
    # The client may think better of it.
    page.click(role="button", name="Approve milestone 1 …")
    approval = room.sign(page)
    stage.bring_in(approval)
    check(stage.milestone()["status"] == "approved", "the second thought does not count")


@scenario
def single_proofs(room):
    """Proofs are approved one by one; only the last sets the money free; all go in one file."""
    stage = room.stage
    key = stage.agreed()
    page = room.client(stage.bundle(), key=key)
    buttons = [
        button for button in page.find_all(role="button")
        if (page.evaluate("(e) => e.getAttribute('aria-label')", button) or "").startswith("Approve proof")]
    check(len(buttons) == 2, f"{len(buttons)} buttons for two proofs")
    page.click(buttons[0])
    page.wait_for("I approve proof ")
    check("and release" not in page.text(), "the first of two proofs releases money")
    first = room.sign(page)
    stage.bring_in(first)
    check(stage.milestone()["status"] == "in_review", "one proof ends the review")
    page.click([
        button for button in page.find_all(role="button")
        if (page.evaluate("(e) => e.getAttribute('aria-label')", button) or "").startswith("Approve proof")][0])
    page.wait_for("and release EUR 3,000.00")
    room.sign(page)
    known = room.saved
    page.click(role="button", name="Save all of it in one file")
    whole = page.saved(known)
    stage.bring_in(whole)
    milestone = stage.milestone()
    check(milestone["status"] == "approved", f"the milestone is {milestone['status']}")
    check(milestone["released"] == 300_000, f"{milestone['released']} is released")


@scenario
def part_of_the_money(room):
    """Bob releases a part, then the rest; other sums are refused before anything is signed."""
    stage = room.stage
    key = stage.agreed()
    page = room.client(stage.bundle(), key=key)
    page.click(role="button", name="Approve milestone 1 …")
    page.click(css="dialog summary")
    yes = page.find(role="button", name="Sign and save")
    for wrong in ("3000,5", "3001", "0", "-1", "1e3", "12.345"):
        page.type(wrong, css="dialog input")
        page.wait(f"{wrong} to be refused", lambda: page.evaluate("(e) => e.disabled", yes), 5)
        page.wait_for("No sentence: this amount cannot be released.")
        check("release EUR" not in page.evaluate("(e) => e.textContent", page.find(css="#sentence")), wrong)
    page.type("1,000", css="dialog input")
    page.wait_for("release EUR 1,000.00 in all of EUR 3,000.00 from escrow E-77")
    stage.bring_in(room.sign(page))
    check(stage.milestone()["released"] == 100_000, "the part is not released")
    page.click(role="button", name="Approve milestone 1 …")
    page.wait_for("and release EUR 3,000.00 from escrow")
    check(page.evaluate("() => [...document.querySelectorAll('#sentence bdi')].map((e) => e.textContent)")
          == ["Login and basket", "E-77", "Ana Builder <ana@example.com>"], "the sentence isolates nothing")
    rest = room.sign(page)
    check(os.path.basename(rest) == "approval-123-1-2.relay", f"saved as {rest}")
    page.wait_for("relay import approval-123-1.relay approval-123-1-2.relay")
    page.wait_for("Send them together")
    stage.bring_in(rest)
    check(stage.milestone()["released"] == 300_000, "the rest is not released")


@scenario
def pasted_keys(room):
    """What is pasted is compared: match, mismatch, the other's key, nonsense, a public key."""
    stage = room.stage
    key = stage.agreed()
    page = room.client(stage.bundle())
    ana = stage.fingerprint("ana")
    with open(f"{key}.pub") as file:
        bob_line = file.read()

    def compare(builder, client, *expected):
        page.type(builder, css="#pin-builder")
        page.type(client, css="#pin-client")
        page.click(role="button", name="Compare")
        for text in expected:
            page.wait_for(text)

    compare(ana, bob_line.strip(), "Match: this is the builder’s key", "Match: this is the client’s key",
            "Everything fits, with the keys that you know")
    compare("SHA256:" + "A" * 43, "", "Mismatch: no builder of this project has this key",
            "Do not sign: something contradicts")
    check("an impostor would send you a new report" in page.text(), "another report is asked for")
    compare(bob_line.strip(), ana, "This is the client’s key: the two are swapped.",
            "This is the builder’s key: the two are swapped.", "The two fingerprints are swapped")
    bare = ana.removeprefix("SHA256:")
    for text in (
        f"256 {ana} ana@example.com (ED25519)", f"\u201c{ana}\u201d", bare, f"'{bare}'", f"{ana}=", f"{ana}.",
        f"{ana}\u200b", f"SHA256: {bare}", " ".join(bare[at:at + 4] for at in range(0, 43, 4)),
    ):
        compare("SHA256:abc", "", "Not a whole fingerprint: SHA256: and 43 characters.",
                "Whose keys are they?")
        compare(text, "", "Match: this is the builder’s key", "Everything fits")
    compare("nonsense", "", "Neither a fingerprint nor a public key.", "Whose keys are they?")


@scenario
def keyboard_alone(room):
    """An approval without a mouse: Tab, Enter, Escape, and the focus where one expects it."""
    stage = room.stage
    key = stage.agreed()
    page = room.client(stage.bundle(), key=key)
    check(page.focused() == "key", f"the focus is on {page.focused()}")

    def tab_to(wanted, back=False):
        seen = []
        for _ in range(60):
            page.keys("\ue008\ue004" if back else "\ue004")
            seen.append(page.focused())
            if seen[-1] == wanted or (seen[-1] or "").startswith(wanted):
                return
        check(False, f"no way to '{wanted}' by Tab: {seen}")

    tab_to("Approve milestone 1")
    page.keys("\ue007")
    page.wait_for("This sentence is what you sign")
    check(page.focused() == "confirm-title", f"the focus is on {page.focused()}")
    page.keys("\ue00c")
    page.wait("the question to close", lambda: not page.evaluate(
        "() => document.getElementById('confirm').open"))
    check(page.focused().startswith("Approve milestone 1"), f"the focus is on {page.focused()}")
    page.keys("\ue007")
    page.wait_for("This sentence is what you sign")
    tab_to("confirm-yes")
    ring = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    check(ring != "none", "the focus cannot be seen")
    known = room.saved
    page.keys(" ")
    approval = page.saved(known)
    page.wait_for("Signed and saved")
    check(page.focused() == "heading-send", f"the focus is on {page.focused()}")
    stage.bring_in(approval)
    check(stage.milestone()["status"] == "approved", "the milestone is not approved")


@scenario
def later_records(room):
    """A report and what came later, dropped one after the other, are one ledger."""
    stage = room.stage
    stage.agreed()
    bundle = stage.bundle()
    stage.relay("bob", "approve", "123/1", "--bundle", bundle, "--out", stage.path("late.relay"), "--yes")
    page = room.client(bundle)
    page.wait_for("in review")
    page.choose([stage.path("late.relay")], "#files")
    page.wait_for("late.relay")
    page.wait_for("approved")
    check("in review" not in page.text(), "the milestone is still in review")
    page.click(role="button", name="Close all files")
    page.wait_for("Drop the report here")
    check("Milestone 1" not in page.text(), "what was closed is still shown")
    # A record alone is no ledger.
    page.choose([stage.path("late.relay")], "#files")
    page.wait_for("Open the report first")


@scenario
def keys_that_do_not_fit(room):
    """Another's key is named as what it is; damaged and strange files are refused in words."""
    stage = room.stage
    stage.agreed()
    bundle = stage.bundle()
    page = room.client(bundle, key=stage.key_of("eve"))
    page.wait_for("The client of this project signs with another key.")
    page.wait_for("You cannot decide with the key that is open")
    approve = page.find(role="button", name="Approve milestone 1 …")
    check(page.evaluate("(e) => e.disabled", approve), "it can be approved all the same")
    page.click(role="button", name="Close the key")
    files = {
        "empty": (b"", "neither a key that this page saved nor one of OpenSSH"),
        "damaged": (b"relay client key 1\nkdf none\n", "the saved key is damaged"),
        "other": (b"relay client key 2\n", "the key was saved by another version of this page"),
        "rounds": (
            b"relay client key 1\nkdf pbkdf2-sha256 99999999 AAAAAAAAAAAAAAAAAAAAAA==\n"
            b"cipher aes-256-gcm AAAAAAAAAAAAAAAA\n"
            b"public ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEUGRAiU7BaLPGfp5J47LZc6c9iCNksBvcXAFgIpZDLw\n"
            b"secret " + b"A" * 64 + b"\n", "99999999 rounds of hashing"),
        "large": (b"relay client key 1\n" + b"A" * 100_000, "too long for a key"),
    }
    for name, (content, reason) in files.items():
        with open(stage.path(name), "wb") as file:
            file.write(content)
        page.choose([stage.path(name)], "#key-file")
        page.wait(reason, lambda: reason.lower() in page.text().lower(), 10)
    page.click(role="button", name="Approve milestone 1 …")
    page.wait_for("First make a key here, or open the one that you have.")
    page.type("short", css="#passphrase")
    page.type("short", css="#passphrase-again")
    page.click(role="button", name="Make and save a key")
    page.wait("a word on the length", lambda: "fewer than 12" in page.text() or page.evaluate(
        "() => !document.getElementById('passphrase').validity.valid"))
    page.type(PASSPHRASE, css="#passphrase")
    page.type(PASSPHRASE + "!", css="#passphrase-again")
    page.click(role="button", name="Make and save a key")
    page.wait_for("The two passphrases differ.")


@scenario
def browser_without_ed25519(room):
    """A browser that lacks Ed25519 is told which ones have it."""
    script = room.browser.bidi.send(
        "script.addPreloadScript", functionDeclaration="""() => {
          if (!globalThis.SubtleCrypto) return;
          const make = SubtleCrypto.prototype.generateKey;
          SubtleCrypto.prototype.generateKey = function (algorithm, ...rest) {
            if (algorithm.name === "Ed25519") throw new DOMException("no", "NotSupportedError");
            return make.call(this, algorithm, ...rest);
          };
        }""")["script"]
    try:
        page = room.open()
        page.wait_for("Chrome or Edge 137, Firefox 129, Safari 17")
    finally:
        room.browser.bidi.send("script.removePreloadScript", script=script)


@scenario(browsers=("chromium",))
def dropped_files(room):
    """A file is dropped on the page, anywhere."""
    stage = room.stage
    stage.agreed()
    bundle = stage.bundle()
    page = room.open()

    def drop(path):
        data = {"items": [], "files": [path], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            page.cdp("Input.dispatchDragEvent", type=kind, x=200, y=700, data=data)

    drop(stage.path("ana"))
    page.wait_for("ana: a folder; drop the files that are in it")
    drop(bundle)
    page.wait_for("Login and basket")


@scenario
def sound_files_apart(room):
    """Sound files that make no ledger together: said what is missing, and not that something contradicts."""
    stage = room.stage
    key = stage.agreed()
    old = stage.report()
    stage.work("More [relay-123/1]")
    page = room.client(stage.bundle("newer.relay.tar"), key=key)
    page.click(role="button", name="Approve milestone 1 …")
    approval = room.sign(page)
    with Stage() as other:
        other.agreed()
        cases = {
            "Open the report first": [approval],
            "These files belong to different projects": [old, other.report()],
            "A file that you have opened belongs to a newer report": [old, approval],
        }
        for title, files in cases.items():
            said = room.client(*files)
            said.wait_for(title)
            kind = said.evaluate("() => document.querySelector('#verdict .callout').className")
            check(kind == "callout wait", f"{title}: {kind}")
            check("Do not sign" not in said.text(), f"{title}: {said.text()[:800]}")


@scenario
def files_that_are_none(room):
    """What mail or a mistake has made of a report is said as what it is."""
    stage = room.stage
    stage.agreed()
    with open(stage.report(), "rb") as file:
        report = file.read()
    with open(stage.bundle(), "rb") as file:
        bundle = file.read()
    page = room.open()
    for name, content, said in (
        ("bundle.html", bundle, "it is named like a page and is none"),
        ("bundle.SVG", bundle, "it is named like a page and is none"),
        ("ends.html", report.replace(b"\n", b"\r\n"), "its line ends are others"),
        ("mark.html", b"\xef\xbb\xbf" + report, "something has put a mark before it"),
        ("report.zip", b"PK\x03\x04" + bytes(600), "a zip file"),
    ):
        with open(stage.path(name), "wb") as file:
            file.write(content)
        page.choose([stage.path(name)], "#files")
        page.wait_for(f"{name}: ")
        check(said in page.text(), f"{name}: {page.text()[:600]}")


@scenario
def released_before(room):
    """What is approved already and handed in for another payee: an approval wants a tick."""
    stage = room.stage
    key = stage.agreed("Add the login page #relay-123/1", "Add the basket #relay-123/1")
    page = room.client(stage.bundle(), key=key)
    page.click(page.find_all(css="#milestones .proof-actions button")[0])
    page.wait_for("An approval is final. It cannot be taken back.")
    room.sign(page)
    page.wait("one decision to be made", lambda: len(page.find_all(css="#milestones .proof-actions button")) < 4)
    page.wait("its buttons to go", lambda: len(page.find_all(css="#milestones .proof-actions button")) == 2)
    page.click(role="button", name="Approve milestone 1 …")
    check(not page.find_all(css="#confirm-anyway"), "a first approval wants a tick")
    room.sign(page)
    saved = [os.path.join(room.browser.downloads, name) for name in room.saved]
    # Handed in once more before the approval has come.
    stage.work("More #relay-123/1")
    stage.relay("ana", "withdraw", "1", "--yes")
    stage.submit(1, "--payee", "Eve, DE99")
    page = room.client(stage.bundle("again.relay.tar"), *saved, key=key)
    page.click(role="button", name="Approve milestone 1 …")
    page.wait_for("EUR 3,000.00 were already released to Ana Builder <ana@example.com>; "
                  "this would release EUR 3,000.00 to Eve, DE99.")
    page.click(role="button", name="Sign and save")
    page.wait_for("Tick that you have read what stands above, or go back.")


@scenario
def key_files_changed(room):
    """A saved key after mail has changed its line ends opens; what is no key is named as what it is."""
    stage = room.stage
    key = stage.agreed()
    page = room.client(stage.bundle())
    page.type(" " * 12, css="#passphrase")
    page.type(" " * 12, css="#passphrase-again")
    page.click(role="button", name="Make and save a key")
    page.wait_for("fewer than 12 characters")
    saved, _ = make_key(room, page)
    with open(saved, "rb") as file:
        content = file.read()
    with open(key, "rb") as file:
        lines = file.read().split(b"\n")
    for name, changed, said in (
        ("ends.key", content.replace(b"\n", b"\r\n"), None), ("last.key", content[:-1], None),
        ("damaged", b"\n".join([lines[0], lines[1][4:], *lines[2:]]), "private key is damaged"),
        ("short", b"\n".join([lines[0], lines[1][:48], *lines[-2:]]), "private key is damaged"),
    ):
        path = stage.path(name)
        with open(path, "wb") as file:
            file.write(changed)
        page = room.client(stage.path("project.relay.tar"))
        page.choose([path], "#key-file")
        if said is not None:
            page.wait_for(said)
            continue
        page.type(PASSPHRASE, css="#key-secret")
        page.click(role="button", name="Open the key")
        page.wait_for("Close the key")
    page.choose([f"{key}.pub"], "#key-file")
    page.wait_for("This is the public half of a key")
