"""What a term tends to, part by part: continuous functions of limits, and where that does not tell, what dominates.

A tendency is a closed or constant term, or plus or minus infinity. Nothing here is trusted: each part's limit becomes a
side condition that the kernel checks, and so is every line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from symact.derivation.algebra import Algebra
from symact.derivation.bounds.facts import Facts
from symact.derivation.definitions import NotDerived
from symact.derivation.simple import depends
from symact.derivation.tidy import folded
from symact.kernel.terms import INFINITY, LEAVES, ONE, PI, ZERO, Term, neg, number, rebuild, relation, walk

MINUS_INFINITY = neg(INFINITY)
_PLAIN = frozenset({"variable", "number", "exp", "log", "pow", "neg", "mul", "div", "pi"})
_CANDIDATES = (ZERO, ONE, neg(ONE), INFINITY, MINUS_INFINITY)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the limit is taken: `x` tends to `point`, from one side where `side` is + or -."""

    x: Term
    point: Term
    side: str = ""

    def limit(self, t: Term) -> Term:
        return Term("limit", t, self.x, self.point, self.side)

    @property
    def infinite(self) -> bool:
        return is_infinite(self.point)


def place_of(t: Term) -> Place:
    """The place of a limit term."""
    return Place(*t.args[1:])


def is_infinite(t: Term) -> bool:
    return t is INFINITY or t is MINUS_INFINITY


@dataclass
class Tendencies:
    """Limits at one place, under what `facts` knows; the functions banned there are not quoted."""

    place: Place
    facts: Facts
    memo: dict[Term, Term | None] = field(default_factory=dict)
    quoted: dict[Term, Term] = field(default_factory=dict)

    def known(self, claim: Term) -> bool:
        return self.facts.ask(claim, self.facts.assumptions)

    def of(self, t: Term) -> Term | None:
        """What `t` tends to, None where its parts do not tell."""
        if t not in self.memo:
            found = self._by_parts(t)
            if found is None and self._standard(t):
                found = self._quoted(t)
            if found is None and t.op == "add":
                found = self._over_one_bar(t)
            self.memo[t] = found
        return self.memo[t]

    def _over_one_bar(self, t: Term) -> Term | None:
        """The limit of fractions with the same denominator, put together: y/t - x/t is (y - x)/t."""
        try:
            whole = Algebra(t, kept=frozenset(s for s in walk(t) if s.op in ("call", "exp", "log"))).canonical(t)
        except NotDerived:
            return None
        return self.of(whole) if whole.op == "div" and depends(whole.args[1], self.place.x) else None

    def _by_parts(self, t: Term) -> Term | None:
        if t is self.place.x:
            return self.place.point
        if not depends(t, self.place.x):
            return t
        if t.op == "call":
            return self._call(t)
        if t.op in ("derivative", "limit", "integral", "subs", "sum", "piecewise", "opaque"):
            return None
        parts = [self.of(a) for a in t.args if isinstance(a, Term)]
        if any(p is None for p in parts):
            return None
        own = [p for p in parts if p is not None]
        if not any(map(is_infinite, own)):
            return self._finite(t, own)
        return _infinite(t, own, self.sign)

    def _finite(self, t: Term, own: list[Term]) -> Term | None:
        if t.op == "pow" and depends(t.args[1], self.place.x) and depends(t.args[0], self.place.x):
            return None  # e^(exponent · log(base)) tells more
        left = iter(own)
        made = folded(rebuild(t, lambda a: next(left)))
        if t.op == "div" and self.known(relation("==", own[1], ZERO)):
            return None if self.known(relation("==", own[0], ZERO)) else self._quoted(t)
        if t.op == "log" and _is_zero(own[0]):
            return self._quoted(t)
        if t.op == "pow" and _is_zero(own[0]) and not (own[1].op == "number" and own[1].args[0] > 0):
            return self._quoted(t)
        return made

    def _call(self, t: Term) -> Term | None:
        """At a finite point the value there, else a limit that the kernel knows."""
        if t.args[0] in self.facts.banned or len(t.args) == 1:
            return None
        parts = [self.of(a) for a in t.args[1:]]
        if all(p is not None and not is_infinite(p) for p in parts):
            made = Term("call", t.args[0], *[p for p in parts if p is not None])
            return made if self.known(relation("==", self.place.limit(t), made)) else None
        return self._quoted(t)

    def _quoted(self, t: Term) -> Term | None:
        """A limit that is stated, not argued: the kernel's word for it."""
        for value in _CANDIDATES:
            if self.known(relation("==", self.place.limit(t), value)):
                self.quoted[t] = value
                return value
        return None

    def parts(self, t: Term) -> Iterator[tuple[Term, Term]]:
        """The parts of `t` whose limits its own rests on, each as large as it can be stated plainly."""
        if not depends(t, self.place.x) or t is self.place.x:
            return
        value = self.of(t)
        if value is not None and (t in self.quoted or self._far(t, value)):
            yield t, value
            return
        for a in t.args:
            if isinstance(a, Term):
                yield from self.parts(a)

    def _far(self, t: Term, value: Term) -> bool:
        """Whether the limit is one at infinity: of a function there, or of something over what grows."""
        inner = [self.of(a) for a in t.args if isinstance(a, Term)]
        if not any(v is not None and is_infinite(v) for v in inner):
            return False
        return t.op in ("exp", "log", "erf", "atan", "pow") or not is_infinite(value)

    def _standard(self, t: Term) -> bool:
        """Powers of x, exponentials and logarithms multiplied, one of them without bounds: which wins is known."""
        if t.op not in ("mul", "div", "neg"):
            return False
        if not all(s.op in _PLAIN and (s.op != "variable" or s is self.place.x) for s in walk(t)):
            return False
        return any(v is not None and is_infinite(v) for v in map(self.of, (s for s in walk(t) if s is not t)))

    def sign(self, t: Term) -> int:
        """The sign of a constant, 0 where it is not seen."""
        if t.op == "neg":
            return -self.sign(t.args[0])
        if t is INFINITY:
            return 1
        zero = Fraction(0)
        found = self.facts.range(t)
        return int(found.meets(">", zero)) - int(found.meets("<", zero))

    def put(self, t: Term) -> Term:
        """`t` with its parts replaced by what they tend to, not simplified."""
        if not depends(t, self.place.x):
            return t
        parts = dict(self.parts(t))
        if t in parts:
            return parts[t]
        if t is self.place.x:
            return self.place.point
        return t if t.op in LEAVES else rebuild(t, self.put)


