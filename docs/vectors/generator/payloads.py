"""Records, and the payloads in them."""

import hashlib

from .canonical import canonical
from .keys import MadeKey, SeededKey, SoftSecurityKey, UnknownKey

ana, bob, cleo, eve = (SeededKey(name) for name in ["ana", "bob", "cleo", "eve"])
dan, bob_next, bob_third = (SeededKey(name) for name in ["dan", "bob-next", "bob-third"])
ana_sk = SoftSecurityKey("ana-security-key")
ana_new = UnknownKey("ana-unknown-type")
ana_p256 = MadeKey("ana-p256", "ecdsa", "-b", "256")
ana_p384 = MadeKey("ana-p384", "ecdsa", "-b", "384")
ana_p521 = MadeKey("ana-p521", "ecdsa", "-b", "521")
ana_rsa = MadeKey("ana-rsa", "rsa", "-b", "2048")

ABSENT = object()


def hex_of(name, digits=40):
    return hashlib.sha256(name.encode()).hexdigest()[:digits]


def identify(line):
    return hashlib.sha256(line).hexdigest()


class Record:
    """A payload with its signature; `sign` makes another one than the key would."""

    def __init__(self, payload, key, sign=None):
        self.payload = {name: value for name, value in payload.items() if value is not ABSENT}
        self.line = canonical(self.payload) + b"\n"
        self.key = key
        self.id = identify(self.line)
        self.signature = sign(self.line) if sign else key.sign(self.line)

    @property
    def bytes(self):
        return self.line + self.signature

    @property
    def path(self):
        return f"records/{self.id[:2]}/{self.id[2:4]}/{self.id}.relay"


def common(kind, key, parents, time, genesis):
    payload = {
        "v": 1, "type": kind, "project": 123, "by": key.fingerprint, "at": time,
        "parents": sorted(parents)}
    if genesis:
        payload["genesis"] = genesis
    return payload


def moment(second):
    return f"2026-03-01T12:{second // 60:02}:{second % 60:02}Z"


CLOCK = 0


def tick():
    global CLOCK
    CLOCK += 1
    return moment(CLOCK)


def builder(key, name="Ana Builder", mail="ana@example.com"):
    return {"name": name, "emails": [mail], "key": key.line}


def party(key=None):
    result = {"name": "Bob Client", "email": "bob@example.com"}
    if key:
        result["key"] = key.line
    return result


def terms_payload(key, parents=(), genesis=None, time=None, **changes):
    payload = common("project", key, parents, time or tick(), genesis)
    payload.update({
        "title": "Bob's shop", "client": party(), "builders": [builder(ana)],
        "nonce": hex_of("nonce", 32)})
    payload.update(changes)
    return payload


def agreement_payload(key, accepts, parents, genesis, time=None, **changes):
    payload = common("agreement", key, parents, time or tick(), genesis)
    payload.update({"accepts": sorted(accepts)})
    payload.update(changes)
    return payload


def proof_payload(key, parents, genesis, commit="first", time=None, **changes):
    payload = common("proof", key, parents, time or tick(), genesis)
    payload.update({
        "kind": "commit", "commit": hex_of(f"commit {commit}"),
        "commit_sha256": hex_of(f"object {commit}", 64), "tree": hex_of(f"tree {commit}"),
        "commit_parents": [hex_of(f"parent {commit}")], "patch_id": hex_of(f"patch {commit}"),
        "author_time": 1772366400, "committer_time": 1772366401, "files_added": 1,
        "files_modified": 2, "files_removed": 1, "files_renamed": 1, "files_changed": 5,
        "additions": 42, "deletions": 7, "capture": "live"})
    payload.update(changes)
    return payload


def other_payload(key, parents, genesis, kind="x_unknown", **changes):
    payload = common(kind, key, parents, tick(), genesis)
    payload.update(changes)
    return payload


def money(amount, currency):
    """A sum as sentences write it: EUR 3,000.00."""
    digits = {"JPY": 0, "BHD": 3}.get(currency, 2)
    whole, rest = divmod(amount, 10**digits)
    return f"{currency} {whole:,}" + (f".{rest:0{digits}}" if digits else "")


def say_rejected(terms, proof=None, verb="reject"):
    part = f"proof {proof[:10]} of " if proof else ""
    return f"I {verb} {part}milestone {terms['milestone']} '{terms['title']}' of project 123."


def say_approved(terms, proof=None, release=None):
    text = say_rejected(terms, proof, "approve")
    if not release:
        return text
    amount = money(release["amount"], release["currency"])
    if release["amount"] != terms["amount"]:
        amount += f" in all of {money(terms['amount'], terms['currency'])}"
    escrow = f" from escrow {release['escrow']}" if "escrow" in release else ""
    return f"{text[:-1]} and release {amount}{escrow} to {release['payee']}."


def without(payload, *names):
    return {name: value for name, value in payload.items() if name not in names}
