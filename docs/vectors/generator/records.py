"""Single records, good and bad."""

import json
import os

from .keys import Signature, armor, high_s, read_strings, string, unarmor
from .payloads import (
    ABSENT, Record, agreement_payload, ana, ana_new, ana_p256, ana_p384, ana_p521, ana_rsa, ana_sk, bob,
    builder, cleo, eve, hex_of, moment, other_payload, party, proof_payload, terms_payload, without)
from .tools import HOME, LARGEST, NAMESPACE, run, write

GENESIS = Record(terms_payload(ana, client=party(bob), time=moment(0)), ana)
PARENTS = [GENESIS.id]
AT = moment(1)
ENTRIES = []


def checks(record, data):
    """Whether ssh-keygen takes the signature, whosever key it is."""
    head, tail = data[:len(record.line)], data[len(record.line):]
    path = os.path.join(HOME, "signature")
    with open(path, "wb") as file:
        file.write(tail)
    result = run(
        "ssh-keygen", "-Y", "check-novalidate", "-n", NAMESPACE, "-s", path, data=head,
        check=False)
    return result.returncode == 0


def valid(name, record):
    assert checks(record, record.bytes), name
    write(f"records/valid/{name}.relay", record.bytes)
    ENTRIES.append({
        "file": f"records/valid/{name}.relay", "verdict": "valid", "id": record.id,
        "type": record.payload["type"], "by": record.key.fingerprint})


def refused(name, reason, words, data, verdict="invalid", stock=None):
    write(f"records/{verdict}/{name}.relay", data)
    entry = {
        "file": f"records/{verdict}/{name}.relay", "verdict": verdict, "reason": reason,
        "relay": words}
    if stock is not None:
        # That ssh-keygen is content is why the rule is needed.
        entry["ssh_keygen"] = "good" if stock else "bad"
    ENTRIES.append(entry)


def wrong(name, reason, words, payload, key=ana):
    """A record with a good signature over a payload that is not as the format says."""
    record = Record(payload, key)
    assert checks(record, record.bytes), name
    refused(name, reason, words, record.bytes, stock=True)


def terms(**changes):
    return terms_payload(ana, time=moment(0), **changes)


def agreement(**changes):
    return agreement_payload(bob, [GENESIS.id], PARENTS, GENESIS.id, AT) | changes


def proof(**changes):
    return proof_payload(ana, PARENTS, GENESIS.id, time=AT, **changes)


GOOD = Record(agreement(), bob)


def form(name, reason, words, data, stock=None):
    """A file around a good payload that is not as the format says."""
    if stock is not None:
        assert checks(GOOD, data) == stock, name
    refused(name, reason, words, data, stock=stock)


