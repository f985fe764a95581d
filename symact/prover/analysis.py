"""Finds steps for a function of one variable: looks where it goes by numbers, then asks the kernel piece by piece.

The interval is cut at the points where the function touches 0, next to them, and where its tails begin. Next to a
point of contact, and in a tail, the sign follows by monotonicity from the sign of a derivative; between them it is
shown by enclosures on a box.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb

from symact.kernel.case import Case, no_advice
from symact.kernel.differentiate import differentiate
from symact.kernel.errors import CertificateError, LimitExceeded, Stuck
from symact.kernel.monotone import sign_by_steps
from symact.kernel.normal import Normaliser
from symact.kernel.polynomial import constant, monomial_power, trimmed
from symact.kernel.ring import Quotient
from symact.kernel.terms import ONE, Term, add, div, mul, neg, number, power, rebuild, sub, text, walk
from symact.prover.look import FINE, TINY, End, Look, rational_end
from symact.prover.numeric import real, sign, value
from symact.prover.recognise import middle

Step = dict[str, Any] | None
Wrap = Callable[[Step], Step]
Variant = tuple[Term, Wrap, int, int]
DEPTHS = ((1, False), (2, False), (14, True), (3, False), (5, False), (8, False))
SECOND, MAX_CALLS, MAX_TRIES, MANY = 3, 40, 60, 1000
NEAR = tuple(Fraction(1, 2**k) for k in (0, 1, 2, 3, 5, 7))
FAR = tuple(map(Fraction, (1, 2, 4, 8, 16, 32)))
FAR_OUT = 50


class NotFound(Exception):
    """No step was found."""


class Analysis(Look):
    """The search for terms of one variable on the region of a case."""

    def __init__(self, case: Case, name: str, tick: Callable[[], None]) -> None:
        super().__init__(case, name, tick)
        self.tries = self.calls = 0
        self._variants: dict[tuple[Term, str, str], list[Variant]] = {}

    # ------------------------------------------------------------ the kernel

    def shows(self, case: Case, g: Term, step: Step, s: int) -> bool:
        """Whether the kernel follows the step to the sign `s`."""
        self.tick()
        self.tries += 1
        try:
            found = sign_by_steps(case, g, step, Normaliser(case.region, no_advice, self.tick, case.indices))
        except (Stuck, CertificateError):
            return False
        return found <= {s}

    def part(self, case: Case, at: End, s: int) -> Case:
        return case.restricted(f"{self.name} - ({at.name})", s)

    # ------------------------------------------------------------ the whole interval

    def step(self, g: Term) -> Step:
        """A step that shows on the whole region that `g` is positive, or not negative, or the opposite."""
        a, b = self.ends(g)
        s = self.common_sign(g, a, b)
        if not s:
            raise NotFound
        inner = self.contacts(g, s, a, b)
        cuts = [e for e in (a, b) if e.at is not None and self.reached(e)]
        cuts = sorted((*cuts, *inner), key=lambda e: e.near)  # type: ignore[arg-type,return-value]
        stops = [a, *inner, b]
        steps: list[Step] = []
        more: list[End] = []
        for p, q in pairwise(stops):
            found, new = self.piece(g, p, q, s)
            steps += found
            more += new
        cuts = sorted((*cuts, *more), key=lambda e: e.near)  # type: ignore[arg-type,return-value]
        if a in cuts:
            steps.insert(0, None)
        if b in cuts:
            steps.append(None)
        return self.assembled(cuts, steps)

    def assembled(self, cuts: list[End], steps: list[Step]) -> Step:
        if not cuts:
            return steps[0]
        k = len(cuts) // 2
        left, right = self.assembled(cuts[:k], steps[: k + 1]), self.assembled(cuts[k + 1 :], steps[k + 1 :])
        return {"split": f"{self.name} - ({cuts[k].name})", "parts": [left, None, right]}

    def reached(self, e: End) -> bool:
        return 0 in self.case.region.signs(self.case.form(f"{self.name} - ({e.name})"))

    # ------------------------------------------------------------ pieces

    def piece(self, g: Term, p: End, q: End, s: int) -> tuple[list[Step], list[End]]:
        """Steps for the parts of the open interval from p to q, and the points between them."""
        direct = self.attempt(g, p, q)
        if direct is not None:
            return [direct[0]], []
        before, low = self.beside(g, p, q, 1)
        start = low or p
        rest = self.attempt(g, start, q) if low is not None else None
        if rest is not None:
            return [*before, rest[0]], [start]
        after, high = self.beside(g, q, start, -1)
        if low is None and high is None:
            raise NotFound
        rest = self.attempt(g, start, high or q)
        if rest is None:
            raise NotFound
        return [*before, rest[0], *after], [e for e in (low, high) if e is not None]

    def beside(self, g: Term, p: End, q: End, way: int) -> tuple[list[Step], End | None]:
        """A step for a part next to the end `p`, if it needs care, and where that part ends."""
        if p.at is not None and not p.careful:
            return [], None
        far = sorted(FAR, key=lambda d: d < 4) if any(t.op == "erf" for t in walk(g)) else FAR  # erf is ±1 from there
        for distance in NEAR if p.at is not None else far:
            if p.at is not None:
                base = p.rational if p.rational is not None else Fraction(round(middle(p.at) * 2**12), 2**12)
                c = base + way * distance
            else:
                base = q.near if q.near is not None else Fraction(0)
                c = Fraction(round(base * 64), 64) - way * distance
            if q.near is not None and (q.near - c) * way <= 0:
                continue
            end = rational_end(c)
            found = self.attempt(g, *((p, end) if way > 0 else (end, p)))
            if found is not None:
                return [found[0]], end
        raise NotFound

    def attempt(self, g: Term, a: End, b: End, whole: bool = True) -> tuple[Step] | None:
        case = self.case
        for e, s in ((a, 1), (b, -1)):
            if e.at is not None:
                case = self.part(case, e, s)
        self.tries = 0
        parts = self.tails(g, a, b) if whole else []
        found = self.summed(parts, g, a, b)
        for depth, narrow in () if found is not None else DEPTHS[:2] if parts else DEPTHS:
            if depth == SECOND and whole:
                found = next(filter(None, (self.summed(parts, g, a, b) for parts in self.tangents(g))), None)
                if found is not None:
                    return found
            self.calls = 0
            try:
                return (self.chain(case, g, a, b, depth, narrow),)
            except NotFound:
                if self.calls < depth and not narrow:
                    break  # nothing was cut off
        return found

    def tails(self, g: Term, a: End, b: End) -> list[Term]:
        """Where `erf` is nearly ±1: `g` with that in its place, and the rest, each kept off 0 by half the room."""
        if a.at is not None and b.at is not None:
            return []
        far = {self.name: real(Fraction(FAR_OUT if b.at is None else -FAR_OUT))}
        room, plain = value(g, far), with_limits_of_erf(g, far)
        if plain is g or not room.is_finite() or not TINY < abs(room) < FAR_OUT:
            return []
        half = number(middle(room).limit_denominator(10**6) / 2)
        return [sub(plain, half), add(sub(g, plain), half)]

    def tangents(self, g: Term) -> Iterator[list[Term]]:
        """For a log w in `g`: `g` with log v + w/v - 1 in its place, v being a term of w; and the rest, of one sign."""
        normaliser = Normaliser(self.case.region, no_advice, self.tick, self.case.indices)
        try:
            n, below = normaliser.of(g)
        except (Stuck, LimitExceeded):
            return
        ring = normaliser.ring
        for m, c in n.items() if not below else ():
            log = ring.generators[len(m) - 1] if m and m[-1] == 1 and not any(m[:-1]) else None
            if log is None or log.base is None or log.kind != "log" or len(log.base) < 2:
                continue
            for k, e in log.base.items():
                v, w = ring.monomial_term(k, e), ring.polynomial_term(log.base)
                rest = mul(number(c), sub(add(div(w, v), Term("log", v)), add(ONE, Term("log", w))))
                yield [add(g, rest), neg(rest)]

    def summed(self, parts: list[Term], g: Term, a: End, b: End) -> tuple[Step] | None:
        s = self.common_sign(g, a, b)
        if not s or not parts or any(self.common_sign(part, a, b) != s for part in parts):
            return None
        found = [self.attempt(part, a, b, whole=False) for part in parts]
        if None in found:
            return None
        return ({"sum": list(map(text, parts)), "then": [step[0] for step in found if step is not None]},)

    def chain(self, case: Case, g: Term, a: End, b: End, depth: int, narrow: bool = False) -> Step:
        """A step, of at most `depth` derivatives, that shows the sign of `g` strictly between the ends `a` and `b`.

        `narrow`: of each term the one variant is differentiated that has the fewest terms without exponentials.
        """
        self.calls += 1
        s = self.common_sign(g, a, b)
        if not s or self.calls > MAX_CALLS or self.tries > MAX_TRIES:
            raise NotFound
        if self.shows(case, g, None, s):
            return None
        if a.rational is not None and b.rational is not None:
            box = {"box": {self.name: [str(a.rational), str(b.rational)]}}
            if all(self.sign_at(g, q) == s for q in (a.rational, b.rational)) and self.shows(case, g, box, s):
                return box
        if not depth:
            raise NotFound
        variants = self.variants(case, g, a, b)
        for h, wrap, outside, _ in [min(variants, key=lambda v: v[3])] if narrow else variants:
            slope = differentiate(h, self.x)
            rising = self.common_sign(slope, a, b) * s * outside
            start = a if rising > 0 else b
            if not rising or not self.may_start(h, start, s * outside):
                continue
            try:
                then = self.chain(case, slope, a, b, depth - 1, narrow)
            except NotFound:
                continue
            step: Step = {"variable": self.name, "from": start.name, "then": then}
            if start.at is not None and value(h, {self.name: start.at}).is_finite() is False:
                step = {**step, "open": True}  # type: ignore[dict-item]
            if self.shows(case, g, wrap(step), s):
                return wrap(step)
        raise NotFound

    def may_start(self, h: Term, start: End, s: int) -> bool:
        """Whether `h` may have the sign `s`, or be 0, at the start of a monotone step."""
        return start.at is None or sign(h, {self.name: start.at}, FINE) in (0, s, None)

    def variants(self, case: Case, g: Term, a: End, b: End) -> list[Variant]:
        key = (g, a.name, b.name)
        if key not in self._variants:
            self._variants[key] = list(self._all_variants(case, g))
        return self._variants[key]

    def _all_variants(self, case: Case, g: Term) -> Iterator[Variant]:
        """`g`, and numerators N of g·m for positive m, with steps to them, the sign of g·m/N, terms without exp."""
        yield g, lambda step: step, 1, MANY
        normaliser = Normaliser(case.region, no_advice, self.tick, case.indices)
        try:
            u = normaliser.of(g)
        except (Stuck, LimitExceeded):
            return
        ring = normaliser.ring
        multipliers, seen = ["1"], {g}
        lowest = min((m[i] for m in u.numerator for i in range(len(m)) if ring.generators[i].term is self.x), default=0)
        if lowest < 0:
            multipliers.insert(0, text(power(self.x, number(-Fraction(lowest)))))
        for monomial in u.numerator if len(u.numerator) <= 12 else ():
            pure = trimmed(e if ring.generators[i].kind == "exp" else 0 for i, e in enumerate(monomial))
            multipliers.append(text(ring.monomial_term(monomial_power(pure, -1))))
        for m in dict.fromkeys(multipliers):
            try:
                product = ring.times(u, normaliser.of(case.read(m)))
                below = normaliser.signs.of_quotient(Quotient(constant(1), product.denominator))
            except (Stuck, LimitExceeded):
                continue
            if len(below) == 1 and 0 not in below:
                n = ring.polynomial_term(product.numerator)
                if n not in seen:
                    seen.add(n)
                    exps = [i for i, generator in enumerate(ring.generators) if generator.kind == "exp"]
                    plain = sum(not any(len(k) > i and k[i] for i in exps) for k in product.numerator)
                    yield n, _times(m), next(iter(below)), plain or MANY - 1


def with_limits_of_erf(t: Term, at: Mapping[str, arb]) -> Term:
    """`t` with ±1 for each erf that is nearly that at a point far out."""
    if t.op == "erf":
        near = value(t, at)
        for one in (1, -1):
            if abs(near - one) < TINY:
                return number(Fraction(one))
    return rebuild(t, lambda a: with_limits_of_erf(a, at))


def _times(m: str) -> Wrap:
    return lambda step: {"times": m, "then": step}
