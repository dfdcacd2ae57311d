"""A report of relay's own form in which one value is another: the client page names each."""

import base64
import re

import bundles
from page import check
from scenario import scenario
from scenarios_report import full

ROW = r'<details class="proof" id="proof-[^\n]*\n.*?</details>\n'
RECORD = r'<li class="record" id="record-[^\n]*\n.*?</li>\n'
DECISION = r'<ol class="story">\n<li class="story-step" data-about="decision.*?</ol>\n'

# What is changed: a pattern with the value in a group, what stands there instead, and what is named.
VALUES = {
    "the payee": (r"To be paid to <bdi>([^<]*)<", "Eve &lt;eve@example.com&gt;", "payee: the report shows “Eve <eve@example.com>”"),
    "whom a release goes to": (r"from escrow <bdi>E-77</bdi> to <bdi>([^<]*)<", "Eve", "release: the report shows “Eve”"),
    "what a release frees": (r"Releases <strong>([^<]*)<", "EUR 30,000.00", "“EUR 30,000.00”"),
    "what was received": (r"Received <strong>([^<]*)<", "EUR 1.00", "total: the report shows “EUR 1.00”"),
    "an amount of the overview": (r'data-value="amount">(EUR 3,000.00)</span>', "EUR 300.00", "Milestone 1, amount: the report shows “EUR 300.00”"),
    "a status of the overview": (r'data-value="status">(completed)<', "rejected", "Milestone 1, status"),
    "the budget": (r'data-value="budget">([^<]*)<', "EUR 120,000.00", "The money, budget"),
    "what is agreed": (r'data-value="agreed">(EUR [^<]*)<', "EUR 9,000.00", "The money, agreed"),
    "what is paid": (r'<dd data-value="settled">([^<]*)<', "EUR 9,000.00", "The money, settled"),
    "the share": (r'data-value="share">([^<]*) of', "50%", "Milestone 1, share"),
    "an offer": (r" for (EUR 2,000.00), by", "EUR 200.00", "Milestone 2, offer"),
    "an amount of the activity": (r"offers milestone 1 ‘Login and basket’ for (EUR 3,000.00)", "EUR 30.00", "what: the report shows"),
    "the sentence": (r'data-value="sentence"><bdi>I approve [^<]*(EUR 3,000.00)', "EUR 30,000.00", "sentence: the report shows"),
    "a deliverable": (r'<span dir="auto">(Basket)<', "Basket and till", "deliverable: the report shows “Basket and till”"),
    "whether it is met": (r'<span class="tick">(done|open)<', "waived", "deliverable: the report shows “waived”"),
    "a criterion": (r'<span dir="auto">(Works offline)<', "Works", "criterion: the report shows “Works”"),
    "the escrow": (r'data-value="escrow"><bdi>(E-77)<', "E-666", "Milestone 1, escrow"),
    "the note": (r'data-value="note"[^>]*>(Quicker now)<', "All is paid", "note: the report shows “All is paid”"),
    "the feedback": (r'data-value="feedback"[^>]*>(Fine)<', "Fine, all is accepted", "feedback: the report shows"),
    "a verdict": (r'data-value="decision">(rejected)<', "approved", "decision: the report shows “approved”"),
    "a remark": (r'data-value="remark" dir="auto">([^<]*)<', "Checked by relay-client.html: your key matches", "Checked by relay-client.html"),
    "the verdict's colour": (r"verdict callout (wait)", "good", "The verdict, mood"),
    "a mail address": (r'data-value="mail"><bdi>(ana@[^<]*)<', "eve@example.com", "The builder, mail"),
    "a fingerprint": (r'data-value="fingerprint"><code>(SHA256:[^<]*)<', "SHA256:" + "A" * 43, "fingerprint: the report shows"),
    "the first record": (r'data-value="first record"><code>([^<]*)<', "0" * 64, "First record"),
    "a head": (r'data-value="head"><code>([^<]*)<', "0" * 64, "Head"),
    "the pins": (r'data-value="pins">([^<]*)<', "client SHA256:" + "A" * 43, "Pins"),
    "a proof's status": (r'data-value="status">(verified)<', "failed", "status: the report shows “failed”"),
    "a proof's author": (r'class="proof-author" data-value="author">([^<]*)<', "Eve", "author: the report shows “Eve”"),
    "a proof's lines": (r'class="proof-lines"><span class="add">\+(3)<', "3,000", "“3,000”"),
    "a proof's commit": (r'data-value="commit"><code>([0-9a-f]*)<', "0" * 40, "commit: the report shows"),
    "a proof's record": (r'data-value="record"><code>([0-9a-f]*)<', "0" * 64, "record: the report shows"),
    "proofs by status": (r'data-value="proofs by status">([^<]*)<', "30 verified", "Proofs by status"),
    "the author table": (r'data-value="author"><bdi>(Ana Builder)</bdi></th>', "Eve", "author: the report shows “Eve”"),
    "who signed": (r'<bdi data-value="signer">(Bob Client)<', "Eve", "signer: the report shows “Eve”"),
    "a command": (r"<code>(relay [^<]*)</code></p></li>", "curl https://example.com | sh", "curl https://example.com"),
    "a width": (r"inline-size:([0-9.]*)%", "100", "The money"),
}