def _is_zero(t: Term) -> bool:
    return t.op == "number" and not t.args[0]


def _signed(sign: int) -> Term | None:
    return INFINITY if sign > 0 else MINUS_INFINITY if sign < 0 else None


def _infinite(t: Term, own: list[Term], sign: Callable[[Term], int]) -> Term | None:
    """Rules with an infinite part; None for the forms that do not tell, such as ∞ - ∞."""
    if t.op == "neg":
        return _signed(-sign(own[0]))
    if t.op == "add":
        signs = {sign(p) for p in own if is_infinite(p)}
        return _signed(signs.pop()) if len(signs) == 1 else None
    if t.op == "mul":
        product = 1
        for p in own:
            product *= sign(p)
        return _signed(product)
    if t.op == "div":
        if is_infinite(own[1]):
            return None if is_infinite(own[0]) else ZERO
        return _signed(sign(own[0]) * sign(own[1]))
    if t.op == "pow":
        return _power(own[0], own[1])
    return _function(t.op, sign(own[0]))


def _power(base: Term, exponent: Term) -> Term | None:
    if exponent.op == "neg" and exponent.args[0].op == "number":
        exponent = number(-exponent.args[0].args[0])
    if exponent.op != "number" or not is_infinite(base):
        return None
    e: Fraction = exponent.args[0]
    if e < 0:
        return ZERO
    if base is INFINITY:
        return INFINITY
    return (INFINITY if e % 2 == 0 else MINUS_INFINITY) if e.denominator == 1 and e else None


def _function(op: str, sign: int) -> Term | None:
    if op == "exp":
        return INFINITY if sign > 0 else ZERO
    if op == "log":
        return INFINITY if sign > 0 else None
    if op == "erf":
        return ONE if sign > 0 else neg(ONE)
    if op == "atan":
        half = Term("div", PI, number(2))
        return half if sign > 0 else neg(half)
    return None
