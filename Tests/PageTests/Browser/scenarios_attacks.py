"""Attacks on what the client is shown: the client page contradicts them and names them."""

import hashlib
import os

import bundles
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
        "--description", HOSTILE + "\u202e" + "\n" * 5 + "\u2066x")
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