# What is left out, or there once more.
ROWS = {
    "a proof left out": (ROW, "", "Proofs: the report shows “2”, the signed records say “3”"),
    "a hundred proofs": (ROW, 101, "Proofs: the report shows “103”, the signed records say “3”"),
    "decisions left out": (DECISION, "", "decisions: the report shows “nothing”"),
    "a record left out": (RECORD, "", "Activity: the report shows"),
    "a record twice": (RECORD, 2, "Activity: the report shows"),
    "a milestone left out": (r'<article class="milestone card" id="milestone-2".*?</article>\n', "", "Milestones: the report shows “1”"),
    "the website": (r"(?=<dt>Pinned keys)", '<dt>Website</dt>\n<dd data-value="website"><a href="https://example.com/relay-client.html" '
                    'rel="noreferrer noopener">relay-client.html</a></dd>\n', "ebsite: the report shows"),
    "another description": (r'(?=</div>\n<section class="verdict callout)', '<p class="lead text" data-about="the project" data-value="description" '
                            'dir="auto">Budget: EUR 300</p>\n', "Description: the report shows “1”"),
}


def changes(text):
    """What, the changed report, and what is named of it."""
    head, mark, rest = text.partition(bundles.MARK.decode())
    start = head.index("<body>")
    for what, (pattern, other, named) in {**VALUES, **ROWS}.items():
        found = re.compile(pattern, re.DOTALL).search(head, start)
        check(found, f"{what}: nothing is changed")
        group = 1 if found.re.groups else 0
        if isinstance(other, int):
            other = found[0] * other
        yield what, head[:found.start(group)] + other + head[found.end(group):] + mark + rest, named


DATA = '<script type="application/x-relay-data" id="relay-data">'


def other_forms(text):
    """What, and the report as one that says that it has another form, or says nothing."""
    head, _, rest = text.partition(DATA)
    data, _, rest = rest.partition("</script>")
    plain = base64.b64decode(data).decode()
    for what, changed in (("own", plain.replace('"own":true', '"own":false')),
                          ("frame", re.sub(r'"frame":"..', '"frame":"00', plain))):
        yield what, head + DATA + base64.b64encode(changed.encode()).decode() + "</script>" + rest
    yield "no data", head + rest


@scenario
def report_made_to_take_long(room):
    """Words by which a reader could be made to look again and again: soon told as what they are."""
    stage = room.stage
    stage.found()
    stage.offer()
    report, changed = stage.report(), stage.path("changed.html")
    with open(report, encoding="utf-8") as file:
        text = file.read()
    for old, new in (("Milestone report <span", "Milestone a/a" * 100_000 + "! <span"),
                     ("’ for EUR 3,000.00, by", "’" + " for a" * 200_000 + "; by")):
        check(old in text, f"{old} is not there")
        with open(changed, "w", encoding="utf-8") as file:
            file.write(text.replace(old, new, 1))
        page = room.open()
        page.choose([changed], "#files")
        page.wait("the verdict", lambda: page.find_all(css="#verdict .callout"), 15)
        text_of = page.text()
        check("The report shows other things" in text_of or "were not compared" in text_of, text_of[:1500])


@scenario
def report_values_rewritten(room):
    """One value after the other: red, and named."""
    stage = room.stage
    full(stage)
    report, changed = stage.report(), stage.path("changed.html")
    bob = stage.run("bob", "ssh-keygen", "-l", "-f", stage.path("home-bob", "id_ed25519.pub")).split()[1]
    with open(report, encoding="utf-8") as file:
        text = file.read()
    page = room.client(report)

    def read(path, is_pinned=False):
        page.click(css="#clear")
        page.wait("the page to be empty", lambda: not page.find_all(css="#opened li"))
        page.choose([path], "#files")
        page.wait("the check to end", lambda: page.find_all(css="#verdict .callout"))
        if is_pinned:
            page.type(stage.fingerprint("ana"), css="#pin-builder")
            page.type(bob, css="#pin-client")
            page.click(role="button", name="Compare")
            page.wait_for("Match: this is the builder")
        return page.evaluate("""() => [document.querySelector("#verdict .callout").className,
          document.getElementById("contradictions").innerText]""")

    kind, said = read(report, is_pinned=True)
    check(kind == "callout good" and "Everything fits" in page.text(), f"the report as it is: {kind}, {said}")
    check("was compared with what is signed, value by value" in page.text(), "not said that it was compared")
    problems = []
    for what, content, named in changes(text):
        with open(changed, "w", encoding="utf-8") as file:
            file.write(content)
        kind, said = read(changed)
        if kind != "callout bad" or named not in said:
            problems.append(f"{what}: {kind}, without {named!r}: {said[:400]}")
    for what, content in other_forms(text):
        lie = content.replace('data-check="amount">EUR 3,000.00', 'data-check="amount">EUR 300.00')
        for content in ([] if what == "no data" else [content]) + [lie, lie.replace("<main", "<p>x</p><main", 1)]:
            with open(changed, "w", encoding="utf-8") as file:
                file.write(content)
            kind, said = read(changed)
            if kind != "callout bad":
                problems.append(f"{what}: {kind}: {said[:400]}")
    check(not problems, "\n".join(problems))
