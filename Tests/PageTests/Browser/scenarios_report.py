"""The report: checks itself, is whole without scripts, and is contradicted where it lies."""

import json

import axe
import bundles
from page import check
from scenario import scenario
from scenarios_attacks import BAD, HOSTILE, show

GOOD = "This page agrees with its own records"
CONTRADICTS = "This page contradicts its own records"


def self_check(page):
    """What the report says of itself."""
    return page.wait("the report's check of itself", lambda: page.evaluate("""() => {
      const outcome = document.getElementById("self-check");
      return outcome.dataset.outcome && outcome.dataset.outcome !== "running" ? outcome.innerText : null;
    }"""))


def callouts(page):
    """What the client page says of reports: the kind and the title of each."""
    return page.evaluate("""() => [...document.querySelectorAll("#contradictions > .callout")]
      .map((e) => [e.className.replace("callout ", ""), e.querySelector("strong").textContent])""")


def rewritten(stage, report, *changes):
    """A copy of a report with other words in its HTML, and the same records."""
    with open(report, encoding="utf-8") as file:
        text = file.read()
    mark = bundles.MARK.decode()
    start = text.index("<body>")
    body, rest = text[start:].split(mark)
    for old, new in changes:
        check(old in body, f"'{old}' is not in the report")
        body = body.replace(old, new)
    path = stage.path("rewritten.html")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text[:start] + body + mark + rest)
    return path


@scenario
def report_and_client_page(room):
    """The report opens from a file and checks itself; the client page takes it; the approval counts."""
    stage = room.stage
    key = stage.agreed()
    report = stage.report()
    page = room.open(report)
    said = self_check(page)
    check(GOOD in said, said)
    check("EUR 3,000.00" in page.text(), "the overview has no money")
    page.click(role="tab", name="Proofs 2")
    page.wait_for("Add the login page #relay-123/1")
    page.keys("\ue012")
    page.wait("the milestones by arrow keys", lambda: page.find_all(css="#milestone-1"))
    page.click(role="tab", name="Proofs 2")
    page.type("basket", css="#filter-text")
    page.wait_for("1 of 2 proofs")
    # A label that stands in every row, and digits in the midst of an id, are nothing that anybody looks for.
    row = page.evaluate("() => document.querySelector('.proof').id.slice(6)")
    for words, found in (("captured", 0), (row[20:40], 0), (row[:12], 1)):
        page.type(words, css="#filter-text")
        page.wait_for(f"{found} of 2 proofs")
    page.evaluate("() => history.back()")
    page.wait("the tab before", lambda: page.evaluate("() => location.hash") != "#proofs")
    client = room.client(report, key=key)
    check("The report shows other" not in client.text(), client.text()[:1500])
    client.click(role="button", name="Approve milestone 1 …")
    stage.bring_in(room.sign(client))
    check(callouts(client) == [], f"an honest report is contradicted once more is signed: {callouts(client)}")
    check(stage.milestone()["status"] == "approved", "the milestone is not approved")
    page = room.open(stage.report("approved.html"))
    check(GOOD in self_check(page), "the report of the approved project contradicts itself")
    page.click(role="tab", name="Milestones 1")
    page.wait_for("I approve milestone 1 'Login and basket' of project 123 and release EUR 3,000.00")


def full(stage):
    """A project with something of everything; gives back the texts that a report of it must show."""
    key = stage.agreed("Add the login page #relay-123/1", "Add the basket [relay-123/1]")
    stage.relay("bob", "reject", "123/1", "--bundle", stage.bundle(), "--feedback", "Too slow, بطيء",
                "--revision-notes", "Make it quick", "--out", stage.path("no.relay"), "--yes")
    stage.bring_in(stage.path("no.relay"))
    stage.work("Make it quick #relay-123/1")
    stage.submit(1, "--note", "Quicker now")
    stage.relay("bob", "approve", "123/1", "--bundle", stage.bundle(), "--feedback", "Fine",
                "--out", stage.path("yes.relay"), "--yes")
    stage.bring_in(stage.path("yes.relay"))
    stage.relay("ana", "receipt", "1", "--yes", "--reference", "TX-17")
    stage.offer(2, "支払い", "2000 EUR", "--due", "2027-01-31")
    return key, [
        "Bob's shop", "Ana Builder", "Bob Client", "ana@example.com", "bob@example.com",
        "Login and basket", "支払い", "EUR 12,000.00", "EUR 3,000.00", "EUR 2,000.00", "E-77", "2027-01-31",
        "Login page", "Basket", "Works offline", "Please have a look", "Quicker now",
        "Too slow, بطيء", "Make it quick", "Fine", "TX-17",
        "Add the login page #relay-123/1", "Add the basket [relay-123/1]", "Make it quick #relay-123/1",
        "I reject milestone 1 'Login and basket' of project 123.",
        "I approve milestone 1 'Login and basket' of project 123 and release EUR 3,000.00 from escrow "
        "E-77 to Ana Builder <ana@example.com>.",
        stage.fingerprint("ana"),
    ]


