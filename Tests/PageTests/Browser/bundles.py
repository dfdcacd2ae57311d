"""Takes bundles and reports apart and puts them together again, as an attacker would."""

import hashlib
import io
import json
import re
import tarfile
import urllib.parse

MARK = b'<script type="application/x-relay-bundle" id="relay-bundle">'


def read(path):
    """The files of a bundle, or of the one in a report, by path."""
    with open(path, "rb") as file:
        content = file.read()
    if MARK in content:
        return carried(content.split(MARK)[1].split(b"</script>")[0])
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return {entry.name: archive.extractfile(entry).read() for entry in archive if entry.isfile()}


def carried(text):
    """The files that the text in a report stands for."""
    rest, files = urllib.parse.unquote_to_bytes(text), {}
    while rest:
        head, _, rest = rest.partition(b"\n")
        name, length = head.decode().rsplit(" ", 1)
        files[name], rest = rest[:int(length)], rest[int(length) + 1:]
    return files


def text_of(files):
    """Files as a report carries them."""
    content = b"".join(
        f"{name} {len(content)}\n".encode() + content + b"\n" for name, content in sorted(files.items()))
    return re.sub(rb"[^\n -$&-;=-~]", lambda found: b"%%%02X" % found[0][0], content)


def write(files, path, report=None):
    """Writes files as a bundle, or into a copy of a report."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    content = out.getvalue()
    if report:
        with open(report, "rb") as file:
            head, rest = file.read().split(MARK)
        content = head + MARK + text_of(files) + rest[rest.index(b"</script>"):]
    with open(path, "wb") as file:
        file.write(content)
    return path


def record_path(record):
    """Where a record belongs: its name is the SHA-256 of its first line."""
    name = hashlib.sha256(record[: record.index(b"\n") + 1]).hexdigest()
    return f"records/{name[:2]}/{name[2:4]}/{name}.relay"


def records(files):
    return {path: content for path, content in files.items() if path.startswith("records/")}


def payload(record):
    return json.loads(record.split(b"\n", 1)[0])


def line_of(members):
    """The canonical line of a payload."""
    return json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def signed(stage, person, key, line):
    """A record with any first line, signed by ssh-keygen."""
    name = stage.path("line")
    with open(name, "wb") as file:
        file.write(line)
    stage.run(person, "ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", "relay-ledger-v1", name)
    with open(f"{name}.sig", "rb") as file:
        signature = file.read()
    stage.run(person, "rm", f"{name}.sig")
    return line + signature