def valid_records():
    valid("project", Record(terms(
        client=party(bob), builders=[builder(ana), builder(cleo, "Cl\u00e9o", "cleo@example.com")],
        description="Line 1\nline 2: \u00e9 \uffff \U0001f600 \"quoted\" \\ \u2028",
        roots=[hex_of("root"), hex_of("other root", 64)], currency="EUR", budget=1500000,
        tickets=["SHOP", "A_1"]), ana))
    valid("project-least", Record(terms(
        title=ABSENT, client={}, builders=[{"key": ana.line}]), ana))
    valid("project-amended", Record(terms_payload(
        ana, PARENTS, GENESIS.id, AT, title="Bob's bigger shop"), ana))
    valid("project-by-the-client", Record(terms_payload(
        bob, time=moment(0), client=party(bob)), bob))
    valid("project-number-largest", Record(terms(project=LARGEST), ana))
    valid("project-budget-zero", Record(terms(currency="JPY", budget=0), ana))
    valid("project-year-1", Record(terms() | {"at": "0001-01-01T00:00:00Z"}, ana))
    valid("project-year-9999", Record(terms() | {"at": "9999-12-31T23:59:59Z"}, ana))
    valid("agreement", Record(agreement(name="Bob", email="bob@example.com"), bob))
    valid("agreement-least", Record(agreement(), bob))
    valid("agreement-two-parents", Record(
        agreement() | {"parents": sorted([GENESIS.id, hex_of("head", 64)])}, bob))
    valid("proof", Record(proof(
        branch="feature/\u00e9", milestone=2, vouched=True,
        supersedes=sorted([hex_of("old", 64), hex_of("older", 64)]), capture="synced"), ana))
    valid("proof-least", Record(proof(
        commit_parents=[], patch_id=ABSENT, files_added=0, files_modified=0, files_removed=0,
        files_renamed=0, files_changed=0, additions=0, deletions=0), ana))
    valid("proof-counts-largest", Record(proof(additions=2**40, deletions=2**40), ana))
    valid("proof-of-a-merge", Record(proof(
        commit_parents=[hex_of("left"), hex_of("right")], patch_id=ABSENT, files_added=0,
        files_modified=0, files_removed=0, files_renamed=0, files_changed=0, additions=0,
        deletions=0), ana))
    valid("proof-sha256-repository", Record(proof(
        commit=hex_of("commit", 64), tree=hex_of("tree", 64),
        commit_parents=[hex_of("parent", 64)]), ana))
    for word in ["rewritten", "claimed", "received", "imported"]:
        valid(f"proof-{word}", Record(proof(capture=word), ana))
    valid("unknown-field", Record(
        agreement(x_mood="glad", x_more={"a": [1, None, {"b": True}]}), bob))
    valid("unknown-kind", Record(proof(kind="x_unknown", commit=1, patch_id=None), ana))
    valid("unknown-type", Record(
        other_payload(ana, PARENTS, GENESIS.id, at=AT, nonce=5, client="Bob"), ana))
    for key in [ana_p256, ana_p384, ana_p521, ana_rsa, ana_sk]:
        name = key.name.removeprefix("ana-")
        valid(f"key-{name}", Record(terms_payload(
            key, time=moment(0), builders=[builder(key)]), key))


def form_records():
    line, text = GOOD.line, GOOD.signature
    signature = Signature(text)
    form("armor-wrapped-at-76", "base64 in lines of 76", "70 columns",
         line + signature.armor(76), True)
    form("armor-one-line", "base64 in one line", "70 columns",
         line + signature.armor(10_000), True)
    form("armor-junk-after", "text after the signature", "END SSH SIGNATURE",
         line + text + b"junk\n", True)
    form("armor-empty-line-after", "an empty line after the signature", "END SSH SIGNATURE",
         line + text + b"\n", True)
    form("armor-second-signature", "two signatures", "base64", line + text + text)
    form("armor-carriage-returns", "CRLF in the armor", "carriage return",
         line + text.replace(b"\n", b"\r\n"))
    form("armor-no-final-newline", "no newline at the end", "END SSH SIGNATURE", line + text[:-1])
    form("armor-space-after-line", "a space after a line of base64", "base64",
         line + text.replace(b"\n", b" \n", 2).replace(b"----- \n", b"-----\n", 1))
    form("armor-empty-line-inside", "an empty line in the armor", "70 columns",
         line + text.replace(b"-----\n", b"-----\n\n", 1))
    form("armor-padding-bits", "base64 whose last bits are not zero", "base64",
         line + padding_bits(text))
    form("armor-other-header", "the armor of something else", "BEGIN SSH SIGNATURE",
         line + text.replace(b"SSH SIGNATURE", b"PGP SIGNATURE"))
    form("armor-missing", "no signature", "BEGIN SSH SIGNATURE", line)
    form("line-carriage-return", "CRLF after line 1", "line 1 is not canonical JSON",
         line[:-1] + b"\r\n" + ana.sign(line[:-1] + b"\r\n"))
    form("line-byte-order-mark", "a byte order mark", "line 1 is not canonical JSON",
         b"\xef\xbb\xbf" + line + ana.sign(b"\xef\xbb\xbf" + line))
    form("line-empty-after", "an empty line between payload and signature",
         "BEGIN SSH SIGNATURE", line + b"\n" + text)
    form("line-missing", "no payload", "line 1 is not canonical JSON", text)
    form("line-keys-unsorted", "line 1 is JSON, but not canonical", "line 1 is not canonical JSON",
         unsorted(GOOD) + bob.sign(unsorted(GOOD)))
    form("line-array", "line 1 is no object", "not an object", b"[]\n" + bob.sign(b"[]\n"))
    form("empty", "an empty file", "line 1", b"")
    form("newline", "only a newline", "line 1", b"\n")
    form("nul", "zeros", "line 1", b"\0" * 64)


