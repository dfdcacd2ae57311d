"""Single records of a contract, good and bad."""

from .contract import LOGIN, PAYEE
from .payloads import Record, ana, bob, cleo, common, hex_of, moment, without
from .records import AT, ENTRIES, GENESIS, PARENTS, valid, wrong
from .tools import LARGEST

IDS = sorted([GENESIS.id, hex_of("head", 64)])
ID = IDS[0]
RELEASE = {"amount": 900000, "currency": "EUR", "payee": PAYEE, "escrow": "E-77"}

LEAST = {
    "application": (cleo, {"role": "builder"}),
    "admission": (bob, {"role": "builder", "key": cleo.line}),
    "rotation": (bob, {"key": cleo.line, "keeps": []}),
    "revocation": (ana, {"key": bob.fingerprint, "keeps": []}),
    "milestone": (ana, {"milestone": 1, "title": "Login"}),
    "milestone-removal": (ana, {"milestone": 1, "terms": ID}),
    "assignment": (ana, {"milestone": 1, "proofs": [ID]}),
    "retraction": (ana, {"proofs": [ID]}),
    "submission": (ana, {"milestone": 1, "terms": ID, "proofs": []}),
    "withdrawal": (ana, {"submission": ID}),
    "decision": (bob, {"submission": ID, "verdict": "rejected", "sentence": "I reject it."}),
    "payment": (bob, {"decision": ID, "amount": 1, "currency": "EUR", "paid_at": moment(0)}),
    "receipt": (ana, {"decision": ID, "amount": 1, "currency": "EUR", "received_at": moment(0)}),
}
APPROVED = {"verdict": "approved", "release": RELEASE, "sentence": "I approve it."}
MONEY = {"amount": 1, "currency": "EUR"}

FULLEST = {
    "application": {"role": "client", "name": "Cl\u00e9o " * 33, "emails": ["cleo@example.com"] * 10},
    "admission": {"role": "escrow", "name": "Dan", "emails": ["dan@example.com"]},
    "rotation": {"keeps": IDS},
    "revocation": {"keeps": IDS, "reason": "stolen\nat the fair"},
    "milestone": LOGIN | {
        "milestone": LARGEST, "description": "Line 1\nline 2", "percent": 10000, "replaces": ID,
        "criteria": ["\U0001f600" * 500] + ["x"] * 199, "due": "2028-02-29", "amount": LARGEST},
    "assignment": {"proofs": IDS},
    "retraction": {"proofs": IDS, "reason": ""},
    "submission": {"proofs": IDS, "deliverables": [1, 2, 200], "note": "done", "payee": PAYEE},
    "decision": APPROVED | {"proof": ID, "feedback": "good\n", "revision_notes": "none"},
    "payment": {"reference": "x" * 500, "amount": LARGEST},
    "receipt": {"reference": "17"},
}

