"""Commits that are hard to count, with what git says of them."""

import hashlib
import os

from .tools import HOME, run, write


class History:
    """A stream for `git fast-import` of commits on one branch, each with a remark."""

    def __init__(self):
        self.stream = b""
        self.files = {}
        self.remarks = []
        self.time = 1_772_366_400

    def data(self, data):
        self.stream += b"data %d\n%s\n" % (len(data), data)

    def commit(self, remark, changes, merge=None, branch="main", start=None):
        self.time += 60
        mark = len(self.remarks) + 1
        self.remarks.append(remark)
        who = b"Ana Builder <ana@example.com> %d +0100\n" % self.time
        self.stream += b"commit refs/heads/%s\nmark :%d\nauthor %scommitter %s" % (
            branch.encode(), mark, who, who)
        self.data(f"{remark}\n".encode())
        if start:
            self.stream += b"from :%d\n" % start
        if merge:
            self.stream += b"merge :%d\n" % merge
        for path, content in changes:
            quoted = b'"' + b"".join(
                b"\\%03o" % byte if byte < 32 or byte in b'"\\' or byte > 126 else bytes([byte])
                for byte in path) + b'"'
            if content is None:
                self.stream += b"D %s\n" % quoted
                continue
            mode, data = content if isinstance(content, tuple) else ("100644", content)
            if mode == "160000":
                self.stream += b"M 160000 %s %s\n" % (data, quoted)
            else:
                self.stream += b"M %s inline %s\n" % (mode.encode(), quoted)
                self.data(data)
        self.stream += b"\n"
        return mark


def lines(*numbers):
    return b"".join(b"line %d\n" % number for number in numbers)