def signature_records():
    line, text = GOOD.line, GOOD.signature
    changed = Record(agreement(name="Bob"), bob)
    form("signature-of-another-line", "the signature is over another payload", "signature",
         changed.line + text)
    flipped = Signature(text)
    flipped.body = flipped.body[:-1] + bytes([flipped.body[-1] ^ 1])
    form("signature-flipped-bit", "a bit of the signature is not as it was", "signature",
         line + flipped.armor())
    form("signature-namespace", "signed for another purpose", 'namespace "git"',
         line + bob.sign(line, "git"))
    form("signature-namespace-longer", "signed for another purpose",
         'namespace "relay-ledger-v10"', line + bob.sign(line, "relay-ledger-v10"))
    form("signature-sha256", "hashed with SHA-256, not SHA-512", "sha256",
         line + bob.sign(line, algorithm="sha256"), True)
    reserved = Signature(text)
    reserved.reserved = b"reserved"
    form("signature-reserved", "the field `reserved` is in use", "reserved",
         line + reserved.armor(), True)
    newer = Signature(text)
    newer.version = 2
    form("signature-version-2", "version 2 of SSHSIG", "version", line + newer.armor())
    longer = unarmor(text) + b"\0"
    form("signature-byte-after", "a byte after the signature's last field", "signature",
         line + armor(longer))
    form("signature-by-another-key", "signed by a key other than `by`", "not by",
         line + eve.sign(line), True)
    swapped = Signature(eve.sign(line))
    swapped.key = bob.blob
    form("signature-under-another-key", "another key's signature under the signer's name",
         "signature", line + swapped.armor())
    for key in [ana_p256, ana_p384, ana_p521]:
        record = Record(terms_payload(key, time=moment(0), builders=[builder(key)]), key)
        data = record.line + high_s(record.signature)
        assert checks(record, data)
        refused(f"signature-high-s-{key.name.removeprefix('ana-')}",
                "ECDSA with the greater of its two values of s", "greater", data, stock=True)
    record = Record(terms_payload(ana_rsa, time=moment(0), builders=[builder(ana_rsa)]), ana_rsa)
    padded = Signature(record.signature)
    name, body = read_strings(padded.body)
    padded.body = string(name) + string(b"\0" + body)
    refused("signature-rsa-padded", "an RSA signature with a zero in front", "modulus",
            record.line + padded.armor())
    number = 0
    while True:  # One in 256 starts with a zero, which some programs leave out.
        record = Record(terms_payload(
            ana_rsa, time=moment(0), builders=[builder(ana_rsa)],
            nonce=hex_of(f"nonce {number}", 32)), ana_rsa)
        short = Signature(record.signature)
        name, body = read_strings(short.body)
        if body[0] == 0:
            break
        number += 1
    short.body = string(name) + string(body[1:])
    data = record.line + short.armor()
    refused("signature-rsa-short", "an RSA signature without its leading zero", "modulus", data,
            stock=checks(record, data))
    record = Record(other_payload(
        ana_new, [], None, kind="project", title="Bob's shop", client=party(),
        builders=[builder(ana_new)], nonce=hex_of("nonce", 32), at=moment(0)), ana_new)
    refused("key-of-unknown-type", "a kind of key that the reader does not know",
            "ssh-unknown@example.com", record.bytes, "unsupported")