BAD = {
    "application": [
        ("role-owner", "no role", "role", {"role": "owner"}),
        ("name-empty", "an empty line", "name", {"name": ""}),
        ("name-201", "a line of 201 bytes", "name", {"name": "x" * 201}),
        ("name-wide", "a line of 202 bytes in 101 characters", "name", {"name": "\u00e9" * 101}),
        ("name-newline", "a line break in a line", "name", {"name": "Cleo\nBuilder"}),
        ("name-separator", "a line separator in a line", "name", {"name": "Cleo\u2028Builder"}),
        ("name-escape", "a control character in a line", "name", {"name": "Cleo\x1b[31m"}),
        ("name-c1", "a control character above ASCII in a line", "name", {"name": "Cleo\u009b31m"}),
        ("name-turned", "a mark that turns the text", "name", {"name": "Cleo\u202erelduB"}),
        ("name-isolated", "a mark that turns the text", "name", {"name": "Cleo\u2066"}),
        ("name-invisible", "an invisible character", "name", {"name": "Cl\u200beo"}),
        ("name-null", "`name` is null", "name", {"name": None}),
        ("emails-11", "more than 10 addresses", "emails", {"emails": ["a@example.com"] * 11}),
        ("emails-string", "`emails` is no array", "emails", {"emails": "cleo@example.com"}),
        ("emails-empty-line", "an empty address", "emails", {"emails": [""]}),
    ],
    "admission": [
        ("role-number", "`role` is no string", "role", {"role": 1}),
        ("key-comment", "a key with a comment", "key", {"key": cleo.line + " cleo"}),
        ("key-fingerprint", "a fingerprint instead of a key", "key", {"key": cleo.fingerprint}),
        ("name-number", "`name` is no string", "name", {"name": 1}),
    ],
    "rotation": [
        ("key-fingerprint", "a fingerprint instead of a key", "key", {"key": cleo.fingerprint}),
        ("keeps-unsorted", "`keeps` out of order", "not sorted", {"keeps": IDS[::-1]}),
    ],
    "revocation": [
        ("key-number", "`key` is no string", "key", {"key": 1}),
        ("keeps-string", "`keeps` is no array", "keeps", {"keeps": ID}),
        ("reason-number", "`reason` is no string", "reason", {"reason": 1}),
    ],
    "milestone": [
        ("milestone-zero", "a number below 1", "milestone", {"milestone": 0}),
        ("title-empty", "an empty line", "title", {"title": ""}),
        ("title-201", "a line of 201 bytes", "title", {"title": "x" * 201}),
        ("title-tab", "a control character in a line", "title", {"title": "Log\tin"}),
        ("description-null", "`description` is null", "description", {"description": None}),
        ("amount-alone", "an amount without a currency", "amount", {"amount": 1}),
        ("currency-alone", "a currency without an amount", "amount", {"currency": "EUR"}),
        ("amount-negative", "an amount below 0", "amount", MONEY | {"amount": -1}),
        ("amount-string", "an amount that is no number", "amount", MONEY | {"amount": "1.00"}),
        ("currency-unknown", "no code of ISO 4217", "currency", MONEY | {"currency": "QQQ"}),
        ("percent-zero", "a share below 1", "percent", {"percent": 0}),
        ("percent-10001", "a share above the whole", "percent", {"percent": 10001}),
        ("deliverables-201", "more than 200", "deliverables", {"deliverables": ["x"] * 201}),
        ("deliverables-long", "a line of 2,001 bytes", "deliverables",
         {"deliverables": ["x" * 2001]}),
        ("criteria-string", "`criteria` is no array", "criteria", {"criteria": "fast"}),
        ("criteria-newline", "a line break in a line", "criteria", {"criteria": ["a\nb"]}),
        ("due-30-february", "a day that does not exist", "due", {"due": "2026-02-30"}),
        ("due-time", "a time instead of a day", "due", {"due": moment(0)}),
        ("escrow-empty", "an empty line", "escrow", {"escrow": ""}),
        ("replaces-short", "`replaces` is no id", "replaces", {"replaces": "ab"}),
    ],
    "milestone-removal": [
        ("milestone-string", "`milestone` is no number", "milestone", {"milestone": "1"}),
        ("terms-short", "`terms` is no id", "terms", {"terms": "ab"}),
    ],
    "assignment": [
        ("milestone-zero", "a number below 1", "milestone", {"milestone": 0}),
        ("proofs-empty", "no proof", "proofs", {"proofs": []}),
        ("proofs-twice", "a proof twice", "not sorted", {"proofs": [ID, ID]}),
    ],
    "retraction": [
        ("proofs-empty", "no proof", "proofs", {"proofs": []}),
        ("proofs-unsorted", "`proofs` out of order", "not sorted", {"proofs": IDS[::-1]}),
        ("reason-null", "`reason` is null", "reason", {"reason": None}),
    ],
    "submission": [
        ("milestone-negative", "a number below 1", "milestone", {"milestone": -1}),
        ("terms-short", "`terms` is no id", "terms", {"terms": "ab"}),
        ("proofs-unsorted", "`proofs` out of order", "not sorted", {"proofs": IDS[::-1]}),
        ("deliverables-zero", "deliverables count from 1", "deliverables", {"deliverables": [0]}),
        ("deliverables-unsorted", "`deliverables` out of order", "deliverables",
         {"deliverables": [2, 1]}),
        ("deliverables-twice", "a deliverable twice", "deliverables", {"deliverables": [1, 1]}),
        ("note-number", "`note` is no string", "note", {"note": 1}),
        ("payee-newline", "a line break in a line", "payee", {"payee": "Ana\nEve"}),
        ("payee-turned", "a mark that turns the text", "payee", {"payee": "Ana \u202e02ED"}),
        ("payee-501", "a line of 501 bytes", "payee", {"payee": "x" * 501}),
    ],
    "withdrawal": [("submission-short", "`submission` is no id", "submission", {"submission": "ab"})],
    "decision": [
        ("submission-short", "`submission` is no id", "submission", {"submission": "ab"}),
        ("proof-null", "`proof` is null", "proof", {"proof": None}),
        ("verdict-unknown", "neither approved nor rejected", "verdict", {"verdict": "accepted"}),
        ("feedback-number", "`feedback` is no string", "feedback", {"feedback": 1}),
        ("sentence-newline", "a line break in a line", "sentence", {"sentence": "I\nreject it."}),
        ("sentence-long", "a line of 4,001 bytes", "sentence", {"sentence": "x" * 4001}),
        ("release-rejected", "a release with a rejection", "release", {"release": RELEASE}),
        ("release-string", "`release` is no object", "release",
         APPROVED | {"release": "EUR 9,000.00"}),
        ("release-amount-zero", "a release of nothing", "amount",
         APPROVED | {"release": RELEASE | {"amount": 0}}),
        ("release-amount-missing", "`release.amount` is missing", "amount",
         APPROVED | {"release": without(RELEASE, "amount")}),
        ("release-currency-unknown", "no code of ISO 4217", "currency",
         APPROVED | {"release": RELEASE | {"currency": "QQQ"}}),
        ("release-payee-missing", "`release.payee` is missing", "payee",
         APPROVED | {"release": without(RELEASE, "payee")}),
        ("release-payee-invisible", "an invisible character", "payee",
         APPROVED | {"release": RELEASE | {"payee": "Ana\u200b"}}),
        ("release-escrow-null", "`release.escrow` is null", "escrow",
         APPROVED | {"release": RELEASE | {"escrow": None}}),
    ],
    "payment": [
        ("decision-short", "`decision` is no id", "decision", {"decision": "ab"}),
        ("amount-negative", "an amount below 0", "amount", {"amount": -1}),
        ("currency-small", "a currency in small letters", "currency", {"currency": "eur"}),
        ("paid-at-day", "a day instead of a time", "paid_at", {"paid_at": "2026-03-01"}),
        ("reference-newline", "a line break in a line", "reference", {"reference": "1\n2"}),
    ],
    "receipt": [
        ("decision-short", "`decision` is no id", "decision", {"decision": "ab"}),
        ("amount-string", "an amount that is no number", "amount", {"amount": "1"}),
        ("received-at-offset", "a time with an offset", "received_at",
         {"received_at": "2026-03-01T12:00:00+00:00"}),
        ("reference-empty", "an empty line", "reference", {"reference": ""}),
    ],
}


def contract_record_vectors():
    start = len(ENTRIES)
    for kind, (key, least) in LEAST.items():
        def payload(changes, kind=kind, key=key, least=least):
            return common(kind, key, PARENTS, AT, GENESIS.id) | least | changes

        valid(f"{kind}-least", Record(payload({}), key))
        if kind in FULLEST:
            valid(kind, Record(payload(FULLEST[kind]), key))
        for name in least:
            wrong(f"{kind}-{name.replace('_', '-')}-missing", f"`{name}` is missing", f'"{name}"',
                  without(payload({}), name), key)
        for name, reason, words, changes in BAD[kind]:
            wrong(f"{kind}-{name}", reason, words, payload(changes), key)
    return ENTRIES[start:]
