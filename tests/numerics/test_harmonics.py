"""Lines and waves over blocks: the same function, enclosed; judged as by pairs and balls; what is not taken on."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import numpy as np
import pytest

from symact.numerics import find_format, phases
from symact.numerics.audit import audit_shard
from symact.numerics.formats import Array
from symact.numerics.harmonics import Harmonics, expansion
from symact.numerics.implementations import Implementation
from symact.numerics.models.blocks import SIZE
from symact.numerics.oracle import Oracle
from symact.numerics.phases import Number
from symact.numerics.waves import Waves, waves_of
from tests.numerics.subjects import COUNTED, X, model, term

FLOAT32 = find_format("float32")


def harmonics(text: str, derivative: int = 0) -> Harmonics:
    found = waves_of(term(text), X, derivative, FLOAT32)
    assert found is not None and found.harmonics is not None, text
    return found.harmonics


def block(x: float) -> Array:
    """The block of float32 that has x in it."""
    start = FLOAT32.ordinal(FLOAT32.round(Fraction(abs(x)))) // SIZE * SIZE
    return start + np.arange(SIZE) if x > 0 else -1 - start - np.arange(SIZE)[::-1]


@pytest.mark.parametrize(
    ("text", "derivative"),
    [
        ("x + sin(x)**2", 0), ("x + sin(x)**2", 1), ("x + sin(x)**2", 2), ("x + sin(3*x)**2/3", 0),
        ("cos(x)", 0), ("5*sin(x)**3 - cos(2*x - 1)/7", 0), ("sin(pi*x/3) - 2*x", 1), ("-3*x + sin(-x)*cos(x/5)", 0),
    ],
)  # fmt: skip
def test_blocks_enclose_the_truth(text: str, derivative: int) -> None:
    oracle, made, rng = Oracle(term(text), derivative=derivative), harmonics(text, derivative), np.random.default_rng(0)
    for x in (40.0, -3000.0, 1.5e7, -(2.0**60), 2.0**100):
        ordinals = block(x)
        found = made.values(ordinals)
        assert found is not None
        for i in (0, SIZE - 1, *rng.integers(0, SIZE, 6).tolist()):
            exact = oracle.enclose(FLOAT32.value(int(ordinals[i])), 160)
            near = Fraction(float(found.high[i])) + (0 if found.low is None else Fraction(float(found.low[i])))
            assert abs(near - exact.lo) <= Fraction(float(found.error)) * (1 + Fraction(1, 2**20)), (x, i)
    assert made.error / made.known < 2.0**-18


def test_neighbours_of_other_kinds_have_no_such_sum() -> None:
    made, inside = harmonics("x + sin(x)**2"), block(100.0)
    assert made.values(inside) is not None
    for ordinals in (inside[:-1], inside[1:], inside + 1, inside[::2], np.arange(SIZE), block(1e-42)):
        assert made.values(ordinals) is None


@pytest.mark.parametrize(
    "text",
    ["x*sin(x)", "sin(x)/3 + x/3", "sin(1) + cos(x)", "pi*sin(pi*x)*pi", "sin(x)*cos(x + 1)", "sin(x)**7*cos(2*x)"],
)
def test_what_is_no_such_sum_is_left_to_pairs(text: str) -> None:
    found = waves_of(term(text), X, 0, FLOAT32)
    assert found is None or found.harmonics is None
    double = waves_of(term("x + sin(x)**2"), X, 0, find_format("float64"))
    assert double is not None and double.harmonics is None


def test_powers_of_sines_are_sums_of_cosines() -> None:
    found = waves_of(term("x + sin(x)**2 + sin(x)*cos(x)"), X, 0, FLOAT32)
    assert found is not None
    made = expansion(found.tape, found.forms)
    assert made is not None and made.line.slope == Number(Fraction(1)) and made.line.shift == Number(Fraction(1, 2))
    assert sorted(made.waves.values()) == [Number(Fraction(1, 2))] * 2
    assert {form.slope for form in made.waves} == {Number(Fraction(2))}


@pytest.mark.parametrize("derivative", [0, 1])
def test_blocks_are_judged_as_by_pairs(derivative: int, monkeypatch: pytest.MonkeyPatch) -> None:
    oracle, kept = Oracle(term("x + sin(x)**2"), derivative=derivative), model("x + sin(x)**2", "float32", derivative)

    def rough(x: Array) -> Array:
        """Far off beside zeros of the derivative, and wrong in every other way here and there."""
        y = 1 + np.sin(2 * x) if derivative else x + np.sin(x) ** 2
        y = np.asarray(y, dtype=np.float32)
        y[::1001], y[5::4001], y[7::4001], y[9::4001] = 0, np.nan, np.inf, -y[9::4001]
        y[11::5000] *= np.float32(1 + 2.0**-22)
        return y

    for x in (2000.0, -1e6, 3e30):
        records = []
        for known in (True, False):
            fresh = dataclasses.replace(kept, waves=waves_of(oracle.term, X, derivative, FLOAT32))
            with monkeypatch.context() as patched:
                if not known:
                    patched.setattr(Waves, "harmonics", None)
                record = audit_shard(
                    Implementation("rough", rough),
                    oracle,
                    FLOAT32,
                    block(x),
                    activation="f",
                    exhaustive=True,
                    model=fresh,
                )
            records.append(record)
        for name in COUNTED:
            assert getattr(records[0], name) == getattr(records[1], name), (name, x)
        assert records[0].worst == records[1].worst and records[0].worst_normal == records[1].worst_normal
        assert records[0].nonfinite and records[0].wrong_sign and records[0].correctly_rounded > SIZE // 3


def test_a_wrong_table_changes_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    oracle, kept = Oracle(term("x + sin(x)**2"), derivative=1), model("x + sin(x)**2", "float32", 1)
    subject = Implementation("good", lambda x: (1 + np.sin(2 * x.astype(np.float64))).astype(np.float32))
    counts = []
    for _ in range(2):
        fresh = dataclasses.replace(kept, waves=waves_of(oracle.term, X, 1, FLOAT32))
        audit = audit_shard(subject, oracle, FLOAT32, block(5000.0), activation="f", exhaustive=True, model=fresh)
        counts.append(audit.correctly_rounded)
        monkeypatch.setattr(phases, "words_of", lambda *a: [1, 2, 3, 4])
    assert counts[0] == SIZE and counts[1] < SIZE // 2