def common_members():
    wrong("v-missing", "`v` is missing", '"v" is missing', without(agreement(), "v"), bob)
    wrong("v-zero", "`v` is no version", '"v"', agreement() | {"v": 0}, bob)
    wrong("v-string", "`v` is no number", '"v"', agreement() | {"v": "1"}, bob)
    for version in [2, LARGEST]:
        record = Record(agreement() | {"v": version, "parents": "of a form to come"}, bob)
        refused(f"v-{version}", "a newer version, which may mean anything", "upgrade relay",
                record.bytes, "unsupported")
    wrong("type-missing", "`type` is missing", '"type"', without(agreement(), "type"), bob)
    wrong("type-number", "`type` is no string", '"type"', agreement() | {"type": 1}, bob)
    wrong("project-missing", "`project` is missing", '"project"',
          without(agreement(), "project"), bob)
    wrong("project-zero", "`project` is below 1", '"project"', agreement() | {"project": 0}, bob)
    wrong("project-negative", "`project` is below 1", '"project"',
          agreement() | {"project": -1}, bob)
    wrong("project-string", "`project` is no number", '"project"',
          agreement() | {"project": "123"}, bob)
    wrong("genesis-short", "`genesis` is no id", '"genesis"',
          agreement() | {"genesis": GENESIS.id[:63]}, bob)
    wrong("genesis-upper-case", "`genesis` in capitals", '"genesis"',
          agreement() | {"genesis": "A" + GENESIS.id[1:]}, bob)
    wrong("genesis-null", "`genesis` is null", '"genesis"', agreement() | {"genesis": None}, bob)
    wrong("genesis-with-parents", "a first record with parents", "first record",
          terms() | {"parents": PARENTS})
    wrong("genesis-without-parents", "`genesis`, and no parents", "first record",
          agreement() | {"parents": []}, bob)
    wrong("parents-missing", "`parents` is missing", '"parents"', without(terms(), "parents"))
    wrong("parents-string", "`parents` is no array", '"parents"',
          agreement() | {"parents": GENESIS.id}, bob)
    ids = sorted([GENESIS.id, hex_of("head", 64)])
    wrong("parents-unsorted", "`parents` out of order", "not sorted",
          agreement() | {"parents": ids[::-1]}, bob)
    wrong("parents-twice", "a parent twice", "not sorted",
          agreement() | {"parents": [GENESIS.id] * 2}, bob)
    wrong("parents-short", "a parent is no id", '"parents"', agreement() | {"parents": ["ab"]}, bob)
    wrong("parents-number", "a parent is no string", '"parents"', agreement() | {"parents": [1]}, bob)
    wrong("by-missing", "`by` is missing", '"by"', without(agreement(), "by"), bob)
    wrong("by-key", "`by` is a key instead of its fingerprint", "not by",
          agreement() | {"by": bob.line}, bob)
    wrong("by-md5", "`by` is a fingerprint of another kind", "not by",
          agreement() | {"by": "MD5:" + ":".join(["00"] * 16)}, bob)
    wrong("by-padded", "`by` with the padding of base64", "not by",
          agreement() | {"by": bob.fingerprint + "="}, bob)
    wrong("by-base64url", "`by` in the alphabet for URLs", "not by",
          agreement() | {"by": bob.fingerprint[:-1] + "_"}, bob)
    wrong("at-missing", "`at` is missing", '"at"', without(agreement(), "at"), bob)
    wrong("at-number", "`at` is no string", '"at"', agreement() | {"at": 1772366400}, bob)
    for name, text in {
        "offset": "2026-03-01T12:00:00+00:00", "fraction": "2026-03-01T12:00:00.0Z",
        "small-letters": "2026-03-01t12:00:00z", "space": "2026-03-01 12:00:00Z",
        "no-zone": "2026-03-01T12:00:00", "leap-second": "2016-12-31T23:59:60Z",
        "hour-24": "2026-03-01T24:00:00Z", "30-february": "2026-02-30T12:00:00Z",
        "29-february": "2026-02-29T12:00:00Z", "month-13": "2026-13-01T12:00:00Z",
        "day-0": "2026-03-00T12:00:00Z", "year-0": "0000-01-01T00:00:00Z",
        "year-10000": "10000-01-01T00:00:00Z", "full-width": "\uff12026-03-01T12:00:00Z",
    }.items():
        wrong(f"at-{name}", "`at` is not of the one form, or no such time exists", '"at"',
              agreement() | {"at": text}, bob)


