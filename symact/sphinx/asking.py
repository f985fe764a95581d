"""From what stands in a directive to a checked record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from symact.activations import catalogue, unknown_name
from symact.derivation import derive, find_scripts, load_script, shipped_scripts
from symact.derivation.ask import check, read
from symact.derivation.assemble import derivation
from symact.derivation.record import Derivation
from symact.kernel.errors import SymactError
from symact.kernel.grammar import DOMAINS
from symact.kernel.terms import relation


class OptionError(SymactError):
    """An option of a directive that cannot be read."""


def derivations(
    words: str, folder: Path, order: int | None, assume: Sequence[str], variables: Mapping[str, str], timeout: float
) -> list[Derivation]:
    """What the words name: an entry, one of its theorems, a proof script, or a formula for its derivative.

    A script is named as `symact derive` names it, or by its path from `folder`. Raises `SymactError` where there is
    nothing of that name, a formula cannot be read, or no rule applies to it.
    """
    name, *more = words.split()
    script = _script(name, folder)
    if script is not None and len(more) < 2:
        found = [p for p in load_script(script) if not more or p.name.endswith(f".{more[0]}")]
        if not found:
            raise OptionError(f"{name} states no theorem '{more[0]}'")
        return [p.derive(timeout=timeout) for p in found]
    if name in catalogue() and len(more) < 2:
        theorem = more[0] if more else None
        if theorem and order:
            raise OptionError("name a theorem or give an order, not both")
        return [derive(name, theorem, timeout=timeout, order=order or 1)]
    if all(word.isidentifier() for word in (name, *more)) and words != "x":
        raise OptionError(unknown_name(name, [path.stem for path in find_scripts(shipped_scripts())]))
    return [derive(words, None, variables, assume=tuple(assume), timeout=timeout, order=order or 1)]


def _script(name: str, folder: Path) -> Path | None:
    """The file of a proof script: one of those that come with symact, or a path from the folder of the page."""
    if name.endswith(".py"):
        return folder / name
    if not name.isidentifier() or name in catalogue():
        return None
    return next((path for path in find_scripts(shipped_scripts()) if path.stem == name), None)


def claimed(text: str, expects: str, assume: Sequence[str], variables: Mapping[str, str], timeout: float) -> Derivation:
    """The claim as a record without lines, with the verdict on it. Raises `ClaimError` for a text that is no claim."""
    asked = read(text, tuple(assume), variables)
    return derivation(
        relation(asked.relation, asked.left, asked.right), (), check, name="claim", title=(),
        assumptions=asked.assumptions, variables=dict(variables), expects=expects, timeout=timeout,
    )  # fmt: skip


def domains(text: str) -> dict[str, str]:
    """`b:positive, z:vector` as a mapping."""
    found: dict[str, str] = {}
    for word in text.replace(",", " ").split():
        name, _, domain = word.partition(":")
        if not name.isidentifier() or domain not in DOMAINS:
            raise OptionError(f"'{word}' is not name:domain, with a domain among {', '.join(DOMAINS)}")
        found[name] = domain
    return found


def conditions(text: str) -> tuple[str, ...]:
    """`x != 0; y > 0`: conditions with semicolons between them."""
    return tuple(part.strip() for part in text.split(";") if part.strip())
