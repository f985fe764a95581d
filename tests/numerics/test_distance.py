"""Errors in ulp of whole arrays, against exact fractions: beside powers of two, for subnormal truths, at any scale."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from symact.numerics import find_format
from symact.numerics.distance import errors_in_ulp
from symact.numerics.formats import Array, Format, two
from symact.numerics.models.evaluate import Values, range_of
from symact.numerics.models.lines import NOTHING, Line, binade_beside

ERROR = 2.0**-90


def exact_errors(results: Array, truth: Values, fmt: Format) -> list[Fraction]:
    """The truth is taken to be high + low."""
    low = np.zeros_like(truth.high) if truth.low is None else truth.low
    scales = np.broadcast_to(truth.scale, truth.high.shape).tolist()
    rows = zip(results.tolist(), truth.high.tolist(), low.tolist(), scales, strict=True)
    real = [(Fraction(y), (Fraction(h) + Fraction(part)) * two(s)) for y, h, part, s in rows]
    return [abs(y - t) / fmt.ulp(t) for y, t in real]


def beside(power: float, spread: int) -> Array:
    """Doubles around a power of two, `spread` steps of the smaller ulp to either side."""
    return power + np.arange(-spread, spread + 1) * (power * 2.0**-53)


@pytest.mark.parametrize("scale", [0, 7, -40, -1060, -1070])
@pytest.mark.parametrize("sign", [1, -1])
def test_errors_are_those_of_fractions(scale: int, sign: int) -> None:
    fmt, rng = find_format("float64"), np.random.default_rng(scale + 2000)
    inside = rng.uniform(1, 2, 40)
    for high in (
        inside, np.append(inside, beside(1.0, 6)), np.append(inside, beside(2.0, 6)), beside(1.0, 9),
        np.concatenate([inside, beside(1.0, 6), beside(2.0, 6)]), np.append(inside, beside(4.0, 6)),
        rng.uniform(0, 8, 40),
    ):  # fmt: skip
        truth = Values(sign * np.sort(high), rng.uniform(-1, 1, len(high)) * 2.0**-54, ERROR, scale)
        results = np.ldexp(truth.high, scale) * (1 + rng.integers(-3, 4, len(high)) * 2.0**-52)
        some = np.full(len(high), scale)
        for asked in (truth, truth._replace(scale=some), truth._replace(scale=np.append(some[:-1], scale + 3))):
            e, open_ = errors_in_ulp(results, asked, range_of(asked.high), fmt)
            told = np.ones(len(high), dtype=bool) if open_ is None else ~open_
            assert told.sum() > len(high) - 3
            for found, exact in zip(e[told].tolist(), np.asarray(exact_errors(results, asked, fmt))[told], strict=True):
                assert abs(Fraction(found) - exact) <= exact / 2**50 + Fraction(1, 2**40)


def test_a_binade_that_is_open_is_said_to_be() -> None:
    fmt, high = find_format("float64"), np.append(np.linspace(1.25, 1.75, 20), 1.0)
    for low, expected in ((2.0**-60, False), (2.0**-100, True), (-(2.0**-100), True), (-(2.0**-60), False)):
        truth = Values(high, np.append(np.zeros(20), low), ERROR, 0)
        open_ = errors_in_ulp(high * (1 + 2.0**-50), truth, range_of(high), fmt)[1]
        assert (open_ is not None and bool(open_[-1])) is expected
        assert open_ is None or not open_[:-1].any()


def test_a_known_binade_is_made_use_of_only_beside_a_power_of_two() -> None:
    fmt, high = find_format("float64"), np.ones(9)
    truth, results = Values(high, np.zeros(9), ERROR, 0), high + 2.0**-50
    for n, unit in ((0, 2.0**-52), (-1, 2.0**-53)):
        e, open_ = errors_in_ulp(results, truth, (1.0, 1.0), fmt, lambda n=n: n)
        assert open_ is None and (e == 2.0**-50 / unit).all()
    e, open_ = errors_in_ulp(results, truth, (1.0, 1.0), fmt)
    assert open_ is not None and open_.all()
    e, open_ = errors_in_ulp(high, truth, (1.0, 1.0), fmt, lambda: pytest.fail("asked where every ulp will do"))
    assert open_ is None and not e.any()
    middle = truth._replace(high=high * 1.5)
    errors_in_ulp(results, middle, (1.5, 1.5), fmt, lambda: pytest.fail("asked where the binade is plain"))


def test_the_binade_beside_a_line_is_told_where_there_is_one() -> None:
    one, half = Fraction(1), Fraction(1, 2)
    for line, ends, expected in (
        (Line(0, 1, 1, -1, -60), (one, 2 * one), -1),  # 1 - r
        (Line(0, 1, 1, 1, -60), (one, 2 * one), 0),
        (Line(0, -1, 1, 1, -60), (one, 2 * one), -1),
        (Line(0, 1, 1, 0, NOTHING), (one, 2 * one), 0),
        (Line(1, 0, 2, 1, -60), (one, Fraction(15, 8)), -1),  # x/2 + r
        (Line(1, 0, 2, -1, -60), (Fraction(9, 8), 2 * one), -1),
        (Line(1, 0, 2, -1, NOTHING + 1), (-2 * one, -one), None),  # -1 - r down to -1/2 - r
        (Line(1, 0, 2, 1, -60), (one, 2 * one), None),
        (Line(1, 0, 2, -1, -60), (one, 2 * one), None),
        (Line(1, -1, 1, 1, -60), (half, 2 * one), None),  # a zero
        (Line(0, 3, 1, 1, 1), (one, 2 * one), None),  # 3 + r may be 4
    ):
        assert binade_beside(line, *ends) == expected, line
