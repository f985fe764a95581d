"""Blocks of results against a model: the same verdicts however a block lies, and no question where none is open."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest

from symact.numerics import find_format, sweep
from symact.numerics.audit import audit_shard, merge
from symact.numerics.formats import Array
from symact.numerics.implementations import Implementation
from symact.numerics.models.blocks import SIZE
from symact.numerics.oracle import Oracle
from symact.numerics.sweep import Judge
from symact.numerics.tally import Tally
from tests.numerics.subjects import COUNTED, model, rounded_badly, term


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_inputs_of_many_cells_are_judged_alike_at_once_and_cell_by_cell(
    dtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fmt, oracle, found = find_format(dtype), Oracle(term("silu(x)")), model("silu(x)", dtype)
    subject = Implementation("badly", rounded_badly)
    low, high = fmt.ordinal(0.5), fmt.ordinal(6.0)
    for first, last in ((low, high), (-1 - high, -1 - low)):
        ordinals = np.unique(np.linspace(first, last, 20_000).astype(np.int64))
        records = []
        for long in (1, 1 << 20):
            monkeypatch.setattr(sweep, "LONG", long)
            audit = audit_shard(subject, oracle, fmt, ordinals, activation="f", exhaustive=False, model=found)
            records.append(dataclasses.replace(audit, seconds=0.0))
        assert records[0] == records[1]
        assert records[0].worst is not None and records[0].measured > 19_000 and (first < 0 or records[0].nonfinite)


@pytest.mark.parametrize("text", ["sigmoid(x)", "exp(x)"])
def test_values_beside_a_power_of_two_are_judged_without_the_oracle(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fmt, oracle, found = find_format("float64"), Oracle(term(text)), model(text, "float64")
    subject = Implementation("nearly", lambda x: np.exp(x) if text == "exp(x)" else 1 / (1 + np.exp(-x)))
    for first, last in ((2.0**-58, 2.0**-48), (-(2.0**-48), -(2.0**-58))):
        ordinals = np.unique(np.linspace(fmt.ordinal(first), fmt.ordinal(last), 400).astype(np.int64))
        slow = audit_shard(subject, oracle, fmt, ordinals, activation="f", exhaustive=False)
        with monkeypatch.context() as patched:
            patched.setattr(Oracle, "decide", lambda *a: pytest.fail("the oracle was asked"))
            inner = ordinals[1:-1]
            fast = audit_shard(subject, oracle, fmt, inner, activation="f", exhaustive=False, model=found)
        ends = audit_shard(subject, oracle, fmt, ordinals[[0, -1]], activation="f", exhaustive=False)
        both = merge(fast, ends)
        assert (both.histogram, both.correctly_rounded) == (slow.histogram, slow.correctly_rounded)
        assert both.worst is not None and slow.worst is not None
        assert abs(both.worst.error[1] - slow.worst.error[1]) < 1 << 12


def test_of_equal_errors_the_smaller_input_is_told() -> None:
    fmt, oracle, found = find_format("float32"), Oracle(term("relu(x)")), model("relu(x)", "float32")
    subject = Implementation("off", lambda x: np.where(x > 0, x * np.float32(1 + 2.0**-20), np.float32(1)))
    for ordinals in (range(fmt.ordinal(1.0), fmt.ordinal(1.5)), range(-1 - fmt.ordinal(3.0), -1 - fmt.ordinal(2.0))):
        ordinals = ordinals[:70_000]
        audit = audit_shard(subject, oracle, fmt, ordinals, activation="f", exhaustive=False, model=found)
        errors = [float(e) for e in np.abs(subject.run(fmt.values(np.asarray(ordinals)), fmt).astype(float))]
        truth = np.maximum(fmt.values(np.asarray(ordinals)).astype(float), 0)
        ulp = 2.0**-23 if ordinals[0] > 0 else 2.0**-149
        found_errors = np.abs(np.asarray(errors) - truth) / ulp
        at = np.flatnonzero(found_errors == found_errors.max())
        nearest = ordinals[int(at[0])] if ordinals[0] > 0 else ordinals[int(at[-1])]
        assert audit.worst is not None and audit.worst.ordinal == nearest


@pytest.mark.parametrize("y", [2.0**-90, 2.0**-60, 0.5, 1e300])
def test_errors_beyond_doubles_are_told_without_the_oracle(y: float, monkeypatch: pytest.MonkeyPatch) -> None:
    fmt, oracle, found = find_format("float64"), Oracle(term("relu(x)")), model("relu(x)", "float64")
    ordinals = np.arange(-300 - fmt.ordinal(1.0), -fmt.ordinal(1.0))
    bad = int(ordinals[123])

    def same(x: Array) -> Array:
        return np.where(fmt.ordinals(x) == bad, -2 * y, y)

    subject = Implementation("same", same)
    slow = audit_shard(subject, oracle, fmt, ordinals, activation="f", exhaustive=False)
    monkeypatch.setattr(Oracle, "decide", lambda *a: pytest.fail("the oracle was asked"))
    fast = audit_shard(subject, oracle, fmt, ordinals, activation="f", exhaustive=False, model=found)
    for name in COUNTED:
        assert getattr(fast, name) == getattr(slow, name), name
    assert fast.worst is not None and slow.worst is not None and fast.worst.ordinal == bad
    assert fast.worst.error[0] <= slow.worst.error[0] <= slow.worst.error[1] <= fast.worst.error[1]


@pytest.mark.parametrize(("text", "dtype", "pattern"), [
    ("exp(x)", "float16", 0x7D00), ("exp(x)", "float32", 0x7FA00000), ("x + sin(x)**2", "float32", 0x7FA00000),
])  # fmt: skip
def test_signalling_nans_are_judged_without_a_warning(text: str, dtype: str, pattern: int) -> None:
    fmt, found = find_format(dtype), model(text, dtype)
    signalling = np.full(SIZE, pattern, dtype=f"uint{fmt.bits}").view(dtype)
    for x in (-200, -100, -0.5, 0.5, 3, 80, 100, 1000, 60000):
        first = fmt.ordinal(fmt.round(Fraction(x)))
        for ordinals in (first // SIZE * SIZE + np.arange(SIZE), first + np.arange(-64, 64), [first]):
            block, tally = np.asarray(ordinals), Tally(fmt)
            block = block[block >= 0] if x > 0 else block[block < 0]
            block = block[np.abs(block) <= fmt.largest]
            Judge(found, fmt).judge(block, signalling[: len(block)], tally)
            assert tally.counts["nonfinite"] + sum(map(len, tally.asked)) == len(block) > 0
            noted = tally.first["nan"]["-" if x < 0 else "+"]
            assert not tally.counts["measured"] and (tally.asked or noted is not None)
