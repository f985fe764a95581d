"""Statements before they are judged: each says what is claimed, and has a function that finds out.

A file of `symact/tutorials/claims/` has one `TOPIC`, found by discovery. The verdicts on record are in `expected.json`,
so that what a new library or processor answers otherwise is noticed; they are compared, and never taken for an answer.
"""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from symact.kernel.errors import SymactError
from symact.tutorials.record import KINDS, METHODS, VERDICTS, Found

EXPECTED = "expected.json"


class NotClaimed(SymactError):
    """There is no statement, or no topic, of this name."""


@dataclass(frozen=True)
class Assertion:
    """One statement. `decide` computes the verdict and its numbers anew at every call.

    `source` is the formula or subject that tutorials say it of, `requires` names optional packages without which it
    cannot be decided, `brief` means that it takes a moment only, and `picture` names what illustrates it.
    """

    id: str
    statement: str
    source: str
    kind: str
    method: str
    decide: Callable[[], Found]
    brief: bool = True
    requires: tuple[str, ...] = ()
    picture: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.method not in METHODS:
            raise ValueError(f"{self.id}: {self.kind} by {self.method} is not among {KINDS} by {METHODS}")

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "statement": self.statement, "source": self.source, "kind": self.kind,
            "method": self.method, "brief": self.brief, "requires": list(self.requires), "picture": self.picture,
        }  # fmt: skip


@dataclass(frozen=True)
class Topic:
    """What a file of statements is about; topics are told in the order of `position`."""

    name: str
    title: str
    position: int
    assertions: tuple[Assertion, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """All topics, in order. ValueError where two statements have one name."""
    package = import_module("symact.tutorials.claims")
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    found = [import_module(f"{package.__name__}.{name}").TOPIC for name in names]
    ids = [a.id for topic in found for a in topic.assertions]
    if len(set(ids)) < len(ids):
        raise ValueError(f"two statements have one name: {sorted({i for i in ids if ids.count(i) > 1})}")
    return tuple(sorted(found, key=lambda topic: topic.position))


def expected() -> Mapping[str, tuple[str, ...]]:
    """The verdicts on record: one for each statement, or several where a measurement may come out either way."""
    data = json.loads(files("symact.tutorials").joinpath(EXPECTED).read_text(encoding="utf-8"))
    found = {name: (said,) if isinstance(said, str) else tuple(said) for name, said in data.items()}
    for name, said in found.items():
        if not set(said) <= set(VERDICTS):
            raise ValueError(f"{EXPECTED}: {name} has {said}, which is not among {VERDICTS}")
    return found


def chosen(names: tuple[str, ...] = (), topic: str | None = None, brief: bool = False) -> list[tuple[Topic, Assertion]]:
    """The statements of these names or of names that begin with them, of a topic, and the brief ones alone."""
    known = [(t, a) for t in topics() for a in t.assertions]
    if topic is not None and topic not in [t.name for t in topics()]:
        raise NotClaimed(f"no topic '{topic}': use one of {', '.join(t.name for t in topics())}")
    for name in names:
        if not any(matches(name, a.id) for _, a in known):
            raise NotClaimed(f"no claim '{name}'{_near(name)}: `symact claims --list` shows what there is")
    return [
        (t, a)
        for t, a in known
        if (not names or any(matches(n, a.id) for n in names))
        and topic in (None, t.name)
        and (a.brief or not brief)
    ]  # fmt: skip


def matches(name: str, id: str) -> bool:
    """`sigmoid` stands for `sigmoid.value_0` and all others that begin with it."""
    return id == name or id.startswith((f"{name}.", f"{name}:", f"{name}/"))


def _near(name: str) -> str:
    import difflib

    close = difflib.get_close_matches(name, [a.id for t in topics() for a in t.assertions], 1, 0.6)
    return f", did you mean '{close[0]}'" if close else ""
