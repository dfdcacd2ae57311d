"""Starts Firefox and Chromium, each with a profile of its own that is removed afterwards."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.request

from bidi import BiDi
from websocket import WebSocket

FIREFOX = ("firefox-esr", "firefox")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def program(*names):
    """The first of some programs that is there."""
    for name in names:
        path = shutil.which(name)
        if path:
            return path
    raise SystemExit(f"no {names[0]}: run script/bootstrap test")


class Browser:
    """A running browser. `bidi` drives it, `downloads` is the folder that it saves to."""

    name = ""

    def __init__(self, dark=False, scripts=True):
        self.dark, self.scripts = dark, scripts
        self.folder = tempfile.mkdtemp(prefix="relay-browser.")
        self.downloads = os.path.join(self.folder, "downloads")
        os.mkdir(self.downloads)
        self._process = None
        try:
            self.bidi = self._start()
        except BaseException:
            self.stop()
            raise

    def _launch(self, command, pattern):
        """Starts a program in a group of its own and waits for the port that it prints."""
        home = os.path.join(self.folder, "home")
        os.mkdir(home)
        environment = {
            "PATH": os.environ["PATH"], "HOME": home, "TMPDIR": self.folder, "LANG": "C.UTF-8",
            "TZ": "UTC", "MOZ_HEADLESS": "1",
        }
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True)
        said = []
        for raw in self._process.stdout:
            line = raw.decode(errors="replace")
            said.append(line)
            match = re.search(pattern, line)
            if match:
                # The rest must be read too, or the pipe fills and the browser stands still.
                threading.Thread(target=self._process.stdout.read, daemon=True).start()
                return int(match.group(1))
        raise SystemExit(f"{command[0]} did not start:\n{''.join(said)}")

    def forget_downloads(self):
        """Removes what was saved, so that names are free again."""
        for name in os.listdir(self.downloads):
            os.remove(os.path.join(self.downloads, name))

    def stop(self):
        """Ends the browser and everything that it started."""
        if getattr(self, "bidi", None):
            self.bidi.close()
        if self._process:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self._process.wait()
        for _ in range(20):
            shutil.rmtree(self.folder, ignore_errors=True)
            if not os.path.exists(self.folder):
                break
            time.sleep(0.1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Firefox(Browser):
    """Speaks WebDriver BiDi by itself."""

    name = "firefox"

    def _start(self):
        profile = os.path.join(self.folder, "profile")
        os.mkdir(profile)
        settings = {
            "browser.download.folderList": 2,
            "browser.download.dir": self.downloads,
            "browser.download.useDownloadDir": True,
            "browser.download.always_ask_before_handling_new_types": False,
            "browser.download.manager.addToRecentDocs": False,
            "layout.css.prefers-color-scheme.content-override": 0 if self.dark else 1,
            "javascript.enabled": self.scripts,
            # What moves by itself is hard to hit.
            "ui.prefersReducedMotion": 1,
            "browser.shell.checkDefaultBrowser": False,
            "datareporting.policy.dataSubmissionEnabled": False,
            "app.normandy.enabled": False,
            "network.captive-portal-service.enabled": False,
            "network.connectivity-service.enabled": False,
            # A request that leaves the page would go nowhere; it is seen all the same.
            "network.proxy.type": 1,
            "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9,
            "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9,
        }
        with open(os.path.join(profile, "user.js"), "w") as file:
            for key, value in settings.items():
                file.write(f"user_pref({json.dumps(key)}, {json.dumps(value)});\n")
        port = self._launch(
            [program(*FIREFOX), "--headless", "--no-remote", "--profile", profile,
             "--remote-debugging-port", "0", "--width", "1280", "--height", "900", "about:blank"],
            r"WebDriver BiDi listening on ws://127\.0\.0\.1:(\d+)")
        bidi = BiDi(WebSocket(port, "/session"))
        bidi.send("session.new", capabilities={})
        return bidi


class Chromium(Browser):
    """Speaks WebDriver BiDi through chromedriver."""

    name = "chromium"

    def _start(self):
        port = self._launch(
            [program("chromedriver"), "--port=0"], r"started successfully on port (\d+)")
        arguments = [
            "--headless=new", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
            "--window-size=1280,900", f"--user-data-dir={os.path.join(self.folder, 'profile')}",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking",
            "--disable-component-update", "--force-color-profile=srgb",
            "--force-prefers-reduced-motion",
        ]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        settings = {
            "download.default_directory": self.downloads, "download.prompt_for_download": False,
            "profile.default_content_setting_values.automatic_downloads": 1,
        }
        if not self.scripts:
            settings["profile.default_content_setting_values.javascript"] = 2
        capabilities = {
            "alwaysMatch": {
                "browserName": "chrome", "webSocketUrl": True,
                "goog:chromeOptions": {
                    "binary": program(*CHROMIUM), "args": arguments, "prefs": settings,
                },
            }
        }
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/session", json.dumps({"capabilities": capabilities}).encode(),
            {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            session = json.load(answer)["value"]["sessionId"]
        return BiDi(WebSocket(port, f"/session/{session}"))


ALL = {"chromium": Chromium, "firefox": Firefox}
