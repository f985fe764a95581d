"""Intervals against Arb and mpmath, at the edges, and with broken bounds that must be noticed."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import factorial
from pathlib import Path
from types import ModuleType

import flint
import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symact.kernel import ball
from symact.kernel.ball import (
    ONE,
    ZERO,
    Arithmetic,
    Indeterminate,
    Interval,
    OutsideDomain,
    TooLarge,
)

FUNCTIONS = ("exp", "log", "atan", "erf", "sin", "cos", "sqrt", "cbrt")
POSITIVE = {"log", "sqrt", "cbrt"}


def apply(arithmetic: Arithmetic, name: str, x: Interval) -> Interval:
    if name in ("sqrt", "cbrt"):
        return arithmetic.root(x, 2 if name == "sqrt" else 3)
    return getattr(arithmetic, name)(x)


@cache
def truth(name: str, x: Fraction, bits: int = 200) -> tuple[Fraction, Fraction]:
    """Arb's enclosure, as two fractions."""
    with flint.ctx.workprec(bits):
        value = flint.arb(flint.fmpq(x.numerator, x.denominator))
        value = value.root(3) if name == "cbrt" else getattr(value, name)()
    middle, radius = (Fraction(2) ** int(e) * int(m) for m, e in (value.mid().man_exp(), value.rad().man_exp()))
    return middle - radius, middle + radius


def holds(result: Interval, low: Fraction, high: Fraction) -> bool:
    """The result meets an enclosure that is far narrower than its own last bit: so a bound that is wrong shows."""
    return result.contains(low) or result.contains(high) or low <= result.lower <= high


def relative_width(x: Interval) -> Fraction:
    return (x.upper - x.lower) / max(abs(x.upper), abs(x.lower))


def sample(name: str, count: int, seed: int) -> Iterator[Fraction]:
    """Dyadic numbers of at most 24 bits and of all sizes from 2**-30 to 2**9."""
    generator = random.Random(f"{name}{seed}")
    for _ in range(count):
        x = Fraction(generator.randrange(1, 1 << generator.randrange(1, 25))) * Fraction(2) ** generator.randrange(
            -30, 9
        )
        x = min(x, x / 2**20) if x > 600 else x
        yield x if name in POSITIVE or generator.random() < 0.5 else -x


TERMS = {  # closed forms of the terms that RATIO gives by recurrence, and a bound for y
    "exp": (lambda y, i: y**i / factorial(i), 2),
    "sin": (lambda y, i: y**i / factorial(2 * i + 1), 2),
    "cos": (lambda y, i: y**i / factorial(2 * i), 2),
    "atan": (lambda y, i: y**i / (2 * i + 1), Fraction(1, 2)),
    "erf": (lambda y, i: (4 * y) ** i * factorial(i) / factorial(2 * i + 1), 3),
}


@cache
def series(name: str, y: Fraction, sign: int) -> Fraction:
    """The sum to within 2**-40."""
    return sum((Fraction(sign**i * round(TERMS[name][0](y, i) * 2**60), 2**60) for i in range(60)), Fraction(0))