def every_text(page):
    """All of the page with its folded parts opened."""
    return page.evaluate("""() => {
      for (const part of document.querySelectorAll("details")) {
        part.open = true;
        // What is far down the page is not laid out before one scrolls there.
        for (const element of [part, ...part.children]) element.style.contentVisibility = "visible";
      }
      return document.body.innerText.replace(/\\s+/g, " ");
    }""")


@scenario(scripts=False)
def report_without_scripts(room):
    """With scripts off every number and text is there, all parts one below the other."""
    stage = room.stage
    _, texts = full(stage)
    report = stage.report()
    page = room.open(report)
    shown = every_text(page)
    for text in texts:
        check(text in shown, f"'{text}' is not shown without scripts")
    files = bundles.read(report)
    for name in bundles.records(files):
        number = name.split("/")[-1].removesuffix(".relay")
        check(number[:10] in shown, f"record {number[:10]} is not shown")
    proofs = json.loads(stage.relay("ana", "log", "123", "--json"))["proofs"]
    check(len(proofs) == 3, f"{len(proofs)} proofs are listed")
    for proof in proofs:
        check(proof["commit"][:10] in shown, f"commit {proof['commit'][:10]} is not shown")
    check("Scripts are off" in shown, "not said that scripts are off")


@scenario
def report_with_scripts_is_the_same(room):
    """With scripts on nothing is lost: the same texts, in tabs."""
    _, texts = full(room.stage)
    page = room.open(room.stage.report())
    check(GOOD in self_check(page), self_check(page))
    shown = page.evaluate("""() => {
      for (const panel of document.querySelectorAll(".panel")) panel.hidden = false;
      for (const part of document.querySelectorAll("details")) part.open = true;
      return document.body.innerText.replace(/\\s+/g, " ");
    }""")
    for text in texts:
        check(text in shown, f"'{text}' is not shown")


@scenario
def report_rewritten(room):
    """HTML that shows other amounts, names, verdicts and totals: the client page goes by the records."""
    stage = room.stage
    key = stage.agreed()
    report = stage.report()
    lies = {
        "amount": (("EUR 3,000.00", "EUR 300.00"),),
        "status": ((">in review<", ">approved<"),),
        "total": (('data-check="totals.additions">+6<', 'data-check="totals.additions">+6,000<'),),
    }
    for what, changes in lies.items():
        path = rewritten(stage, report, *changes)
        page = room.open(path)
        check(CONTRADICTS in self_check(page), f"{what}: the report does not see it")
        said = stage.relay("ana", "verify", path, status=1)
        check("differs" in said, said)
    names = rewritten(stage, report, ("<bdi>Ana Builder</bdi>", "<bdi>Eve</bdi>"),
                      ("EUR 3,000.00", "EUR 300.00"), (">in review<", ">approved<"))
    page = room.client(names, key=key)
    page.wait_for("The report shows other things than its records")
    page.wait_for("Milestone 1, amount: the report shows “EUR 300.00”, the signed records say “EUR 3,000.00”")
    page.wait_for("The builder, name: the report shows “Eve”, the signed records say “Ana Builder”")
    page.wait_for("Milestone 1, status: the report shows “approved”, the signed records say “in review”")
    page.wait_for("The report shows other things than what is signed")
    check(page.find_all(css="#verdict .callout.bad"), "the heading is not red")
    page.click(role="button", name="Approve milestone 1 …")
    page.wait_for("and release EUR 3,000.00 from escrow E-77 to Ana Builder <ana@example.com>.")
    page.click(role="button", name="Sign and save")
    page.wait_for("Tick that you have read what stands above, or go back.")
    page.click(role="button", name="Go back")


LIES = [["bad", "The report shows other things than its records"]]
UNCOMPARED = [["wait", "The words of this report were not compared"]]


