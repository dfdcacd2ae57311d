"""Ledgers about decisions, and the money that they release."""

from .contract import FULL, PAYEE, agreed_milestone, approved, contract, submitted
from .ledger import PARTIES
from .payloads import ana, bob, eve


def decision_vectors():
    ledgers = []

    def ledger(name, about, start=agreed_milestone):
        result = start(name, about)
        ledgers.append(result)
        return result

    decisions(ledger)
    conflicts(ledger)
    releases(ledger)
    money(ledger)
    return [ledger.save() for ledger in ledgers]


def decisions(ledger):
    one = ledger("rejected", "The client rejects the work.", submitted)
    one.decide(one.submission, "rejected", feedback="no sign-out", revision_notes="add one")
    one.stands("rejected")

    one = ledger("rejected-and-withdrawn", "Rejected work is taken back.", submitted)
    one.decide(one.submission, "rejected")
    one.withdraw(one.submission)
    one.stands("pending")

    one = ledger("rejected-and-submitted", "After a rejection work is handed in again.", submitted)
    one.decide(one.submission, "rejected")
    one.submit(one.login, sorted([one.work, one.proof(commit="sign-out")]))
    one.stands("in_review")

    one = ledger("rejected-and-approved", "After a rejection better work is approved.", submitted)
    one.decide(one.submission, "rejected")
    again = one.submit(one.login, sorted([one.work, one.proof(commit="sign-out")]))
    one.decide(again, release=FULL)
    one.stands("approved", FULL)

    one = ledger("rejection-reconsidered", "The client rejects work, and then approves it.",
                 submitted)
    one.decide(one.submission, "rejected")
    one.decide(one.submission, release=FULL)
    one.stands("approved", FULL)

    one = ledger("approved", "The client approves the work, and releases the whole amount.", approved)
    one.stands("approved", FULL, roles=PARTIES)

    one = ledger("approved-without-release", "The client approves and releases nothing.", submitted)
    one.decide(one.submission)
    one.stands("approved")

    one = ledger("approval-taken-back", "Approval is final.", approved)
    one.decide(one.submission, "rejected", refused="invalid")
    one.stands("approved", FULL)

    one = ledger("decided-by-the-builder", "Nobody approves his own work.", submitted)
    one.decide(one.submission, release=FULL, signer=ana, refused="invalid")
    one.stands("in_review")

    one = ledger("decided-by-a-stranger", "A stranger decides nothing.", submitted)
    one.decide(one.submission, release=FULL, signer=eve, refused="unknown signer")
    one.stands("in_review")

    one = ledger("decided-after-withdrawal", "What is taken back is not decided.", submitted)
    one.withdraw(one.submission)
    one.decide(one.submission, refused="invalid")
    one.stands("pending")

    one = ledger("decided-unseen", "A decision on a submission that is not among its ancestors.")
    base = one.heads()
    submission = one.submit(one.login, [one.work])
    one.decide(submission, parents=base, refused="invalid")
    one.stands("in_review")

    one = ledger("decided-on-another-proof", "A proof that is not in the submission.", submitted)
    other = one.proof(commit="other")
    one.decide(one.submission, proof=other, refused="invalid")
    one.stands("in_review")

    one = ledger("sentence-of-another-verdict", "The sentence says the opposite.", submitted)
    one.decide(one.submission, sentence="I reject milestone 1 'Login' of project 123.",
               refused="invalid")
    one.stands("in_review")

    one = ledger("sentence-of-another-sum", "The sentence says less than is released.", submitted)
    one.decide(
        one.submission, release=FULL, refused="invalid",
        sentence="I approve milestone 1 'Login' of project 123 and release EUR 900.00 in all of "
        f"EUR 9,000.00 from escrow E-77 to {PAYEE}.")
    one.stands("in_review")

    one = ledger("sentence-without-release", "The sentence is silent on the money.", submitted)
    one.decide(one.submission, release=FULL, refused="invalid",
               sentence="I approve milestone 1 'Login' of project 123.")
    one.stands("in_review")

    for name, change in {"case": str.lower, "space": lambda text: text.replace(" ", "  ", 1),
                         "stop": lambda text: text.removesuffix(".")}.items():
        one = ledger(f"sentence-{name}", "Almost the sentence.", submitted)
        one.decide(one.submission, refused="invalid",
                   sentence=change("I approve milestone 1 'Login' of project 123."))
        one.stands("in_review")

    def two_proofs(name, about):
        one = agreed_milestone(name, about)
        one.pair = [one.work, one.proof(commit="second", milestone=1)]
        one.submission = one.submit(one.login, one.pair)
        return one

    one = ledger("proof-approved", "One of two proofs is approved.", two_proofs)
    one.decide(one.submission, proof=one.pair[0])
    one.stands("in_review")

    one = ledger("proofs-approved", "Both are approved, one by one, the second with the release.",
                 two_proofs)
    one.decide(one.submission, proof=one.pair[0])
    one.decide(one.submission, proof=one.pair[1], release=FULL)
    one.stands("approved", FULL)

    one = ledger("proof-released-too-early", "A release with one proof while the other is open.",
                 two_proofs)
    one.decide(one.submission, proof=one.pair[0], release=FULL, refused="invalid")
    one.stands("in_review")

    one = ledger("proof-rejected", "One is approved, the other rejected.", two_proofs)
    one.decide(one.submission, proof=one.pair[0])
    one.decide(one.submission, "rejected", proof=one.pair[1])
    one.stands("rejected")

    one = ledger("proof-rejected-whole-approved", "A rejected proof, then the whole is approved.",
                 two_proofs)
    one.decide(one.submission, "rejected", proof=one.pair[1])
    one.decide(one.submission, release=FULL)
    one.stands("approved", FULL)


