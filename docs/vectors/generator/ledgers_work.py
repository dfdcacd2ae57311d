"""Ledgers about milestones, and the work that is handed in for them."""

from .contract import FULL, Contract, agreed_milestone, approved, contract, submitted
from .ledger import PARTIES
from .payloads import ana, bob, cleo, eve

SHOP = {"title": "Shop", "amount": 600000}


def work_vectors():
    ledgers = []

    def ledger(name, about, start=agreed_milestone):
        result = start(name, about)
        ledgers.append(result)
        return result

    milestones(ledger)
    submissions(ledger)
    return [ledger.save() for ledger in ledgers]


def founded_without_client(name, about):
    one = Contract(name, about)
    one.terms(currency="EUR", budget=1500000)
    return one


def milestones(ledger):
    one = ledger("milestone-proposed", "One party has signed the terms.", contract)
    one.milestone()
    one.stands("proposed", roles=PARTIES)

    one = ledger("milestone-agreed", "The builder proposes, the client accepts.", contract)
    one.agree(bob, one.milestone())
    one.stands("pending")

    one = ledger("milestone-by-the-client", "The client proposes, the builder accepts.", contract)
    one.agree(ana, one.milestone(bob))
    one.stands("pending")

    one = ledger("milestone-own-acceptance", "Accepting one's own terms is no agreement.", contract)
    one.agree(ana, one.milestone())
    one.stands("proposed")

    one = ledger("milestone-by-a-stranger", "A stranger proposes nothing.", contract)
    one.milestone(eve, refused="unknown signer")
    one.reads_as()

    one = ledger("milestone-claimed", "A claim to be the client accepts a milestone: for whoever "
                 "has pinned its key.",
                 founded_without_client)
    terms = one.milestone(drop=["escrow"])
    claim = one.agree(bob, one.genesis, terms, waits=True)
    one.stands("proposed", agreed=False, claims=[claim])
    one.stands("pending", pins={"client": bob})

    one = ledger("milestone-claim-admitted", "A claim accepts a milestone, and its key is let in.",
                 founded_without_client)
    terms = one.milestone(drop=["escrow"])
    one.agree(bob, one.genesis, terms, waits=True)
    one.admit(ana, bob, "client")
    one.stands("pending", roles=PARTIES)

    one = ledger("milestone-replaced", "Agreed terms are replaced; work for the old ones is "
                 "refused.")
    second = one.milestone(bob, replaces=one.login, amount=800000)
    one.agree(ana, second)
    one.submit(one.login, [one.work], refused="invalid")
    one.submit(second, [one.work])
    one.stands("in_review")

    one = ledger("milestone-replacement-proposed", "New terms that only one party has signed.")
    second = one.milestone(bob, replaces=one.login, amount=800000)
    one.submit(second, [one.work], refused="invalid")
    one.stands("pending")

    one = ledger("milestone-replaces-another", "`replaces` names the terms of another milestone.")
    one.milestone(number=2, replaces=one.login, refused="invalid", **SHOP)
    one.stands("pending")

    one = ledger("milestone-replaced-under-review", "Terms do not change while work is looked at.",
                 submitted)
    one.milestone(replaces=one.login, amount=800000, refused="invalid")
    one.stands("in_review")

    one = ledger("milestone-below-the-released", "Terms for less than was released.", approved)
    one.milestone(replaces=one.login, amount=899999, refused="invalid")
    one.stands("approved", FULL)

    one = ledger("milestone-raised-after-approval", "New terms for more: what was released stays, "
                 "and the rest is to be done.", approved)
    one.agree(bob, one.milestone(replaces=one.login, amount=1000000))
    one.stands("pending", FULL)

    one = ledger("milestone-removal-proposed", "One party alone removes no agreed milestone.")
    one.remove(one.login)
    one.stands("pending")

    one = ledger("milestone-removed", "One party removes a milestone, the other accepts.")
    one.agree(bob, one.remove(one.login))
    one.reads_as()

    one = ledger("milestone-taken-back", "A party takes back terms that nobody has accepted.",
                 contract)
    one.remove(one.milestone())
    one.reads_as()

    one = ledger("milestone-of-the-other-removed", "The other party's terms are not one's own to "
                 "take back.", contract)
    one.remove(one.milestone(), bob)
    one.stands("proposed")

    one = ledger("milestone-approved-removed", "What was approved is not removed.", approved)
    one.remove(one.login, bob, refused="invalid")
    one.stands("approved", FULL)

    one = ledger("milestone-removed-under-review", "What is looked at is not removed.", submitted)
    one.remove(one.login, refused="invalid")
    one.stands("in_review")

    one = ledger("milestone-removal-of-nothing", "A removal names no terms of that milestone.")
    one.remove(one.genesis, refused="invalid")
    one.remove(one.login, number=2, refused="invalid")
    one.stands("pending")

    one = ledger("budget-used-up", "Two milestones take the whole budget.")
    one.agree(bob, one.milestone(number=2, **SHOP))
    one.reads_as({1: ("pending", 0, 0), 2: ("pending", 0, 0)})

    one = ledger("budget-exceeded", "One cent above the budget.")
    one.milestone(number=2, title="Shop", amount=600001, refused="invalid")
    one.stands("pending")

    one = ledger("milestone-in-another-currency", "The budget is in euros.")
    one.milestone(number=2, title="Shop", amount=1, currency="USD", refused="invalid")
    one.stands("pending")


