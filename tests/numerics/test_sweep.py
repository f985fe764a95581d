"""Blocks of results against a model: the same verdicts however a block lies, and no question where none is open."""

import dataclasses

import numpy as np
import pytest

from symact.numerics import find_format, sweep
from symact.numerics.audit import audit_shard, merge
from symact.numerics.formats import Array
from symact.numerics.implementations import Implementation
from symact.numerics.oracle import Oracle
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
