"""What a function or a derivative tends to, at ±infinity or from one side of a point: what the kernel shows, or open.

The kernel expands the term for all x near enough to the point. Nothing is read off values at single points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from symact.kernel.differentiate import differentiate
from symact.kernel.errors import LimitExceeded, Stuck, Undefined
from symact.kernel.expansion import Nowhere
from symact.kernel.limits import Disagreement, Tendency, derivative_at, limits_along, tendency
from symact.kernel.linear import Region
from symact.kernel.normal import Normaliser
from symact.kernel.ring import Quotient
from symact.kernel.terms import INFINITY, Term, neg, number, text
from symact.numerics.errors import UndecidedPoint

MOST = 30_000  # steps of the kernel, a second or two of work; most terms take some hundred


@dataclass(frozen=True)
class Limit:
    """A number, `value`, a closed term; or ±infinity, by `infinite`; with neither, there is certainly no limit."""

    value: Term | None = None
    infinite: int = 0

    @property
    def exists(self) -> bool:
        return self.value is not None or self.infinite != 0


NO_LIMIT = Limit()


@lru_cache(maxsize=512)
def limit_of(term: Term, variable: Term, order: int, at: Fraction | None, side: int) -> Limit:
    """The limit of a derivative for variable → `at`, from the right (side 1) or the left (-1); None: → side·infinity.

    Raises Undefined where the derivative has no value for any x near enough, UndecidedPoint where nothing is shown.
    """
    normaliser, f = _normaliser(Region()), _derivative(term, variable, order)
    if at is None:
        limit = Term("limit", f, variable, INFINITY if side > 0 else neg(INFINITY), "")
    else:
        limit = Term("limit", f, variable, number(at), "+" if side > 0 else "-")
    try:
        found = tendency(limit, normaliser)
    except Nowhere as error:
        if not order or _ends(term, variable, at, side):
            raise Undefined(error.reason) from None
        raise UndecidedPoint(f"no limit of {text(f)} is shown: its text has {error.reason}") from None
    except LimitExceeded as error:
        raise UndecidedPoint(f"no limit of {text(f)} is shown: {error}") from None
    except Stuck as error:
        if _swings(limit):
            return NO_LIMIT
        raise UndecidedPoint(f"no limit of {text(f)} is shown: {error.reason}") from None
    if normaliser.open_obligations():
        raise UndecidedPoint(f"no limit of {text(f)} is shown: whether all of it is defined is open")
    return Limit(None if found.value is None else normaliser.ring.term(found.value), found.infinite)


@lru_cache(maxsize=512)
def derivative_of(term: Term, variable: Term, order: int, at: Fraction) -> Term:
    """The value of a derivative at a point, by its definition: the limit of difference quotients, order by order.

    Raises Undefined where it does not exist, since one of these limits does not, is infinite, or differs from that of
    the other side; UndecidedPoint where nothing is shown.
    """
    normaliser = _normaliser(Region(solved={variable: {None: at}}))
    f = _derivative(term, variable, order)
    try:
        value = derivative_at(f, normaliser)
    except Nowhere as error:
        if any(_ends(term, variable, at, side) for side in (1, -1)):
            raise Undefined(f"{text(f)} has no value on one side of {at}: {error.reason}") from None
        raise UndecidedPoint(f"{text(f)} at {at} is not shown to have a value: {error.reason}") from None
    except Disagreement as error:
        infinite = error.right.infinite or error.left.infinite
        if (infinite or _differ(error.right, error.left, normaliser)) and not normaliser.open_obligations():
            raise Undefined(f"{text(f)} has no value at {at}: its difference quotients have no limit there") from None
        raise UndecidedPoint(error.reason) from None
    except (Stuck, LimitExceeded) as error:
        raise UndecidedPoint(f"{text(f)} at {at} is not shown to have a value: {error}") from None
    if normaliser.open_obligations():
        raise UndecidedPoint(f"{text(f)} at {at} is not shown to have a value: whether all is defined is open")
    return normaliser.ring.term(value)


def _ends(term: Term, variable: Term, at: Fraction | None, side: int) -> bool:
    """Whether the function itself has no value on this side. The text of a derivative may lack one where there is a
    slope: that of √(x - x) divides by 0."""
    try:
        limit_of(term, variable, 0, at, side)
    except Undefined:
        return True
    except UndecidedPoint:
        pass
    return False


def _derivative(term: Term, variable: Term, order: int) -> Term:
    return Term("derivative", term, variable, order) if order else term


def _normaliser(region: Region) -> Normaliser:
    return Normaliser(region, lambda f, refinable: None, _budget(MOST))


def _budget(steps: int) -> Callable[[], None]:
    """Raises LimitExceeded when called more often: a bound on work that is the same on every machine."""
    left = [steps]

    def tick() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise LimitExceeded(f"{steps} steps were not enough")

    return tick


def _swings(limit: Term) -> bool:
    """Whether there is certainly no limit: along two sequences of points the function tends to different ones."""
    normaliser = _normaliser(Region())
    try:
        for found in limits_along(_without_derivative(limit), normaliser):
            if any(_differ(found[0], other, normaliser) for other in found[1:]):
                return not normaliser.open_obligations()
    except (Stuck, LimitExceeded):
        pass
    return False


def _without_derivative(limit: Term) -> Term:
    """With the derivative carried out: where there is one it has the value of this, so it tends to the same."""
    f = limit.args[0]
    if f.op != "derivative":
        return limit
    f, x, order = f.args
    for _ in range(order):
        f = differentiate(f, x)
    return Term("limit", f, *limit.args[1:])


def _differ(a: Tendency, b: Tendency, normaliser: Normaliser) -> bool:
    """Whether no number is both: one is infinite, or their difference is shown not to be 0."""
    if a.value is None or b.value is None:
        return a.infinite != b.infinite
    difference: Quotient = normaliser.ring.minus(a.value, b.value)
    try:
        return normaliser.sign(difference, normaliser.ring.term(difference)) != 0
    except Stuck:
        return False
