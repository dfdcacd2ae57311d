"""Runs one row of the matrix: matrix.py FAMILY ROW MANAGER

A row is a way in which commits come to be. It is run twice with the same dates: in a twin that knows
nothing of relay, and beside relay's hooks. Both must have seen the same, and the ledger must hold what
the row says, in the ledger's order:

    === name                      # why it is a row
    commands, see matrix.sh
    --- before                    instead of an empty repository `repo` with one commit
    --- ledger                    what the hooks have proven
    SUBJECT  CAPTURE  [superseded]  [replaces SUBJECT, …]
    --- synced                    after `relay sync`, if that has anything to add
    --- says                      what relay says to the user meanwhile
    --- accident                  what then befalls the ledger; `relay sync` must bring it back, with
    --- mended                    this in it, if that is another
    --- doctor                    a part of what `relay doctor` says before that

A second commit with the same subject is called SUBJECT', a third SUBJECT''. MANAGER is what else has
hooks here: none, or see managers.py. Prints `ran ROW with MANAGER` when all is as it must be.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

import managers

NUMBER = 123
BRANCH = f"relay-ledger/{NUMBER}"
TAG = re.compile(rb"[#[]relay-123\b")
TIMES = re.compile(rb"\r?(Rewrite |New history written in |Completely finished after )")
tools = pathlib.Path(__file__).parent


def run(*arguments, cwd, check=True, **settings):
    done = subprocess.run(arguments, cwd=cwd, capture_output=True, **settings)
    if check and done.returncode != 0:
        sys.exit(f"{' '.join(map(str, arguments))} in {cwd}: {done.returncode}\n"
                 f"{done.stdout.decode(errors='replace')}{done.stderr.decode(errors='replace')}")
    return done


def git(*arguments, cwd, **settings):
    return run("git", *arguments, cwd=cwd, **settings).stdout


def rows(family):
    """The rows of a family in order: name to its sections."""
    found = {}
    text = (tools.parent / "Matrix" / f"{family}.txt").read_text()
    for part in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        name, rest = part.split("\n", 1)
        sections = re.split(r"^--- (\w+)\n", rest, flags=re.MULTILINE)
        found[name.split()[0]] = {"run": sections[0], **dict(zip(sections[1::2], sections[2::2]))}
    return found


class Side:
    """A folder in which the row is run, with relay or without."""

    def __init__(self, row, manager, has_relay):
        # Both at the same place, since its name gets into messages.
        self.folder = pathlib.Path(os.environ["WORK"]) / "row"
        self.folder.mkdir()
        self.repo = self.folder / "repo"
        self.shell(row.get("before") or "git init -q repo\ncd repo\n"
                   "git commit -q --allow-empty -m Start\n", self.folder)
        self.names = {}
        manager.prepare(self.folder, self.repo)
        if not manager.comes_last:
            manager.install(self.repo, has_relay)
        if has_relay:
            run("relay", "init", str(NUMBER), cwd=self.repo)
            run("relay", "hooks", "install", cwd=self.repo)
        if manager.comes_last:
            manager.install(self.repo, has_relay)
        if has_relay:
            manager.finish(self.repo)
        (self.folder / "transcript").write_bytes(b"")
        self.shell(row["run"], self.repo)

    def shell(self, text, cwd):
        (self.folder / "row").write_text(f". {tools}/matrix.sh\n{text}")
        run("sh", self.folder / "row", cwd=cwd,
            env={**os.environ, "ROW": str(self.folder), "GIT_EDITOR": "true"})

    def warnings(self):
        text = (self.folder / "transcript").read_text(errors="replace")
        return "".join(re.findall(r"^.*relay: .*\n", text, flags=re.MULTILINE))

    def repositories(self):
        found = {path.parent for path in self.folder.glob("**/HEAD")
                 if (path.parent / "objects").is_dir() or (path.parent / "commondir").is_file()}
        return sorted(found)

    def observe(self):
        """All that a user can see, but for the ledger."""
        seen = {"transcript": self.plain((self.folder / "transcript").read_bytes())}
        for path in self.repositories():
            name = str(path.relative_to(self.folder))
            look = lambda *arguments: self.plain(
                git("-c", "core.bare=true", "--git-dir", path, *arguments, cwd=self.folder,
                    check=False))
            seen[name, "refs"] = look("for-each-ref")
            seen[name, "HEAD"] = (path / "HEAD").read_bytes()
            seen[name, "stash"] = look("stash", "list")
            seen[name, "states"] = sorted(
                state.name for state in path.iterdir()
                if state.name not in ("relay", "hooks.before-relay", "FETCH_HEAD", "logs",
                                      "packed-refs", "index"))
            for log in sorted((path / "logs").glob("**/*")):
                if log.is_file() and "relay-ledger" not in str(log):
                    seen[name, str(log.relative_to(path))] = self.plain(log.read_bytes())
        for tree in sorted({path.parent for path in self.folder.glob("**/.git")}):
            name = str(tree.relative_to(self.folder))
            seen[name, "status"] = git("status", "--porcelain=v2", "--branch", "-uall", cwd=tree)
            seen[name, "index"] = git("ls-files", "-s", cwd=tree)
        for path in self.folder.glob("manager-log"):
            seen["manager"] = self.plain(path.read_bytes())
        return seen

    def plain(self, text):
        """Without what only relay says, and without times."""
        return b"\n".join(line for line in text.split(b"\n")
                          if not TIMES.match(line) and b"relay-ledger/" not in line
                          and not line.startswith((b"err: relay: ", b"relay: ")))

    def records(self):
        listing = git("ls-tree", "-r", "--name-only", BRANCH, "records", cwd=self.repo)
        records = {}
        for path in listing.decode().split():
            line = git("cat-file", "blob", f"{BRANCH}:{path}", cwd=self.repo).split(b"\n", 1)[0]
            records[pathlib.Path(path).stem] = json.loads(line)
        return records

    def ledger(self):
        """The proofs as the row tells of them, and a complaint if relay and git tell different tales."""
        records = self.records()
        log = json.loads(run("relay", "log", str(NUMBER), "--json", cwd=self.repo).stdout)["proofs"]
        proofs = {proof["id"]: proof for proof in reversed(log)}
        if {id for id, record in records.items() if record["type"] == "proof"} != set(proofs):
            sys.exit("relay log and the branch hold different proofs")
        gone = {id for record in records.values() for id in record.get("supersedes", [])}
        # What an accident has removed keeps its name.
        names, lines = self.names, []
        for id, proof in proofs.items():
            commit = proof["commit"]
            if commit not in names:
                subject = proof.get("subject", commit[:8]).replace("#relay-123", "")
                subject = " ".join(subject.split())
                while subject in names.values():
                    subject += "'"
                names[commit] = subject
            record = records[id]
            if (record["commit"], record["capture"]) != (commit, proof["capture"]):
                sys.exit(f"relay log and record {id} differ")
            if (id in gone) != (proof["status"] == "superseded"):
                sys.exit(f"relay log says {proof['status']} of {subject}")
            replaced = ", ".join(names[records[old]["commit"]] for old in proofs
                                 if old in record.get("supersedes", []))
            lines.append("  ".join([names[commit], proof["capture"]]
                                   + ["superseded"] * (id in gone)
                                   + [f"replaces {replaced}"] * bool(replaced)))
        self.standing = [proof["commit"] for id, proof in proofs.items() if id not in gone]
        return lines

    def check_reached(self):
        """Exactly one proof stands for each own tagged commit that a branch reaches, none for others."""
        tips = [line.split()[0] for line in git(
            "for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/remotes",
            cwd=self.repo).decode().splitlines() if "relay-ledger" not in line]
        ids = git("rev-list", "HEAD", *tips, cwd=self.repo).decode().split()
        for id in ids:
            raw = git("cat-file", "commit", id, cwd=self.repo)
            head, message = raw.split(b"\n\n", 1)
            is_own = b"author Ana" in head or b"committer Ana" in head
            wanted = 1 if TAG.search(message) and is_own else 0
            count = self.standing.count(id)
            if count != wanted:
                sys.exit(f"{count} proofs of {message.decode()!r}, not {wanted}")


def befall(row, side):
    """Lets the ledger have an accident, and `relay sync` mend it from what is left."""
    before = side.records()
    side.shell(row["accident"], side.repo)
    found = run("relay", "doctor", cwd=side.repo, check=False)
    said = found.stdout.decode()
    if row["doctor"].strip() not in said or found.returncode != (1 if "FAIL" in said else 0):
        sys.exit(f"relay doctor ended with {found.returncode} and said\n{said}")
    run("relay", "sync", cwd=side.repo)
    if not set(before) <= set(side.records()):
        sys.exit("relay sync has not brought all records back")
    expect(row.get("mended") or row["ledger"], side.ledger(), "after the accident")
    side.check_reached()
    copies = {path.stem for path in side.repo.glob(f".relay/{NUMBER}/records/*/*/*.relay")}
    if copies != set(side.records()):
        sys.exit("the readable copy is another")
    there = git("ls-remote", "origin", f"refs/heads/{BRANCH}", cwd=side.repo, check=False)
    if there and there.split()[0] != git("rev-parse", BRANCH, cwd=side.repo).strip():
        sys.exit("the remote's ledger is another")
    if not there and (side.folder / "origin.git").exists():
        sys.exit("the remote has no ledger")


def compare(twin, relay):
    for key in sorted(set(twin) | set(relay), key=str):
        if twin.get(key) != relay.get(key):
            shown = [value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                     for value in (twin.get(key), relay.get(key))]
            sys.exit(f"{key} differs.\nWithout relay:\n{shown[0]}\nWith relay:\n{shown[1]}")


def expect(wanted, found, when):
    wanted = [re.sub(r"  +", "  ", line.strip()) for line in wanted.splitlines() if line.strip()]
    if wanted != found:
        sys.exit(f"the ledger {when} must hold\n  " + "\n  ".join(wanted)
                 + "\nand holds\n  " + "\n  ".join(found))


def main(family, name, manager):
    row = rows(family)[name]
    manager = managers.named(manager)
    os.environ["PATH"] += f":{managers.programs}"
    twin = Side(row, manager, False)
    before = twin.observe()
    twin.folder.rename(twin.folder.parent / "twin")
    relay = Side(row, manager, True)
    compare(before, relay.observe())
    if relay.warnings() != row.get("says", ""):
        sys.exit("relay said\n" + relay.warnings())
    expect(row["ledger"], relay.ledger(), "after the row")
    run("relay", "sync", cwd=relay.repo)
    expect(row.get("synced") or row["ledger"], relay.ledger(), "after relay sync")
    relay.check_reached()
    compare(before, relay.observe())
    if "accident" in row:
        befall(row, relay)
    tip = git("rev-parse", BRANCH, cwd=relay.repo)
    run("relay", "sync", cwd=relay.repo)
    if git("rev-parse", BRANCH, cwd=relay.repo) != tip:
        sys.exit("a second relay sync has added something")
    run("relay", "verify", cwd=relay.repo)
    run("git", "fsck", "--strict", cwd=relay.repo)
    print(f"ran {name} with {manager.name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
