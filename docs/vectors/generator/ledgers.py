"""Whole ledgers: parties, proofs and files."""

import hashlib

from .ledger import PARTIES, README, Ledger, agreed_ledger
from .payloads import (
    Record, ana, ana_p256, ana_p384, ana_p521, ana_rsa, ana_sk, bob, builder, cleo, eve, hex_of, party,
    proof_payload, terms_payload)


def ledger_vectors():
    ledgers = []

    def ledger(name, about, start=agreed_ledger):
        result = start(name, about)
        ledgers.append(result)
        return result

    one = ledger("founded", "Only the first record.", Ledger)
    one.terms(client=party(bob))
    one.read(roles=PARTIES)

    one = ledger("agreed", "Founded, agreed, two proofs.")
    one.proof(commit="first")
    one.proof(commit="second")
    one.read(agreed=True, roles=PARTIES)
    one.read(agreed=True, roles=PARTIES, pins={"client": bob, "builder": ana})

    one = ledger("claimed", "The terms name no client key: an agreement is a claim, until the "
                 "reader pins the key.", Ledger)
    one.terms()
    first = one.agree(bob, one.genesis, waits=True)
    second = one.agree(eve, one.genesis, waits=True)
    one.proof()
    one.read(roles={ana: "builder", bob: None}, claims=[first, second])
    one.read(agreed=True, roles={ana: "builder", bob: None}, claims=[second],
             pins={"client": bob})
    one.read(roles={ana: "builder"}, claims=[first, second], pins={"client": cleo},
             absent=["client"])

    one = ledger("claimed-on-a-claim", "Who waits at the door speaks after nobody else who does.",
                 Ledger)
    one.terms()
    first = one.agree(bob, one.genesis, waits=True)
    one.agree(eve, one.genesis, parents=[first], refused="unknown signer")
    one.read(claims=[first])

    one = ledger("claimed-twice", "A key claims anything once.", Ledger)
    one.terms()
    first = one.agree(bob, one.genesis, waits=True)
    one.proof(parents=[first])
    one.agree(bob, one.genesis, refused="unknown signer")
    one.read(claims=[first])

    one = ledger("claim-confirmed", "Amended terms name the client's key, and it accepts them.",
                 Ledger)
    one.terms()
    one.agree(bob, one.genesis, waits=True)
    version = one.terms(client=party(bob))
    one.agree(bob, version)
    one.read(terms=version, agreed=True, roles=PARTIES)

    one = ledger("founded-by-the-client", "The client founds; the builder agrees.", Ledger)
    one.terms(bob, client=party(bob))
    one.agree(ana, one.genesis)
    one.proof()
    one.read(agreed=True, roles=PARTIES)

    one = ledger("builder-only-named", "Anybody can name a builder's key beside an own one: a reader "
                 "who has pinned it is told that it has signed nothing.", Ledger)
    one.terms(eve, builders=[builder(ana), builder(eve, "Ana")])
    one.proof(eve)
    roles = {ana: "builder", eve: "builder"}
    one.read(roles=roles)
    one.read(roles=roles, pins={"builder": ana}, absent=["builder"])
    one.read(roles=roles, pins={"builder": eve})
    one.read(roles=roles, pins={"client": bob, "builder": ana}, absent=["client", "builder"])

    one = ledger("amended", "Second terms accepted, third only offered.")
    second = one.terms(bob, client=party(bob), title="Second terms")
    one.agree(ana, second)
    one.terms(client=party(bob), title="Third terms")
    one.read(terms=second, agreed=True, roles=PARTIES)

    one = ledger("amended-before-agreement", "The founder's newest offer counts until both have "
                 "agreed; the other party's does not.", Ledger)
    one.terms(client=party(bob))
    second = one.terms(client=party(bob), title="Better terms")
    one.terms(bob, client=party(bob), title="The client's wish")
    one.read(terms=second, roles=PARTIES)

    one = ledger("rivals", "Two offers of the founder, each accepted by the client that it names, and "
                 "neither had seen the other: the first stands, both clients have the role.", Ledger)
    first = one.terms(client=party(bob))
    second = one.terms(client=party(cleo), title="With another client")
    one.agree(bob, first, parents=[first])
    one.agree(cleo, second, parents=[second])
    both = {ana: "builder", bob: "client", cleo: "client"}
    one.read(terms=first, agreed=True, roles=both, rivals=[second])
    one.read(terms=first, agreed=True, pins={"client": bob}, roles=both)
    one.read(terms=second, agreed=True, pins={"client": cleo}, roles=both)

    one = ledger("own-acceptance", "Accepting one's own offer is no agreement.")
    offer = one.terms(client=party(bob), title="Dearer")
    one.agree(ana, offer)
    one.read(agreed=True, roles=PARTIES)

    one = ledger("joined", "Amended terms name a second builder.")
    second = one.terms(
        client=party(bob), builders=[builder(ana), builder(cleo, "Cleo", "cleo@example.com")])
    one.agree(bob, second)
    one.proof(cleo)
    one.read(terms=second, agreed=True, roles=PARTIES | {cleo: "builder"})

    one = ledger("proof-before-role", "A builder's proof from before the terms that admit it.")
    before = one.proof(cleo)
    second = one.terms(
        client=party(bob), builders=[builder(ana), builder(cleo, "Cleo", "cleo@example.com")])
    one.agree(bob, second)
    one.read(terms=second, agreed=True, roles=PARTIES | {cleo: "builder"})
    assert before in one.order()

    one = ledger("builder-left", "Whoever was a builder of agreed terms stays the author of its "
                 "proofs.")
    one.proof(commit="first")
    second = one.terms(
        client=party(bob), builders=[builder(cleo, "Cleo", "cleo@example.com")])
    one.agree(bob, second)
    one.proof(ana, commit="second")
    one.read(terms=second, agreed=True, roles=PARTIES | {cleo: "builder"})

    one = ledger("forked", "Two proofs that had not seen each other, joined by a third.")
    base = one.heads()
    one.proof(commit="left", parents=base)
    one.proof(commit="right", parents=base)
    one.proof(commit="after")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("two-heads", "Two proofs that nothing joins yet.")
    base = one.heads()
    for number in range(5):
        one.proof(commit=f"number {number}", parents=base)
    one.read(agreed=True, roles=PARTIES)

    one = ledger("redundant-parents", "A record may name an ancestor of its other parent.")
    first = one.proof(commit="first")
    one.proof(commit="second", parents=sorted([first, one.genesis]))
    one.read(agreed=True, roles=PARTIES)

    one = ledger("superseded", "One's own proof replaced; another's can't be.")
    second = one.terms(
        client=party(bob), builders=[builder(ana), builder(cleo, "Cleo", "cleo@example.com")])
    one.agree(bob, second)
    old = one.proof(commit="old")
    other = one.proof(cleo, commit="other")
    new = one.proof(commit="new", supersedes=sorted([old, other]), capture="rewritten")
    one.read(terms=second, agreed=True, roles=PARTIES | {cleo: "builder"}, superseded={old: new})

    one = ledger("two-proofs-of-one-commit", "The author's stands, else the lowest id.")
    second = one.terms(
        client=party(bob), builders=[builder(ana), builder(cleo, "Cleo", "cleo@example.com")])
    one.agree(bob, second)
    vouched = one.proof(cleo, commit="first", vouched=True)
    one.proof(ana, commit="first")
    pair = [one.proof(ana, commit="second"), one.proof(cleo, commit="second")]
    one.read(terms=second, agreed=True, roles=PARTIES | {cleo: "builder"},
             duplicate=[vouched, max(pair)])

    one = ledger("unknown-type", "A type that the reader does not know, by a builder; a proof "
                 "after it.")
    later = one.other(note="what comes with a later version")
    one.proof(parents=[later])
    one.proof(kind="x_unknown")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("unknown-field", "Members that the reader does not know.")
    one.proof(x_weather="fair")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("keys-of-each-kind", "ECDSA, RSA and a security key as builders.", Ledger)
    kinds = [ana_p256, ana_p384, ana_p521, ana_rsa, ana_sk]
    one.terms(client=party(bob), builders=[builder(key) for key in [ana, *kinds]])
    one.agree(bob, one.genesis)
    for key in kinds:
        one.proof(key, commit=key.name)
    one.read(agreed=True, roles=PARTIES | {key: "builder" for key in kinds})

    # What is not admitted.
    one = ledger("missing-ancestor", "A record whose parent is not there, and one after it.")
    gone = Record(proof_payload(ana, one.heads(), one.genesis, "gone"), ana)
    late = one.proof(commit="orphan", parents=[gone.id], refused="invalid")
    one.proof(commit="orphan's child", parents=[late], refused="invalid")
    one.proof(commit="whole")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("other-project", "A record of a project that another first record founds.")
    stranger = Record(terms_payload(ana, client=party(bob), nonce=hex_of("other", 32)), ana)
    payload = proof_payload(ana, [stranger.id], stranger.id, "elsewhere")
    one.add(Record(payload, ana), "invalid")
    payload = proof_payload(ana, one.heads(), stranger.id, "replayed")
    one.add(Record(payload, ana), "invalid")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("other-number", "A record with the project's `genesis` and another number.")
    one.proof(project=124, refused="invalid")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("unknown-signer", "A stranger's proof, terms, agreement and unknown type.")
    one.proof(eve, refused="unknown signer")
    one.terms(eve, client=party(eve), builders=[builder(ana)], refused="unknown signer")
    one.agree(eve, one.genesis, refused="unknown signer")
    one.other(eve, refused="unknown signer")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("over-a-strangers-record", "A builder's record that names a stranger's as parent "
                 "goes with it.")
    junk = one.other(eve, refused="unknown signer")
    one.proof(parents=[junk], refused="invalid")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("client-signs-a-proof", "Proofs are the builders'.")
    one.proof(bob, refused="invalid")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("agreement-to-the-unseen", "An agreement to terms that its signer had not seen.")
    base = one.heads()
    second = one.terms(client=party(bob), title="Second terms", parents=base)
    one.agree(bob, second, parents=base, refused="invalid")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("agreement-to-a-proof", "Only terms and other papers can be accepted.")
    work = one.proof()
    one.agree(bob, work, refused="invalid")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("two-founders", "Two first records: a pin tells which is meant.")
    other = Record(terms_payload(
        cleo, client=party(bob), builders=[builder(cleo, "Cleo", "cleo@example.com")]), cleo)
    one.files[other.path] = other.bytes
    one.fails("several")
    one.finding(other.path)
    one.read(agreed=True, roles=PARTIES, pins={"builder": ana})

    one = ledger("founder-unnamed", "A second first record by a key that it does not name is "
                 "none: no stranger can put the project in doubt.")
    other = Record(terms_payload(eve, client=party(bob), nonce=hex_of("eve", 32)), eve)
    one.add(other, "invalid")
    one.read(agreed=True, roles=PARTIES)
    one.read(agreed=True, roles=PARTIES, pins={"client": bob, "builder": ana})

    one = ledger("founded-by-nobody-named", "The only first record is by a key that it does not "
                 "name.", Ledger)
    one.terms(eve, client=party(bob), refused="invalid")
    one.fails("no first record")

    one = ledger("no-founder", "The first record is not there.")
    first = one.records.pop(0)
    del one.files[first.path]
    one.fails("no first record")

    one = ledger("newer-version", "A record of a later format: the reader can't tell.")
    payload = proof_payload(ana, one.heads(), one.genesis, "later") | {"v": 2}
    one.add(Record(payload, ana), "unsupported")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("over-a-newer-version", "A record on top of one of a later format: the reader "
                 "can't tell that either.")
    payload = proof_payload(ana, one.heads(), one.genesis, "later") | {"v": 2}
    later = one.add(Record(payload, ana), "unsupported")
    one.proof(commit="on top", parents=[later], refused="unsupported")
    one.proof(commit="beside")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("signature-bad", "A record with another record's signature.")
    spare = Record(proof_payload(ana, one.heads(), one.genesis, "spare"), ana)
    payload = proof_payload(ana, one.heads(), one.genesis, "bad")
    one.add(Record(payload, ana, lambda line: spare.signature), "invalid")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("wrong-name", "A record under the name of another.")
    spare = Record(proof_payload(ana, one.heads(), one.genesis, "spare"), ana)
    work = Record(proof_payload(ana, one.heads(), one.genesis, "work"), ana)
    one.files[spare.path] = work.bytes
    one.finding(spare.path)
    one.read(agreed=True, roles=PARTIES)

    one = ledger("wrong-folder", "A good record where it does not belong.")
    work = Record(proof_payload(ana, one.heads(), one.genesis, "work"), ana)
    for path in [f"records/00/00/{work.id}.relay", f"records/{work.id}.relay",
                 f"{work.id}.relay"]:
        one.files[path] = work.bytes
        one.finding(path)
    one.read(agreed=True, roles=PARTIES)

    one = ledger("strange-files", "Files that are no part of a ledger.")
    for path in ["LICENSE", "records/readme.txt", "heads/nothing", "files/" + "A" * 64,
                 f"records/{one.genesis[:2]}/{one.genesis[2:4]}/{one.genesis}.relay.orig"]:
        one.files[path] = b"strange\n"
        one.finding(path)
    one.read(agreed=True, roles=PARTIES)

    one = ledger("readme-changed", "README.md is not the known text.")
    one.files["README.md"] = README + b"Trust me.\n"
    one.finding("README.md")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("readme-missing", "README.md is not there, which is no fault.")
    del one.files["README.md"]
    one.read(agreed=True, roles=PARTIES)

    one = ledger("head-of-nothing", "heads/ names a record that is not there.")
    one.files[f"heads/{hex_of('nothing', 64)}"] = b""
    one.finding(f"heads/{hex_of('nothing', 64)}")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("head-too-many", "heads/ names a record that others follow: it is a cache.")
    one.files[f"heads/{one.genesis}"] = b""
    one.read(agreed=True, roles=PARTIES)

    one = ledger("head-not-empty", "A file in heads/ that holds something.")
    one.files[f"heads/{one.genesis}"] = b"x"
    one.finding(f"heads/{one.genesis}")
    one.read(agreed=True, roles=PARTIES)

    one = ledger("attachments", "Files under the SHA-256 of their content, one of them changed.")
    for data, stored in [(b"minutes of a meeting\n", None), (b"a\n", b"b\n")]:
        name = hashlib.sha256(data).hexdigest()
        one.files[f"files/{name}"] = stored or data
        if stored:
            one.finding(f"files/{name}")
    one.read(agreed=True, roles=PARTIES)

    return [ledger.save() for ledger in ledgers]
