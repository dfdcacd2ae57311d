"""Kills git and relay at random moments: kills.py COUNT SEED

In the current folder makes a repository with a project and a remote, and starts commits, amendments,
rebases, merges, pushes and syncs, each of which is killed with all that it has started after a random
part of the time that it takes. Then one `relay sync` must make all whole: exactly one proof stands for
each tagged commit of a branch, none for others, `relay verify` and `git fsck` find no fault.
"""
import json
import os
import random
import re
import signal
import subprocess
import sys
import time

count, seed = int(sys.argv[1]), int(sys.argv[2])
dice = random.Random(seed)
environment = {**os.environ, "GIT_EDITOR": "true", "GIT_SEQUENCE_EDITOR": "true"}
number = 0
inner = 0


def run(*arguments, check=True):
    done = subprocess.run(arguments, capture_output=True, text=True, env=environment)
    if check and done.returncode != 0:
        sys.exit(f"{' '.join(arguments)} ended with {done.returncode} after {number} kills, "
                 f"seed {seed}\n{done.stdout}{done.stderr}")
    return done


def write():
    """Something to commit."""
    with open(dice.choice("abcdef"), "a") as file:
        file.write(f"{number} {dice.random()}\n")
    run("git", "add", "-A")


def commit():
    write()
    return ["git", "commit", "-q", "-m", f"Number {number} {dice.choice(['', '#relay-123'])}"]


def amend():
    write()
    return ["git", "commit", "-q", "--amend", "-m", f"Better {number} #relay-123"]


def merge():
    run("git", "branch", "-f", "side", "HEAD~1")
    run("git", "checkout", "-q", "side")
    with open("side", "a") as file:
        file.write(f"{number}\n")
    run("git", "add", "side")
    run("git", "commit", "-q", "-m", f"Side {number} #relay-123")
    run("git", "checkout", "-q", "main")
    return ["git", "merge", "-q", "-X", "ours", "-m", f"Merge {number} #relay-123", "side"]


def rebase():
    how = dice.choice([["--apply"], ["--merge"], ["--interactive", "--autosquash"]])
    return ["git", "rebase", "-q", "--force-rebase", *how, f"HEAD~{dice.randint(1, 4)}"]


STEPS = {commit: 6, amend: 4, merge: 2, rebase: 4,
         lambda: ["git", "push", "-q", "--force", "origin", "main"]: 3,
         lambda: ["relay", "sync"]: 4}
durations = {}


def kill(step):
    """Runs a step and kills it in the middle, mostly."""
    arguments = step()
    usual = durations.get(step, 0.3)
    start = time.monotonic()
    child = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             stdin=subprocess.DEVNULL, env=environment, start_new_session=True)
    try:
        child.wait(dice.uniform(0, usual))
        durations[step] = 0.5 * usual + 0.5 * (time.monotonic() - start)
        return False
    except subprocess.TimeoutExpired:
        # It learns how long a step takes from those that end.
        durations[step] = usual * 1.05
        end(child.pid)
        child.wait()
        return True


def parents():
    """Every process that can be seen, with the one that has started it."""
    found = {}
    for folder in os.listdir("/proc"):
        try:
            with open(f"/proc/{folder}/stat") as file:
                found[int(folder)] = int(file.read().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    return found


def end(first):
    """Kills a process and all that it has started, in whatever group: git that relay runs has its own."""
    global inner
    doomed = {first}
    known = parents()
    while True:
        more = {pid for pid, parent in known.items() if parent in doomed} - doomed
        if not more:
            break
        doomed |= more
    groups = set()
    for pid in doomed:
        try:
            groups.add(os.getpgid(pid))
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    inner += len(groups) > 1


def tidy():
    """What a user does after git itself was killed: removes git's own locks and half-done work."""
    for folder in (".git", "../remote.git"):
        for root, _, names in os.walk(folder):
            if "/objects" in root or "/relay" in root:
                continue
            for name in names:
                if name.endswith(".lock"):
                    os.remove(os.path.join(root, name))
    if os.path.isdir(".git/rebase-merge") or os.path.isdir(".git/rebase-apply"):
        if run("git", "rebase", "--abort", check=False).returncode != 0:
            run("rm", "-rf", ".git/rebase-merge", ".git/rebase-apply")
    run("git", "merge", "--abort", check=False)
    run("git", "reset", "-q", "--hard")
    # A rebase that was killed before it noted anything has left no branch checked out.
    run("git", "checkout", "-q", "--force", "main")
    run("git", "clean", "-qfd")
    run("git", "checkout", "-q", "-B" if run("git", "symbolic-ref", "-q", "HEAD", check=False)
        .returncode else "-f", "main")


def check():
    run("relay", "sync")
    proofs = json.loads(run("relay", "log", "--json").stdout)["proofs"]
    standing = [proof["commit"] for proof in proofs if proof["status"] == "pending"]
    if {proof["status"] for proof in proofs} - {"pending", "superseded"}:
        sys.exit(f"after {number} kills, seed {seed}: a proof is neither pending nor superseded")
    for line in run("git", "log", "--branches", "--remotes", "--format=%H %s").stdout.splitlines():
        id, subject = line.split(" ", 1)
        wanted = 1 if re.search(r"#relay-123\b", subject) else 0
        if standing.count(id) != wanted:
            sys.exit(f"after {number} kills, seed {seed}: {standing.count(id)} proofs of {subject}")
    run("relay", "verify")
    said = run("git", "fsck", "--strict", "--no-dangling")
    if said.stdout.strip():
        sys.exit(f"after {number} kills, seed {seed}: {said.stdout}")
    run("git", "-C", "../remote.git", "fsck", "--strict")
    run("relay", "verify", ".relay/123")


run("git", "init", "-q", "--bare", "remote.git")
run("git", "clone", "-q", "remote.git", "repo")
os.chdir("repo")
for start in range(6):
    run("git", "commit", "-q", "--allow-empty", "-m", f"Start {start}")
run("git", "push", "-q", "origin", "main")
run("relay", "init", "123")
run("relay", "sync")
runs = 0
while number < count:
    runs += 1
    number += kill(dice.choices(list(STEPS), list(STEPS.values()))[0])
    tidy()
    # What one kill has left the next step meets, but for these.
    if runs % 10 == 0:
        check()
check()
print(f"{number} killed of {runs}, {inner} of them with a git of relay's own, seed {seed}")
