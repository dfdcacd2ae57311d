"""A page in a browser, used as a person uses it: clicks, keys, the file picker, saved files."""

import base64
import json
import os
import pathlib
import time

from bidi import BiDiError

WATCH = """(tell) => {
  window.addEventListener("securitypolicyviolation", (event) => {
    tell(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  });
}"""

# What a reader of the page sees: its text, without what is hidden.
SEEN = "() => document.body.innerText"


class Failure(AssertionError):
    """Something on the page is not as it should be."""


def check(condition, message):
    """Fails, naming what is wrong, unless a condition holds."""
    if not condition:
        raise Failure(message)


class Page:
    """One tab. Everything that it asks the network for, complains of or violates is kept."""

    def __init__(self, browser):
        self.browser = browser
        self.bidi = browser.bidi
        self._start = len(self.bidi.events)
        if not getattr(browser, "is_watched", False):
            self.bidi.send("session.subscribe", events=[
                "log.entryAdded", "network.beforeRequestSent", "browsingContext.downloadWillBegin",
                "script.message", "browsingContext.userPromptOpened"])
            self.bidi.send(
                "script.addPreloadScript", functionDeclaration=WATCH,
                arguments=[{"type": "channel", "value": {"channel": "violation"}}])
            browser.is_watched = True
        self.context = self.bidi.send("browsingContext.create", type="tab")["context"]
        if browser.name == "chromium":
            scheme = "dark" if browser.dark else "light"
            self.cdp("Emulation.setEmulatedMedia", features=[
                {"name": "prefers-color-scheme", "value": scheme}])

    def cdp(self, method, **params):
        """A command of Chromium's own protocol."""
        session = self.bidi.send("goog:cdp.getSession", context=self.context)["session"]
        return self.bidi.send("goog:cdp.sendCommand", method=method, params=params, session=session)

    def open(self, path):
        """Opens a file, by a double-click as it were."""
        self.url = pathlib.Path(path).resolve().as_uri()
        self.bidi.send("browsingContext.navigate", context=self.context, url=self.url, wait="complete")

    def resize(self, width, height):
        self.bidi.send(
            "browsingContext.setViewport", context=self.context,
            viewport={"width": width, "height": height})

    def evaluate(self, function, *arguments, timeout=60):
        """Runs the test's own function beside the page's scripts, not among them."""
        # Firefox keeps no promise where scripts are off.
        declaration = (
            f"async (...a) => JSON.stringify((await ({function})(...a)) ?? null)"
            if self.browser.scripts else f"(...a) => JSON.stringify(({function})(...a) ?? null)")
        result = self.bidi.send(
            "script.callFunction", timeout=timeout,
            functionDeclaration=declaration, awaitPromise=self.browser.scripts, target={"context": self.context, "sandbox": "test"},
            arguments=list(arguments))
        if result["type"] != "success":
            raise Failure(f"the test's script failed: {result['exceptionDetails']['text']}")
        return json.loads(result["result"]["value"])

    def text(self):
        return self.evaluate(SEEN)

    def wait(self, what, condition, seconds=20):
        """Waits until a condition holds, and gives back what it came to."""
        end = time.monotonic() + seconds
        while True:
            result = condition()
            if result:
                return result
            if time.monotonic() > end:
                raise Failure(f"waited {seconds} s for {what}; the page says:\n{self.text()[:1500]}")
            time.sleep(0.05)

    def wait_for(self, text, seconds=20):
        self.wait(f"'{text}'", lambda: text in self.text(), seconds)

    def find_all(self, css=None, role=None, name=None, within=None):
        """Elements that are seen, by CSS or as a screen reader names them."""
        locator = (
            {"type": "css", "value": css} if css else
            {"type": "accessibility", "value": {
                key: value for key, value in (("role", role), ("name", name)) if value}})
        start = {} if within is None else {"startNodes": [within]}
        nodes = self.bidi.send(
            "browsingContext.locateNodes", context=self.context, locator=locator, **start)["nodes"]
        shown = "(e) => e.checkVisibility({visibilityProperty: true})"
        handles = [{"sharedId": node["sharedId"]} for node in nodes]
        return [handle for handle in handles if self.evaluate(shown, handle)]

    def find(self, css=None, role=None, name=None, within=None, seconds=20):
        """The one element; waits for it."""
        what = css or f"{role} '{name}'"
        found = self.wait(
            what, lambda: self.find_all(css, role, name, within), seconds)
        check(len(found) == 1, f"{what} is there {len(found)} times")
        return found[0]

    def click(self, *arguments, **named):
        element = arguments[0] if arguments and isinstance(arguments[0], dict) else self.find(
            *arguments, **named)
        self.evaluate("(e) => e.scrollIntoView({block: 'center', behavior: 'instant'})", element)
        self.bidi.send("input.performActions", context=self.context, actions=[{
            "type": "pointer", "id": "mouse", "actions": [
                {"type": "pointerMove", "x": 0, "y": 0,
                 "origin": {"type": "element", "element": element}},
                {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0},
            ]}])

    def keys(self, text):
        """Types on the keyboard, whatever has the focus."""
        actions = []
        for character in text:
            actions += [{"type": "keyDown", "value": character}, {"type": "keyUp", "value": character}]
        self.bidi.send("input.performActions", context=self.context, actions=[
            {"type": "key", "id": "keyboard", "actions": actions}])

    def type(self, text, *arguments, **named):
        """Puts text into a field, in place of what it held."""
        element = arguments[0] if arguments and isinstance(arguments[0], dict) else self.find(
            *arguments, **named)
        self.click(element)
        self.evaluate("(e) => e.select()", element)
        self.keys(text if text else "\ue003")

    def choose(self, paths, css):
        """Chooses files with a file input; it may be hidden behind its button."""
        nodes = self.bidi.send(
            "browsingContext.locateNodes", context=self.context,
            locator={"type": "css", "value": css})["nodes"]
        check(len(nodes) == 1, f"{css} is there {len(nodes)} times")
        self.bidi.send(
            "input.setFiles", context=self.context, element={"sharedId": nodes[0]["sharedId"]},
            files=[str(path) for path in paths])

    def saved(self, known, seconds=20):
        """The file that the browser has saved since the folder held `known`."""
        folder = self.browser.downloads

        def new():
            names = set(os.listdir(folder)) - set(known)
            ready = [n for n in names if not n.endswith((".crdownload", ".part", ".tmp"))]
            whole = ready and len(ready) == len(names) and all(
                os.path.getsize(os.path.join(folder, n)) > 0 for n in ready)
            return ready if whole else None

        names = self.wait("a saved file", new, seconds)
        check(len(names) == 1, f"saved {names}, not one file")
        return os.path.join(folder, names[0])

    def focused(self):
        """The id, or else the text, of what has the focus."""
        return self.evaluate(
            "() => document.activeElement?.id || document.activeElement?.textContent.slice(0, 80)")

    def screenshot(self, path, whole=True):
        origin = "document" if whole else "viewport"
        data = self.bidi.send(
            "browsingContext.captureScreenshot", context=self.context, origin=origin)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def problems(self):
        """What no page may do: errors, violations of its policy, requests that leave it."""
        self.bidi.drain()
        found = []
        for event in self.bidi.events[self._start:]:
            params = event["params"]
            source = params.get("context") or params.get("source", {}).get("context")
            if source not in (None, self.context):
                continue
            method = event["method"]
            if method == "log.entryAdded" and params["level"] in ("error", "warn"):
                found.append(f"console {params['level']}: {params.get('text')}")
            elif method == "script.message" and params["channel"] == "violation":
                found.append(f"policy violation: {params['data'].get('value')}")
            elif method == "browsingContext.userPromptOpened":
                found.append(f"a dialog: {params.get('message')}")
            elif method == "network.beforeRequestSent":
                url = params["request"]["url"]
                if url != getattr(self, "url", None) and not url.startswith(("blob:", "about:", "data:")):
                    found.append(f"request to {url}")
        return found

    def check_quiet(self):
        problems = self.problems()
        check(not problems, "the page is not quiet: " + "; ".join(problems[:5]))

    def close(self):
        try:
            self.bidi.send("browsingContext.close", context=self.context)
        except BiDiError:
            pass
