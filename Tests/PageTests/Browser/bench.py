#!/usr/bin/env python3
"""Measures the pages with many proofs: bench.py [PROOFS | REPORT KEY]; 10,000 proofs if left out.

Prints figures and asserts nothing. A REPORT that is there already comes with the client's KEY.

For each browser: how long the client page and the report's own check take until the verdict stands,
the longest pause between two frames meanwhile, and the longest while searching and scrolling.
"""

import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import browsers
import scenario
from ledger import Stage
from page import Page

# Notes each pause between two frames.
WATCH = """() => {
  globalThis.relayPauses = [];
  let last = performance.now();
  const note = () => {
    const now = performance.now();
    relayPauses.push([now, now - last]);
    last = now;
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}"""


def pauses(page):
    """The longest pauses since the last call, in ms."""
    return page.evaluate("""() => {
      const all = relayPauses.splice(0).map(([, pause]) => Math.round(pause));
      return all.sort((a, b) => b - a).slice(0, 3);
    }""")


def history(stage, count, key):
    """A repository with so many commits for the project, made at once."""
    stage.found("Bob's shop", "Bob Client <bob@example.com>", "--client-key", f"{key}.pub")
    stage.offer(1, "Everything", "9000 EUR")
    lines = []
    for number in range(count):
        message = f"Piece {number} of the work #relay-123/1\n\nA body of some words for piece {number}.\n"
        content = f"piece {number}\n"
        who = f"Ana Builder <ana@example.com> {1_780_000_000 + number * 600} +0000"
        lines.append(
            f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {len(message)}\n{message}"
            + ("from refs/heads/main^0\n" if number == 0 else "")
            + f"M 644 inline f{number % 100}\ndata {len(content)}\n{content}\n")
    stage.git("ana", "fast-import", "--quiet", data="".join(lines).encode())
    stage.git("ana", "reset", "-q", "--hard")
    stage.relay("ana", "sync", status=None)


def make_report(stage, count):
    """A report of so many proofs, handed in; gives back its path and that of the client's key."""
    key = stage.key_of("bob")
    history(stage, count, key)
    stage.run("bob", "git", "config", "--global", "user.signingkey", key)
    stage.run("bob", "git", "config", "--global", "gpg.format", "ssh")
    stage.relay("bob", "agree", "--bundle", stage.bundle(), "--out", stage.path("a.relay"), "--yes")
    stage.bring_in(stage.path("a.relay"))
    stage.submit()
    start = time.monotonic()
    report = stage.report()
    took = time.monotonic() - start
    size = os.path.getsize(report) / 2**20
    print(f"report: {count} proofs, {size:.1f} MiB, written in {took:.1f} s", flush=True)
    return report, key


def main():
    arguments = sys.argv[1:]
    with Stage() as stage, tempfile.TemporaryDirectory() as folder:
        client_page = scenario.write_client_page(folder)
        report, key = (
            arguments if len(arguments) == 2 else make_report(stage, int((arguments or [10_000])[0])))
        for name, kind in browsers.ALL.items():
            with kind() as browser:
                measure_client(name, browser, client_page, report, key)
                measure_report(name, browser, report)


def measure_client(name, browser, client_page, report, key):
    page = Page(browser)
    page.open(client_page)
    page.evaluate(WATCH)
    start = time.monotonic()
    page.choose([report], "#files")
    page.wait("the verdict", lambda: page.find_all(css="#verdict .callout"), 120)
    took = time.monotonic() - start
    print(f"{name:8} client page: verdict after {took:.1f} s, longest pauses {pauses(page)} ms", flush=True)
    page.choose([key], "#key-file")
    page.wait("the key", lambda: page.find_all(css="#public-key"), 120)
    page.click(role="button", name="Approve milestone 1 …")
    page.wait_for("This sentence is what you sign", 60)
    print(f"{name:8} client page: key, question: longest pauses {pauses(page)} ms", flush=True)
    page.keys("\ue00c")
    page.click(css="#proofs summary")
    page.type("piece 77", css="#proofs input")
    time.sleep(2)
    print(f"{name:8} client page: searching: longest pauses {pauses(page)} ms", flush=True)
    page.close()


def measure_report(name, browser, report):
    page = Page(browser)
    start = time.monotonic()
    page.open(report)
    opened = time.monotonic() - start
    page.evaluate(WATCH)
    page.wait("the check of itself", lambda: page.evaluate(
        "() => !['', 'running'].includes(document.getElementById('self-check').dataset.outcome ?? '')"), 180)
    print(f"{name:8} report: opened after {opened:.1f} s, checked after {time.monotonic() - start:.1f} s, "
          f"longest pauses {pauses(page)} ms", flush=True)
    page.click(css="#tab-proofs")
    time.sleep(1)
    print(f"{name:8} report: proofs shown: longest pauses {pauses(page)} ms", flush=True)
    page.type("piece 77", css="#filter-text")
    time.sleep(3)
    print(f"{name:8} report: filtering: longest pauses {pauses(page)} ms", flush=True)
    page.close()


if __name__ == "__main__":
    main()
