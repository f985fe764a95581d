"""Names for subterms that recur: s for σ(x), t for tanh(e^x), pᵢ for softmax(z)ᵢ. Only what is printed knows them.

A name stands for one exact subterm, so that what is printed expands to exactly the term that was checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from symact.kernel.terms import LEAVES, Term, children, free_symbols, rebuild, relation, walk

if TYPE_CHECKING:
    from symact.derivation.assemble import Line

Names = tuple[tuple[Term, Term], ...]
LONG, LEAST_SAVING, LEAST_OCCURRENCES, MOST = 64, 36, 3, 3  # in signs on paper; names in one chain
_LETTERS = {
    "sigmoid": "s", "tanh": "t", "softmax": "p", "log_softmax": "q", "softmin": "p", "softplus": "q", "pow": "r",
    "log": "l", "cosh": "c", "sinh": "s",
}  # fmt: skip
_SPARE = "uvwghabcmqr"
_SHORT = {"sigmoid": 1, "Phi": 1, "phi": 1, "Abs": 0}


def abbreviated(t: Term, names: Names) -> Term:
    """`t` as it is printed: each value replaced by its name, the last name first, since it may stand for more."""
    for symbol, value in names:
        t = _replaced(t, value, symbol)
    return t


def expanded(t: Term, names: Names) -> Term:
    """What is printed as `t`, written out."""
    for symbol, value in reversed(names):
        t = _replaced(t, symbol, value)
    return t


def _replaced(t: Term, old: Term, new: Term) -> Term:
    if t is old:
        return new
    return t if t.op in LEAVES else rebuild(t, lambda a: _replaced(a, old, new))


def with_names(first: Term, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, from the first one on with names where these make long lines short, which the last line puts back."""
    taken = {s.args[0] for t in (first, *[line.after for line in lines]) for s in walk(t) if s.op in _NAMED}
    names = _names([line.after for line in lines], set(map(str, taken)))
    if not names or len(lines) < 2:
        return tuple(lines)
    made: list[Line] = []
    for line in lines:
        uses = bool(made and made[-1].names) or any(v in set(walk(line.after)) for _, v in names)
        if uses and not (made and made[-1].names):
            said = _said(names)
            line = replace(line, reason=(*line.reason, "; with ", *said))
        made.append(replace(line, names=names if uses else ()))
    last = made[-1]
    symbols = [s for s, _ in names if _inside(s, abbreviated(last.after, names))]
    if symbols:
        words = ("put in", *_listed([relation("==", s, v) for s, v in names if s in symbols], " "))
        made.append(type(last)("==", last.after, words, rule="names put back"))
    return tuple(made)


_NAMED = frozenset({"variable", "index", "vector", "component", "delta"})


def _said(names: Names) -> list[str | Term]:
    """`t = tanh(u), u = e^x`: the value of an earlier name is shown with the later ones."""
    return _listed([relation("==", s, abbreviated(v, names[i + 1 :])) for i, (s, v) in enumerate(names)], "")


def _listed(things: Iterable[Term], before: str) -> list[str | Term]:
    made: list[str | Term] = []
    for thing in things:
        made += [", " if made else before, thing] if made or before else [thing]
    return made


def _inside(part: Term, t: Term) -> bool:
    return any(s is part for s in walk(t))


def _names(terms: list[Term], taken: set[str]) -> Names:
    """The values that save most, one after the other, while lines are long."""
    names: list[tuple[Term, Term]] = []
    while len(names) < MOST and max(map(width, terms)) > LONG:
        best = max(_groups(terms), key=lambda group: _saving(terms, group), default=())
        if not best or _saving(terms, best) < LEAST_SAVING or not _often(terms, best):
            break
        letter = _letter(best[0], taken)
        taken.add(letter)
        for value in best:
            symbol = _symbol(letter, value)
            names.append((symbol, value))
            terms = [_replaced(t, value, symbol) for t in terms]
    return tuple(names)


def _symbol(letter: str, value: Term) -> Term:
    """pᵢ for a component; a letter that counts as a variable beside x where the value has parameters: ∂/∂x s."""
    if value.op == "call" and value.args[1].op == "index":
        return Term("component", letter, value.args[1].args[0])
    return Term("variable" if len(free_symbols(value)) > 1 else "call", letter)


def _letter(value: Term, taken: set[str]) -> str:
    own = _LETTERS.get(value.args[0] if value.op == "call" else value.op, "u")
    return next(letter for letter in (own, *_SPARE) if letter not in taken)


def _groups(terms: list[Term]) -> Iterator[tuple[Term, ...]]:
    """Subterms that could have a name; the components of one vector together."""
    found = dict.fromkeys(s for t in terms for s in walk(t) if _nameable(s))
    seen: set[tuple[object, ...]] = set()
    for s in found:
        if s.op == "call" and s.args[1].op == "index":
            key = (s.args[0], s.args[2:])
            if key not in seen:
                seen.add(key)
                alike = (f for f in found if f.op == "call" and (f.args[0], f.args[2:]) == key)
                yield tuple(sorted(alike, key=lambda f: str(f.args[1].args[0])))
        else:
            yield (s,)


def _nameable(t: Term) -> bool:
    if any(s.op in ("derivative", "sum") for s in walk(t)):
        return False
    if t.op == "call":
        return len(t.args) > 1 and t.args[0] not in ("Abs", "Max", "Min", "sign")
    return (t.op in ("log", "erf", "atan", "sin", "cos") and width(t.args[0]) > 3) or (
        t.op == "pow" and t.args[1].op == "number" and t.args[1].args[0].denominator == 2 and t.args[0].op == "add"
        and t.args[1].args[0].numerator == 1
    )  # fmt: skip


def _saving(terms: list[Term], group: tuple[Term, ...]) -> float:
    return sum((width(v) - 1) * sum(_count(t, v) for t in terms) for v in group)


def _often(terms: list[Term], group: tuple[Term, ...]) -> bool:
    return max(sum(_count(t, v) for v in group) for t in terms) >= LEAST_OCCURRENCES


def _count(t: Term, value: Term) -> int:
    return 1 if t is value else sum(_count(a, value) for a in children(t))


def width(t: Term) -> float:
    """About how many signs a term takes on paper."""
    inner = sum(width(a) for a in children(t))
    if t.op == "number":
        return len(str(t.args[0]))
    if t.op == "add":
        return inner + 3 * (len(t.args) - 1) + 2
    if t.op == "call":
        name = str(t.args[0])
        return inner + _SHORT.get(name, len(name)) + (2 if len(t.args) > 1 else 0)
    return inner + _EXTRA.get(t.op, 1)


_EXTRA = {"mul": 0.5, "div": 1, "neg": 1, "pow": 0, "exp": 3, "log": 5, "erf": 5, "sin": 5, "cos": 5, "atan": 6,
          "derivative": 7, "component": 2, "delta": 3, "sum": 3}  # fmt: skip