def conflicts(ledger):
    one = ledger("contradiction", "An approval and a rejection that had not seen each other.",
                 submitted)
    contradict(one)
    one.stands("conflict")

    one = ledger("contradiction-settled", "A third decision had seen both.", submitted)
    contradict(one)
    one.decide(one.submission, release=FULL)
    one.stands("approved", FULL)

    one = ledger("contradiction-rejected", "A third decision had seen both, and rejects.", submitted)
    contradict(one)
    one.decide(one.submission, "rejected")
    one.stands("rejected")

    one = ledger("contradiction-on-one-proof", "The whole approved, one proof rejected.", submitted)
    base = one.heads()
    one.decide(one.submission, release=FULL, parents=base)
    one.decide(one.submission, "rejected", proof=one.work, parents=base)
    one.stands("conflict")

    one = ledger("anchored-approval-rejected", "The builder's receipt had seen the approval and not "
                 "the rejection: whoever has seen it does not reject.", submitted)
    approval, _ = contradict(one)
    one.receive(approval, FULL, parents=[approval])
    one.decide(one.submission, "rejected", refused="invalid")
    one.stands("conflict", 0, FULL)

    one = ledger("anchored-approval-hidden", "A rejection of both that pretends not to have seen the "
                 "receipt.", submitted)
    approval, rejection = contradict(one)
    one.receive(approval, FULL, parents=[approval])
    one.decide(one.submission, "rejected", parents=sorted([approval, rejection]))
    one.stands("conflict", 0, FULL)

    one = ledger("concurrent-approvals", "Two approvals that had not seen each other: the larger "
                 "total counts, not the sum.", submitted)
    base = one.heads()
    one.decide(one.submission, release=300000, parents=base)
    one.decide(one.submission, release=500000, parents=base)
    one.stands("approved", 500000)


def contradict(one):
    base = one.heads()
    return (one.decide(one.submission, release=FULL, parents=base),
            one.decide(one.submission, "rejected", parents=base))


