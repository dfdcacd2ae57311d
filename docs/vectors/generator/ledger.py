"""A ledger as a folder, and what is to be said of it."""

import os

from .payloads import (
    Record, agreement_payload, ana, bob, eve, other_payload, party, proof_payload, terms_payload)
from .tools import HERE, write


def readme():
    """The text that the documentation prints is the one that ledgers carry."""
    with open(os.path.join(HERE, "..", "..", "Sources", "Ledger", "Readme.swift")) as file:
        lines = file.read().split('"""\n', 1)[1].split('    """', 1)[0].split("\n")
    return "\n".join(line[4:] for line in lines[:-1]).replace("\\\\", "\\").encode()


README = readme()


class Ledger:
    """A folder with a ledger, and what is to be said of it."""

    def __init__(self, name, about):
        self.name = name
        self.about = about
        self.records = []
        self.files = {"README.md": README}
        self.refused = {}
        self.waiting = set()
        self.findings = []
        self.reads = []

    def add(self, record, refused=None):
        self.records.append(record)
        self.files[record.path] = record.bytes
        if refused:
            self.refused[record.id] = refused
            self.finding(record.path, refused)
        return record.id

    def terms(self, key=ana, parents=None, refused=None, sign=None, **changes):
        payload = terms_payload(key, self.heads(parents), self.genesis, **changes)
        return self.add(Record(payload, key, sign), refused)

    def agree(self, key, *accepts, parents=None, refused=None, waits=False, **changes):
        payload = agreement_payload(key, accepts, self.heads(parents), self.genesis, **changes)
        id = self.add(Record(payload, key), refused)
        if waits:
            self.waiting.add(id)
        return id

    def proof(self, key=ana, commit="first", parents=None, refused=None, **changes):
        payload = proof_payload(key, self.heads(parents), self.genesis, commit, **changes)
        return self.add(Record(payload, key), refused)

    def other(self, key=ana, parents=None, refused=None, **changes):
        payload = other_payload(key, self.heads(parents), self.genesis, **changes)
        return self.add(Record(payload, key), refused)

    def finding(self, path, verdict="invalid"):
        self.findings.append({"path": path, "verdict": verdict})

    @property
    def genesis(self):
        return self.records[0].id if self.records else None

    def admitted(self):
        return [record for record in self.records if record.id not in self.refused]

    def heads(self, parents=None):
        if parents is not None:
            return parents
        inside = [record for record in self.admitted() if record.id not in self.waiting]
        let_in = {parent for record in inside for parent in record.payload["parents"]}
        waiting = self.waiting - let_in
        named = {
            parent for record in self.admitted() if record.id not in waiting
            for parent in record.payload["parents"]}
        return sorted(
            record.id for record in self.admitted()
            if record.id not in named and record.id not in waiting)

    def order(self):
        """Ancestors first: by the longest path from the first record, then by id."""
        depth = {}
        for record in self.admitted():
            depth[record.id] = max((depth[p] + 1 for p in record.payload["parents"]), default=0)
        return sorted(depth, key=lambda id: (depth[id], id))

    def read(self, *, terms=None, agreed=False, roles=None, claims=(), superseded=None,
             duplicate=(), rivals=(), pins=None, **more):
        """Says what a reader finds, given some pinned keys."""
        proofs = [r.id for r in self.records if r.payload.get("kind") == "commit"]
        superseded = superseded or {}
        standing = [
            id for id in self.order()
            if id in proofs and id not in superseded and id not in duplicate]
        entry = {"pins": {who: key.fingerprint for who, key in (pins or {}).items()}}
        entry |= {
            "founder": self.genesis, "order": self.order(), "heads": self.heads(),
            "terms": terms or self.genesis, "agreed": agreed,
            "roles": {key.fingerprint: role for key, role in (roles or {}).items()},
            "claims": [id for id in self.order() if id in claims], "rivals": list(rivals),
            "standing": standing, "superseded": superseded,
            "findings": sorted(self.findings, key=lambda finding: finding["path"])}
        self.reads.append(entry | more)

    def fails(self, problem, pins=None):
        """Says that a reader finds no ledger."""
        entry = {"pins": {who: key.fingerprint for who, key in (pins or {}).items()}}
        self.reads.append(entry | {
            "problem": problem,
            "findings": sorted(self.findings, key=lambda finding: finding["path"])})

    def save(self):
        for head in self.heads():
            self.files.setdefault(f"heads/{head}", b"")
        for path, data in self.files.items():
            write(f"ledgers/{self.name}/{path}", data)
        return {"folder": f"ledgers/{self.name}", "about": self.about, "reads": self.reads}


def agreed_ledger(name, about):
    """Ana founds, Bob agrees: the start of most ledgers here."""
    ledger = Ledger(name, about)
    ledger.terms(client=party(bob))
    ledger.agree(bob, ledger.genesis)
    return ledger


PARTIES = {ana: "builder", bob: "client", eve: None}