def commit_vectors():
    history = History()
    many = list(range(1, 41))
    root = history.commit("root: add files", [
        (b"a.txt", lines(*many)), (b"b.txt", lines(1, 2, 3)), (b"empty", b""),
        (b"src/run", ("100755", b"#!/bin/sh\necho hi\n")), (b"link", ("120000", b"a.txt"))])
    history.commit("modify", [(b"a.txt", lines(*many[:10], 99, *many[11:]))])
    history.commit("modify in two places", [(b"a.txt", lines(0, *many[:30], 77, 78, *many[30:]))])
    history.commit("delete", [(b"b.txt", None)])
    history.commit("add an empty file", [(b"empty2", b"")])
    history.commit("delete an empty file", [(b"empty2", None)])
    history.commit("fill an empty file", [(b"empty", b"x\n")])
    history.commit("empty a file", [(b"empty", b"")])
    history.commit("no change at all", [])
    history.commit("no newline at the end", [(b"n.txt", b"one\ntwo")])
    history.commit("still none", [(b"n.txt", b"one\nthree")])
    history.commit("newline at the end", [(b"n.txt", b"one\nthree\n")])
    history.commit("carriage returns", [(b"crlf.txt", b"one\r\ntwo\r\n")])
    history.commit("one carriage return less", [(b"crlf.txt", b"one\ntwo\r\n")])
    history.commit("only white space", [(b"crlf.txt", b"  one\ntwo\t\r\n")])
    history.commit("exact rename", [(b"a.txt", None), (
        b"src/moved.txt", lines(0, *many[:30], 77, 78, *many[30:]))])
    history.commit("add three alike", [(name, b"alike\n") for name in [b"t1", b"t2", b"t3"]])
    history.commit("rename two of three alike, drop one", [
        (b"t1", None), (b"t2", None), (b"t3", None), (b"u1", b"alike\n"), (b"u2", b"alike\n")])
    history.commit("rename two alike to three", [
        (b"u1", None), (b"u2", None), (b"v1", b"alike\n"), (b"v2", b"alike\n"), (b"v3", b"alike\n")])
    history.commit("copy", [(b"v4", b"alike\n")])
    history.commit("rename an empty file", [(b"empty", None), (b"void", b"")])
    history.commit("rename and change", [(b"n.txt", None), (b"m.txt", b"one\nthree\nfour\n")])
    history.commit("mode", [(b"src/run", ("100644", b"#!/bin/sh\necho hi\n"))])
    history.commit("rename with a mode", [
        (b"src/run", None), (b"src/go", ("100755", b"#!/bin/sh\necho hi\n"))])
    history.commit("a mode before a file with lines", [
        (b"src/go", ("100644", b"#!/bin/sh\necho hi\n")), (b"z.txt", b"z\n")])
    history.commit("two modes, then lines", [
        (b"src/go", ("100755", b"#!/bin/sh\necho hi\n")), (b"v1", ("100755", b"alike\n")),
        (b"z.txt", b"z\ny\n")])
    history.commit("mode and lines at once", [(b"z.txt", ("100755", b"z\ny\nx\n"))])
    history.commit("retarget a link", [(b"link", ("120000", b"b.txt"))])
    history.commit("a link becomes a file", [(b"link", b"b.txt")])
    history.commit("a file becomes a link", [(b"link", ("120000", b"z.txt"))])
    history.commit("rename a link", [(b"link", None), (b"link2", ("120000", b"z.txt"))])
    history.commit("a link and a file of one content change places", [
        (b"link2", None), (b"plain", b"z.txt")])
    history.commit("add a submodule", [(b"sub", ("160000", b"1" * 40))])
    history.commit("move a submodule on", [(b"sub", ("160000", b"2" * 40))])
    history.commit("rename a submodule", [(b"sub", None), (b"sub2", ("160000", b"2" * 40))])
    history.commit("a submodule becomes a file", [(b"sub2", b"text\n")])
    history.commit("a file becomes a submodule", [(b"sub2", ("160000", b"3" * 40))])
    history.commit("delete a submodule", [(b"sub2", None)])
    history.commit("a file becomes a folder", [(b"plain", None), (b"plain/inner", b"in\n")])
    history.commit("a folder becomes a file", [(b"plain/inner", None), (b"plain", b"out\n")])
    history.commit("binary: a NUL at once", [(b"bin", b"\0\1\2\n")])
    history.commit("binary, changed", [(b"bin", b"\0\1\2\3\n")])
    history.commit("binary becomes text", [(b"bin", b"text\n")])
    history.commit("text becomes binary", [(b"bin", b"text\0\n")])
    history.commit("delete a binary file", [(b"bin", None)])
    for place in [7999, 8000, 8001]:
        history.commit(f"a NUL after {place} bytes", [(b"big", b"x" * place + b"\0y\n")])
    history.commit("several binary files, then text", [
        (b"b1", b"\0a"), (b"b2", b"\0b"), (b"b3", b"\0c"), (b"z.txt", b"z\n")])
    history.commit("binary files between text", [
        (b"a1", b"text\n"), (b"b1", b"\0aa"), (b"b15", b"more\n"), (b"b2", b"\0bb"),
        (b"v2", None), (b"z.txt", b"z\nzz\n")])
    history.commit("binary with a mode", [(b"b1", ("100755", b"\0aaa"))])
    history.commit("a mode of a binary file alone, then text", [
        (b"b1", ("100644", b"\0aaa")), (b"z.txt", b"zzz\n")])
    history.commit("rename a binary file", [(b"b3", None), (b"b4", b"\0c")])
    history.commit("names that git quotes", [
        (b'quo"te', b"1\n"), (b"tab\there", b"2\n"), (b"line\nbreak", b"3\n"), (b"back\\slash", b"4\n"),
        (b"bell\a\b\v\f\r", b"5\n"), (b"escape\x1b", b"6\n"), (b"delete\x7f", b"7\n")])
    history.commit("names that are no ASCII", [
        ("gr\u00fc\u00dfe/\u4fee.txt".encode(), b"1\n"), (b"latin\xe9", b"2\n"), (b"\xff\xfe", b"3\n")])
    history.commit("names with spaces", [
        (b" lead", b"1\n"), (b"trail ", b"2\n"), (b"in the middle", b"3\n"), (b"-dash", b"4\n"),
        (b"a -> b", b"5\n"), (b"{x => y}", b"6\n")])
    history.commit("change and delete names that git quotes", [
        (b'quo"te', b"1\n2\n"), (b"tab\there", None), (b"latin\xe9", None), (b"trail ", b"22\n"),
        (b"line\nbreak", None), (b"line\nbroken", b"3\n")])
    history.commit("lines like headers", [
        (b"patch", b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-diff --git a/x b/x\n+index 1..2\n\\ No newline\n")])
    history.commit("lines like headers, changed", [
        (b"patch", b"--- a/y\n+++ b/x\n-- \n@@ -1 +1 @@\n-diff --git a/x b/x\n+index 1..3\n")])
    history.commit("a NUL late in a line", [(b"late", b"y" * 9000 + b"\0 more\nnext\n")])
    history.commit("change after a late NUL", [(b"late", b"y" * 9000 + b"\0 less\nnext\n")])
    history.commit("repeated lines", [(b"rep", b"}\n{\n}\n{\n}\n" * 8)])
    history.commit("repeated lines, changed", [
        (b"rep", b"}\n{\n}\n{\n}\n" * 3 + b"x\n" + b"{\n}\n" * 7 + b"}\n{\n}\n" * 4)])
    history.commit("indented blocks", [
        (b"code", b"def a():\n    x\n\ndef b():\n    x\n\ndef c():\n    x\n")])
    history.commit("a block between like ones", [
        (b"code", b"def a():\n    x\n\ndef n():\n    x\n\ndef b():\n    x\n\ndef c():\n    x\n")])
    left = history.commit("before a merge", [(b"left", b"l\n")])
    side = history.commit("a side branch", [(b"right", b"r\n")], branch="side", start=left - 1)
    history.commit("merge", [(b"right", b"r\n"), (b"extra", b"e\n")], merge=side)
    history.commit("after a merge", [(b"extra", None)])
    history.commit("a second root", [(b"other", b"o\n")], branch="other")

    write("commits/history.fast-import", history.stream)
    folder = os.path.join(HOME, "commits")
    run("git", "init", "-q", "--bare", folder)
    run("git", "fast-import", "--quiet", "--export-marks=marks", data=history.stream, folder=folder)
    with open(os.path.join(folder, "marks")) as file:
        marks = dict(line.split() for line in file)
    return [
        {"remark": remark} | describe(folder, marks[f":{number}"])
        for number, remark in enumerate(history.remarks, 1)]


def describe(folder, commit):
    raw = run("git", "cat-file", "commit", commit, folder=folder)
    parents = [line[7:].decode() for line in raw.split(b"\n\n")[0].split(b"\n")
               if line.startswith(b"parent ")]
    entry = {
        "commit": commit, "commit_sha256": hashlib.sha256(raw).hexdigest(),
        "tree": raw[5:45].decode(), "commit_parents": parents}
    counts = dict.fromkeys(
        ["files_added", "files_modified", "files_removed", "files_renamed", "additions",
         "deletions"], 0)
    patch_id = None
    if len(parents) < 2:
        status = run("git", "show", "--first-parent", "-M100%", "--name-status", "--format=", "-z",
                     commit, folder=folder).split(b"\0")
        while len(status) > 1:
            letter = status.pop(0)[:1]
            status.pop(0)
            if letter == b"R":
                status.pop(0)
            kind = {b"A": "added", b"D": "removed", b"R": "renamed"}.get(letter, "modified")
            counts[f"files_{kind}"] += 1
        numbers = run("git", "show", "--first-parent", "-M100%", "--numstat", "--format=", "-z",
                      commit, folder=folder)
        for field in numbers.split(b"\0"):
            words = field.split(b"\t", 2)
            if len(words) == 3 and words[0].isdigit():
                counts["additions"] += int(words[0])
                counts["deletions"] += int(words[1])
        patch = run("git", "-c", "core.quotePath=false", "diff-tree", "-p", "--root",
                    "--no-renames", "--full-index", commit, folder=folder)
        printed = run("git", "patch-id", "--stable", data=patch, folder=folder)
        patch_id = printed[:40].decode() or None
    entry |= counts | {"files_changed": sum(
        counts[f"files_{kind}"] for kind in ["added", "modified", "removed", "renamed"])}
    if patch_id:
        entry["patch_id"] = patch_id
    return entry