def series_violations(module: ModuleType) -> list[str]:
    """Where `_series`, with 4 to 12 bits, misses the truth: no later step hides a tail that is cut short."""
    found = []
    for name, (_, largest) in TERMS.items():
        for bits in range(4, 13):
            for unit in range(0, int(largest * 2**bits), max(1, int(largest * 2**bits) // 23)):
                for sign in (1, -1):
                    low, high = module._series((unit, unit), bits, name, sign)
                    exact = series(name, Fraction(unit, 2**bits), sign) * 2**bits
                    if not low - Fraction(1, 2**20) <= exact <= high + Fraction(1, 2**20):
                        found.append(f"{name} {unit} {bits} {sign}")
    for bits in range(8, 60):
        for terms, sign, exact in (
            (module.PI, -1, 4 * truth("atan", Fraction(1))[0]),
            (module.LOG2, 1, truth("log", Fraction(2))[0]),
        ):
            low, high = module._machin(terms, sign, bits)
            if not low <= exact * 2**bits <= high:
                found.append(f"constant {bits} {sign}")
    return found


def violations(module: ModuleType, count: int) -> list[str]:
    """Where results of 8 to 20 bits, computed without guard bits, miss the truth."""
    found = series_violations(module)
    for name in FUNCTIONS:
        for number, x in enumerate(sample(name, count, 0)):
            arithmetic = module.Arithmetic(8 + number % 13)
            point = module.Interval.point(x.numerator, 1 - x.denominator.bit_length())
            if not holds(apply(arithmetic, name, point), *truth(name, x)):
                found.append(f"{name}({x}) at {arithmetic.precision} bits")
    generator = random.Random(1)
    for _ in range(count):
        p, q = (Fraction(generator.randrange(-999, 999), generator.randrange(1, 99)) for _ in range(2))
        arithmetic = module.Arithmetic(generator.randrange(8, 21))
        x, y = arithmetic.number(p), arithmetic.number(q)
        results = {"add": p + q, "sub": p - q, "mul": p * q} | ({"div": p / q} if not y.contains_zero else {})
        found += [
            f"{name}({p}, {q})"
            for name, value in results.items()
            if not getattr(arithmetic, name)(x, y).contains(value)
        ]
        if not arithmetic.power(x, 5).contains(p**5) or not arithmetic.power(x, 6).contains(p**6):
            found.append(f"{p}**5 or {p}**6")
    return found


def test_without_guard_bits_nothing_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ball, "GUARD", 0)
    assert violations(ball, 1500) == []


# Each row is one change to ball.py that makes it unsound; the check above has to notice every one of them.
BROKEN = [
    ("sum_high + 2 * term_high", "sum_high"),
    ("sum_low - (2 * term_high if sign < 0 else 0)", "sum_low"),
    ("term_high = -((-term_high * high * p >> bits) // q)", "term_high = (term_high * high * p >> bits) // q"),
    ("return _negated(_round(-mantissa, exponent, bits, False))", "up = False"),
    ("return -_fixed(_negated(a), scale, False)", "up = False"),
    ("-((-m << shift) // n) if up else (m << shift) // n", "(m << shift) // n"),
    ("_enclose(r, r if r**n == m else r + 1", "_enclose(r, r"),
    ("-(-high >> drop)", "low >> drop"),
    ("low * low >> bits, -(-high * high >> bits)", "low * low >> bits, low * low >> bits"),
    ("y = (1 << bits) // n**2", "y = (1 << bits) // n**2 + 9"),
    ("c * -(-ends[1] // n)", "c * (ends[1] // n)"),
    ("(8, 8749)", "(8, 8751)"),
    ("(-4, 239)", "(-4, 240)"),
    ('"exp": lambda i: (1, i)', '"exp": lambda i: (1, i + (i > 3))'),
    ('"sin": lambda i: (1, 2 * i * (2 * i + 1))', '"sin": lambda i: (1, 2 * i * (2 * i + 1) + (i > 1))'),
    ('"cos": lambda i: (1, (2 * i - 1) * 2 * i)', '"cos": lambda i: (1, (2 * i - 1) * 2 * i + (i > 1))'),
    ('"atan": lambda i: (2 * i - 1, 2 * i + 1)', '"atan": lambda i: (2 * i - 1, 2 * i + 2)'),
    ('"erf": lambda i: (2, 2 * i + 1)', '"erf": lambda i: (2, 2 * i + 1 + (i > 3))'),
    ("> 0:\n            # 1 - erf x", "> -5 * fine.precision // 6:\n            # 1 - erf x"),
    ("min(corners, key=ORDER), max(corners, key=ORDER)", "corners[0], corners[3]"),
    ("b_lo, b_hi = y.hi if x.lo[0] >= 0 else y.lo, ", "b_lo, b_hi = y.hi, "),
]


@pytest.mark.parametrize(("text", "broken"), BROKEN)
def test_a_broken_bound_is_noticed(text: str, broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path(ball.__file__).read_text(encoding="utf-8")
    assert source.count(text) == 1
    module = ModuleType("broken_ball")
    monkeypatch.setitem(sys.modules, "broken_ball", module)
    exec(compile(source.replace(text, broken), "broken_ball", "exec"), module.__dict__)
    module.GUARD = 0
    try:
        assert violations(module, 400)
    except ValueError as error:  # an interval whose ends crossed is noticed by the module itself
        assert "exceeds" in str(error)


@pytest.mark.parametrize("precision", [1, 2, 5, 24, 53, 100, 331])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_agrees_with_arb_and_is_narrow(name: str, precision: int) -> None:
    arithmetic = Arithmetic(precision)
    for x in sample(name, 60, precision):
        result = apply(arithmetic, name, Interval.point(x.numerator, 1 - x.denominator.bit_length()))
        assert holds(result, *truth(name, x, precision + 150)), (name, x)
        assert max(result.lo[0].bit_length(), result.hi[0].bit_length()) <= precision
        assert relative_width(result) <= Fraction(4, 2**precision), (name, x)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_agrees_with_mpmath(name: str) -> None:
    with mpmath.workdps(60):
        for x in sample(name, 40, 7):
            value = getattr(mpmath, name)(mpmath.mpf(x.numerator) / x.denominator)
            sign, mantissa, exponent, _ = value._mpf_
            reference = (-1) ** sign * int(mantissa) * Fraction(2) ** exponent
            slack = abs(reference) / 10**57
            result = apply(Arithmetic(120), name, Interval.point(x.numerator, 1 - x.denominator.bit_length()))
            assert holds(result, reference - slack, reference + slack), (name, x)


HARD = [
    *[
        ("exp", Fraction(k) * Fraction(6243314768165359, 2**53), 53) for k in (1, -1, 2, -3, 100, -700, 60000)
    ],  # k log 2
    ("exp", Fraction(1, 2**5000), 60),
    ("exp", Fraction(-1, 2**5000), 60),
    ("exp", Fraction(2**53 - 1, 2**43), 60),
    ("log", 1 + Fraction(1, 2**400), 50),
    ("log", 1 - Fraction(1, 2**400), 50),
    ("log", Fraction(3, 4), 90),
    ("log", Fraction(3, 2), 90),
    ("log", Fraction(3, 2) - Fraction(1, 2**90), 90),
    ("log", Fraction(1, 2**60000), 80),
    ("log", Fraction(2) ** 60000 - 1, 80),
    ("sin", Fraction(884279719003555, 2**48), 100),  # the float pi
    ("cos", Fraction(884279719003555, 2**49), 100),
    ("sin", 6381956970095103 * Fraction(2) ** 797, 100),  # the float that is nearest to a multiple of pi/2
    ("cos", 6381956970095103 * Fraction(2) ** 797, 100),
    ("sin", Fraction(1, 2**3000), 70),
    ("cos", Fraction(1, 2**3000), 70),
    ("sin", Fraction(10) ** 300, 40),
    ("erf", Fraction(1, 2**3000), 70),
    ("erf", Fraction(8), 100),
    ("erf", Fraction(11), 100),
    ("erf", Fraction(45, 4), 100),
    ("erf", Fraction(12), 100),
    ("atan", Fraction(1, 2**3000), 70),
    ("atan", Fraction(1, 8), 70),
    ("atan", Fraction(1, 8) + Fraction(1, 2**60), 70),
    ("atan", Fraction(2) ** 3000, 70),
    ("sqrt", Fraction(1, 2**60001), 70),
    ("cbrt", Fraction(1, 2**60001), 70),
    ("sqrt", 1 + Fraction(1, 2**200), 40),
]


@pytest.mark.parametrize(("name", "x", "precision"), HARD)
def test_hard_arguments(name: str, x: Fraction, precision: int) -> None:
    result = apply(Arithmetic(precision), name, Interval.point(x.numerator, 1 - x.denominator.bit_length()))
    low, high = truth(name, x, 8000 if abs(x) > 2**50 or x.denominator > 2**300 else 1500)
    assert holds(result, low, high)
    assert relative_width(result) <= Fraction(4, 2**precision)


def test_the_tail_of_erf_is_not_rounded_to_one() -> None:
    below_one = Arithmetic(100).erf(Interval.point(30))
    assert below_one.upper == 1 and 0 < 1 - below_one.lower <= Fraction(2, 2**100)
    assert Arithmetic(1400).erf(Interval.point(30)).upper < 1


RATIONALS = st.fractions(min_value=-50, max_value=50, max_denominator=1000)
PRECISIONS = st.integers(1, 80)


@given(RATIONALS, RATIONALS, st.fractions(0, 1, max_denominator=50), PRECISIONS)
def test_a_point_of_the_interval_has_its_value_in_the_result(
    p: Fraction, q: Fraction, t: Fraction, precision: int
) -> None:
    arithmetic, inside = Arithmetic(precision), p + (q - p) * t
    x = arithmetic.number(p).hull(arithmetic.number(q))
    assert x.contains(inside)
    for name in ("exp", "atan", "erf", "sin", "cos"):
        assert holds(apply(arithmetic, name, x), *truth(name, inside)), name
    if x.is_positive:
        for name in POSITIVE:
            assert holds(apply(arithmetic, name, x), *truth(name, inside)), name
    for n in (1, 2, 3, 8):
        assert arithmetic.power(x, n).contains(inside**n)
    if not x.contains_zero:
        assert arithmetic.power(x, -3).contains(inside**-3)


@given(*[RATIONALS] * 4, st.fractions(0, 1, max_denominator=9), st.fractions(0, 1, max_denominator=9), PRECISIONS)
def test_arithmetic_of_intervals(
    a: Fraction, b: Fraction, c: Fraction, d: Fraction, s: Fraction, t: Fraction, precision: int
) -> None:
    arithmetic = Arithmetic(precision)
    x, y = (arithmetic.number(p).hull(arithmetic.number(q)) for p, q in ((a, b), (c, d)))
    p, q = a + (b - a) * s, c + (d - c) * t
    assert arithmetic.add(x, y).contains(p + q)
    assert arithmetic.sub(x, y).contains(p - q)
    assert arithmetic.mul(x, y).contains(p * q)
    if not y.contains_zero:
        assert arithmetic.div(x, y).contains(p / q)
    assert x.hull(y).contains(p) and x.hull(y).contains(q)
    assert (-x).contains(-p) and x.scaled(-3).contains(p / 8)
    if x.contains(q):
        assert x.meet(y).contains(q)


@given(st.integers(-(10**9), 10**9), st.integers(-60, 60), st.integers(-(10**9), 10**9), st.integers(-60, 60))
def test_results_that_fit_are_points(m: int, e: int, n: int, f: int) -> None:
    arithmetic, x, y = Arithmetic(200), Interval.point(m, e), Interval.point(n, f)
    p, q = m * Fraction(2) ** e, n * Fraction(2) ** f
    for result, value in (
        (arithmetic.add(x, y), p + q),
        (arithmetic.sub(x, y), p - q),
        (arithmetic.mul(x, y), p * q),
        (arithmetic.power(x, 6), p**6),
        (arithmetic.root(arithmetic.power(x, 6), 6), abs(p)),
        (arithmetic.power(arithmetic.power(x, 2), Fraction(3, 2)), abs(p) ** 3),
    ):
        assert result.is_exact and result.lower == value
    if n:
        quotient = arithmetic.div(arithmetic.mul(x, y), y)
        assert quotient.is_exact and quotient.lower == p


def test_exact_values() -> None:
    arithmetic = Arithmetic(30)
    assert [apply(arithmetic, name, ZERO) for name in ("exp", "cos")] == [ONE, ONE]
    assert [apply(arithmetic, name, ZERO) for name in ("sin", "atan", "erf", "sqrt", "cbrt")] == [ZERO] * 5
    assert arithmetic.log(ONE) == ZERO and arithmetic.root(ZERO, 1000).is_exact_zero
    assert arithmetic.root(Interval.point(4), 2) == Interval.point(2) == arithmetic.number(2)
    assert arithmetic.number(Fraction(3, 8)).is_exact and not arithmetic.number(Fraction(1, 3)).is_exact
    assert arithmetic.power(Interval.point(7), 0) == ONE == arithmetic.power(ZERO, 0)


@pytest.mark.parametrize(
    "exponent", [Fraction(1, 3), Fraction(-2, 3), Fraction(7, 65), Fraction(-5, 2), Fraction(101, 1000)]
)
def test_rational_powers(exponent: Fraction) -> None:
    for x in sample("sqrt", 30, 3):
        with flint.ctx.workprec(300):
            value = flint.arb(flint.fmpq(x.numerator, x.denominator)) ** flint.fmpq(
                exponent.numerator, exponent.denominator
            )
        middle, radius = (Fraction(2) ** int(e) * int(m) for m, e in (value.mid().man_exp(), value.rad().man_exp()))
        result = Arithmetic(90).power(Interval.point(x.numerator, 1 - x.denominator.bit_length()), exponent)
        assert holds(result, middle - radius, middle + radius)
        assert relative_width(result) <= Fraction(4, 2**90)


ACROSS, FROM_ZERO, NEGATIVE = Interval((-1, 0), (1, 0)), Interval((0, 0), (1, 0)), Interval((-3, 0), (-1, 0))


def test_certainly_outside_the_domain() -> None:
    arithmetic = Arithmetic(50)
    for attempt in (
        lambda: arithmetic.div(ONE, ZERO),
        lambda: arithmetic.log(ZERO),
        lambda: arithmetic.log(NEGATIVE),
        lambda: arithmetic.log(-FROM_ZERO),
        lambda: arithmetic.root(NEGATIVE, 2),
        lambda: arithmetic.root(NEGATIVE, 3),
        lambda: arithmetic.root(ONE, -2),
        lambda: arithmetic.power(NEGATIVE, Fraction(1, 3)),
        lambda: arithmetic.power(ZERO, -1),
        lambda: arithmetic.power(ZERO, Fraction(-1, 2)),
    ):
        with pytest.raises(OutsideDomain):
            attempt()


def test_cannot_tell_at_the_boundary_of_the_domain() -> None:
    arithmetic = Arithmetic(50)
    for attempt in (
        lambda: arithmetic.div(ONE, ACROSS),
        lambda: arithmetic.div(ONE, FROM_ZERO),
        lambda: arithmetic.log(ACROSS),
        lambda: arithmetic.log(FROM_ZERO),
        lambda: arithmetic.root(ACROSS, 2),
        lambda: arithmetic.root(-FROM_ZERO, 2),
        lambda: arithmetic.power(FROM_ZERO, Fraction(-1, 2)),
        lambda: arithmetic.power(ACROSS, -2),
    ):
        with pytest.raises(Indeterminate):
            attempt()
    assert arithmetic.root(FROM_ZERO, 2) == FROM_ZERO
    assert arithmetic.power(ACROSS, 2) == FROM_ZERO and arithmetic.power(ACROSS, 3) == ACROSS


def test_hostile_sizes_are_refused_or_enclosed() -> None:
    arithmetic = Arithmetic(64)
    huge, tiny = Interval.point(1, 2**39), Interval.point(1, -(2**39))
    for attempt in (
        lambda: Arithmetic(0),
        lambda: Arithmetic(10**6),
        lambda: arithmetic.exp(Interval.point(10**13)),
        lambda: arithmetic.exp(arithmetic.exp(Interval.point(100))),
        lambda: arithmetic.power(huge, 3),
        lambda: arithmetic.power(tiny, 3),
        lambda: arithmetic.power(Interval.point(3), 10**30),
        lambda: arithmetic.sin(huge),
        lambda: huge.upper,
    ):
        with pytest.raises(TooLarge):
            attempt()
    assert arithmetic.exp(Interval.point(10**9)).is_positive  # 2^(1.4 * 10^9)
    vanishing = arithmetic.exp(Interval.point(-(10**30)))
    assert vanishing.lo == (0, 0) and vanishing.hi[1] == -(2**39)
    assert arithmetic.add(huge, tiny).hull(huge) == arithmetic.add(huge, tiny)
    assert not arithmetic.add(huge, -tiny).is_exact and arithmetic.sub(huge, huge).is_exact_zero
    assert arithmetic.mul(huge, tiny) == ONE
    assert arithmetic.log(huge).contains(Fraction(2**39) * Fraction(6243314768165359, 2**53)) is False
    assert relative_width(arithmetic.log(huge)) < Fraction(1, 2**60)
    assert arithmetic.sin(tiny).hull(tiny) == arithmetic.sin(tiny) and arithmetic.erf(huge).upper == 1
    assert arithmetic.sin(Interval.point(-1, 3000).hull(Interval.point(1, 3000))) == ACROSS
    assert not ZERO.hull(huge).contains(-1) and ZERO.hull(huge).contains(10**1000)


def test_crossed_ends_are_refused() -> None:
    with pytest.raises(ValueError, match="exceeds"):
        Interval((1, 0), (-1, 0))
    with pytest.raises(ValueError, match="exceeds"):
        ONE.meet(ZERO)


@given(st.fractions(max_denominator=10**6), st.integers(1, 40), st.integers(-3000, 3000))
def test_decimals_are_rounded_outward(q: Fraction, digits: int, scale: int) -> None:
    x = Arithmetic(100).number(q).scaled(scale)
    low, high = x.decimals(digits)
    assert Fraction(low) <= x.lower and x.upper <= Fraction(high)
    assert len(Decimal(low).normalize().as_tuple().digits) <= digits if digits < 28 else True
    assert Fraction(high) - Fraction(low) <= (x.upper - x.lower) + 2 * abs(x.upper) / Fraction(10) ** (digits - 1)


def test_text() -> None:
    arithmetic = Arithmetic(100)
    assert arithmetic.number(Fraction(1, 3)).text(3) == "[0.333, 0.334]"
    assert arithmetic.number(Fraction(-1, 3)).text(3) == "[-0.334, -0.333]"
    assert arithmetic.pi().text(5) == "[3.1415, 3.1416]"
    assert (
        Interval.point(1, -1).text() == "[0.5, 0.5]"
        and ZERO.text() == "[0, 0]"
        and Interval.point(100).text() == "[100, 100]"
    )
    assert arithmetic.exp(Interval.point(-10000)).text(6) == "[1.13548e-4343, 1.13549e-4343]"
    assert Interval.point(3, 2**30).text() == "[3*2^1073741824, 3*2^1073741824]"


def test_monotone_in_precision() -> None:
    """A result of more bits meets every result of fewer bits: at a slip of one unit they would part."""
    for name in FUNCTIONS:
        for x in sample(name, 25, 11):
            point = Interval.point(x.numerator, 1 - x.denominator.bit_length())
            best = apply(Arithmetic(150), name, point)
            for precision in range(1, 100, 7):
                best.meet(apply(Arithmetic(precision), name, point))
