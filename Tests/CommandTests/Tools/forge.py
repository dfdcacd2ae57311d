"""Makes a record with stock tools and puts it into a ledger's branch.

forge.py BRANCH KEY RECORD [NAME=TEXT | NAME:=JSON | NAME= ]…

Takes line 1 of a record's file, sets its members or removes them, signs with ssh-keygen, and prints
the new record's id. `by` becomes the key's fingerprint unless it is given. `at-path=PATH` puts the
file elsewhere, `line=TEXT` signs that text as it stands, and `below=ID` tries times until the new id
is lower.
"""
import hashlib
import json
import os
import subprocess
import sys
import tempfile

branch, key, source, *settings = sys.argv[1:]
NAMESPACE = "relay-ledger-v1"


def git(*arguments, data=None, index=None):
    environment = dict(os.environ)
    if index:
        environment["GIT_INDEX_FILE"] = index
    done = subprocess.run(["git", *arguments], input=data, stdout=subprocess.PIPE,
                          env=environment, check=True)
    return done.stdout.decode().strip()


with open(source, "rb") as record:
    payload = json.loads(record.readline())
fingerprint = subprocess.run(["ssh-keygen", "-l", "-f", key], stdout=subprocess.PIPE, check=True)
payload["by"] = fingerprint.stdout.decode().split()[1]
path = line = below = None
for setting in settings:
    name, value = setting.split("=", 1)
    if name == "at-path":
        path = value
    elif name == "line":
        line = value.encode()
    elif name == "below":
        below = value
    elif name.endswith(":"):
        payload[name[:-1]] = json.loads(value)
    elif value:
        payload[name] = value
    else:
        payload.pop(name, None)



def canonical():
    """Canonical for what these records hold: ASCII keys, integers, strings without escapes."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return (line or text.encode()) + b"\n"


for second in range(86_400 if below else 0):
    if hashlib.sha256(canonical()).hexdigest() < below:
        break
    time = f"{second // 3_600:02}:{second // 60 % 60:02}:{second % 60:02}"
    payload["at"] = f"{payload['at'][:10]}T{time}Z"
line = canonical()
signed = subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", NAMESPACE, "-f", key],
                        input=line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
name = hashlib.sha256(line).hexdigest()
path = path or f"records/{name[:2]}/{name[2:4]}/{name}.relay"

with tempfile.TemporaryDirectory() as folder:
    index = folder + "/index"
    git("read-tree", branch, index=index)
    blob = git("hash-object", "-w", "--stdin", data=line + signed.stdout)
    git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", index=index)
    tree = git("write-tree", index=index)
    commit = git("commit-tree", tree, "-p", branch, "-m", "a record from elsewhere")
    git("update-ref", f"refs/heads/{branch}", commit)
print(name)
