"""What makes an entry impossible, in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from symact.kernel.errors import ClaimError
from symact.kernel.grammar import DOMAINS
from symact.kernel.terms import free_symbols

if TYPE_CHECKING:
    from symact.activations.entry import Activation

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def impossible(entry: Activation) -> Iterator[str]:
    """Sentences that say why an entry cannot be; none for a good one."""
    if not _NAME.fullmatch(entry.name):
        yield "the name must be a word of letters, digits and underscores"
    names = [a.name for a in entry.arguments]
    reserved = ("n", "E", "I", "pi", "oo", *(("c", "j", "k") if entry.of_vector else ()))
    for name in names:
        if not _NAME.fullmatch(name) or names.count(name) > 1 or name in reserved:
            yield f"{name!r} cannot name an argument: it must be a new word, and none of {', '.join(reserved)}"
    for a in entry.arguments:
        if a.domain not in DOMAINS:
            yield f"the domain {a.domain!r} of {a.name} is not one of {', '.join(DOMAINS)}"
    yield from _impossible_expr(entry, names)
    for p in entry.parameters:
        yield from _impossible_text(entry, f"the default of {p.name}", p.default, frozenset())
    if not entry.kernel:
        yield "the definition has no kernel text"
    yield from _impossible_text(entry, "the kernel text", entry.kernel, frozenset(names))
    yield from _impossible_forms(entry, names)
    ids = [c.id for c in entry.claims]
    for id_ in ids:
        if ids.count(id_) > 1 or id_ in ("derivative", "stable", "shifted", "stable_derivative"):
            yield f"two claims have the id {id_!r}"


def _impossible_expr(entry: Activation, names: list[str]) -> Iterator[str]:
    code = getattr(entry.expr, "__code__", None)
    if code is None:
        yield "expr must be a Python function of the arguments"
    elif list(code.co_varnames[: code.co_argcount]) != names:
        given = ", ".join(code.co_varnames[: code.co_argcount])
        yield f"expr takes ({given}), but the arguments are ({', '.join(names)})"


def _impossible_forms(entry: Activation, names: list[str]) -> Iterator[str]:
    index = {"j"} if entry.of_vector else set()
    for label, form, extra in (
        ("the derivative", entry.derivative, index), ("the stable form", entry.stable, set()),
        ("the shifted form", entry.shifted, {"c"}), ("the stable derivative", entry.stable_derivative, index),
    ):  # fmt: skip
        if form:
            yield from _impossible_text(entry, label, form, frozenset(names) | extra)
    if entry.stable_derivative and not entry.derivative:
        yield "a stable derivative without a derivative"
    if entry.shifted and not entry.of_vector:
        yield "a shifted form is for functions of a vector"
    if entry.stable and entry.of_vector:
        yield "the stable form of a function of a vector is its shifted form: write shifted=…"
    for name, partial in entry.partials.items():
        if name not in [p.name for p in entry.parameters]:
            yield f"a partial derivative with respect to {name!r}, which is no parameter"
        yield from _impossible_text(entry, f"the derivative in {name}", partial, frozenset(names))


def _impossible_text(entry: Activation, label: str, source: str, allowed: frozenset[str]) -> Iterator[str]:
    try:
        strangers = free_symbols(entry.read(source)) - allowed
    except ClaimError as error:
        yield f"{label} cannot be read: {error}"
        return
    if strangers:
        yield f"{label} uses {', '.join(sorted(strangers))}, which is not an argument"
