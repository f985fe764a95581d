"""Every entry of a certificate that the kernel reads stands in a certificate of `sources`, and is forged there."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import symact.kernel
from symact.kernel.certificate import replay
from tests.kernel.forgeries import attack
from tests.kernel.handmade import handmade, with_part
from tests.kernel.sources import certificates

Place = tuple[str, str]  # a module of the kernel, and the name of the entry that it asks for
# Names of what functions of the kernel take out of certificates; a name of something else with such keys has none.
CARRIED = {"data", "proof", "node", "step", "witness", "end", "entry"}
# What is read before there is evidence, by `read_certificate`.
SEALS = {("certificate", key) for key in ("schema", "digest")}


def asked() -> set[Place]:
    """The entries for which the text of the kernel asks by name."""
    found = set()
    for path in Path(symact.kernel.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case (
                    ast.Call(ast.Attribute(ast.Name(carried), "get"), [ast.Constant(str(key)), *_])
                    | ast.Subscript(ast.Name(carried), ast.Constant(str(key)))
                    | ast.Compare(ast.Constant(str(key)), [ast.In() | ast.NotIn()], [ast.Name(carried)])
                ) if carried in CARRIED:
                    found.add((path.stem, key))
    return found


class Watched(dict[str, Any]):
    """An object of a certificate that tells which entries it is asked for, and has."""

    seen: ClassVar[set[Place]] = set()

    def _tell(self, key: object) -> None:
        if dict.__contains__(self, key):
            module = sys._getframe(2).f_globals["__name__"]
            self.seen.add((module.removeprefix("symact.kernel."), str(key)))

    def __getitem__(self, key: str) -> Any:
        self._tell(key)
        return dict.__getitem__(self, key)

    def get(self, key: str, default: Any = None) -> Any:
        self._tell(key)
        return dict.get(self, key, default)

    def __contains__(self, key: object) -> bool:
        self._tell(key)
        return dict.__contains__(self, key)


def watched(value: Any) -> Any:
    if isinstance(value, dict):
        return Watched({key: watched(part) for key, part in value.items()})
    return [watched(part) for part in value] if isinstance(value, list) else value


@cache
def found() -> frozenset[Place]:
    """The entries that the kernel asks of the certificates, and finds."""
    Watched.seen.clear()
    for data in certificates().values():
        replay(watched(data))
    return frozenset(Watched.seen)


def test_every_entry_that_the_kernel_asks_for_is_in_a_certificate() -> None:
    assert len(asked()) > 80
    assert asked() - found() == SEALS


def entries(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        if isinstance(key, str):
            yield (*path, key)
        yield from entries(part, (*path, key))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        try:
            value = value[key]
        except (LookupError, TypeError):
            return None
    return value


def test_every_entry_is_forged() -> None:
    """By something else in its place, and by leaving it out, with all else around it as it was."""
    sources = certificates()
    changed, dropped = set(), set()
    for name, forged in handmade():
        family, _, of = name.partition(" of ")
        if family != "entries":
            continue
        for path in entries(sources[of]["evidence"]):
            before, after = at(sources[of]["evidence"], path), at(forged["evidence"], path)
            if before != after:
                (dropped if after is None else changed).add(path[-1])
    keys = {key for module, key in asked() if module != "certificate"}
    assert (keys - dropped, keys - changed) == (set(), set())


def strange() -> Iterator[tuple[str, Any]]:
    """For each entry that the kernel asks for, one certificate with values of all kinds there."""
    left = {key for module, key in asked() if module != "certificate"}
    for name, data in certificates().items():
        for path in entries(data["evidence"]):
            if path[-1] in left:
                left.remove(path[-1])
                for value in (None, True, -1, 10**40, "", "\0", "1/0", [], [[]], {}, {"": {}}):
                    yield f"{path[-1]} of {name}", with_part(data, ("evidence", *path), value)


def test_anything_in_the_place_of_an_entry_is_refused_or_makes_no_difference() -> None:
    forged = list(strange())
    count, wrong = attack(iter(forged), Random(1))
    assert (wrong, set(count) <= {"refused", "true", "unclear"}, len(forged) > 500) == ([], True, True)
