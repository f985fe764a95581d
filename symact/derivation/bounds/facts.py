"""What is known of the values of a term: ranges from its build, from assumptions, and bounds that the kernel confirms.

Nothing here is trusted: a range only proposes an argument, whose lines and side conditions are put before the kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

from symact.derivation.algebra import Algebra
from symact.derivation.bounds.ranges import (
    EVERYTHING,
    NONNEGATIVE,
    POSITIVE,
    Range,
    between,
    bounded,
    common,
    exactly,
    inverse,
    negated,
    plus,
    raised,
    times,
)
from symact.derivation.bounds.samples import plausible
from symact.derivation.definitions import NotDerived, definition_of
from symact.kernel.errors import SymactError
from symact.kernel.terms import ZERO, Term, number, relation, walk

Ask = Callable[[Term, tuple[Term, ...]], bool]
_UNIT = between(Fraction(0), Fraction(1))
_SYMMETRIC = between(Fraction(-1), Fraction(1))
_DOMAINS = {
    "positive": POSITIVE, "negative": negated(POSITIVE), "nonnegative": NONNEGATIVE, "unit": _UNIT, "sym1": _SYMMETRIC,
}  # fmt: skip
# Bounds of functions that are worth asking for, the stronger one first.
_ASKED = ((">", 0), (">=", 0), ("<", 0), ("<=", 0), ("<", 1), (">", -1))
MOST_LEVELS = 6
Form = tuple[frozenset[tuple[object, Fraction]], Fraction, Fraction]


@dataclass
class Facts:
    """What holds under `assumptions`; `banned` are the functions that the claim itself is about."""

    ask: Ask
    assumptions: tuple[Term, ...]
    domains: dict[str, str]
    banned: frozenset[str] = frozenset()
    known: dict[frozenset[tuple[object, Fraction]], Range] = field(default_factory=dict)
    memo: dict[Term, Range] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for a in conjuncts(self.assumptions):
            if a.op == "relation":
                self.learn(*a.args)

    def learn(self, rel: str, a: Term, b: Term) -> None:
        """That `a rel b` holds, where the difference is a polynomial with rational coefficients."""
        found = _form(Term("add", a, Term("neg", b)))
        if found is not None and rel in ("==", "<", "<=", ">", ">="):
            key, scale, constant = found
            said = times(exactly(1 / scale), bounded(rel, Fraction(0)))
            said = plus(said, exactly(-constant / scale))
            self.known[key] = common(self.known.get(key, EVERYTHING), said)
            self.memo.clear()

    def proved(self, rel: str, a: Term, b: Term) -> bool:
        """Whether the kernel proves it; asked only where sample points do not contradict."""
        claim = relation(rel, a, b)
        return plausible(claim, self.assumptions, self.domains) and self.ask(claim, self.assumptions)

    def range(self, t: Term, level: int = 0) -> Range:
        if t not in self.memo or level == 0:
            found = self._given(t)
            for rule in (self._by_build, self._by_call):
                found = common(found, rule(t, level))
            self.memo[t] = found
        return self.memo[t]

    def plain(self, t: Term) -> Range:
        """What needs no saying: numbers, exponentials, even powers, roots, what was assumed, products of such."""
        if t.op == "number":
            return exactly(t.args[0])
        if t.op == "exp":
            return POSITIVE
        if t.op == "pow" and t.args[1].op == "number":
            return raised(self.plain(t.args[0]), t.args[1].args[0]) if t.args[1].args[0] > 0 else EVERYTHING
        if t.op == "neg":
            return negated(self.plain(t.args[0]))
        if t.op == "mul":
            found = exactly(Fraction(1))
            for a in t.args:
                found = times(found, self.plain(a))
            return found
        if t.op == "div" and t.args[1].op in ("number", "exp"):
            return times(self.plain(t.args[0]), inverse(self.plain(t.args[1])))
        return self._given(t) if t.op in ("variable", "component", "add") else EVERYTHING

    def _given(self, t: Term) -> Range:
        if t.op == "variable":
            own = _DOMAINS.get(self.domains.get(t.args[0], "real"), EVERYTHING)
        else:
            own = EVERYTHING
        if not self.known or t.op == "number":
            return own
        found = _form(t)
        if found is None or found[0] not in self.known:
            return own
        key, scale, constant = found
        return common(own, plus(times(exactly(scale), self.known[key]), exactly(constant)))

    def _by_build(self, t: Term, level: int) -> Range:
        if t.op == "number":
            return exactly(t.args[0])
        if t.op == "pi":
            return between(Fraction(3), Fraction(4))
        if t.op == "count":
            return Range(Fraction(1), low_open=False)
        parts = [self.range(a, level + 1) for a in t.args if isinstance(a, Term)]
        found = built(t, parts)
        if t.op == "pow" and found.low == 0 and not found.low_open and self.proved("!=", t.args[0], ZERO):
            return replace(found, low_open=True)
        return found

    def _by_call(self, t: Term, level: int) -> Range:
        if t.op != "call" or len(t.args) == 1 or t.args[0] in self.banned or level > MOST_LEVELS:
            return EVERYTHING
        found = self._unfolded(t, level)
        for rel, value in _ASKED:
            said = bounded(rel, Fraction(value))
            if common(found, said) != found and not _other_side(found, said):
                if self.proved(rel, t, number(value)):
                    found = common(found, said)
        return found

    def _unfolded(self, t: Term, level: int) -> Range:
        made = definition_of(t)
        if made is t or any(s.op == "piecewise" for s in walk(made)):
            return EVERYTHING
        return self.range(made, level + 1)


def _other_side(found: Range, said: Range) -> bool:
    """Whether nothing meets both: a positive function is not asked whether it is negative."""
    both = common(found, said)
    return both.low is not None and both.high is not None and both.low >= both.high


def built(t: Term, parts: list[Range]) -> Range:
    """The range of a term whose parts have these ranges."""
    if t.op == "neg":
        return negated(parts[0])
    if t.op in ("add", "mul"):
        found = parts[0]
        for p in parts[1:]:
            found = plus(found, p) if t.op == "add" else times(found, p)
        return found
    if t.op == "div":
        return times(parts[0], inverse(parts[1]))
    if t.op == "pow":
        return raised(parts[0], t.args[1].args[0]) if t.args[1].op == "number" else EVERYTHING
    if t.op == "exp":
        low = Fraction(1) if parts[0].meets(">=", Fraction(0)) else Fraction(0)
        high = Fraction(1) if parts[0].meets("<=", Fraction(0)) else None
        return Range(
            low, high, not low or parts[0].meets(">", Fraction(0)), high is None or parts[0].meets("<", Fraction(0))
        )
    if t.op == "log":
        return _signed(plus(parts[0], exactly(Fraction(-1)))) if parts[0].meets(">", Fraction(0)) else EVERYTHING
    if t.op in ("erf", "atan"):
        both = _SYMMETRIC if t.op == "erf" else between(Fraction(-2), Fraction(2))
        return common(both, _signed(parts[0]))
    if t.op in ("sin", "cos"):
        return Range(Fraction(-1), Fraction(1), False, False)
    if t.op == "sum":
        return _signed(parts[-1])
    return EVERYTHING


def _signed(r: Range) -> Range:
    """Only the sign of the range."""
    for rel in (">", "<", ">=", "<="):
        if r.meets(rel, Fraction(0)):
            return bounded(rel, Fraction(0))
    return EVERYTHING


def conjuncts(conditions: tuple[Term, ...]) -> Iterator[Term]:
    """Conditions that hold together, one by one."""
    for c in conditions:
        if c.op == "and":
            yield from conjuncts(c.args)
        else:
            yield c


@lru_cache(maxsize=4096)
def _form(t: Term) -> Form | None:
    """A polynomial without its constant, scaled to have 1 as a coefficient; the scale, and the constant."""
    try:
        algebra = Algebra(t, kept=frozenset(s for s in walk(t) if s.op in ("call", "exp", "log", "erf")))
        above, below = algebra.value(t)
    except (NotDerived, SymactError):
        return None
    if len(below) != 1 or () not in below:
        return None
    constant = above.get((), Fraction(0)) / below[()]
    rows = {m: c / below[()] for m, c in above.items() if m}
    if not rows:
        return None
    scale = rows[min(rows, key=repr)]
    return frozenset((m, c / scale) for m, c in rows.items()), scale, constant


__all__ = ["Ask", "Facts", "built", "conjuncts"]
