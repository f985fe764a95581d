"""Checks certificates again, with the kernel and the standard library alone.

    python -m symact.cli.replay DIR

is the same as `symact replay DIR` and needs no package but this one.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from symact.kernel.certificate import MAX_BYTES, claim_of, read_certificate, replay
from symact.kernel.errors import CertificateError, LimitExceeded, SymactError
from symact.kernel.theorem import Theorem
from symact.kernel.vocabulary import Definition

TIMEOUT, GRACE = 60.0, 1.0
# What a malformed certificate may make the kernel raise: it is refused, whatever it was.
REFUSALS = (
    SymactError,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    MemoryError,
)


@dataclass(frozen=True)
class Replayed:
    """What became of one certificate; `reason` says why it was refused, and is None for a good one."""

    file: str
    claim: str | None = None
    assumptions: tuple[str, ...] = ()
    verdict: str | None = None
    trust: str | None = None
    digest: str | None = None
    reason: str | None = None
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        return self.reason is None

    def to_json(self) -> dict[str, Any]:
        return {
            "file": self.file, "claim": self.claim, "assumptions": list(self.assumptions), "verdict": self.verdict,
            "trust": self.trust, "digest": self.digest, "good": self.good, "reason": self.reason,
            "seconds": round(self.seconds, 6),
        }  # fmt: skip

    def to_text(self) -> str:
        if not self.good:
            return f"refused  {self.file}: {self.reason}"
        under = f"  assuming {', '.join(self.assumptions)}" if self.assumptions else ""
        return f"good     {self.verdict:<8} {self.claim}{under}"


def certificates(folder: Path) -> list[Path]:
    """The certificate files in and below a folder, sorted; a file stands for itself."""
    return [folder] if folder.is_file() else sorted(folder.rglob("*.json"))


def stored(path: Path) -> bytes:
    """What a certificate file holds: one line, so that its end cannot change unnoticed either."""
    if not path.is_file():  # a pipe would never end
        raise CertificateError("not a file")
    with path.open("rb") as file:
        found = file.read(MAX_BYTES + 1)
    if not found.endswith(b"}\n") and len(found) <= MAX_BYTES:
        raise CertificateError("not one line of JSON")
    return found


def replay_file(path: Path, shown: str, timeout: float = TIMEOUT) -> Replayed:
    """Asks the kernel about one certificate, and the catalogue about the definitions that it carries."""
    started = time.perf_counter()
    try:
        data = read_certificate(stored(path))
        claim = claim_of(data)
        strange = strange_definitions(claim.definitions)
        if strange:
            return Replayed(shown, claim.text, reason=strange, seconds=time.perf_counter() - started)
        with _alarm(timeout + GRACE):
            found = replay(data, _clock(timeout))
    except OSError as error:
        return Replayed(shown, reason=f"cannot be read: {error.strerror}")
    except REFUSALS as error:
        what = str(error) if isinstance(error, SymactError) else f"malformed: {type(error).__name__}: {error}"
        return Replayed(shown, reason=what, seconds=time.perf_counter() - started)
    proved = isinstance(found, Theorem)
    trust = found.trust if isinstance(found, Theorem) else "kernel with balls"
    return Replayed(
        shown, claim.text, tuple(data["assumptions"]), "PROVED" if proved else "REFUTED", trust, data["digest"],
        seconds=time.perf_counter() - started,
    )  # fmt: skip


def replay_all(folder: Path, timeout: float = TIMEOUT) -> Iterator[Replayed]:
    for path in certificates(folder):
        yield replay_file(path, path.name if folder.is_file() else path.relative_to(folder).as_posix(), timeout)


def strange_definitions(carried: tuple[Definition, ...]) -> str:
    """How the definitions that a certificate carries differ from those of the catalogue; empty when they do not."""
    from symact.activations import vocabulary

    for definition in carried:
        ours = vocabulary().get(definition.name)
        if ours is None:
            return f"it defines {definition.name}, which the catalogue does not have"
        if ours != definition:
            body = ours.body if isinstance(ours, Definition) else "another"
            return f"its {definition.signature} = {definition.body} is not the catalogue's, {body}"
    return ""


def _clock(seconds: float) -> Callable[[], None]:
    end = time.monotonic() + seconds

    def tick() -> None:
        if time.monotonic() > end:
            raise LimitExceeded(f"not checked within {seconds:g} s")

    return tick


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Ends what does not look at the clock by itself, every second anew, where the system has such alarms."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_: int, frame: FrameType | None) -> None:
        if frame is not None and frame.f_globals.get("__name__") == "weakref":
            signal.setitimer(signal.ITIMER_REAL, 0.01, 1.0)  # a callback of the collector would swallow the exception
            return
        raise LimitExceeded(f"not checked within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


def main(folder: str) -> int:
    """Prints a line for every certificate; 0 when all are good, 1 when one is not, 2 when there is none."""
    found = []
    for replayed in replay_all(Path(folder)):
        found.append(replayed)
        print("".join(c if c.isprintable() else repr(c)[1:-1] for c in replayed.to_text()))
    bad = sum(not r.good for r in found)
    print(f"{len(found)} certificates, {bad} refused")
    return 2 if not found else 1 if bad else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m symact.cli.replay DIR")
    sys.exit(main(sys.argv[1]))
