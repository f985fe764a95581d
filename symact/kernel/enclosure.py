"""Signs by enclosures: on a box that is cut up until every part shows one sign.

What an operation makes of intervals contains what it makes of their points. The mean value theorem gives a second
enclosure on a part with midpoint m: g(p) lies in g(m) + Σ ∂ᵢg(part)·(pᵢ − mᵢ), if g is differentiable on the part; in
one variable Taylor's theorem gives a third, g(m) + g′(m)·(p − m) + g″(part)·(p − m)²/2. Where all operations of g are
smooth around their operands, so are those of g′ and g″. Signs of g are those of an enclosure that excludes 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from symact.kernel.ball import Arithmetic, Indeterminate, Interval, TooLarge
from symact.kernel.case import Case
from symact.kernel.differentiate import differentiate
from symact.kernel.errors import CertificateError, LimitExceeded, Stuck, Undefined
from symact.kernel.linear import POSITIVE, Signs, combined
from symact.kernel.normal import Normaliser
from symact.kernel.terms import HALF, ONE, Term, free_symbols, variable

MAX_PARTS, MAX_HALVINGS, MAX_VARIABLES = 3000, 64, 4
FINE, PRECISION, PRECISION_OF_SMALL_PARTS = 20, 64, 160
MAX_SLOPE, MAX_KNOWN = 5000, 300
Box = dict[str, tuple[Fraction, Fraction]]
_KNOWN: dict[tuple[Any, ...], Signs] = {}  # signs of terms on boxes that were cut up before
_BOUNDED = {
    "exp": Arithmetic.exp, "log": Arithmetic.log, "erf": Arithmetic.erf,
    "sin": Arithmetic.sin, "cos": Arithmetic.cos, "atan": Arithmetic.atan,
}  # fmt: skip


def sign_on_box(case: Case, g: Term, data: Any, seen: Normaliser) -> Signs:
    """Signs of `g` on the region, which lies in the box {"x": [low, high], …} of rational ends; `Stuck` if unclear."""
    box = _read(case, data)
    if not free_symbols(g) <= box.keys() or len(box) > MAX_VARIABLES:
        raise CertificateError("the box does not bound every variable of the term")
    key = (g, *sorted(box.items()))
    if key not in _KNOWN:
        if len(_KNOWN) >= MAX_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = _signs(g, box, seen.ring.tick)
    seen.signs.used_balls = True
    return _KNOWN[key]


def _signs(g: Term, box: Box, tick: Callable[[], None]) -> Signs:
    slopes = {name: differentiate(g, variable(name)) for name in box}
    bend = _bend(slopes)
    wide, narrow = Arithmetic(PRECISION), Arithmetic(PRECISION_OF_SMALL_PARTS)
    found: set[int] = set()
    parts = [(box, 0)]
    for _ in range(MAX_PARTS):
        tick()
        part, depth = parts.pop()
        value = _enclosure(g, slopes, bend, part, wide if depth < FINE * len(box) else narrow)
        if value is None or value.contains_zero:
            if depth >= MAX_HALVINGS * len(box):
                raise Stuck("the sign is not clear on a small part of the box")
            parts += [(half, depth + 1) for half in _halves(part)]
        else:
            found.add(1 if value.is_positive else -1)
        if len(found) > 1:
            raise Stuck("the term changes its sign on the box")
        if not parts:
            return frozenset(found)
    raise Stuck(f"the sign on the box is not clear after {MAX_PARTS} parts")


def _bend(slopes: Mapping[str, Term]) -> Term | None:
    """The second derivative in the only variable, where it is not too large."""
    for name, slope in slopes.items():
        if len(slopes) == 1 and slope.size < MAX_SLOPE:
            try:
                return differentiate(slope, variable(name))
            except LimitExceeded:
                return None
    return None


def _read(case: Case, data: Any) -> Box:
    """The box, once the region is shown to lie in it."""
    if not isinstance(data, Mapping):
        raise CertificateError("a box gives two ends for each variable")
    box: Box = {}
    for name, ends in data.items():
        x = variable(str(name))
        if case.claim.domains.get(str(name)) in (None, "vector", "index", "complex"):
            raise CertificateError(f"a box for {name}, which is no real variable")
        if not isinstance(ends, list) or len(ends) != 2 or not all(isinstance(e, str) for e in ends):
            raise CertificateError("a box gives two ends for each variable")
        low, high = map(ratio, ends)
        if low > high:
            raise CertificateError("the ends of a box are not in order")
        form = case.region.solved.get(x, {x: 1})
        for side, end in ((1, low), (-1, high)):
            beyond = combined({k: side * v for k, v in form.items()}, {None: -side * end} if end else {})
            if not case.region.signs(beyond) <= {0, *POSITIVE}:
                raise Stuck(f"{name} may lie outside the box")
        box[str(name)] = (low, high)
    return box


def ratio(end: str) -> Fraction:
    if re.fullmatch(r"-?[0-9]{1,300}(/[1-9][0-9]{0,299})?", end) is None:
        raise CertificateError("an end of a box is not a rational number")
    return Fraction(end)


def _halves(part: Box) -> list[Box]:
    """The part cut in the middle of its longest side."""
    name = max(part, key=lambda n: part[n][1] - part[n][0], default=None)
    if name is None or part[name][0] == part[name][1]:
        raise Stuck("the sign at a point of the box is not clear")
    low, high = part[name]
    middle = (low + high) / 2
    return [{**part, name: (low, middle)}, {**part, name: (middle, high)}]


def _enclosure(
    g: Term, slopes: Mapping[str, Term], bend: Term | None, part: Box, arithmetic: Arithmetic
) -> Interval | None:
    """Values of `g` on the part; None when some operation may leave its domain there."""
    try:
        over = Enclosures(part, arithmetic)
        value = over.of(g)
        if not value.contains_zero or not over.smooth:
            return value
        middle = {name: (low + high) / 2 for name, (low, high) in part.items()}
        here = Enclosures({name: (m, m) for name, m in middle.items()}, arithmetic)
        distances = {name: arithmetic.sub(over.of(variable(name)), arithmetic.number(m)) for name, m in middle.items()}
        near = here.of(g)
        for name, d in distances.items():
            near = arithmetic.add(near, arithmetic.mul(over.of(slopes[name]), d))
        if near.contains_zero and bend is not None:
            ((name, d),) = distances.items()
            curved = arithmetic.mul(over.of(bend), arithmetic.number(HALF.args[0]))
            near = arithmetic.add(here.of(g), arithmetic.mul(here.of(slopes[name]), d))
            near = arithmetic.add(near, arithmetic.mul(curved, arithmetic.power(d, 2)))
        return near if not near.contains_zero else value
    except (Indeterminate, TooLarge):
        return None
    except Undefined as error:
        raise Stuck(f"the term has no value on a part of the box: {error}") from error


class Enclosures:
    """Values of terms on a part. `smooth` stays true while every operation met is smooth around all of its operands."""

    def __init__(self, part: Box, arithmetic: Arithmetic) -> None:
        self.arithmetic, self.smooth = arithmetic, True
        self._memo = {
            variable(name): Interval(arithmetic.number(low).lo, arithmetic.number(high).hi)
            for name, (low, high) in part.items()
        }

    def of(self, t: Term) -> Interval:
        if t not in self._memo:
            self._memo[t] = self._of(t)
        return self._memo[t]

    def _of(self, t: Term) -> Interval:
        ball = self.arithmetic
        match t.op:
            case "number":
                return ball.number(t.args[0])
            case "pi":
                return ball.pi()
            case "neg":
                return -self.of(t.args[0])
            case "add" | "mul":
                total = self.of(t.args[0])
                for a in t.args[1:]:
                    total = ball.add(total, self.of(a)) if t.op == "add" else ball.mul(total, self.of(a))
                return total
            case "div":
                return ball.div(self.of(t.args[0]), self.of(t.args[1]))
            case "pow":
                return self._power(*t.args)
        if t.op not in _BOUNDED:
            raise Stuck(f"no enclosure of {t.op} on a box")
        return _BOUNDED[t.op](ball, self.of(t.args[0]))

    def _power(self, base: Term, exponent: Term) -> Interval:
        """Whole powers of what is not zero; fractional ones of what is positive, or not negative; exp(b·log a)."""
        ball, a = self.arithmetic, self.of(base)
        q = exponent.args[0] if exponent.op == "number" else None
        if q is None or abs(q) > 1000 or q.denominator > 64:
            return ball.exp(ball.mul(self.of(exponent), ball.log(a)))
        if q.denominator > 1 and not a.is_positive:
            self.smooth = False
        return ball.power(a, q) if q else self.arithmetic.number(ONE.args[0])
