"""Takes the pictures of script/screenshots: screenshots.py FOLDER-WITH-PAGES FOLDER-FOR-PICTURES"""

import base64
import os
import sys

sys.path.insert(0, os.path.join(
    os.path.dirname(os.path.realpath(__file__)), "../../Tests/PageTests/Browser"))

import browsers
from page import Page

TABS = ("overview", "milestones", "proofs", "activity")


def main(source, target):
    report, client = os.path.join(source, "report.html"), os.path.join(source, "relay-client.html")
    for dark in (False, True):
        light = "dark" if dark else "light"
        with browsers.Chromium(dark=dark) as browser:
            for size, (width, height) in {"wide": (1280, 900), "phone": (390, 844)}.items():
                page = Page(browser)
                page.resize(width, height)
                page.open(report)
                page.wait("the page's check of itself", lambda: page.evaluate(
                    "() => document.getElementById('self-check').dataset.outcome !== 'running'"))
                for tab in TABS:
                    page.click(css=f"#tab-{tab}")
                    if tab == "proofs":
                        page.click(css=".proof:nth-of-type(2) summary")
                    page.screenshot(os.path.join(target, f"report-{tab}-{size}-{light}.png"))
                page.close()
                page = Page(browser)
                page.resize(width, height)
                page.open(client)
                page.screenshot(os.path.join(target, f"client-open-{size}-{light}.png"))
                page.choose([report], "#files")
                page.wait_for("2 Check")
                page.screenshot(os.path.join(target, f"client-check-{size}-{light}.png"))
                page.close()
            if not dark:
                page = Page(browser)
                page.open(report)
                printed = page.bidi.send(
                    "browsingContext.print", context=page.context, background=True)
                with open(os.path.join(target, "report-print.pdf"), "wb") as file:
                    file.write(base64.b64decode(printed["data"]))
                page.close()


main(*sys.argv[1:])