def project_members():
    wrong("project-nonce-missing", "`nonce` is missing", '"nonce"', without(terms(), "nonce"))
    wrong("project-nonce-short", "`nonce` is not 32 digits", '"nonce"', terms(nonce="00"))
    wrong("project-nonce-upper-case", "`nonce` in capitals", '"nonce"',
          terms(nonce="A" * 32))
    wrong("project-client-missing", "`client` is missing", '"client"', without(terms(), "client"))
    wrong("project-client-string", "`client` is no object", '"client"', terms(client="Bob"))
    wrong("project-client-key-with-comment", "a key with a comment", '"client.key"',
          terms(client={"key": bob.line + " bob@example.com"}))
    wrong("project-client-key-fingerprint", "a fingerprint instead of a key", '"client.key"',
          terms(client={"key": bob.fingerprint}))
    wrong("project-client-name-number", "`client.name` is no string", '"client.name"',
          terms(client={"name": 1}))
    wrong("project-builders-missing", "`builders` is missing", '"builders"',
          without(terms(), "builders"))
    wrong("project-builders-empty", "no builder", '"builders"', terms(builders=[]))
    wrong("project-builders-object", "`builders` is no array", '"builders"',
          terms(builders=builder(ana)))
    wrong("project-builder-without-key", "a builder without a key", 'no "key"',
          terms(builders=[builder(ana), {"name": "Cleo"}]))
    wrong("project-builder-emails-string", "`emails` is no array", "emails",
          terms(builders=[{"key": ana.line, "emails": "ana@example.com"}]))
    wrong("project-builder-twice", "two builders with one key", "one key",
          terms(builders=[builder(ana), builder(ana)]))
    wrong("project-one-key-two-roles", "one key is the client's and a builder's", "one key",
          terms(client=party(ana)))
    wrong("project-title-number", "`title` is no string", '"title"', terms(title=1))
    wrong("project-title-null", "`title` is null", '"title"', terms(title=None))
    wrong("project-currency-alone", "a currency without a budget", "go together",
          terms(currency="EUR"))
    wrong("project-budget-alone", "a budget without a currency", "go together", terms(budget=1))
    wrong("project-currency-small", "a currency in small letters", '"currency"',
          terms(currency="eur", budget=1))
    wrong("project-currency-long", "a currency of four letters", '"currency"',
          terms(currency="EURO", budget=1))
    wrong("project-budget-negative", "a budget below 0", '"budget"',
          terms(currency="EUR", budget=-1))
    wrong("project-budget-string", "a budget that is no number", '"budget"',
          terms(currency="EUR", budget="1500.00"))
    wrong("project-roots-short", "a root that is no commit id", '"roots"', terms(roots=["ab"]))
    wrong("project-roots-string", "`roots` is no array", '"roots"', terms(roots=hex_of("root")))
    for name, text in {
        "small": "shop", "one-letter": "S", "digit-first": "1SHOP", "33": "S" * 33,
        "hyphen": "SHOP-", "tag-word": "RELAY", "empty": "",
    }.items():
        wrong(f"project-ticket-{name}", "no ticket prefix", '"tickets"', terms(tickets=[text]))
    wrong("project-1001-tickets", "a list of more than 1,000", "1000",
          terms(tickets=[f"T{number}" for number in range(1001)]))


def agreement_members():
    ids = sorted([GENESIS.id, hex_of("head", 64)])
    wrong("agreement-accepts-missing", "`accepts` is missing", '"accepts"',
          without(agreement(), "accepts"), bob)
    wrong("agreement-accepts-empty", "accepts nothing", '"accepts"', agreement(accepts=[]), bob)
    wrong("agreement-accepts-unsorted", "`accepts` out of order", "not sorted",
          agreement(accepts=ids[::-1]), bob)
    wrong("agreement-accepts-string", "`accepts` is no array", '"accepts"',
          agreement(accepts=GENESIS.id), bob)
    wrong("agreement-name-number", "`name` is no string", '"name"', agreement(name=1), bob)
    wrong("agreement-email-null", "`email` is null", '"email"', agreement(email=None), bob)


