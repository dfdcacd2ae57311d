"""Other programs that look after hooks, beside which the matrix is run.

Each has hooks of its own that note in `manager-log` that they were run, and with what: without relay
and with it that must be the same.
"""
import os
import pathlib
import subprocess

HOOKS = ["post-commit", "post-merge", "post-rewrite", "commit-msg", "pre-push"]
programs = os.environ.get("MANAGERS", "")


class Manager:
    """Nobody."""

    name = "none"
    comes_last = False

    def prepare(self, folder, repo):
        self.folder = folder
        self.log = folder / "manager-log"

    def install(self, repo, has_relay):
        """Installs the manager's hooks."""

    def finish(self, repo):
        """Called when relay is set up and has been told of the manager."""

    def call(self, repo, *arguments):
        done = subprocess.run(arguments, cwd=repo, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{arguments}: {done.stdout}{done.stderr}")


class PreCommit(Manager):
    """The real one, installed before relay: relay runs it."""

    name = "pre-commit"

    def install(self, repo, has_relay):
        config = self.folder / "pre-commit.yaml"
        lines = ["repos:", "- repo: local", "  hooks:"]
        for hook in HOOKS:
            # Arguments and input it keeps to itself, and tells in the environment.
            note = (f"{hook} $PRE_COMMIT_REWRITE_COMMAND $PRE_COMMIT_REMOTE_NAME"
                    " $PRE_COMMIT_REMOTE_BRANCH $PRE_COMMIT_IS_SQUASH_MERGE")
            lines += [f"  - id: note-{hook}", f"    name: note {hook}", "    language: system",
                      f"    entry: sh -c 'echo \"{note}\" >> \"{self.log}\"'",
                      f"    stages: [{hook}]", "    always_run: true", "    pass_filenames: false"]
        config.write_text("\n".join(lines) + "\n")
        types = [word for hook in HOOKS for word in ("--hook-type", hook)]
        self.call(repo, "pre-commit", "install", "--config", config, *types)


class PreCommitLast(PreCommit):
    """Installed after relay: it runs relay."""

    name = "pre-commit-last"
    comes_last = True


class GitLFS(Manager):
    """The real one; it notes nothing, but its hooks stop where git-lfs cannot run."""

    name = "git-lfs"

    def install(self, repo, has_relay):
        self.call(repo, "git", "lfs", "install", "--local")


class Lefthook(Manager):
    """The real one, which calls relay by the lines that relay tells."""

    name = "lefthook"

    def install(self, repo, has_relay):
        config, self.added = self.folder / "lefthook.yml", self.folder / "relay.yml"
        os.environ["LEFTHOOK_CONFIG"] = str(config)
        lines = ["output: false", f"extends: [{self.added}]"]
        for hook in HOOKS:
            has_input = hook in ("post-rewrite", "pre-push")
            lines += [f"{hook}:", "  commands:", "    note:",
                      f"      use_stdin: {str(has_input).lower()}",
                      f"      run: echo {hook} {{0}} >> {self.log}"
                      + f"; cat >> {self.log}" * has_input]
        config.write_text("\n".join(lines) + "\n")
        self.added.write_text("")
        # It takes no other folder for hooks unless told to.
        self.call(repo, "lefthook", "install", "--force")

    def finish(self, repo):
        lines = told(repo, "lefthook.yml")
        self.added.write_text("".join(f"{line}\n" for hook in lines for line in lines[hook]))


class Husky(Manager):
    """A stand-in, since the real one is not to be had: its folder and wrappers as its manual has them."""

    name = "husky"

    def install(self, repo, has_relay):
        self.hooks = repo / ".husky"
        (self.hooks / "_").mkdir(parents=True)
        git = subprocess.run(["git", "rev-parse", "--git-path", "info/exclude"], cwd=repo,
                             capture_output=True, text=True).stdout.strip()
        with open(repo / git, "a") as excluded:
            excluded.write(".husky\n")
        self.call(repo, "git", "config", "core.hooksPath", ".husky/_")
        self.write("_/h", 'own=$(dirname "$(dirname "$0")")/$(basename "$0")\n'
                   '[ ! -f "$own" ] || sh -e "$own" "$@"\n')
        for hook in HOOKS + ["post-applypatch", "pre-commit", "post-checkout"]:
            self.write(f"_/{hook}", '. "$(dirname "$0")/h"\n')
        for hook in HOOKS:
            hears = f'; cat >> "{self.log}"' * (hook in ("post-rewrite", "pre-push"))
            self.write(hook, f'echo {hook} "$@" >> "{self.log}"{hears}\n')

    def write(self, name, text):
        (self.hooks / name).write_text("#!/bin/sh\n" + text)
        (self.hooks / name).chmod(0o755)

    def finish(self, repo):
        for hook, lines in told(repo, ".husky").items():
            script = self.hooks / hook
            own = script.read_text().split("\n", 1)[1] if script.exists() else ""
            # At its top, where nothing has read what git says.
            self.write(hook, "\n".join(lines) + "\n" + own)


def told(repo, place):
    """What `relay hooks status` says is to be added to each hook at a place."""
    lines = subprocess.run(["relay", "hooks", "status"], cwd=repo, check=True, capture_output=True,
                           text=True).stdout.splitlines()
    found, hook = {}, None
    for line in lines:
        if not line.startswith("  "):
            hook = line.split(":")[0] if place in line else None
        elif hook:
            found.setdefault(hook, []).append(line[2:])
    return found


def named(name):
    known = [Manager, PreCommit, PreCommitLast, GitLFS, Lefthook, Husky]
    return next(manager for manager in known if manager.name == name)()
