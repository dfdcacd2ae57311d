// Real commits, from the history that the format vectors hold.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { vectors } from "./library.mjs";
import { env, sandbox } from "./oracle.mjs";

/** The commits with what is to be said of them, and their raw objects. */
export function commitsOf() {
  const repository = path.join(sandbox, "commits.git");
  const git = (words, input) => execFileSync(
    "git", ["-C", repository, ...words], { env, input, stdio: ["pipe", "pipe", "ignore"] });
  execFileSync("git", ["init", "--quiet", "--bare", repository], { env });
  const history = fs.readFileSync(path.join(vectors, "commits/history.fast-import"));
  git(["fast-import", "--quiet"], history);
  const all = JSON.parse(fs.readFileSync(path.join(vectors, "commits/commits.json"), "utf8"));
  return all.map((entry) => {
    const object = new Uint8Array(git(["cat-file", "commit", entry.commit]));
    const [author, committer] =
      git(["log", "-1", "--format=%at %ct", entry.commit]).toString().trim().split(" ").map(Number);
    return { ...entry, author_time: author, committer_time: committer, object };
  });
}