def proof_members():
    ids = sorted([GENESIS.id, hex_of("head", 64)])
    for name in ["kind", "commit", "commit_sha256", "tree", "commit_parents", "author_time",
                 "committer_time", "files_changed", "files_added", "files_modified",
                 "files_removed", "files_renamed", "additions", "deletions", "capture"]:
        wrong(f"proof-{name.replace('_', '-')}-missing", f"`{name}` is missing", f'"{name}"',
              without(proof(), name))
    for name in ["author_time", "committer_time", "additions", "deletions"]:
        wrong(f"proof-{name.replace('_', '-')}-negative", f"`{name}` is below 0", f'"{name}"',
              proof() | {name: -1})
    for name in ["files_added", "additions", "deletions"]:
        wrong(f"proof-{name.replace('_', '-')}-too-large", f"`{name}` is above 2^40", f'"{name}"',
              proof() | {name: 2**40 + 1})
    wrong("proof-kind-number", "`kind` is no string", '"kind"', proof(kind=1))
    wrong("proof-commit-short", "`commit` is no commit id", '"commit"',
          proof() | {"commit": hex_of("commit", 39)})
    wrong("proof-commit-upper-case", "`commit` in capitals", '"commit"',
          proof() | {"commit": "A" * 40})
    wrong("proof-commit-sha256-short", "`commit_sha256` is not 64 digits", '"commit_sha256"',
          proof(commit_sha256=hex_of("commit")))
    wrong("proof-tree-short", "`tree` is no tree id", '"tree"', proof(tree="ab"))
    wrong("proof-commit-parents-string", "`commit_parents` is no array", '"commit_parents"',
          proof(commit_parents=hex_of("parent")))
    wrong("proof-commit-parents-no-id", "a commit's parent is no commit id", '"commit_parents"',
          proof(commit_parents=["parent"]))
    wrong("proof-commit-parents-joined", "two parents in one string", '"commit_parents"',
          proof(commit_parents=[hex_of("left") + " " + hex_of("right")]))
    wrong("proof-patch-id-long", "`patch_id` is not 40 digits", '"patch_id"',
          proof(patch_id=hex_of("patch", 64)))
    wrong("proof-patch-id-null", "`patch_id` is null", '"patch_id"', proof(patch_id=None))
    wrong("proof-files-changed-no-sum", "`files_changed` is not the sum of its kinds",
          '"files_changed"', proof(files_changed=6))
    wrong("proof-capture-unknown", "`capture` is none of the words", '"capture"',
          proof(capture="dreamt"))
    wrong("proof-milestone-zero", "`milestone` is below 1", '"milestone"', proof(milestone=0))
    wrong("proof-vouched-number", "`vouched` is no truth value", '"vouched"', proof(vouched=1))
    wrong("proof-branch-number", "`branch` is no string", '"branch"', proof(branch=1))
    wrong("proof-supersedes-unsorted", "`supersedes` out of order", "not sorted",
          proof(supersedes=ids[::-1]))
    wrong("proof-supersedes-no-id", "`supersedes` holds no id", '"supersedes"',
          proof(supersedes=["ab"]))


def padding_bits(text):
    """The same signature for a reader that ignores the last bits of base64."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body = text.decode()
    place = body.index("=") - 1
    return (body[:place] + alphabet[alphabet.index(body[place]) + 1] + body[place + 1:]).encode()


def unsorted(record):
    members = record.payload.items()
    return json.dumps(dict(reversed(members)), separators=(",", ":")).encode() + b"\n"


def record_vectors():
    valid_records()
    form_records()
    signature_records()
    common_members()
    project_members()
    agreement_members()
    proof_members()
    return list(ENTRIES)
