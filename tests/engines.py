"""Firefox and WebKit, each driven by what it speaks itself: no driver is fetched from anywhere.

Both can do what tests ask for and no more: ``go`` to an address, ``run`` a function of JavaScript,
take the size of a window, take a ``shot``, and tell what a page complained about.
"""

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

QUIET = {  # settings of Firefox: it asks nobody for anything, and animates nothing
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.enabled": False,
    "ui.prefersReducedMotion": 1,
    "ui.systemUsesDarkTheme": 0,
}


@contextmanager
def running(command, **settings):
    """A program that runs until the block ends."""
    process = subprocess.Popen(command, **settings)
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


class Firefox:
    """A page of a Firefox, spoken to over WebDriver BiDi."""

    NEEDS = ("firefox-esr", "firefox")
    REMEDY = "`apt-get install firefox-esr`"

    def __init__(self, wire):
        self.wire, self.numbers, self.told = wire, count(1), []
        self.say("session.new", capabilities={})
        self.say("session.subscribe", events=["log.entryAdded"])
        self.page = self.say("browsingContext.getTree")["contexts"][0]["context"]

    @classmethod
    @contextmanager
    def started(cls, path):
        """A Firefox with a profile of its own, for as long as the block lasts."""
        from websockets.sync.client import connect

        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in QUIET.items()]
            (Path(profile) / "user.js").write_text("\n".join(lines), encoding="utf-8")
            command = [path, "--headless", "--no-remote", "--profile", profile]
            command += ["--remote-debugging-port", "0"]
            pipes = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL, "text": True}
            with running(command, **pipes) as process:
                heard = (re.search(r"BiDi listening on (ws://\S+)", s) for s in process.stderr)
                address = next(filter(None, heard))[1]
                with connect(f"{address}/session", max_size=None, proxy=None) as wire:
                    yield cls(wire)
                process.stderr.close()

    def say(self, method, **params):
        """Send a command; its result."""
        number = next(self.numbers)
        self.wire.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            heard = json.loads(self.wire.recv(timeout=90))
            if heard.get("method") == "log.entryAdded":
                entry = heard["params"]
                if entry["level"] in {"warn", "error"}:
                    self.told.append(entry["text"])
            elif heard.get("id") == number:
                assert heard["type"] == "success", heard
                return heard["result"]

    def go(self, url):
        """Load a page."""
        self.say("browsingContext.navigate", context=self.page, url=url, wait="complete")

    def run(self, function, *arguments):
        """What a function gives, as JSON can hold it."""
        code = f"async () => JSON.stringify(await ({function})(...{json.dumps(arguments)}) ?? null)"
        target = {"context": self.page}
        call = {"functionDeclaration": code, "target": target, "awaitPromise": True}
        answer = self.say("script.callFunction", **call)
        assert answer["type"] == "success", answer
        return json.loads(answer["result"]["value"])

    def size(self, width, height):
        """Make the window so large."""
        size = {"width": width, "height": height}
        self.say("browsingContext.setViewport", context=self.page, viewport=size)

    def shot(self):
        """What is seen, as PNG."""
        answer = self.say("browsingContext.captureScreenshot", context=self.page)
        return base64.b64decode(answer["data"])

    def complaints(self):
        """What was told since the last call."""
        told, self.told = self.told, []
        return told


class WebKit:
    """A window of WebKitGTK, which is what Safari is made of, spoken to over WebDriver.

    It has no way to hear a page complain: `RECORDER` must stand first in the page.
    """

    NEEDS = ("WebKitWebDriver",)
    REMEDY = "`apt-get install webkit2gtk-driver xvfb`"
    RECORDER = """<script>window.complaints = [];
      for (const how of ["warn", "error"])
        console[how] = (...all) => complaints.push(all.join(" "));
      addEventListener("error", (e) => complaints.push(e.message ?? e.target.outerHTML), true);
      addEventListener("unhandledrejection", (e) => complaints.push(String(e.reason)));
      document.addEventListener("securitypolicyviolation", (e) =>
        complaints.push(`${e.violatedDirective}: ${e.blockedURI}`));</script>"""

    def __init__(self, address):
        self.address = address
        self.address += "/" + self.say("", capabilities={})["sessionId"]

    @classmethod
    @contextmanager
    def started(cls, path):
        """A WebKit on a screen that nobody sees, for as long as the block lasts."""
        reading, writing = os.pipe()
        screen = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x1100x24"]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with running([*screen, "-nolisten", "tcp"], pass_fds=[writing], **silent):
            os.close(writing)
            with open(reading, "rb") as told:  # noqa: PTH123
                display = told.readline().decode().strip()
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            around = {**os.environ, "DISPLAY": f":{display}", "NO_AT_BRIDGE": "1"}
            around["WEBKIT_DISABLE_COMPOSITING_MODE"] = "1"  # a screen without a graphics card
            with running([path, f"--port={port}"], env=around, **silent):
                for _ in range(100):
                    with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                        break
                    time.sleep(0.1)
                window = cls(f"http://127.0.0.1:{port}/session")
                try:
                    yield window
                finally:
                    window.say("", method="DELETE")

    def say(self, command, method="POST", **params):
        """Send a command; its result."""
        body = json.dumps(params).encode() if method == "POST" else None
        kind = {"Content-Type": "application/json"}
        url = f"{self.address}/{command}".rstrip("/")
        asked = urllib.request.Request(url, body, kind, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from None

    def go(self, url):
        """Load a page."""
        self.say("url", url=url)

    def run(self, function, *arguments):
        """What a function gives, as JSON can hold it."""
        code = """const done = arguments[arguments.length - 1];
          (async () => JSON.stringify(await (%s)(...JSON.parse(arguments[0])) ?? null))()
            .then((text) => done([text]), (error) => done([null, String(error)]));"""
        text, *wrong = self.say(
            "execute/async", script=code % function, args=[json.dumps(arguments)]
        )
        assert not wrong, wrong
        return json.loads(text)

    def size(self, width, height):
        """Make the page so large; its window has a frame, and is never narrower than 447 px."""
        self.say("window/rect", width=width, height=height)
        for _ in range(2):
            inner = self.run("() => [innerWidth, innerHeight]")
            box = self.say("window/rect", method="GET")
            self.say(
                "window/rect",
                width=box["width"] + width - inner[0],
                height=box["height"] + height - inner[1],
            )
            time.sleep(0.3)

    def shot(self):
        """What is seen, as PNG."""
        return base64.b64decode(self.say("screenshot", method="GET"))

    def complaints(self):
        """What the recorder of this page heard."""
        return self.run("() => window.complaints.splice(0)")


ENGINES = {"firefox": Firefox, "webkit": WebKit}


def find(engine):
    """Path of what starts an engine, or None."""
    return next(filter(None, map(shutil.which, engine.NEEDS)), None)
