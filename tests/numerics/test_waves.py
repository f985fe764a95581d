"""Sines and cosines far out, on arrays: enclosures, the verdicts of the balls, and what is not taken on."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import pytest
from flint import arb

from symact.numerics import find_format, phases
from symact.numerics.audit import audit_shard
from symact.numerics.formats import Array
from symact.numerics.implementations import Implementation
from symact.numerics.models.cells import HARD, Model
from symact.numerics.models.store import model_of
from symact.numerics.oracle import Oracle
from symact.numerics.pairs import Pair, constant, exactly, product, total
from symact.numerics.phases import FEW, MOST, Number, Phase, sine
from symact.numerics.view import precision
from symact.numerics.waves import waves_of
from tests.numerics.subjects import COUNTED, X, model, term

HARDEST = 6381956970095103.0 * 2.0**797  # of all doubles the one closest to a multiple of π/2, but for 2^-61 (Kahan)


def some(dtype: str, low: float, count: int, seed: int = 0) -> Array:
    """Numbers of all sizes from `low` on, ascending."""
    fmt, rng = find_format(dtype), np.random.default_rng(seed)
    return fmt.values(np.unique(rng.integers(fmt.ordinal(low), fmt.largest, count))).astype(np.float64)


def exactly_of(p: Pair, i: int) -> Fraction:
    return Fraction(float(p.high[i])) + Fraction(float(p.low[i]))


@pytest.mark.parametrize("pairs", [FEW, MOST])
@pytest.mark.parametrize(
    ("slope", "shift"),
    [
        (Number(Fraction(1)), Number(Fraction(0))),
        (Number(Fraction(-7, 3)), Number(Fraction(1, 5), Fraction(-2, 3))),
        (Number(Fraction(0), Fraction(1, 2)), Number(Fraction(3))),
    ],
)
def test_sines_of_huge_numbers_are_enclosed(slope: Number, shift: Number, pairs: int) -> None:
    x = np.concatenate([some("float64", 1.0, 40), np.arange(1, 12) * (np.pi / 4), [HARDEST]])
    for v in (x, -x):
        turn = Phase(slope, shift).turn(v)
        for found, function in ((sine(turn, pairs), mpmath.sin), (sine(turn.quarter_on(), pairs), mpmath.cos)):
            with mpmath.workprec(1400):
                for i, number in enumerate(v.tolist()):
                    a, b = (mpmath.mpf(c.rational.numerator) / c.rational.denominator
                            + mpmath.pi * c.pi.numerator / c.pi.denominator for c in (slope, shift))  # fmt: skip
                    exact = function(a * mpmath.mpf(number) + b)
                    off = exact - mpmath.mpf(float(found.high[i])) - mpmath.mpf(float(found.low[i]))
                    assert abs(off) < found.error
    assert sine(turn, pairs).error < (2.0**-63 if pairs == FEW else 2.0**-96)


def test_sums_and_products_of_pairs_are_as_good_as_they_say() -> None:
    rng = np.random.default_rng(3)
    a, b = (
        Pair(h, h * rng.uniform(-1, 1, 300) * 2.0**-53, np.abs(h) * 2.0**-100)
        for h in (np.ldexp(rng.uniform(-1, 1, 300), rng.integers(-200, 200, 300)) for _ in range(2))
    )
    b = Pair(np.where(rng.uniform(size=300) < 0.3, -a.high, b.high), b.low, b.error)
    with precision(300):
        third = constant(arb(1) / 3)
    for other in (b, third, exactly(b.high), Pair(-4.0, 0.0, 0.0)):
        for made, exact in ((total(a, other), Fraction.__add__), (product(a, other), Fraction.__mul__)):
            for i in range(300):
                high, low, error = (np.broadcast_to(v, 300)[i] for v in other)
                truth = exact(exactly_of(a, i), Fraction(float(high)) + Fraction(float(low)))
                inherited = float(a.error[i] + error) if exact is Fraction.__add__ else 0.0
                off = abs(exactly_of(made, i) - truth)
                assert off <= Fraction(float(made.error[i])) - Fraction(inherited) * Fraction(1, 2)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("text", "derivative"), [("x + sin(2*x)**2/2", 0), ("x + sin(x)**2", 1), ("x*cos(pi*x/3)", 0)])
def test_waves_enclose_the_truth(text: str, derivative: int, dtype: str) -> None:
    fmt, oracle = find_format(dtype), Oracle(term(text), derivative=derivative)
    waves = waves_of(term(text), X, derivative, fmt)
    assert waves is not None
    for x in (some(dtype, 100.0, 60), -some(dtype, 100.0, 60, 1)):
        values, good = waves.values(x)
        assert good[np.abs(x) < 2.0**900].mean() > 0.8
        for i in np.flatnonzero(good).tolist():
            exact = oracle.enclose(float(x[i]), 140)
            found = Fraction(float(values.high[i])) + Fraction(float(np.asarray(values.low)[i]))
            assert abs(found - exact.lo) <= Fraction(float(np.asarray(values.error)[i])) * (1 + Fraction(1, 2**20))
            share = Fraction(1, 1 << (22 if fmt.p == 24 else 24))
            assert abs(found - exact.lo) <= share * fmt.ulp(exact.lo)


@pytest.mark.parametrize("derivative", [0, 1])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16", pytest.param("float64", marks=pytest.mark.slow)])
def test_far_out_waves_judge_as_the_balls_do(dtype: str, derivative: int) -> None:
    fmt, oracle, found = (
        find_format(dtype),
        Oracle(term("x + sin(x)**2"), derivative=derivative),
        snake(dtype, derivative),
    )
    subject = Implementation("snake", (lambda x: 1 + np.sin(2 * x)) if derivative else (lambda x: x + np.sin(x) ** 2))
    far, rng = fmt.ordinal(fmt.round(Fraction(1000))), np.random.default_rng(5)
    for low, high in ((far, fmt.largest), (-1 - fmt.largest, -1 - far)):
        ordinals = np.unique(rng.integers(low, high, 300))
        fast, slow = (
            audit_shard(subject, oracle, fmt, ordinals, activation="f", exhaustive=False, model=m)
            for m in (found, None)
        )
        for name in COUNTED:
            assert getattr(fast, name) == getattr(slow, name), name
        assert fast.worst is not None and slow.worst is not None
        assert fast.worst.error[0] <= slow.worst.error[1] and slow.worst.error[0] <= fast.worst.error[1]


def snake(dtype: str, derivative: int) -> Model:
    return model("x + sin(x)**2", dtype, derivative)


def test_far_out_the_oracle_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    fmt, oracle, found = find_format("float32"), Oracle(term("x + sin(x)**2")), snake("float32", 0)
    assert np.count_nonzero(found.positive.kind == HARD) < 200
    bad = int(fmt.ordinal(2.0**22)) + 777

    def nearly(x: Array) -> Array:
        y = (x + np.sin(x.astype(np.float64)) ** 2).astype(np.float32)
        y[fmt.ordinals(x) == bad] *= np.float32(1 + 2.0**-23)
        return y

    monkeypatch.setattr(Oracle, "decide", lambda *a: pytest.fail("the oracle was asked"))
    start = fmt.ordinal(2.0**22)
    audit = audit_shard(
        Implementation("nearly", nearly), oracle, fmt, range(start, start + 20_000), activation="f", exhaustive=True,
        model=found,
    )  # fmt: skip
    assert audit.correctly_rounded == 19_999 and audit.worst is not None and audit.worst.ordinal == bad


def test_a_wrong_turn_changes_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    fmt, oracle, found = find_format("float32"), Oracle(term("x + sin(x)**2"), derivative=1), snake("float32", 1)
    subject = Implementation("snake", lambda x: (1 + np.sin(2 * x.astype(np.float64))).astype(np.float32))
    ordinals = range(fmt.ordinal(2.0**20), fmt.ordinal(2.0**20) + 5000)
    audits = []
    for _ in range(2):
        fresh = dataclasses.replace(found, waves=waves_of(oracle.term, X, 1, fmt))
        audits.append(audit_shard(subject, oracle, fmt, ordinals, activation="f", exhaustive=True, model=fresh))
        monkeypatch.setattr(phases, "words_of", lambda *a: [1, 2, 3, 4])
    assert audits[0].correctly_rounded == 5000 and audits[1].correctly_rounded < 100


def test_what_arrays_cannot_do_has_no_waves() -> None:
    fmt = find_format("float32")
    for text in ("exp(x)", "sin(x**2)", "sin(exp(x))", "sin(x)/x", "sin(x)*exp(x)", "sqrt(sin(x) + 2)", "sin(pi*pi*x)"):
        assert waves_of(term(text), X, 0, fmt) is None, text
    assert waves_of(term("Piecewise((sin(x), x > 0), (x, True))"), X, 0, fmt) is None
    assert waves_of(term("sin(x)"), X, 3, fmt) is not None


def test_a_model_from_disk_has_its_waves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYMACT_CACHE", str(tmp_path))
    kept = [model_of(term("x + sin(x)**2"), X, 0, find_format("float16")) for _ in range(2)]
    assert [k.origin for k in kept] == ["built", "cache"]
    assert all(k.model.waves is not None for k in kept)