@scenario
def report_marks_rewritten(room):
    """Lies in and around the marks by which the client page compares: told, or said not to be compared."""
    stage = room.stage
    stage.agreed()
    report = stage.report()
    amounts = (("EUR 3,000.00", "EUR 30,000.00"), (">in review<", ">approved<"))
    pin = "SHA256:" + "A" * 43
    lies = {
        "the marks renamed": (*amounts, (" data-check=", " data-chk=")),
        "the parties' marks renamed": (*amounts, (" data-role=", " data-rule=")),
        "one mark twice": (("<body>", '<body><p data-check="totals.proofs">2</p>'),),
        "a mark in other quotes": (("<body>", "<body><p data-check='totals.proofs'>2</p>"),),
        "a pin that is none": (*amounts, ('data-builder-pin=""', 'data-builder-pin="x"')),
        "a pin": (*amounts, ('data-builder-pin=""', f'data-builder-pin="{pin}"')),
        "another scope": (('data-scope=""', 'data-scope="1"'), ("totals.additions\">+6<", "totals.additions\">+66,000<")),
        "another project": (('data-project="123"', 'data-project="124"'),),
        "digits of full width": (("EUR 3,000.00", "EUR ３3,000.00"),),
        "a sign": (("EUR 3,000.00", "−EUR 3,000.00"),),
        "another verdict": (("OK: consistent with itself", "OK: audited and certified, all money is due"),),
        "another title": (("data-value=\"title\" dir=\"auto\">Bob&#39;s shop", "data-value=\"title\" dir=\"auto\">Eve&#39;s shop"),),
        "a party more": (("<section class=\"parties\"", f'<div data-role="builder"><p data-value="name">Eve</p><p data-value="fingerprint">{pin}</p></div><section class="parties"'),),
        "a milestone more": (("<article class=\"milestone", '<article data-milestone="9"><h3 data-value="title">x</h3></article><article class="milestone'),),
        "much before it": (*amounts, ("<body>", "<body><!--" + "x" * (9 << 20) + "-->")),
    }
    uncompared = {"the parties' marks renamed", "a mark in other quotes", "much before it"}
    page = room.open()
    show(room, page, report)
    check(callouts(page) == [], f"the report as it is: {callouts(page)}")
    for what, changes in lies.items():
        with open(report, encoding="utf-8") as file:
            head = file.read().split(bundles.MARK.decode())[0]
        changes = [(old, new) for old, new in changes if old in head]
        check(changes, f"{what}: nothing is changed")
        show(room, page, rewritten(stage, report, *changes))
        said = callouts(page)
        check(said == (UNCOMPARED if what in uncompared else LIES), f"{what}: {said}")


@scenario
def report_with_code_of_others(room):
    """Anything that relay does not write, anywhere: not green, and a signature wants a tick."""
    stage = room.stage
    key = stage.agreed()
    report = stage.report()
    foreign = {
        "a line of style": ("</style>", ".tile .figure::after{content:'EUR 90,000.00'}</style>"),
        "text before the doctype": ("<!DOCTYPE html>", "<h1>PAID</h1><!DOCTYPE html>"),
        "text at the end": ("</html>\n", "</html>\n<h1>PAID</h1>"),
        "another script": ("</body>", "<script>document.title = 1</script></body>"),
        "the script changed": ("<script>(() => {", "<script>(() => {/**/"),
        "no policy": ('<meta http-equiv="Content-Security-Policy"', '<meta name="x"'),
        "an attribute of the body": ("<body>", '<body style="filter:invert(1)">'),
        "a hidden element": ('<p class="figure" data-value="released"', '<p style="display:none" class="figure" data-value="released"'),
        "a class that hides": ('<p class="small soft" data-value="of"', '<p class="small soft visually-hidden" data-value="of"'),
        "a style in the body": ("<main id", "<style>.figure{display:none}</style><main id"),
        "a comment": ("<main id", "<!-- x --><main id"),
        "an element": ("<main id", "<h2>PAID</h2><main id"),
        "an event": ('<li class="record"', '<li onclick="x()" class="record"'),
        "a row of other form": ('<details class="proof"', '<p>PAID</p><details class="proof"'),
        "another version": ('content="relay ', 'content="relay 9'),
    }
    page = room.client(report, key=key)
    page.type(stage.fingerprint("ana"), css="#pin-builder")
    page.click(role="button", name="Compare")
    page.wait_for("Everything fits")
    with open(report, encoding="utf-8") as file:
        text = file.read()
    changed = stage.path("changed.html")
    for what, (old, new) in foreign.items():
        check(old in text, f"{what}: nothing is changed")
        with open(changed, "w", encoding="utf-8") as file:
            file.write(text.replace(old, new, 1))
        show(room, page, changed)
        check(callouts(page) == UNCOMPARED, f"{what}: {callouts(page)}")
        page.type(stage.fingerprint("ana"), css="#pin-builder")
        page.click(role="button", name="Compare")
        page.wait_for("Match")
        kind = page.evaluate("() => document.querySelector('#verdict .callout').className")
        check(kind == "callout wait", f"{what}: {kind}")
        check("It holds code that relay" in page.text(), what)
    page.click(role="button", name="Approve milestone 1 …")
    page.wait_for("The words of the report were not compared")
    page.click(role="button", name="Sign and save")
    page.wait_for("Tick that you have read what stands above, or go back.")
    page.click(role="button", name="Go back")


