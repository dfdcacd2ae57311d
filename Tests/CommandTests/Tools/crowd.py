"""Commits in many work trees at once: crowd.py TREES COMMITS

The client has agreed, so that each proof can be `verified`, and each must be.
"""
import json
import os
import subprocess
import sys

trees, commits = int(sys.argv[1]), int(sys.argv[2])


def run(*arguments, cwd="ana", check=True):
    done = subprocess.run(arguments, cwd=cwd, capture_output=True, text=True)
    if check and done.returncode != 0:
        sys.exit(f"{' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


run("sh", f"{os.environ['TOOLS']}/contract.sh", "agreed", cwd=".")
before = len(json.loads(run("relay", "log", "--json"))["proofs"])
script = f"""for number in $(seq {commits}); do
  git commit --quiet --allow-empty -m "Number $number of $1 #relay-123"
done"""
crowd = []
for tree in range(trees):
    run("git", "worktree", "add", f"../tree{tree}")
    crowd.append(lambda tree=tree: subprocess.Popen(
        ["sh", "-ec", script, "sh", str(tree)], cwd=f"tree{tree}", text=True,
        stderr=subprocess.PIPE))
started = [start() for start in crowd]
for process in started:
    said = process.communicate()[1]
    if process.returncode != 0 or said:
        sys.exit(f"ended with {process.returncode}, saying {said}")
proofs = json.loads(run("relay", "log", "--json"))["proofs"][:-before]
made = {proof["commit"] for proof in proofs}
wanted = set(run("git", "log", "--branches=tree*", "--format=%H", "--grep=Number").split())
if (len(proofs), made) != (trees * commits, wanted):
    sys.exit(f"{len(proofs)} proofs of {len(made)} commits of {len(wanted)}")
if {(proof["status"], proof["capture"]) for proof in proofs} != {("verified", "live")}:
    sys.exit("not all are verified and live")
tip = run("git", "rev-parse", "relay-ledger/123")
run("relay", "sync", "--offline")
if run("git", "rev-parse", "relay-ledger/123") != tip:
    sys.exit("relay sync found something that the hooks had missed")
run("relay", "verify")
run("relay", "verify", ".relay/123")
run("git", "fsck", "--strict")
print(f"{len(proofs)} proofs, all verified")
