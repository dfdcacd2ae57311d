"""A ledger with the records of a contract: milestones, decisions, money, keys."""

from .ledger import Ledger
from .payloads import (
    Record, ana, bob, common, dan, moment, party, say_approved, say_rejected, tick)

FULL = 900000
LOGIN = {
    "title": "Login", "amount": FULL, "currency": "EUR", "escrow": "E-77",
    "deliverables": ["Sign in", "Sign out"]}
PAYEE = "Ana, DE02 1203 0000 0000 2020 51"


class Contract(Ledger):
    """Ana works for Bob, Dan holds the money: EUR 15,000.00, of which milestone 1 takes 9,000.00."""

    def payload(self, id):
        return next(record.payload for record in self.records if record.id == id)

    def say(self, kind, signer, parents=None, refused=None, waits=False, **members):
        payload = common(kind, signer, self.heads(parents), tick(), self.genesis)
        id = self.add(Record(payload | members, signer), refused)
        if waits:
            self.waiting.add(id)
        return id

    def apply(self, signer, role="builder", parents=None, **more):
        return self.say("application", signer, parents, role=role, **more)

    def admit(self, signer, key, role="builder", parents=None, **more):
        """Names what waits of the key, beside the heads."""
        if parents is None:
            mine = [i for i in self.waiting if self.payload(i)["by"] == key.fingerprint]
            parents = sorted({*self.heads(), *mine})
        return self.say("admission", signer, parents, role=role, key=key.line, **more)

    def rotate(self, signer, key, keeps=None, **more):
        keeps = sorted(self.heads() if keeps is None else keeps)
        return self.say("rotation", signer, key=key.line, keeps=keeps, **more)

    def revoke(self, signer, key, keeps=None, **more):
        keeps = sorted(self.heads() if keeps is None else keeps)
        return self.say("revocation", signer, key=key.fingerprint, keeps=keeps, **more)

    def milestone(self, signer=ana, number=1, parents=None, refused=None, drop=(), **changes):
        members = {"milestone": number} | LOGIN | changes
        members = {name: value for name, value in members.items() if name not in drop}
        return self.say("milestone", signer, parents, refused, **members)

    def remove(self, terms, signer=ana, number=1, **more):
        return self.say("milestone-removal", signer, milestone=number, terms=terms, **more)

    def submit(self, terms, proofs, signer=ana, number=1, parents=None, refused=None, drop=(),
               **changes):
        members = {
            "milestone": number, "terms": terms, "proofs": sorted(proofs), "payee": PAYEE} | changes
        members = {name: value for name, value in members.items() if name not in drop}
        return self.say("submission", signer, parents, refused, **members)

    def withdraw(self, submission, signer=ana, **more):
        return self.say("withdrawal", signer, submission=submission, **more)

    def decide(self, submission, verdict="approved", release=None, signer=bob, proof=None,
               **changes):
        """Approves or rejects; `release` is a sum of cents, or an object."""
        work = self.payload(submission)
        terms = self.payload(work["terms"])
        members = {"submission": submission, "verdict": verdict}
        if isinstance(release, int):
            release = {"amount": release, "currency": "EUR", "payee": PAYEE, "escrow": "E-77"}
        if release:
            members["release"] = release
        if proof:
            members["proof"] = proof
        if verdict == "approved":
            members["sentence"] = say_approved(terms, proof, release)
        else:
            members["sentence"] = say_rejected(terms, proof)
        return self.say("decision", signer, **(members | changes))

    def pay(self, decision, amount, signer=dan, **changes):
        members = {
            "decision": decision, "amount": amount, "currency": "EUR", "paid_at": moment(3000)}
        return self.say("payment", signer, **(members | changes))

    def receive(self, decision, amount, signer=ana, **changes):
        members = {
            "decision": decision, "amount": amount, "currency": "EUR", "received_at": moment(3000)}
        return self.say("receipt", signer, **(members | changes))

    def reads_as(self, milestones=None, **more):
        """Says what a reader finds; `milestones` as status, released, settled."""
        found = {
            str(number): {"status": status, "released": released, "settled": settled}
            for number, (status, released, settled) in (milestones or {}).items()}
        more = {"agreed": True} | more
        self.read(milestones=found, **more)

    def stands(self, status, released=0, settled=0, **more):
        """The same with one milestone."""
        self.reads_as({1: (status, released, settled)}, **more)


def contract(name, about, **changes):
    """Founded by Ana and agreed by Bob."""
    ledger = Contract(name, about)
    terms = {
        "client": party(bob), "escrow": {"name": "Dan Escrow", "key": dan.line}, "currency": "EUR",
        "budget": 1500000}
    ledger.terms(**(terms | changes))
    ledger.agree(bob, ledger.genesis)
    return ledger


def agreed_milestone(name, about):
    """Milestone 1 agreed, with one proof."""
    ledger = contract(name, about)
    ledger.login = ledger.milestone()
    ledger.agree(bob, ledger.login)
    ledger.work = ledger.proof(milestone=1)
    return ledger


def submitted(name, about):
    """Milestone 1 under review."""
    ledger = agreed_milestone(name, about)
    ledger.submission = ledger.submit(ledger.login, [ledger.work])
    return ledger


def approved(name, about, release=FULL):
    """Milestone 1 approved for the whole amount."""
    ledger = submitted(name, about)
    ledger.decision = ledger.decide(ledger.submission, release=release)
    return ledger