def submissions(ledger):
    one = ledger("submitted", "Work is handed in.", submitted)
    one.stands("in_review", roles=PARTIES)

    one = ledger("submitted-unagreed", "Work for terms that only one party has signed.", contract)
    terms = one.milestone()
    one.submit(terms, [], refused="invalid")
    one.stands("proposed")

    one = ledger("submitted-without-payee", "The terms have an amount, and nobody is to be paid.")
    one.submit(one.login, [one.work], drop=["payee"], refused="invalid")
    one.stands("pending")

    one = ledger("submitted-without-amount", "Neither amount nor payee.", contract)
    terms = one.milestone(drop=["amount", "currency"])
    one.agree(bob, terms)
    submission = one.submit(terms, [], drop=["payee"])
    one.decide(submission)
    one.stands("approved")

    one = ledger("submitted-deliverable-unknown", "Deliverable 3 of 2.")
    one.submit(one.login, [one.work], deliverables=[1, 3], refused="invalid")
    one.submit(one.login, [one.work], deliverables=[1, 2])
    one.stands("in_review")

    one = ledger("submitted-unseen-proof", "A proof that is not among the ancestors.")
    base = one.heads()
    other = one.proof(commit="other")
    one.submit(one.login, [other], parents=base, refused="invalid")
    one.stands("pending")

    one = ledger("submitted-twice", "Work is handed in while other work is looked at.", submitted)
    one.submit(one.login, [one.proof(commit="other")], refused="invalid")
    one.stands("in_review")

    one = ledger("submitted-elsewhere", "A proof that is submitted for another milestone.",
                 submitted)
    terms = one.milestone(number=2, **SHOP)
    one.agree(bob, terms)
    one.submit(terms, [one.work], number=2, refused="invalid")
    one.reads_as({1: ("in_review", 0, 0), 2: ("pending", 0, 0)})

    one = ledger("submitted-after-approval", "An approved milestone takes no more work.", approved)
    one.submit(one.login, [one.proof(commit="other")], refused="invalid")
    one.stands("approved", FULL)

    one = ledger("submitted-by-the-client", "Work is the builders' to hand in.")
    one.submit(one.login, [one.work], bob, refused="invalid")
    one.stands("pending")

    one = ledger("withdrawn", "Work is taken back.", submitted)
    one.withdraw(one.submission)
    one.stands("pending")

    one = ledger("withdrawn-and-submitted", "Work is taken back and handed in again.", submitted)
    one.withdraw(one.submission)
    one.submit(one.login, [one.work], deliverables=[1])
    one.stands("in_review")

    one = ledger("withdrawn-twice", "Work is taken back once.", submitted)
    one.withdraw(one.submission)
    one.withdraw(one.submission, refused="invalid")
    one.stands("pending")

    one = ledger("withdrawn-after-approval", "What is approved is not taken back.", approved)
    one.withdraw(one.submission, refused="invalid")
    one.stands("approved", FULL)

    one = ledger("retracted", "A mistaken proof is taken back.")
    one.say("retraction", ana, proofs=[one.work], reason="another project's")
    one.stands("pending", duplicate=[one.work])

    one = ledger("retracted-under-review", "What is handed in is not taken back.", submitted)
    one.say("retraction", ana, proofs=[one.work], refused="invalid")
    one.say("assignment", ana, proofs=[one.work], milestone=1, refused="invalid")
    one.stands("in_review")

    one = ledger("retracted-anothers", "Another builder's proof is not one's own to take back.")
    one.admit(bob, cleo)
    one.say("retraction", cleo, proofs=[one.work], refused="invalid")
    one.stands("pending")

    one = ledger("retracted-by-the-successor", "The key that took the signer's place takes its proof "
                 "back.")
    one.rotate(ana, cleo)
    one.say("retraction", cleo, proofs=[one.work])
    one.stands("pending", duplicate=[one.work])

    one = ledger("assigned-to-nothing", "Proofs move to a milestone that there is.")
    one.say("assignment", ana, proofs=[one.work], milestone=2, refused="invalid")
    one.stands("pending")
