"""Gradient descent on an activation, as tutorials show it, with the rule by which it stops as a parameter.

A step takes rate·gradient off. On the argument, x ← x - r·f′(x); on the value, s ← s - r·s(1 - s), as if the value were
what is learned. Every run is made twice: in floats, step by step as the code of a tutorial does, and in balls that
enclose the exact iteration, by which the number of steps is decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, fmpq

from symact.numerics.errors import UndecidedPoint, UsageError
from symact.numerics.view import enclosure_of, precision

FUNCTIONS = ("sigmoid", "relu")
PLACES = ("argument", "value")
MOST = 10_000
BITS = 256
START, RATE = Fraction(9, 10), Fraction(1, 5)
RULES = {
    "value": "the value is at most {level}",
    "argument": "the argument is at most {level}",
    "within": "the value differs from {level} by less than {tolerance}",
    "gradient": "the gradient is less than {tolerance}",
    "change": "a step changes the value by less than {tolerance}",
}
Enclosed = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Rule:
    """When a descent stops: `kind` is a key of RULES, which says it in words."""

    kind: str = "value"
    level: Fraction = Fraction(1, 2)
    tolerance: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if self.kind not in RULES:
            raise UsageError(f"unknown stopping rule '{self.kind}': use one of {', '.join(RULES)}")
        if self.kind in ("within", "gradient", "change") and self.tolerance <= 0:
            raise UsageError(f"the tolerance of the stopping rule '{self.kind}' must be positive, not {self.tolerance}")

    def __str__(self) -> str:
        return RULES[self.kind].format(level=self.level, tolerance=self.tolerance)

    def gap(self, x: Any, value: Any, gradient: Any, before: Any) -> Any:
        """What must be at most 0 (below 0, where there is a tolerance) for the descent to stop."""
        level, tolerance = (_like(value, q) for q in (self.level, self.tolerance))
        if self.kind == "within":
            return abs(value - level) - tolerance
        if self.kind == "gradient":
            return gradient - tolerance
        if self.kind == "change":
            return abs(value - before) - tolerance
        return (value if self.kind == "value" else x) - level


@dataclass(frozen=True)
class Step:
    """After `number` steps: the argument, the value there, and the gradient that the next step uses."""

    number: int
    x: float
    value: float
    gradient: float


@dataclass(frozen=True)
class Descent:
    """A run. `steps` is the first number of steps at which the rule is met, None if it is not met within `most`.

    `steps` is that of the exact iteration, decided by enclosures; `steps_in_floats` is that of the code, whose `path`
    this is, start included. `last` encloses the exact value after `steps` steps, `before_last` that before, and
    `nearest` the least |value - level| of all steps before the last, for rules about the value: "within a tolerance"
    stops at the same step for tolerances above |last - level| and up to `nearest`. No gradient is above 4^-layers.
    """

    function: str
    on: str
    layers: int
    start: str
    rate: Fraction
    rule: Rule
    dtype: str
    steps: int | None
    steps_in_floats: int | None
    path: tuple[Step, ...]
    first: Enclosed | None
    before_last: Enclosed | None
    last: Enclosed
    nearest: Enclosed | None
    largest_gradient: Enclosed


def descend(
    function: str = "sigmoid", *, on: str = "argument", start: Fraction = START, rate: Fraction = RATE,
    rule: Rule | None = None, layers: int = 1, same_argument: bool = True, dtype: str = "float64", most: int = MOST,
) -> Descent:  # fmt: skip
    """The descent from the value `start` of the sigmoid, or of `relu` from the same argument log(v/(1 - v)).

    Without `same_argument`, `relu` starts from the same value, which is its argument. Several `layers` stack the
    function on itself, without weights; the gradient is then the product over the layers. Raises UsageError for what
    is not there, UndecidedPoint where the enclosures cannot tell when the rule is met.
    """
    chosen = rule or Rule()
    if function not in FUNCTIONS or on not in PLACES:
        raise UsageError(f"a descent is of {' or '.join(FUNCTIONS)} on its {' or '.join(PLACES)}, not {function}, {on}")
    if not 0 < start < 1 or rate <= 0 or layers < 1 or (on == "value" and (layers > 1 or function != "sigmoid")):
        raise UsageError("a descent needs a value between 0 and 1, a positive rate, and on the value one sigmoid layer")
    of_value = on == "value" or (function == "relu" and not same_argument)
    with precision(BITS):
        exact = _exact(function, on, start, rate, chosen, layers, of_value, most)
    path, in_floats = _floats(function, on, start, rate, chosen, layers, of_value, dtype, most, exact.steps)
    odds = start / (1 - start)
    began = str(start) if of_value else f"log({odds})"
    return Descent(
        function, on, layers, began, rate, chosen, dtype, exact.steps, in_floats, path, exact.first, exact.before_last,
        exact.last, exact.nearest, exact.largest_gradient,
    )  # fmt: skip


@dataclass(frozen=True)
class _Exact:
    steps: int | None
    first: Enclosed | None
    before_last: Enclosed | None
    last: Enclosed
    nearest: Enclosed | None
    largest_gradient: Enclosed


def _exact(
    function: str, on: str, start: Fraction, rate: Fraction, rule: Rule, layers: int, of_value: bool, most: int
) -> _Exact:  # fmt: skip
    rational = of_value and function == "relu"  # sums of fractions: these meet a level exactly
    began = start if rational else _ball(start) if of_value else _ball(start / (1 - start)).log()
    values: list[Any] = []
    largest = nearest = None
    for k, (x, value, gradient) in enumerate(_iterate(function, on, began, rate if rational else _ball(rate), layers)):
        values.append(value)
        largest = gradient if largest is None else _extreme(largest, gradient, True)
        met = k > 0 and _met(rule, x, value, gradient, values[-2], k)
        if met or k == most:
            return _Exact(
                k if met else None, _ends(values[1]) if k else None, _ends(values[-2]) if k else None, _ends(value),
                None if nearest is None else _ends(nearest), _ends(largest),
            )  # fmt: skip
        if rule.kind not in ("value", "within"):
            continue
        gap = abs(value - _like(value, rule.level))
        nearest = gap if nearest is None else _extreme(nearest, gap, False)
    raise AssertionError("the iteration has no end")


def _met(rule: Rule, x: Any, value: Any, gradient: Any, before: Any, k: int) -> bool:
    gap = rule.gap(x, value, gradient, before)
    if gap < 0 or gap > 0:
        return bool(gap < 0)
    if gap == 0:
        return rule.tolerance == 0
    raise UndecidedPoint(f"whether {rule} after {k} steps is not decided with {BITS} bits")


def _floats(
    function: str, on: str, start: Fraction, rate: Fraction, rule: Rule, layers: int, of_value: bool, dtype: str,
    most: int, exact: int | None,
) -> tuple[tuple[Step, ...], int | None]:  # fmt: skip
    """The path of the code up to where it stops or, if that is later, to where the exact iteration stops."""
    number = np.dtype(dtype).type
    began = number(float(start)) if of_value else np.log(number(float(start / (1 - start))))
    path: list[Step] = []
    stopped, before = None, None
    for k, (x, value, gradient) in enumerate(_iterate(function, on, began, number(float(rate)), layers)):
        path.append(Step(k, float(x), float(value), float(gradient)))
        gap = None if before is None else rule.gap(x, value, gradient, before)
        if stopped is None and gap is not None and (gap < 0 or (gap == 0 and rule.tolerance == 0)):
            stopped = k
        if k == most or (stopped is not None and k >= (exact or 0)):
            break
        before = value
    return tuple(path), stopped


def _iterate(function: str, on: str, began: Any, rate: Any, layers: int) -> Iterator[tuple[Any, Any, Any]]:
    """Argument, value and gradient, for ever; the numbers may be floats or balls. On the value, x is the value."""
    x = began
    while True:
        value, gradient = (x, x * (1 - x)) if on == "value" else _layered(function, x, layers)
        yield x, value, gradient
        x = x - rate * gradient


def _layered(function: str, x: Any, layers: int) -> tuple[Any, Any]:
    """The value of so many layers, and the product of their derivatives."""
    value, product = x, x * 0 + 1
    for _ in range(layers):
        if function == "sigmoid":
            value = 1 / (1 + (-value).exp()) if isinstance(value, arb) else 1 / (1 + np.exp(-value))
            product = product * (value * (1 - value))
        elif value > 0 or value < 0:
            positive = value > 0
            value, product = (value, product) if positive else (value * 0, product * 0)
        else:  # 0, or a ball that holds it: relu has no derivative there
            raise UndecidedPoint("relu has no derivative at 0, which the descent has met")
    return value, product


def _like(value: Any, q: Fraction) -> Any:
    """The number in the arithmetic of the value."""
    if isinstance(value, Fraction):
        return q
    return _ball(q) if isinstance(value, arb) else type(value)(float(q))


def _extreme(a: Any, b: Any, largest: bool) -> Any:
    if isinstance(a, arb):
        return a.max(b) if largest else a.min(b)
    return max(a, b) if largest else min(a, b)


def _ball(q: Fraction) -> Any:
    return arb(fmpq(q.numerator, q.denominator))


def _ends(y: Any) -> Enclosed:
    if isinstance(y, Fraction):
        return y, y
    found = enclosure_of(y)
    return Fraction(found.lo), Fraction(found.hi)
