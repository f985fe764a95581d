"""The derivations that every format prints, and a browser that shows them."""

from __future__ import annotations

import base64
import fcntl
import itertools
import json
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from symact.activations import catalogue
from symact.derivation import Derivation, derive, find_scripts, load_script, shipped_scripts
from symact.kernel.errors import SymactError

# One of each kind: a quotient, cases, an index, a lemma, one that is refuted, long lines.
HANDFUL = (
    "tanh_derivative.square", "elu_derivative.smooth", "softmax_jacobian_cases", "gelu_derivative.proof", "wrong_line",
    "softmax_temperature.sensitivity",
)  # fmt: skip
STRANGERS = (
    ("x*tanh(exp(x))", {}), ("log(cosh(x))", {}), ("x/sqrt(1+x**2)", {}), ("exp(-exp(-x))", {}),
    ("log(1+exp(b*x))/b", {"b": "positive"}), ("x*tanh(log(1 + exp(x)))", {}),
)  # fmt: skip
PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
    "--disable-background-networking", "--remote-debugging-pipe",
)  # fmt: skip


class Browser:
    """A headless Chromium with one tab, spoken to over two pipes in its DevTools protocol.

    `folder` takes its profile and the pages.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers = folder, itertools.count(1)
        ours, theirs = os.pipe(), os.pipe()
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (ours[0], theirs[1])]
        actions = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
        actions += [(os.POSIX_SPAWN_DUP2, end, number) for end, number in zip(ends, (3, 4), strict=True)]
        words = [str(PROGRAM), *OPTIONS, f"--user-data-dir={folder}/profile", "about:blank"]
        self.pid = os.posix_spawn(words[0], words, os.environ, file_actions=actions)
        for end in (*ends, ours[0], theirs[1]):
            os.close(end)
        self.to, self.back, self.rest = ours[1], theirs[0], b""
        self.session = ""
        tabs = self.call("Target.getTargets")["targetInfos"]
        tab = next(t["targetId"] for t in tabs if t["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
        for domain in ("Page", "DOM", "CSS"):
            self.call(f"{domain}.enable")

    def close(self) -> None:
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self.to)
        os.close(self.back)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters}
        message |= {"sessionId": self.session} if self.session else {}
        os.write(self.to, json.dumps(message).encode() + b"\0")
        found = self.until(lambda said: said.get("id") == number)
        assert "error" not in found, (method, found["error"])
        return dict(found["result"])

    def until(self, fits: Any) -> dict[str, Any]:
        """The next message that fits; the others are passed over."""
        while True:
            while b"\0" not in self.rest:
                more = os.read(self.back, 1 << 20)
                assert more, "Chromium has ended"
                self.rest += more
            message, self.rest = self.rest.split(b"\0", 1)
            said = json.loads(message)
            if fits(said):
                return dict(said)

    def open(self, page: str, width: int = 1280, dark: bool = False, fragment: str = "") -> None:
        """Shows a page, at a width, when its fonts are there."""
        path = self.folder / "page.html"
        path.write_text(page, encoding="utf-8")
        self.resize(width)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=f"file://{path}{fragment}")
        self.evaluate("new Promise(done => document.readyState == 'complete' ? done() : onload = done)")
        self.evaluate("document.fonts.ready.then(() => 0)")

    def resize(self, width: int) -> None:
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **metrics)

    def evaluate(self, source: str) -> Any:
        """The value of a JavaScript expression in the page; promises are waited for."""
        found = self.call("Runtime.evaluate", expression=source, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def fonts(self, selector: str) -> dict[str, set[str]]:
        """For each font that the text of these elements is drawn with, by its name, the texts."""
        root = self.call("DOM.getDocument", depth=0)["root"]["nodeId"]
        nodes = self.call("DOM.querySelectorAll", nodeId=root, selector=selector)["nodeIds"]
        texts = self.evaluate(f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.textContent)")
        found: dict[str, set[str]] = {}
        for node, text in zip(nodes, texts, strict=True):
            for font in self.call("CSS.getPlatformFontsForNode", nodeId=node)["fonts"]:
                found.setdefault(font["familyName"] if not font["isCustomFont"] else "custom", set()).add(text)
        return found

    def screenshot(self, target: Path, width: int) -> None:
        height = self.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        made = self.call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        target.write_bytes(base64.b64decode(made["data"]))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if PROGRAM is None:
        pytest.skip("no chromium: apt-get install chromium")
    found = Browser(tmp_path_factory.mktemp("chromium"))
    yield found
    found.close()


@pytest.fixture(scope="session")
def derivations() -> list[Derivation]:
    scripts = [proof.derive() for path in find_scripts(shipped_scripts()) for proof in load_script(path)]
    return [*scripts, *[derive(name) for name, entry in catalogue().items() if entry.core]]


@pytest.fixture(scope="session")
def everything(derivations: list[Derivation]) -> list[Derivation]:
    """And every theorem of the catalogue, second derivatives, and formulas of strangers; some twenty seconds."""
    found = [derive(formula, None, variables, order=order) for formula, variables in STRANGERS for order in (1, 2)]
    found += [derive(name, order=2) for name, entry in catalogue().items() if entry.core and entry.variables]
    for name, entry in catalogue().items():
        for theorem in (None, *(c.id for c in entry.theorems)):
            try:
                found.append(derive(name, theorem))
            except SymactError:
                assert theorem is None, (name, theorem)  # a constant has no derivative
    return [*derivations, *found]


@pytest.fixture(scope="session")
def handful(derivations: list[Derivation]) -> list[Derivation]:
    found = {d.name: d for d in derivations}
    return [found[name] for name in HANDFUL]


@pytest.fixture
def golden_lines(golden: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """Golden files without what may change though the derivation does not: digests, versions, counterexamples."""

    def compare(name: str, text: str) -> None:
        text = re.sub(r"(?m)^% (symact|certificate): .*\n", "", text)
        text = re.sub(r"<br><small>certificate \w+</small>|<meta name=.generator.*\n", "", text)
        golden(name, re.sub(r"(counterexample|wrong at) [^<&\n]*", r"\1 …", text))

    return compare
