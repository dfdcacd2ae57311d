"""What a scenario is, and what all of them need."""

import dataclasses
import os
import subprocess

from page import Page

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "../../.."))


@dataclasses.dataclass
class Scenario:
    """A function that gets a `Room` and raises where something is not as it should be."""

    name: str
    function: object
    browsers: tuple
    dark: bool
    scripts: bool


ALL = []


def scenario(function=None, *, browsers=("chromium", "firefox"), dark=False, scripts=True):
    """Marks a function as a scenario, named after it."""

    def mark(function):
        name = function.__name__.replace("_", "-")
        ALL.append(Scenario(name, function, browsers, dark, scripts))
        return function

    return mark(function) if function else mark


class Room:
    """A browser, a stage for ledgers, and the client page."""

    def __init__(self, browser, stage, client_page):
        self.browser, self.stage, self.client_page = browser, stage, client_page
        self.pages = []

    def open(self, path=None, quiet=True):
        """Opens a file in a tab; in the end it must have been quiet."""
        page = Page(self.browser)
        page.open(path or self.client_page)
        self.pages.append((page, quiet))
        return page

    def client(self, *files, wait="2 Check", key=None):
        """The client page with files on it, and with a key."""
        page = self.open()
        if files:
            page.choose(files, "#files")
            page.wait_for(wait)
            page.wait("the check to end", lambda: page.evaluate(
                "() => document.getElementById('progress-box').hidden"), 60)
        if key:
            page.choose([key], "#key-file")
            page.wait_for("Close the key")
        return page

    @property
    def saved(self):
        """The names that the browser's folder holds."""
        return os.listdir(self.browser.downloads)

    def sign(self, page):
        """Presses the last button, and gives back the file that is saved."""
        known = self.saved
        page.click(role="button", name="Sign and save")
        file = page.saved(known)
        page.wait_for("Signed and saved")
        return file

    def finish(self):
        for page, quiet in self.pages:
            if quiet:
                page.check_quiet()

    def close(self):
        for page, _ in self.pages:
            page.close()


def write_client_page(folder):
    """The page as relay writes it; or the file that $RELAY_CLIENT_PAGE names."""
    if os.environ.get("RELAY_CLIENT_PAGE"):
        return os.environ["RELAY_CLIENT_PAGE"]
    path = os.path.join(folder, "relay-client.html")
    subprocess.run(["relay", "client-page", "-o", path], check=True, stdout=subprocess.DEVNULL)
    return path