def releases(ledger):
    one = ledger("released-in-part", "A part is released.", lambda *names: approved(*names, 300000))
    one.stands("approved", 300000)

    one = ledger("released-in-steps", "A part, then the whole: totals, not steps.",
                 lambda *names: approved(*names, 300000))
    one.decide(one.submission, release=FULL)
    one.stands("approved", FULL)

    one = ledger("released-less", "Less than was released before.",
                 lambda *names: approved(*names, 300000))
    one.decide(one.submission, release=200000, refused="invalid")
    one.stands("approved", 300000)

    one = ledger("released-without-escrow", "The terms name no escrow.", contract)
    terms = one.milestone(drop=["escrow"])
    one.agree(bob, terms)
    submission = one.submit(terms, [])
    one.decide(submission, release={"amount": FULL, "currency": "EUR", "payee": PAYEE})
    one.stands("approved", FULL)

    for currency, amount in {"JPY": 9000, "BHD": 1234567}.items():
        one = ledger(f"released-{currency.lower()}", f"ISO 4217 gives {currency} other digits.",
                     lambda *names: contract(*names, currency=currency, budget=9000000))
        terms = one.milestone(amount=amount, currency=currency)
        one.agree(bob, terms)
        release = {"amount": amount, "currency": currency, "payee": PAYEE, "escrow": "E-77"}
        one.decide(one.submit(terms, []), release=release)
        one.stands("approved", amount)

    good = {"amount": FULL, "currency": "EUR", "payee": PAYEE, "escrow": "E-77"}
    for name, about, change in [
        ("above-the-terms", "More than the terms say.", {"amount": FULL + 1}),
        ("in-another-currency", "Another currency than the terms'.", {"currency": "USD"}),
        ("from-another-escrow", "Another escrow than the terms'.", {"escrow": "E-78"}),
        ("to-another-payee", "Another payee than the submission's.", {"payee": "Eve"}),
    ]:
        one = ledger(f"released-{name}", about, submitted)
        one.decide(one.submission, release=good | change, refused="invalid")
        one.stands("in_review")

    one = ledger("released-from-no-escrow", "The terms name an escrow, the release none.", submitted)
    release = {name: value for name, value in good.items() if name != "escrow"}
    one.decide(one.submission, release=release, refused="invalid")
    one.stands("in_review")


def money(ledger):
    one = ledger("paid", "The escrow agent pays.", approved)
    one.pay(one.decision, FULL, reference="2026-03/17")
    one.stands("completed", FULL, FULL)

    one = ledger("paid-in-part", "The escrow agent pays a part.", approved)
    one.pay(one.decision, 300000)
    one.stands("approved", FULL, 300000)

    one = ledger("received", "The builder has the money.", approved)
    one.receive(one.decision, FULL)
    one.stands("completed", FULL, FULL)

    one = ledger("client-says-paid", "The client says that it has paid.", approved)
    one.pay(one.decision, FULL, bob)
    one.stands("approved", FULL)

    one = ledger("released-part-paid", "All that was released is paid; the terms have more.",
                 lambda *names: approved(*names, 300000))
    one.pay(one.decision, 300000)
    one.stands("completed", 300000, 300000)

    one = ledger("paid-too-much", "More than was released.", approved)
    one.pay(one.decision, FULL + 1, refused="invalid")
    one.stands("approved", FULL)

    one = ledger("paid-in-another-currency", "Another currency than was released.", approved)
    one.pay(one.decision, FULL, currency="USD", refused="invalid")
    one.stands("approved", FULL)

    one = ledger("paid-for-a-rejection", "A decision that releases nothing.", submitted)
    decision = one.decide(one.submission, "rejected")
    one.pay(decision, 1, refused="invalid")
    one.stands("rejected")

    one = ledger("paid-unseen", "A decision that is not among the ancestors.", submitted)
    base = one.heads()
    decision = one.decide(one.submission, release=FULL)
    one.pay(decision, FULL, parents=base, refused="invalid")
    one.stands("approved", FULL)

    one = ledger("paid-by-the-builder", "Payments are not the builder's to say.", approved)
    one.pay(one.decision, FULL, ana, refused="invalid")
    one.stands("approved", FULL)

    one = ledger("paid-by-a-stranger", "A stranger pays nothing.", approved)
    one.pay(one.decision, FULL, eve, refused="unknown signer")
    one.stands("approved", FULL)

    one = ledger("received-by-the-client", "Receipts are the builder's.", approved)
    one.receive(one.decision, FULL, bob, refused="invalid")
    one.stands("approved", FULL)
