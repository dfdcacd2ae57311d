// Which files are named like a page: the client page and relay refuse the same.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { loadLibrary, Tally } from "./library.mjs";

const library = loadLibrary(["namedLikePage"], ["key.js", "key-file.js", "openssh-key.js", "client-files.js"]);
const tally = new Tally();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "relay-names."));
const endings = [
  "html", "htm", "xhtml", "xhtm", "xht", "shtml", "shtm", "svg", "xml", "mhtml", "mht", "HTML", "Mht", "relay", "tar", "txt",
  "json", "htmlx", "ht", "xh", "mh", "mhtm", "svgz", "pdf",
];
for (const ending of endings) {
  const file = path.join(folder, `file.${ending}`);
  fs.writeFileSync(file, "{}\n");
  const { stderr } = spawnSync("relay", ["verify", file], { encoding: "utf8" });
  tally.equal(stderr.includes("is named like a page"), library.namedLikePage.test(file), ending);
}
fs.rmSync(folder, { recursive: true });
tally.finish();