@scenario
def report_of_odd_parties(room):
    """Honest reports are not called lies: an escrow agent's key, long and missing names, blanks, a scope."""
    stage = room.stage
    stage.key_of("eve")
    stage.names = {**stage.names, "ana": "Ana " + "名前" * 130}
    stage.found("  Bob's  shop", "<bob@example.com>", "--escrow", "Eve <eve@example.com>",
                "--escrow-key", stage.path("home-eve", "id_ed25519.pub"))
    stage.offer(1, "Login ", "3000 EUR")
    stage.offer(2, "x" * 140 + "日本" * 10, "2000 EUR")
    stage.work("Login #relay-123/1", "More #relay-123/2")
    page = room.open()
    for report in (stage.report(), stage.report("first.html", "--format", "html")):
        show(room, page, report)
        check(callouts(page) == [], f"{callouts(page)}: {page.evaluate('() => document.getElementById(String.raw`contradictions`).innerText')}")
    stage.relay("ana", "report", "123/1", "-o", stage.path("part.html"))
    show(room, page, stage.path("part.html"))
    check(callouts(page) == [], f"of one milestone: {callouts(page)}")
    opened = room.open(stage.path("part.html"))
    check(GOOD in self_check(opened), self_check(opened))


@scenario
def report_records_forged(room):
    """An embedded record changed, dropped or added: report, client page and relay all name it."""
    stage = room.stage
    stage.agreed()
    report = stage.report()
    files = bundles.read(report)
    name = sorted(bundles.records(files))[0]
    changed = bytearray(files[name])
    changed[40] ^= 1
    junk = "records/00/00/" + "0" * 64 + ".relay"
    forged = {
        "changed": {**files, name: bytes(changed)},
        "dropped": {path: content for path, content in files.items() if path != name},
        "added": {**files, junk: files[name]},
    }
    client = room.open()
    for what, content in forged.items():
        path = bundles.write(content, stage.path(f"{what}.html"), report)
        page = room.open(path)
        check(CONTRADICTS in self_check(page), f"{what}: the report does not see it")
        stage.relay("ana", "verify", path, status=1)
        check(BAD in show(room, client, path), f"{what}: the client page does not see it")


@scenario
def report_hostile_texts(room):
    """Hostile texts are inert in the report, with its script running."""
    stage = room.stage
    stage.found(HOSTILE, f"Bob {HOSTILE[:60]} <bob@example.com>", "--description", HOSTILE + "\u202e")
    stage.offer(1, "{{{title}}} <img src=x onerror=alert(1)>", "3000 EUR", "--deliverable", HOSTILE)
    message = stage.path("message")
    with open(message, "w") as file:
        file.write(f"{HOSTILE}\u202e #relay-123/1\n\n" + f"{HOSTILE}\n" * 10_000)
    stage.git("ana", "commit", "-q", "--allow-empty", "-F", message)
    page = room.open(stage.report())
    check(GOOD in self_check(page), self_check(page))
    shown = every_text(page)
    check("\u202e" not in shown, "a mark of direction is obeyed")
    foreign = page.evaluate(
        "() => document.querySelectorAll('img, iframe, main script, [onerror], a[href^=javascript]').length")
    check(foreign == 0, f"{foreign} elements come from texts")


def look_at_tabs(room, look):
    full(room.stage)
    page = room.open(room.stage.report())
    self_check(page)
    for number, tab in enumerate(page.find_all(role="tab")):
        page.click(tab)
        look(page, f"tab {number + 1}")
        page.evaluate(
            "() => document.querySelectorAll('.panel:not([hidden]) details').forEach((e) => { e.open = true; })")
        look(page, f"tab {number + 1}, opened")


def axe_finds_nothing(page, state):
    found = axe.violations(page)
    check(not found, f"axe finds in '{state}': " + "\n".join(found))


@scenario
def report_accessible(room):
    """axe-core finds nothing in any tab, in light colours."""
    look_at_tabs(room, axe_finds_nothing)


@scenario(dark=True)
def report_accessible_dark(room):
    """axe-core finds nothing in any tab, in dark colours."""
    look_at_tabs(room, axe_finds_nothing)
