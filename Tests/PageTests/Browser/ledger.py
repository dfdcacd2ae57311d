"""Real ledgers, made by the real programs in a folder that is removed afterwards."""

import json
import os
import re
import shutil
import subprocess
import tempfile

from page import check


class Stage:
    """A folder with homes for Ana (who builds), Bob (who pays) and Eve (who attacks)."""

    def __init__(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="relay-pages."))
        self.clock = 1_780_000_000

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def run(self, person, *command, folder=None, status=0, data=None):
        """Runs a program as somebody, in the person's clone; gives back what it printed."""
        home = self.path(f"home-{person}")
        os.makedirs(home, exist_ok=True)
        clone = folder or self.path(person)
        os.makedirs(clone, exist_ok=True)
        mail = f"{person}@example.com"
        self.clock += 60
        environment = {
            "PATH": os.environ["PATH"], "HOME": home, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
            "TZ": "UTC", "NO_COLOR": "1", "GIT_AUTHOR_NAME": self.names.get(person, person.title()),
            "GIT_AUTHOR_EMAIL": mail, "GIT_COMMITTER_NAME": self.names.get(person, person.title()),
            "GIT_COMMITTER_EMAIL": mail, "GIT_AUTHOR_DATE": f"{self.clock} +0000",
            "GIT_COMMITTER_DATE": f"{self.clock} +0000",
        }
        result = subprocess.run(
            command, cwd=clone, env=environment, input=data, capture_output=True, timeout=300)
        said = (result.stdout + result.stderr).decode(errors="replace")
        check(
            status is None or result.returncode == status,
            f"{' '.join(command)} ended with {result.returncode}, not {status}:\n{said}")
        return said

    names = {"ana": "Ana Builder", "bob": "Bob Client"}

    def relay(self, person, *arguments, **named):
        return self.run(person, "relay", *arguments, **named)

    def git(self, person, *arguments, **named):
        return self.run(person, "git", *arguments, **named)

    def found(self, title="Bob's shop", client="Bob Client <bob@example.com>", *more):
        """Ana sets project 123 up in a repository of her own."""
        self.git("ana", "init", "-q", "-b", "main", ".")
        self.git("ana", "commit", "-q", "--allow-empty", "-m", "Start")
        self.relay(
            "ana", "init", "123", "--title", title, "--client", client, "--budget", "12000 EUR", *more)

    def offer(self, number=1, title="Login and basket", amount="3000 EUR", *more):
        self.relay("ana", "milestone", "add", str(number), "--title", title, "--amount", amount, *more)

    def work(self, *messages):
        """Commits of Ana's, each with a file of its own and a proof."""
        for message in messages:
            name = f"file-{self.clock}.txt"
            with open(self.path("ana", name), "w") as file:
                file.write(f"{message}\n" * 3)
            self.git("ana", "add", "--all")
            self.git("ana", "commit", "-q", "-m", message)

    def bundle(self, name="project.relay.tar"):
        self.relay("ana", "bundle", "123", "-o", self.path(name))
        return self.path(name)

    def report(self, name="report.html", *more):
        self.relay("ana", "report", "123", "-o", self.path(name), *more)
        return self.path(name)

    def submit(self, number=1, *more):
        self.relay("ana", "submit", str(number), "--yes", *more)

    def bring_in(self, *files, status=0):
        """Ana takes in what Bob has sent."""
        return self.relay("ana", "import", *files, "--yes", status=status)

    def status(self):
        return json.loads(self.relay("ana", "status", "123", "--json"))

    def milestone(self, number=1):
        """A milestone as relay tells it."""
        listed = json.loads(self.relay("ana", "milestone", "list", "123", "--json"))
        return next(one for one in listed["milestones"] if one["milestone"] == number)

    def fingerprint(self, person):
        key = self.path(f"home-{person}", ".config", "relay", "id_ed25519.pub")
        said = self.run(person, "ssh-keygen", "-l", "-f", key)
        return re.search(r"SHA256:\S+", said).group()

    def key_of(self, person):
        """Makes a key of OpenSSH; gives back its path."""
        path = self.path(f"home-{person}", "id_ed25519")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        self.run(person, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", person, "-f", path)
        return path

    def agreed(self, *messages):
        """A project with Bob's key in it, both agreed, and work handed in; gives back Bob's key."""
        key = self.key_of("bob")
        self.found("Bob's shop", "Bob Client <bob@example.com>", "--client-key", f"{key}.pub")
        self.offer(1, "Login and basket", "3000 EUR", "--escrow", "E-77",
                   "--deliverable", "Login page", "--deliverable", "Basket", "--criterion", "Works offline")
        self.run("bob", "git", "config", "--global", "user.signingkey", key)
        self.run("bob", "git", "config", "--global", "gpg.format", "ssh")
        self.relay("bob", "agree", "--bundle", self.bundle("offer.relay.tar"), "--out",
                   self.path("agreed.relay"), "--yes")
        self.bring_in(self.path("agreed.relay"))
        self.work(*(messages or ("Add the login page #relay-123/1", "Add the basket [relay-123/1]")))
        self.submit(1, "--note", "Please have a look")
        return key

    def ssh_keygen_accepts(self, file, public_line):
        """Has ssh-keygen check a record by itself."""
        with open(file, "rb") as record:
            line, _, signature = record.read().partition(b"\n")
        with open(self.path("allowed"), "w") as allowed:
            allowed.write(f"bob@example.com {public_line}\n")
        with open(self.path("signature"), "wb") as out:
            out.write(signature)
        said = self.run(
            "bob", "ssh-keygen", "-Y", "verify", "-f", self.path("allowed"), "-I", "bob@example.com",
            "-n", "relay-ledger-v1", "-s", self.path("signature"), data=line + b"\n")
        check(said.startswith('Good "relay-ledger-v1" signature'), f"ssh-keygen says: {said}")
