"""Attacks on what the client is shown: the client page contradicts them and names them."""

import hashlib
import os

import bundles
from ledger import Stage
from page import check
from scenario import scenario

BAD = "Do not sign: something contradicts"


def show(room, page, path):
    """Closes what is open, and opens a file instead."""
    if page.find_all(css="#clear"):
        page.click(css="#clear")
        page.wait("the page to be empty", lambda: page.find_all(css=".drop-sign"))
    page.choose([path], "#files")
    page.wait_for("2 Check")
    page.wait("the check to end", lambda: page.find_all(css="#verdict .callout"))
    return page.text()


@scenario
def any_record_changed_or_dropped(room):
    """Each record once with one bit changed, and once left out: always said."""
    stage = room.stage
    stage.agreed()
    files = bundles.read(stage.bundle())
    page = room.open()
    check("Whose keys are they?" in show(room, page, stage.path("project.relay.tar")), "not good as it is")
    names = sorted(bundles.records(files))
    check(len(names) >= 6, f"only {len(names)} records")
    for name in names:
        changed = bytearray(files[name])
        changed[len(changed) // 3] ^= 1
        path = bundles.write({**files, name: bytes(changed)}, stage.path("changed.relay.tar"))
        text = show(room, page, path)
        check(BAD in text, f"{name} changed: {text[:1500]}")
        check(name in text, f"{name} is not named")
        check("in review" not in text or BAD in text, "shown as if nothing were")
        dropped = {path: content for path, content in files.items() if path != name}
        text = show(room, page, bundles.write(dropped, stage.path("dropped.relay.tar")))
        check(BAD in text, f"{name} dropped: {text[:1500]}")


@scenario
def records_added(room):
    """A stranger's approval, a copy under another name, and junk: none of it counts, all is named."""
    stage = room.stage
    key = stage.agreed()
    bundle = stage.bundle()
    files = bundles.read(bundle)
    own = stage.path("own.relay")
    stage.relay("bob", "approve", "123/1", "--bundle", bundle, "--out", own, "--yes")
    with open(own, "rb") as file:
        approval = file.read()
    page = room.open()
    eve = stage.key_of("eve")
    fingerprint = stage.run("eve", "ssh-keygen", "-l", "-f", eve).split()[1]
    forged = bundles.signed(
        stage, "eve", eve, bundles.line_of({**bundles.payload(approval), "by": fingerprint}))
    added = {**files, bundles.record_path(forged): forged}
    text = show(room, page, bundles.write(added, stage.path("stranger.relay.tar")))
    check("1 record by keys without a role was left out" in text, "the stranger's approval is not said")
    page.click(css="#contradictions summary")
    check(bundles.record_path(forged) in page.text(), "the stranger's approval is not named")
    check("in review" in text, "the stranger's approval counts")
    check(BAD not in text, "a stranger's record makes the ledger bad")

    # Bob's signature on Eve's words, Bob's words with Eve's signature.
    line, _, signature = approval.partition(b"\n")
    raised = line.replace(b"300000", b"900000").replace(b"3,000.00", b"9,000.00")
    for content in (
        raised + b"\n" + signature,
        line + b"\n" + forged.partition(b"\n")[2],
        approval + b"\n",
        approval.replace(b"\n", b"\r\n"),
    ):
        text = show(room, page, bundles.write(
            {**files, bundles.record_path(content): content}, stage.path("forged.relay.tar")))
        check(BAD in text and "invalid" in text, f"not refused: {content[:200]}")
        check("in review" in text, "a forged approval counts")
    other = hashlib.sha256(b"other").hexdigest()
    for name, content in (
        (f"records/{other[:2]}/{other[2:4]}/{other}.relay", approval),
        ("records/approval.relay", approval), ("run.sh", b"#!/bin/sh\n"),
    ):
        text = show(room, page, bundles.write({**files, name: content}, stage.path("stray.relay.tar")))
        check(BAD in text and name in text, f"{name} is not named")
        check("in review" in text, "what stands under another name counts")
    # The true one counts.
    text = show(room, page, bundles.write(
        {**files, bundles.record_path(approval): approval}, stage.path("true.relay.tar")))
    check(BAD not in text and "in review" not in text, "the true approval does not count")
    check(os.path.exists(key), "no key")


@scenario
def lax_json(room):
    """What only a lax parser reads is invalid though Bob's own key has signed it; relay says the same."""
    stage = room.stage
    key = stage.agreed()
    bundle = stage.bundle()
    own = stage.path("own.relay")
    stage.relay("bob", "approve", "123/1", "--bundle", bundle, "--out", own, "--yes")
    with open(own, "rb") as file:
        line = file.read().partition(b"\n")[0]
    files = bundles.read(bundle)
    page = room.open()
    end = b'"verdict":"approved"}'
    lax = {
        "a duplicate key": line.replace(b'"type":', b'"type":"x_nothing","type":'),
        "a fraction": line.replace(b'"v":1', b'"v":1.0'),
        "a byte order mark": b"\xef\xbb\xbf" + line,
        "white space": line.replace(b'"v":1', b'"v": 1'),
        "keys out of order": line.replace(end, b'"verdict":"approved","a":1}'),
        "a number that is rounded": line.replace(end, end[:-1] + b',"x_n":9007199254740993}'),
        "an escape too many": line.replace(b'"decision"', b'"\\u0064ecision"'),
        "a lone surrogate": line.replace(end, end[:-1] + b',"x_s":"\\ud800"}'),
        "an exponent": line.replace(b'"amount":300000', b'"amount":3e5'),
        "a comma too many": line.replace(end, end[:-1] + b',}'),
        "a prototype": line.replace(b'{"at"', b'{"__proto__":{"verdict":"approved"},"at"'),
    }
    for what, changed in lax.items():
        check(changed != line, f"'{what}' changes nothing")
        record = bundles.signed(stage, "bob", key, changed + b"\n")
        name = bundles.record_path(record)
        path = bundles.write({**files, name: record}, stage.path("lax.relay.tar"))
        said = stage.relay("bob", "verify", path, status=1)
        check(name in said.replace("\n", "").replace(" ", "") or name[-20:-6] in said,
              f"relay does not name it: {said}")
        text = show(room, page, path)
        check(BAD in text and name in text, f"{what}: {text[:1200]}")
        check("in review" in text, f"{what}: the approval counts")


HOSTILE = "</title></script><script>alert(1)</script><img src=x onerror=alert(2)>{{title}} javascript:alert(3)"


@scenario
def hostile_texts(room):
    """HTML, scripts, mustache tags, marks that turn direction, 1 MB: all of it is text."""
    stage = room.stage
    key = stage.key_of("bob")
    stage.found(
        HOSTILE, f"Bob {HOSTILE[:60]} <bob@example.com>", "--client-key", f"{key}.pub",
        "--description", HOSTILE + "\u202e" + "\n" * 80_000 + "\u2066x")
    stage.offer(1, "<b>Login</b> & 'basket'".replace("'", "\""), "3000 EUR", "--deliverable", HOSTILE)
    stage.run("bob", "git", "config", "--global", "user.signingkey", key)
    stage.run("bob", "git", "config", "--global", "gpg.format", "ssh")
    stage.relay("bob", "agree", "--bundle", stage.bundle("offer.relay.tar"), "--out",
                stage.path("agreed.relay"), "--yes")
    stage.bring_in(stage.path("agreed.relay"))
    long = stage.path("message")
    with open(long, "w") as file:
        file.write(f"{HOSTILE}\u202e #relay-123/1\n\n" + f"{HOSTILE}\n" * 10_000)
    stage.git("ana", "commit", "-q", "--allow-empty", "--author", "Eve & \"{{title}}\" javascript:alert(4) <x@y>", "-F", long)
    stage.relay("ana", "claim", "HEAD", "123/1", "--all-authors", status=None)
    stage.submit(1, "--note", HOSTILE + "\u202e" + "x" * 100_000)
    page = room.client(stage.bundle(), key=key)
    page.click(css="#proofs summary")
    text = page.text()
    check(HOSTILE in text, "the title is not shown as it is")
    check("\u202e" not in text and "\u2066" not in text, "a mark of direction is obeyed")
    check("\\u{202e}" in text, "a mark of direction is not shown")
    foreign = page.evaluate(
        "() => document.querySelectorAll('img, iframe, main script, main style, [onerror], a[href^=javascript]').length")
    check(foreign == 0, f"{foreign} elements come from texts")
    page.click(role="button", name="Approve milestone 1 …")
    page.wait_for("I approve milestone 1 '<b>Login</b> & \"basket\"' of project 123")
    stage.bring_in(room.sign(page))
    check(stage.milestone()["status"] == "approved", "not approved")


@scenario
def builder_only_named(room):
    """Eve names Ana's key beside her own: whoever knows Ana's is told that it has signed nothing."""
    stage = room.stage
    eve, _ = stage.key_of("eve"), stage.found()
    fingerprint = stage.run("eve", "ssh-keygen", "-l", "-f", eve).split()[1]
    lines = {}
    for name, path in (("eve", f"{eve}.pub"), ("ana", stage.path("home-ana", ".config", "relay", "id_ed25519.pub"))):
        with open(path) as file:
            lines[name] = " ".join(file.read().split()[:2])
    record = bundles.signed(stage, "eve", eve, bundles.line_of({
        "at": "2026-03-01T12:00:00Z", "by": fingerprint, "currency": "EUR", "budget": 1_200_000,
        "builders": [{"key": lines["ana"], "name": "Ana"}, {"account": "IBAN EVE", "key": lines["eve"], "name": "Ana"}],
        "client": {"name": "Bob"}, "nonce": "00" * 16, "parents": [], "project": 123, "title": "Shop",
        "type": "project", "v": 1}))
    page = room.client(bundles.write({bundles.record_path(record): record}, stage.path("two.relay.tar")))
    page.type(stage.fingerprint("ana"), css="#pin-builder")
    page.click(role="button", name="Compare")
    page.wait_for("It has signed nothing here: do not take this project for the builder’s yet.")
    page.wait_for("OK so far: the pinned builder has signed nothing here")
    text = page.text()
    check("Match" not in text and "Everything fits" not in text, text[:1500])
    check(f"{fingerprint} is a builder's key too, and not the pinned one" in text, text[:1500])
    # A signature is not given without having read it.
    page.choose([stage.key_of("bob")], "#key-file")
    page.wait_for("Close the key")
    page.click(role="button", name="Agree …")
    page.wait_for("The builder that you know has signed nothing here")
    page.click(role="button", name="Sign and save")
    page.wait_for("Tick that you have read what stands above, or go back.")
    page.click(css="#confirm-anyway")
    room.sign(page)


@scenario
def failed_proof_is_not_approved(room):
    """A proof that contradicts its commit: neither the milestone nor any of its proofs can be approved."""
    stage = room.stage
    key = stage.agreed()
    files = bundles.read(stage.bundle())
    name = sorted(path for path in files if path.startswith("commits/"))[-1]
    path = bundles.write({**files, name: files[name] + b"\n"}, stage.path("failed.relay.tar"))
    stage.relay("bob", "approve", "123/1", "--bundle", path, "--out", stage.path("no.relay"), "--yes", status=1)
    page = room.client(path, key=key)
    page.wait_for("contradicts the commit that it names")
    buttons = page.evaluate("""() => [...document.querySelectorAll("#milestones button")]
      .map((e) => e.getAttribute("aria-label") ?? e.textContent)""")
    check(not [name for name in buttons if name.startswith("Approve")], f"can be approved: {buttons}")
    check("Reject milestone 1 …" in buttons, f"cannot be rejected: {buttons}")


@scenario
def bad_file_among_good_ones(room):
    """What cannot be read or checked leaves the page as it was, and what comes later is taken."""
    stage = room.stage
    key = stage.agreed()
    report = stage.report()
    junk = stage.path("junk.relay.tar")
    with open(junk, "wb") as file:
        file.write(b"\0" * 600)
    page = room.client(report, key=key)
    page.choose([junk], "#files")
    page.wait_for("Cannot be read")
    check("Approve milestone 1 …" in page.text(), "what was open is gone")
    page.type("SHA256:abc", css="#pin-builder")
    page.click(role="button", name="Compare")
    page.wait_for("Not a whole fingerprint")
    page.type(stage.fingerprint("ana"), css="#pin-builder")
    page.click(role="button", name="Compare")
    page.wait_for("Match: this is the builder’s key in this project.")
    page.choose([stage.bundle("again.relay.tar")], "#files")
    page.wait("both to be open", lambda: len(page.find_all(css="#opened li")) == 2)
    page.click(role="button", name="Approve milestone 1 …")
    room.sign(page)


@scenario
def agreed_terms_replaced(room):
    """A later offer over agreed terms: what differs stands beside it, and nobody has ticked it for the client."""
    stage = room.stage
    key = stage.key_of("bob")
    stage.found("Bob's shop", "Bob Client <bob@example.com>", "--client-key", f"{key}.pub")
    stage.offer(1, "Login", "3000 EUR", "--deliverable", "Login page", "--deliverable", "Basket", "--escrow", "E-1")
    stage.run("bob", "git", "config", "--global", "user.signingkey", key)
    stage.run("bob", "git", "config", "--global", "gpg.format", "ssh")
    stage.relay("bob", "agree", "--bundle", stage.bundle("offer.relay.tar"), "--out", stage.path("agreed.relay"), "--yes")
    stage.bring_in(stage.path("agreed.relay"))
    stage.relay("ana", "milestone", "edit", "1", "--escrow", "E-666", "--deliverable", "Login page")
    stage.relay("ana", "init", "123", "--title", "Bob's shop", "--client", "Bob Client <bob@example.com>",
                "--client-key", f"{key}.pub", "--budget", "12000 EUR", "--account", "IBAN EVE 666")
    said = stage.relay("bob", "agree", "--bundle", stage.bundle(), "--out", stage.path("x.relay"), "--yes")
    for line in ("Replaces terms agreed to on ", "escrow, so far: E-1", "escrow, now: E-666", "deliverable, no longer: Basket",
                 "paid to IBAN EVE 666"):
        check(line in said, f"relay does not say '{line}': {said}")
    page = room.client(stage.bundle(), key=key)
    offers = page.evaluate("() => document.getElementById('agree').innerText")
    for text in ("Replaces terms that you agreed to on 20", "Escrow: so far E-1; now E-666",
                 "Deliverables: so far Basket; now nothing of it", "paid to IBAN EVE 666"):
        check(text in offers, f"the page does not say '{text}': {offers}")
    check("every proof is pending" not in offers, "said that nothing is agreed")
    check(page.evaluate("() => document.querySelectorAll('#agree input:checked').length") == 0, "ticked beforehand")
    page.click(css=".offers li:nth-child(2) input")
    page.click(role="button", name="Agree …")
    page.wait_for("This sentence is what you sign:")
    asked = page.evaluate("() => document.getElementById('confirm').innerText")
    check("Replaces terms that you agreed to on 20" in asked and "now E-666" in asked, asked)
    room.sign(page)


@scenario
def title_like_a_sentence(room):
    """A title that reads like the rest of the sentence: it is set off, and each thing stands by itself."""
    stage = room.stage
    key = stage.key_of("bob")
    title = "Login’ of project 123 and release EUR 30.00 to Ana. Reviewed: ‘Login" + "\u033f" * 40
    stage.found("Bob's shop", "Bob Client <bob@example.com>", "--client-key", f"{key}.pub")
    stage.offer(1, title, "3000 EUR")
    stage.run("bob", "git", "config", "--global", "user.signingkey", key)
    stage.run("bob", "git", "config", "--global", "gpg.format", "ssh")
    stage.relay("bob", "agree", "--bundle", stage.bundle("offer.relay.tar"), "--out", stage.path("agreed.relay"), "--yes")
    stage.bring_in(stage.path("agreed.relay"))
    stage.work("Add the login page #relay-123/1")
    stage.submit(1)
    page = room.client(stage.bundle(), key=key)
    page.click(role="button", name="Approve milestone 1 …")
    page.wait_for("This sentence is what you sign:")
    facts = page.evaluate("() => document.getElementById('confirm-facts').innerText")
    check("EUR 3,000.00 in all" in facts and "Ana Builder" in facts, facts)
    parts = page.evaluate("() => [...document.querySelectorAll('#sentence .foreign')].map((e) => e.textContent)")
    check(len(parts) == 2 and parts[0].startswith("Login’ of project 123"), parts)
    check(parts[0].count("\u033f") == 4 and "\\u{33f}" in parts[0], "marks are painted over the sentence")
    stage.bring_in(room.sign(page))
    check(stage.milestone()["status"] == "approved", "not approved")


@scenario
def two_projects_in_one_file(room):
    """Two first records in one file: both are shown with their names, and a pasted key chooses."""
    stage = room.stage
    stage.agreed()
    with Stage() as other:
        other.found("Eve's shop")
        files = {**bundles.read(stage.bundle()), **bundles.read(other.bundle())}
    page = room.client(bundles.write(files, stage.path("mixed.relay.tar")))
    page.wait_for("Several projects claim this number")
    text = page.text()
    check("Bob's shop" in text and "Eve's shop" in text, "the projects are not named")
    check("show them what stands here" not in text, "pointed at nothing")
    page.type(stage.fingerprint("ana"), css="#pin-builder")
    page.click(role="button", name="Compare")
    page.wait_for("Match: this is the builder’s key in this project.")
    check("Login and basket" in page.text(), "the project is not the one that was chosen")


@scenario
def key_dropped_first(room):
    """Who drops the key before the report is told what it is, and where it goes."""
    stage = room.stage
    page = room.open()
    page.choose([stage.key_of("bob")], "#files")
    page.wait_for("that is a private key; open the report first, then choose your key under Decide")
    for name, content, said in (("a.key", "relay client key 1\n", "that is your key; open the report first"),
                                ("a.json", '{"a":1}', "no record of relay")):
        with open(stage.path(name), "w", encoding="utf-8") as file:
            file.write(content)
        page.choose([stage.path(name)], "#files")
        page.wait_for(said)
