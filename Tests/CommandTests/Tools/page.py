"""Looks into reports and changes them, as an attacker would: page.py COMMAND PAGE …

cut PAGE              the page without what every page of a version has: style, script, policy
texts PAGE            fails if anything in the page is markup, a link or a control that no template has
attack PAGE           changes what the page shows, and the records that it carries, and has
                      `relay verify` tell each
"""

import base64
import html
import html.parser
import json
import re
import subprocess
import sys
import urllib.parse

MARK = b'<script type="application/x-relay-bundle" id="relay-bundle">'
DATA = b'<script type="application/x-relay-data" id="relay-data">'
LIE = "all is accepted; EUR 30,000.00 are due to IBAN MALLORY"


def read(path):
    with open(path, "rb") as file:
        return file.read()


def cut(page):
    text = page.decode()
    text = re.sub(r"(?s)<style>.*?</style>", "<style></style>", text, count=1)
    text = re.sub(r"(?s)<script>.*?</script>", "<script></script>", text, count=1)
    text = re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-", text, count=1)
    # What it was made from names the form, which the version has.
    return re.sub(r'(id="relay-data">)[^<]*', r"\1", text)


class Reader(html.parser.HTMLParser):
    """Collects whatever could do something."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.scripts, self.faults, self.inside = 0, [], None
        self.texts = []

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "style"):
            self.inside = tag
            self.scripts += tag == "script"
        if tag in ("iframe", "object", "embed", "base", "img", "link", "frame", "audio", "video"):
            self.faults.append(f"<{tag}>")
        for name, value in attributes:
            if name.startswith("on") or name in ("srcdoc", "formaction", "action", "src"):
                self.faults.append(f"{tag} {name}={value!r}")
            if name == "href" and not re.match(r"^(#|https?://)", value):
                self.faults.append(f"{tag} {name}={value!r}")

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = None

    def handle_data(self, data):
        if self.inside is None:
            self.texts.append(data)


def look(path):
    reader = Reader()
    reader.feed(read(path).decode())
    faults = reader.faults
    if reader.scripts != 3:
        faults.append(f"{reader.scripts} scripts instead of 3")
    for text in reader.texts:
        for character in text:
            if (ord(character) < 32 and character not in "\n\t") or 127 <= ord(character) < 160 \
                    or 0x202A <= ord(character) <= 0x202E or 0x2066 <= ord(character) <= 0x2069:
                faults.append(f"{ord(character):#x} in {text[:40]!r}")
                break
    print("\n".join(faults) or "inert")
    return 1 if faults else 0


def parts(page):
    start = page.index(MARK) + len(MARK)
    end = page.index(b"<", start)
    carried, files = urllib.parse.unquote_to_bytes(page[start:end]), {}
    while carried:
        head, _, rest = carried.partition(b"\n")
        name, length = head.decode().rsplit(" ", 1)
        files[name], carried = rest[:int(length)], rest[int(length) + 1:]
    return page[:start], files, page[end:]


def whole(before, files, after):
    carried = b"".join(
        f"{name} {len(files[name])}\n".encode() + files[name] + b"\n" for name in sorted(files))
    return before + percent(carried) + after


def percent(content):
    """Text that a page can hold: what is no printable ASCII, `%` and `<` as % and two digits."""
    return re.sub(rb"[^\n -$&-;=-~]", lambda found: b"%%%02X" % found[0][0], content)


def verify(page):
    with open("attacked.html", "wb") as file:
        file.write(page)
    result = subprocess.run(
        ["relay", "verify", "attacked.html"], capture_output=True, text=True, check=False)
    return result.returncode, result.stdout + result.stderr


def data_lines(page):
    """What stands around the lines that a page says it was made from, and the lines."""
    start = page.index(DATA) + len(DATA)
    end = page.index(b"<", start)
    lines = base64.b64decode(page[start:end], validate=True).decode().splitlines()
    return page[:start], [json.loads(line) for line in lines], page[end:]


def with_data(before, lines, after):
    text = "".join(
        json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n" for line in lines)
    return before + base64.b64encode(text.encode()) + after


def data_attacks(page):
    """Each value of the data, once as another that it might have and once as a text that says more."""
    before, lines, after = data_lines(page)
    pin = "SHA256:" + "A" * 43
    others = {
        "branch": "elsewhere", "builder_pin": pin, "client_pin": pin, "head": "0" * 40, "milestone": 1,
        "project": 124, "relay": "9.9.9", "website": "https://forge.example/eve", "count": None,
        "check": "not here", "reason": "what it changed did not come along",
    }
    for index, line in enumerate(lines):
        for name, value in line.items():
            if name in ("frame", "own"):
                continue
            other = value + 1 if name == "count" else others[name]
            for lie in (other, LIE, f"{value}\0"):
                changed = [dict(one) for one in lines]
                changed[index][name] = lie
                yield f"data line {index}, {name}: {lie!r}", with_data(before, changed, after)
                # The same shown on the page.
                if isinstance(value, str) and isinstance(lie, str) and value:
                    shown = before.decode().replace(html.escape(value), html.escape(lie)).encode()
                    if shown != before and lie is not other:
                        yield f"data line {index}, {name}, and the page", with_data(shown, changed, after)
    for changed in ([{**lines[0], "more": LIE}] + lines[1:], lines + [{"path": LIE, "verdict": "invalid"}],
                    lines + [{"path": "README.md", "reason": LIE, "verdict": "invalid"}], lines + lines[1:],
                    lines[:1], [{**lines[0], "builder_pin": "\0"}] + lines[1:]):
        yield "other lines", with_data(before, changed, after)


def attack(path):
    page = read(path)
    before, files, after = parts(page)
    count, faults = 0, []
    kinds = {}

    def expect(what, changed, name, kind="other"):
        nonlocal count
        count += 1
        kinds[kind] = kinds.get(kind, 0) + 1
        status, said = verify(changed)
        if status != 1 or name not in said:
            faults.append(f"{what}: status {status}, without {name!r}:\n{said}")

    status, said = verify(page)
    if status != 0 or "the page shows what its records say" not in said:
        faults.append(f"the page itself: {status}\n{said}")
    records = [name for name in files if name.startswith("records/")]
    for name in records:
        short = name.split("/")[-1][:10]
        changed = dict(files)
        changed[name] = files[name].replace(b'"at":"2', b'"at":"1', 1)
        expect(f"{short} changed", whole(before, changed, after), short)
        changed = dict(files)
        del changed[name]
        changed.pop(f"heads/{name.split('/')[-1].removesuffix('.relay')}", None)
        expect(f"{short} dropped", whole(before, changed, after), short)
    changed = dict(files)
    changed["records/00/00/" + "0" * 64 + ".relay"] = files[records[0]]
    expect("one added under another name", whole(before, changed, after), "0" * 10)
    for name in [name for name in files if name.startswith("commits/")]:
        changed = dict(files)
        changed[name] = files[name].replace(b"@example.com", b"@example.net")
        expect(f"{name} changed", whole(before, changed, after), name.split("/")[-1][:10])
        changed = dict(files)
        del changed[name]
        expect(f"{name} dropped", whole(before, changed, after), "proof ")
    changed = dict(files)
    stray = f"commits/{'ab' * 20}"
    changed[stray] = LIE.encode()
    expect("a commit that no proof names", whole(before, changed, after), "ab" * 20)
    # Every value that the page names, changed one by one.
    shown = before.decode().split("\n")
    about = ""
    for index, line in enumerate(shown):
        found = re.search(r'data-about="([^"]*)"', line)
        about = found[1] if found else about
        value = re.search(r'data-value="([^"]*)"[^>]*>(.*)', line)
        if not value:
            continue
        words = re.search(r">([^<>]*[A-Za-z0-9][^<>]*)<", ">" + value[2] + "<")
        if not words:
            continue
        lie = line[:-len(value[2]) or None] if value[2] else line
        lie += value[2].replace(words[1], "something else", 1)
        changed = "\n".join(shown[:index] + [lie] + shown[index + 1:]).encode()
        whole_page = changed + page[len(before):]
        expect(f"{about}, {value[1]}", whole_page, f"{value[1]}: the page", "value")
    # Some of the words that have no name.
    plain = [index for index, line in enumerate(shown) if "data-value" not in line and "data-about" not in line
             and re.search(r">([^<>{};]*[A-Za-z]{3}[^<>{};]*)<", line) and "<style" not in line]
    for index in plain[::7]:
        lie = re.sub(r">([^<>{};]*[A-Za-z]{3}[^<>{};]*)<", f">{LIE}<", shown[index], count=1)
        changed = "\n".join(shown[:index] + [lie] + shown[index + 1:]).encode() + page[len(before):]
        expect(f"line {index}", changed, "the page", "words")
    for what, changed in data_attacks(page):
        expect(what, changed, "", "data")
    honest, lines, rest = data_lines(page)
    if with_data(honest, lines, rest) != page:
        faults.append("the data is not put together as it was taken apart")
    # A page that says that it has another form, and has relay's; or has some of relay's marks.
    other = [with_data(honest, [{**lines[0], name: lie}] + lines[1:], rest)
             for name, lie in (("own", False), ("frame", "0" * 64))]
    start = page.index(DATA)
    other.append(page[:start] + page[page.index(b"</script>", start) + 9:])
    for index, changed in enumerate(other):
        expect(f"another form, {index}", changed, "but has the form that relay writes")
        check = re.search(rb'data-check="amount">([^<]*)<', changed)
        lie = changed[:check.start(1)] + b"EUR 1.00" + changed[check.end(1):]
        expect(f"another form and amount, {index}", lie, "amount: the page shows")
        expect(f"another form, code and amount, {index}", lie.replace(b"<main", b"<p>x</p><main", 1), "amount: the page shows")
    script = page.rindex(b"<script>")
    expect("another script", page[:script] + b"<script>alert(1);" + page[script + 8:], "other code")
    expect("text behind the end", page + b"<p>All is paid: EUR 30,000.00</p>\n", "30,000.00")
    expect("a second bundle", page + MARK + b"AAAA</script>", "more than one bundle")
    for kind, least in (("value", 70), ("words", 10), ("data", 40), ("other", 20)):
        if kinds.get(kind, 0) < least:
            faults.append(f"only {kinds.get(kind, 0)} attacks of kind {kind}")
    print("\n".join(faults) or f"all of {count} attacks were told")
    return 1 if faults else 0


COMMANDS = {"texts": look, "attack": attack, "cut": lambda path: print(cut(read(path)), end="")}
sys.exit(COMMANDS[sys.argv[1]](sys.argv[2]))
