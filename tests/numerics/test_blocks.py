"""Polynomials about the middles of blocks: how good they are, the same verdicts by them, and where there are none."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
import pytest

from symact.numerics import find_format
from symact.numerics.audit import Audit, audit_shard
from symact.numerics.formats import Array
from symact.numerics.implementations import Implementation
from symact.numerics.models import blocks
from symact.numerics.models.blocks import SIZE, Blocks, shifted
from symact.numerics.models.cells import VALUE, Cell, side_of
from symact.numerics.oracle import Oracle
from tests.numerics.subjects import COUNTED, model, rounded_badly, term

FLOAT32 = find_format("float32")


def span(x: float, count: int = 2 * SIZE) -> range:
    """So many neighbours from whole blocks at x on, in order of ordinals."""
    start = FLOAT32.rounded_magnitude(abs(Fraction(x))) // SIZE * SIZE
    return range(start, start + count) if x > 0 else range(-start - count, -start)


def audited(subject: Implementation, text: str, derivative: int, ordinals: range) -> Audit:
    oracle, found = Oracle(term(text), derivative=derivative), model(text, "float32", derivative)
    audit = audit_shard(subject, oracle, FLOAT32, ordinals, activation="f", exhaustive=True, model=found)
    return dataclasses.replace(audit, seconds=0.0)


def test_coefficients_about_other_points_are_as_good_as_the_bound_says() -> None:
    rng = np.random.default_rng(1)
    for degree in (0, 1, 4, 9):
        a = (1.5 + rng.uniform(), *(rng.uniform(-1, 1, degree) * 0.4 ** np.arange(1, degree + 1)))
        side = side_of([Cell(1 << 23, float(1 << 21), VALUE, a, error=2.0**-60, floor=0.5, sign=1)])
        found = shifted(side, 0, FLOAT32)
        bound = Fraction(101, 100) * Fraction(2) ** -53 * sum((2 * k + 1) * abs(Fraction(c)) for k, c in enumerate(a))
        step = Fraction(SIZE, 1 << 22)
        for i in (0, 1, 50, 127):
            c = (2 * i + 1) * step - 1
            unit = Fraction(2) ** int(found.ulp[i])
            exact = [
                step**j * sum(comb(k, j) * Fraction(a[k]) * c ** (k - j) for k in range(j, degree + 1))
                for j in range(degree + 1)
            ]
            off = [abs(Fraction(b) * unit - e) for b, e in zip(found.coefficients[:, i].tolist(), exact, strict=True)]
            assert sum(off) <= bound
            assert degree < 2 or sum(off) > 0


@pytest.mark.parametrize(
    ("text", "derivative", "x"),
    [
        ("silu(x)", 0, 1.99), ("silu(x)", 0, -3.0), ("silu(x)", 0, 1e-30), ("exp(x)", 0, -90.0), ("exp(x)", 0, 1e-25),
        ("exp(x)", 0, -1e-25), ("exp(x)", 0, -1000.0), ("tanh(x)", 1, 0.3), ("tanh(x)", 1, -40.0), ("3*x/5", 0, 7.0),
    ],
)  # fmt: skip
def test_blocks_are_judged_as_their_inputs_are_one_by_one(text: str, derivative: int, x: float) -> None:
    subject = Implementation("badly", rounded_badly) if "silu" in text else Implementation("other", _other(text))
    fast = audited(subject, text, derivative, span(x))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Blocks, "place", lambda *a: None)
        slow = audited(subject, text, derivative, span(x))
    for name in COUNTED:
        assert getattr(fast, name) == getattr(slow, name), name
    for a, b in ((fast.worst, slow.worst), (fast.worst_normal, slow.worst_normal), (fast.worst_20, slow.worst_20)):
        assert (a is None) == (b is None)
        assert a is None or b is None or (a.error[0] <= b.error[1] and b.error[0] <= a.error[1])
    few = range(*fast_slice(span(x)))
    balls = audit_shard(
        subject, Oracle(term(text), derivative=derivative), FLOAT32, np.asarray(few), activation="f", exhaustive=False
    )
    assert balls.worst is None or (fast.worst is not None and balls.worst.error[0] <= fast.worst.error[1])


def fast_slice(ordinals: range) -> tuple[int, int, int]:
    return ordinals.start, ordinals.stop, SIZE // 64


def _other(text: str) -> Any:
    if text == "exp(x)":
        return np.exp
    return (lambda x: 1 - np.tanh(x) ** 2) if "tanh" in text else (lambda x: x * np.float32(0.6))


def test_errors_of_a_block_are_those_of_the_oracle() -> None:
    for text, derivative, x in (("tanh(x)", 1, -1.3), ("exp(x)", 0, 0.02), ("sin(x)", 0, 2.0)):
        side, ordinals = model(text, "float32", derivative).side(x < 0), np.asarray(span(x, SIZE))
        magnitudes = ordinals if x > 0 else -1 - ordinals
        cell, results = int(side.locate(magnitudes[:1])[0]), FLOAT32.values(ordinals)
        found = Blocks(FLOAT32)
        place = found.place(side, cell, ordinals)
        assert place is not None and 0 < place.cell.degree[place.number] < side.degree[cell]
        errors, oracle = found.errors(place, results), Oracle(term(text), derivative=derivative)
        for i in (0, 1, 777, SIZE // 2, SIZE - 1):
            exact = oracle.enclose(float(results[i]), 100)
            error = abs(Fraction(float(results[i])) - exact.lo) / FLOAT32.ulp(exact.lo)
            assert abs(Fraction(float(errors[i])) - error) < Fraction(3, 2) * Fraction(2) ** -22 + error / 2**50


def test_a_wrong_middle_changes_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = Implementation("badly", rounded_badly)
    right = audited(subject, "silu(x)", 0, span(1.3, SIZE))
    monkeypatch.setattr(blocks, "ASCENDING", blocks.ASCENDING + 1 / SIZE)
    assert audited(subject, "silu(x)", 0, span(1.3, SIZE)).histogram != right.histogram


def test_what_is_no_whole_block_or_not_known_has_no_place() -> None:
    side, found = model("sin(x)", "float32").positive, Blocks(FLOAT32)

    def place(ordinals: Array) -> object:
        return found.place(side, int(side.locate(ordinals[:1])[0]), ordinals)

    whole = np.asarray(span(2.0, SIZE))
    assert place(whole) is not None
    assert place(whole[:-1]) is None and place(whole + 1) is None and place(2 * whole - whole[0]) is None
    assert place(np.asarray(span(np.pi, SIZE))) is None  # there are many binades about a zero
    wide = model("-3*x/4", "float64").positive
    inputs = np.arange(SIZE) + find_format("float64").ordinal(1.5)
    assert Blocks(find_format("float64")).place(wide, int(wide.locate(inputs[:1])[0]), inputs) is None


def test_one_wrong_result_in_a_block_is_found() -> None:
    bad = span(0.7).start + 40_000

    def nearly(x: Array) -> Array:
        y = np.exp(x.astype(np.float64)).astype(np.float32)
        y[FLOAT32.ordinals(x) == bad] *= np.float32(1 + 2.0**-23)
        return y

    audit = audited(Implementation("nearly", nearly), "exp(x)", 0, span(0.7))
    assert audit.correctly_rounded == 2 * SIZE - 1 and audit.worst is not None and audit.worst.ordinal == bad
