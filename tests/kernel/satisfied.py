"""False claims under assumptions that a known point meets: every proof of one is wrong.

The assumptions share terms, and many of these are undefined, or more than the kernel's rules ask for, near the point.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

import mpmath

from tests.kernel import plane
from tests.kernel.independent import NoValue, Unclear, Value, real, value
from tests.kernel.reading import Reading, parsed

POINTS = tuple(map(Fraction, ("0", "0", "1", "-1", "-1", "-2", "2", "1/2", "-1/2", "-3", "3", "1/3")))
LEAVES = ("x", "x", "x", "y", "y", "m", "0", "1", "-1", "2", "1/2")
FORMS = (
    "({a} + {b})", "({a} - {b})", "({a}*{b})", "({a})**({b})", "({a})**({b})", "({a})**(m/2)", "({a})**(m - 2)",
    "({a})**m", "({a}/{b})", "log({a})", "sqrt({a})", "exp({a})", "Abs({a})", "relu({a})", "Max({a}, {b})",
    "floor({a})", "sin({a})", "atan({a})", "({a})**2", "({a})**3", "({a})**R(1, 3)", "({a})**R(-1, 2)",
    "Sum({a}, (k, 1, m))", "Sum(({a})*k, (k, 2, m))", "Piecewise(({a}, {b} > 0), ({b}, True))", "sign({a})",
    "Derivative({a}, x)", "factorial(m)", "binomial(m, 2)*{a}", "asinh({a})", "erf({a})", "acosh({a})",
)  # fmt: skip
Satisfied = tuple[str, list[str], dict[str, str], dict[str, Any]]


COUNTED = re.compile(r"\bm\b")


def _term(random: Random, depth: int, counted: bool) -> str:
    texts = FORMS if depth else LEAVES
    chosen = random.choice([t for t in texts if counted or not COUNTED.search(t)])
    if depth == 0:
        return chosen
    return chosen.format(a=_term(random, depth - 1, counted), b=_term(random, random.randrange(depth), counted))


def _at(text: str, point: dict[str, Fraction]) -> Value:
    names = {"": ("x", "y"), "m": ("number", point["m"])}
    return value(Reading({}, None, names).term(parsed(text)), {"x": point["x"], "y": point["y"]})


def _number(q: Fraction) -> str:
    return f"({q.numerator})/{q.denominator}"


def _below(v: Value, random: Random) -> Fraction:
    """A number that is certainly at most `v`, by a margin where `v` is known approximately."""
    if isinstance(v, Fraction):
        return v - random.choice((0, 0, 0, 1, Fraction(1, 3)))
    if not mpmath.isfinite(v) or abs(v) > 10**6:
        raise Unclear
    return Fraction(floor(real(v) * 4 - Fraction(1, 100)), 4)


def _above(v: Value, random: Random) -> Fraction:
    return -_below(-v, random)


def _true(text: str, v: Value, random: Random) -> str:
    """A relation of the term and a number that holds where it has the value."""
    low, high = _below(v, random), _above(v, random)
    relations = [f"{text} >= {_number(low)}", f"{text} <= {_number(high)}", f"{text} > {_number(low - 1)}"]
    relations += [f"{text} < {_number(high + 1)}", f"{text} != {_number(high + 1)}", f"{text} == {text}"]
    return random.choice(relations + [f"{text} == {_number(low)}"] * 2 * (low == high))


def _false(text: str, v: Value, random: Random) -> str:
    """A relation of the term and a number that does not hold where it has the value."""
    low, high = _below(v, random) - random.choice((0, 1)), _above(v, random) + random.choice((0, 1))
    relations = [f"{text} < {_number(low)}", f"{text} > {_number(high)}", f"{text} == {_number(high + 1)}", "1 == 2"]
    return random.choice(relations + [f"{text} != {_number(low)}"] * 2 * (low == v))


def satisfied(random: Random) -> Satisfied:
    """A claim, assumptions, domains, and the point that meets these where the claim is false."""
    while True:
        point = {"x": random.choice(POINTS), "y": random.choice(POINTS), "m": Fraction(random.randrange(5))}
        counted = random.random() < 0.4
        shared = [_term(random, random.choice((1, 1, 2)), counted) for _ in range(2)]
        made = ("{a} + {b}", "{a} - {b}", "{a}*{b}", "Abs({a})", "2*{a}", "{a} - {b} + {b}", "({a})**2", "exp({a})")
        texts = [random.choice((a, a, random.choice(made).format(a=a, b=random.choice((b, "x", "y")))))
                 for a, b in (random.sample(shared, 2) for _ in range(random.choice((1, 2, 2, 3))))]  # fmt: skip
        claimed = random.choice((*shared, "x", "y", "x", *texts))
        try:
            assume = [_true(f"({t})", _at(t, point), random) for t in texts]
            claim = _false(claimed, _at(claimed, point), random)
        except (NoValue, Unclear):
            continue
        return claim, assume, {"m": "natural"} if any(map(COUNTED.search, (claim, *assume))) else {}, point


# ------------------------------------------------------------ in the plane

PLANE = {"z": "complex", "w": "complex", "x": "real"}
CORNERS = ("0", "0", "1", "-1", "2", "-2", "1/2", "I", "-I", "1 + I", "-1 - I", "2*I", "3")
SPOTS = ("z", "z", "z", "w", "w", "x", "0", "1", "-1", "I", "2", "1/2")
SHAPES = (
    "({a} + {b})", "({a} - {b})", "({a}*{b})", "({a})**({b})", "({a})**({b})", "({a})**w", "({a}/{b})", "log({a})",
    "sqrt({a})", "exp({a})", "exp(I*pi*({a}))", "({a})**2", "({a})**R(1, 3)", "({a})**R(-1, 2)", "sin({a})", "({a})**I",
    "cos({a})", "tanh({a})", "conjugate({a})", "re({a})", "im({a})", "Abs({a})", "Derivative({a}, z)", "sinh({a})",
)  # fmt: skip


def _complex_term(random: Random, depth: int) -> str:
    if depth == 0:
        return random.choice(SPOTS)
    a, b = _complex_term(random, depth - 1), _complex_term(random, random.randrange(depth))
    return random.choice(SHAPES).format(a=a, b=b)


def _complex_at(text: str, point: dict[str, str]) -> Any:
    reading = Reading({}, None, {"": ("z", "w", "x")})
    at = {name: plane.value(reading.term(parsed(where)), {}, frozenset()) for name, where in point.items()}
    found = plane.value(reading.term(parsed(text)), at, frozenset("zw"))
    if not mpmath.isfinite(found) or abs(found) > 10**6:
        raise Unclear
    return found


def _gaussian(v: Any) -> str:
    """The multiple of (1 + i)/12 next to it, as text."""
    a, b = (Fraction(int(mpmath.nint(12 * part)), 12) for part in (v.real, v.imag))
    return f"({_number(a)} + I*{_number(b)})"


def _is_there(text: str, v: Any) -> bool:
    return bool(abs(_complex_at(text, {}) - v) < plane.SMALL)


def satisfied_in_the_plane(random: Random) -> Satisfied:
    """As `satisfied`, for complex z and w: equations and their negations."""
    while True:
        point = {"z": random.choice(CORNERS), "w": random.choice(CORNERS), "x": random.choice(("0", "1", "-1", "2"))}
        shared = [_complex_term(random, random.choice((1, 1, 2))) for _ in range(2)]
        texts = [random.choice((a, a, f"{a} - {b}", f"{a}*{b}", f"{a} + z", f"2*{a}", f"exp({a})"))
                 for a, b in (random.sample(shared, 2) for _ in range(random.choice((1, 2, 2, 3))))]  # fmt: skip
        claimed = random.choice((*shared, "z", "w", "z", *texts))
        try:
            assume = []
            for t in texts:
                v = _complex_at(t, point)
                near = _gaussian(v)
                true = [f"{t} == {near}"] * 3 if _is_there(near, v) else [f"{t} != {near}"]
                assume.append(random.choice((*true, f"{t} == {t}", f"{t} != {near} + 1")))
            v = _complex_at(claimed, point)
            near = _gaussian(v)
        except (NoValue, Unclear):
            continue
        false = [f"{claimed} != {near}"] * 3 if _is_there(near, v) else [f"{claimed} == {near}"]
        return random.choice((*false, f"{claimed} == {near} + 1", "1 == 2")), assume, PLANE, point
