"""Ledgers about who may say something: applications, admissions, rotations, revocations."""

from .canonical import canonical
from .contract import FULL, Contract, approved, contract, submitted
from .ledger import PARTIES
from .payloads import (
    Record, ana, bob, bob_next, bob_third, cleo, common, dan, eve, hex_of, identify, tick)


def key_vectors():
    ledgers = []

    def ledger(name, about, start=contract):
        result = start(name, about)
        ledgers.append(result)
        return result

    def open_ledger(name, about):
        result = Contract(name, about)
        result.terms()
        return result

    with_cleo = PARTIES | {cleo: "builder"}

    # Applications and admissions.
    one = ledger("applied", "A stranger asks for a role, and waits at the door.")
    one.apply(cleo, waits=True, name="Cleo", emails=["cleo@example.com"])
    one.proof()
    one.reads_as(roles=PARTIES | {cleo: None, dan: "escrow"})

    one = ledger("applied-twice", "The same key asks a second time.")
    first = one.apply(cleo, waits=True)
    one.proof(parents=sorted([first, *one.heads()]))
    one.apply(cleo, refused="unknown signer")
    one.reads_as(roles=PARTIES | {cleo: None})

    one = ledger("applied-with-a-role", "Who has a role asks for none.")
    one.apply(ana, "witness", refused="invalid")
    one.reads_as(roles=PARTIES)

    one = ledger("applied-on-an-application", "An application on top of one that waits.")
    first = one.apply(cleo, waits=True)
    one.apply(eve, parents=[first], refused="unknown signer")
    one.reads_as(roles=PARTIES)

    one = ledger("admitted", "The client lets a builder in, and names the application.")
    one.apply(cleo, waits=True)
    one.admit(bob, cleo, name="Cleo", emails=["cleo@example.com"])
    one.proof(cleo)
    one.reads_as(roles=with_cleo)

    one = ledger("admitted-unasked", "The client lets in a key that has not applied, as a witness.")
    one.admit(bob, cleo, "witness")
    one.proof(cleo, vouched=True)
    one.reads_as(roles=PARTIES | {cleo: "witness"})

    one = ledger("admission-by-a-builder", "A builder lets no builder in.")
    one.admit(ana, cleo, refused="invalid")
    one.reads_as(roles=PARTIES | {cleo: None})

    one = ledger("admission-by-a-stranger", "A stranger lets nobody in.")
    one.admit(eve, cleo, refused="unknown signer")
    one.reads_as(roles=PARTIES | {cleo: None})

    one = ledger("admission-of-a-second-client", "While the client's key is known, no other comes.")
    one.admit(ana, cleo, "client", refused="invalid")
    one.reads_as(roles=PARTIES | {cleo: None})

    one = ledger("admission-into-a-second-role", "A key that has a role gets no other.")
    one.admit(bob, ana, "witness", refused="invalid")
    one.reads_as(roles=PARTIES)

    one = ledger("claim-admitted", "The builder lets the key of a claim in: it is the client's.",
                 open_ledger)
    one.agree(bob, one.genesis, waits=True)
    one.admit(ana, bob, "client")
    one.reads_as(roles=PARTIES)

    one = ledger("claim-of-another-admitted", "Of two claims the builder lets one in.", open_ledger)
    one.agree(bob, one.genesis, waits=True)
    other = one.agree(eve, one.genesis, waits=True)
    one.admit(ana, bob, "client")
    one.reads_as(roles=PARTIES, claims=[other])

    one = ledger("claim-admitted-by-itself", "Who claims to be the client lets nobody in.",
                 open_ledger)
    claim = one.agree(eve, one.genesis, waits=True)
    one.proof(parents=[claim])
    one.admit(eve, eve, "client", refused="unknown signer")
    one.reads_as(agreed=False, claims=[claim], roles={ana: "builder", eve: None})

    one = ledger("claim-by-a-later-builder", "A claim to be the client is no agreement of the "
                 "builder that its key becomes.")
    terms = one.milestone(bob)
    one.revoke(ana, bob)
    claim = one.agree(eve, terms, waits=True)
    one.admit(ana, cleo, "client")
    one.admit(cleo, eve)
    one.stands("proposed", roles={bob: None, cleo: "client", eve: "builder"})

    # The doorstep.
    one = ledger("doorstep", "One stranger asks seventy times: the 64 lowest ids are kept, and no "
                 "head changes.")
    crowd(one)
    one.reads_as(roles=PARTIES)

    one = ledger("doorstep-let-in", "Seventy wait, and one with a high id is let in: it no longer "
                 "counts.")
    asked = high_application(one)
    one.admit(bob, cleo, parents=sorted([asked, *one.heads()]))
    crowd(one, one.records[1].id)
    one.proof(cleo)
    one.reads_as(roles=with_cleo)

    # Rotations.
    one = ledger("rotated", "The client replaces its key, and the new one decides.", submitted)
    one.rotate(bob, bob_next)
    one.decide(one.submission, release=FULL, signer=bob_next)
    one.stands("approved", FULL, roles={ana: "builder", bob: None, bob_next: "client"})

    one = ledger("rotated-twice", "The client replaces its key twice.", submitted)
    one.rotate(bob, bob_next)
    one.rotate(bob_next, bob_third)
    one.decide(one.submission, signer=bob_third)
    one.decide(one.submission, signer=bob_next, refused="unknown signer")
    one.stands("approved", roles={bob: None, bob_next: None, bob_third: "client"})

    one = ledger("rotated-and-still-used", "The old key signs on top of its rotation.", submitted)
    one.rotate(bob, bob_next)
    one.decide(one.submission, release=FULL, refused="unknown signer")
    one.stands("in_review", roles={bob: None, bob_next: "client"})

    one = ledger("rotated-and-backdated", "The old key approves as if it had not seen its rotation: "
                 "contested.", submitted)
    before = one.heads()
    one.rotate(bob, bob_next)
    one.decide(one.submission, release=FULL, parents=before)
    one.stands("conflict", roles={bob: None, bob_next: "client"})

    one = ledger("rotated-builder", "A builder replaces its key; the old one's proof that nobody "
                 "had seen stays a proof.")
    before = one.heads()
    one.rotate(ana, cleo)
    one.proof(ana, commit="old key", parents=before)
    one.proof(cleo, commit="new key")
    one.reads_as(roles={bob: "client", cleo: "builder"})

    one = ledger("rotation-to-the-other-party", "A key in another role takes nobody's place.")
    one.rotate(bob, ana, refused="invalid")
    one.reads_as(roles=PARTIES)

    one = ledger("rotation-back", "A key that was replaced takes nobody's place.")
    one.rotate(bob, bob_next)
    one.rotate(bob_next, bob, refused="invalid")
    one.reads_as(roles={bob: None, bob_next: "client"})

    one = ledger("rotation-keeps-the-unseen", "`keeps` names what is not among the ancestors.")
    one.rotate(bob, bob_next, keeps=[hex_of("unseen", 64)], refused="invalid")
    one.reads_as(roles=PARTIES)

    one = ledger("rotation-by-a-stranger", "A stranger replaces no key.")
    one.rotate(eve, cleo, refused="unknown signer")
    one.reads_as(roles=PARTIES | {cleo: None})

    # Revocations, and what they put in question.
    one = ledger("revoked", "A builder ends the client's key, and lets another in.", submitted)
    one.revoke(ana, bob, reason="the laptop is gone")
    one.admit(ana, cleo, "client")
    one.decide(one.submission, release=FULL, signer=cleo)
    one.stands("approved", FULL, roles={ana: "builder", bob: None, cleo: "client"})

    one = ledger("revoked-escrow-agent", "A builder, who has no part in its role, ends the escrow "
                 "agent's key.", approved)
    before = one.heads()
    one.pay(one.decision, FULL)
    one.revoke(ana, dan, keeps=before)
    one.stands("approved", FULL, roles={dan: None})

    one = ledger("rotated-escrow-agent", "The escrow agent's next key pays.", approved)
    one.rotate(dan, cleo)
    one.pay(one.decision, FULL, cleo)
    one.stands("completed", FULL, FULL, roles={dan: None, cleo: "escrow"})

    one = ledger("revoked-by-itself", "The holder ends its own key.", submitted)
    one.revoke(bob, bob)
    one.decide(one.submission, refused="unknown signer")
    one.stands("in_review", roles={ana: "builder", bob: None})

    one = ledger("revoked-by-the-successor", "The new key ends the old one again, and keeps more.",
                 submitted)
    before = one.heads()
    one.rotate(bob, bob_next)
    one.decide(one.submission, release=FULL, parents=before)
    one.revoke(bob_next, bob)
    one.stands("conflict", roles={bob: None, bob_next: "client"})

    one = ledger("revocation-among-builders", "A builder ends no other builder's key.")
    one.admit(bob, cleo)
    one.revoke(ana, cleo, refused="invalid")
    one.reads_as(roles=with_cleo)

    one = ledger("revocation-of-a-stranger", "A key that never had a role can't be ended.")
    one.revoke(ana, eve, refused="invalid")
    one.reads_as(roles=PARTIES)

    one = ledger("revocation-by-a-stranger", "A stranger ends no key.")
    one.revoke(eve, bob, refused="unknown signer")
    one.reads_as(roles=PARTIES)

    one = ledger("revocation-keeps-the-unseen", "`keeps` names what is not among the ancestors.")
    one.revoke(ana, bob, keeps=[hex_of("unseen", 64)], refused="invalid")
    one.reads_as(roles=PARTIES)

    one = ledger("contested-admission", "What the ended key had let in proposes nothing; its "
                 "proofs stay.")
    before = one.heads()
    one.admit(bob, cleo)
    one.revoke(ana, bob, keeps=before)
    one.proof(cleo)
    one.milestone(cleo, refused="unknown signer")
    one.reads_as(roles={ana: "builder", bob: None})

    one = ledger("admission-of-an-escrow-agent", "Who holds the money stands in the terms alone.",
                 approved)
    one.admit(bob, cleo, "escrow", refused="invalid")
    one.pay(one.decision, FULL, cleo, refused="unknown signer")
    one.stands("approved", FULL, roles={bob: "client", cleo: None, dan: "escrow"})

    one = ledger("contested-decision", "The key that approved is ended, and the approval not kept.",
                 submitted)
    contest(one)
    one.stands("conflict")

    one = ledger("contested-decision-kept", "The key that approved is ended, and the approval kept.",
                 approved)
    one.revoke(ana, bob)
    one.stands("approved", FULL)

    one = ledger("contested-decision-received", "A receipt settles a decision in question.",
                 submitted)
    one.receive(contest(one), FULL)
    one.stands("completed", FULL, FULL)

    one = ledger("contested-decision-paid", "A payment by the escrow agent settles a decision in "
                 "question.", submitted)
    one.pay(contest(one), FULL)
    one.stands("completed", FULL, FULL)

    one = ledger("contested-decision-paid-in-part", "A payment of a part settles nothing.", submitted)
    one.pay(contest(one), 300000)
    one.stands("conflict", 0, 300000)

    one = ledger("contested-receipt", "The key that received is ended, and the receipt not kept.",
                 approved)
    before = one.heads()
    one.receive(one.decision, FULL)
    one.revoke(bob, ana, keeps=before)
    one.stands("approved", FULL)

    one = ledger("contested-decision-and-receipt", "Neither the approval nor the receipt is kept.",
                 submitted)
    before = one.heads()
    decision = one.decide(one.submission, release=FULL)
    one.receive(decision, FULL)
    one.revoke(bob, ana, keeps=before)
    one.revoke(bob, bob, keeps=before)
    one.stands("conflict")

    one = ledger("contested-rotations", "One key is put into two keys' hands: nobody is the client, "
                 "until a builder lets one in.", submitted)
    before = one.heads()
    one.rotate(bob, bob_next, keeps=before, parents=before)
    one.rotate(bob, eve, keeps=before, parents=before)
    one.decide(one.submission, signer=bob_next, refused="unknown signer")
    one.admit(ana, bob_next, "client")
    one.decide(one.submission, release=FULL, signer=bob_next)
    one.stands("approved", FULL, roles={bob: None, bob_next: "client", eve: None})

    one = ledger("contested-decision-decided-anew", "The next client decides again.", submitted)
    contest(one)
    one.admit(ana, cleo, "client")
    one.decide(one.submission, release=FULL, signer=cleo)
    one.stands("approved", FULL)

    return [ledger.save() for ledger in ledgers]


def contest(one):
    """An approval by a key that is ended without keeping it."""
    before = one.heads()
    decision = one.decide(one.submission, release=FULL)
    one.revoke(ana, bob, keeps=before)
    return decision


def crowd(one, parent=None):
    """Seventy applications side by side, of which a reader keeps 64."""
    parents = [parent] if parent else one.heads()
    ids = sorted(one.apply(eve, parents=parents, name=f"Eve {n}") for n in range(70))
    one.waiting.update(ids[:64])
    for record in one.records:
        if record.id in ids[64:]:
            one.refused[record.id] = "unknown signer"
            one.finding(record.path, "unknown signer")


def high_application(one):
    """Cleo's, with an id above those that a crowd leaves."""
    payload = common("application", cleo, one.heads(), tick(), one.genesis) | {"role": "builder"}
    number = 0
    while not identify(canonical(payload) + b"\n").startswith("ff"):
        number += 1
        payload["name"] = f"Cleo {number}"
    id = one.add(Record(payload, cleo))
    one.waiting.add(id)
    return id
