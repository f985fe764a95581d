"""Shards: where an audit is cut, what a worker is told, and records that merge in any order."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache, reduce
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symact.numerics import Audit, UsageError, accuracy, find_format, merge
from symact.numerics.audit import BLOCK, blocks
from symact.numerics.sampling import spread
from symact.numerics.shards import FEW, LARGEST, MANY, SMALL, Plan, from_record, inputs_of, named_subject, to_record
from symact.numerics.tally import COUNTS
from symact.numerics.worker import record_of

SUBJECT = named_subject("naive", "softplus", None)


def plan(ordinals: Any, dtype: str = "float16", subject: dict[str, Any] = SUBJECT) -> Plan:
    return Plan(subject, dtype, 0, True, False, ordinals)


@cache
def pieces() -> tuple[Audit, ...]:
    """Real records of neighbouring runs of inputs, where results overflow, lose signs and are right."""
    subject = named_subject("sigmoid/naive", None, None)
    ends = [-31744, -20000, -18600, -17000, -9000, -3, 0, 0, 5, 9000, 18000, 18500, 20000, 31744]
    tasks = [next(plan(range(*pair), "float16", subject).tasks()) for pair in pairwise(ends)]
    return tuple(from_record(record_of(task)["record"]) for task in tasks)


def settled(audit: Audit) -> Audit:
    return replace(audit, seconds=0.0)


@settings(deadline=None)
@given(st.permutations(range(13)), st.data())
def test_records_merge_in_any_order_and_grouping(order: list[int], data: st.DataObject) -> None:
    whole = settled(reduce(merge, pieces()))
    parts = [pieces()[i] for i in order]
    while len(parts) > 1:
        at = data.draw(st.integers(0, len(parts) - 2))
        parts[at : at + 2] = [merge(parts[at], parts[at + 1])]
    assert settled(parts[0]) == whole


@given(st.lists(st.sampled_from(range(13)), min_size=3, max_size=3, unique=True))
def test_merging_is_associative_and_commutative_and_counts_add_up(three: list[int]) -> None:
    a, b, c = (pieces()[i] for i in three)
    assert settled(merge(merge(a, b), c)) == settled(merge(a, merge(b, c)))
    assert settled(merge(a, b)) == settled(merge(b, a))
    for name in COUNTS:
        assert getattr(merge(a, b), name) == getattr(a, name) + getattr(b, name)


def test_a_record_without_inputs_changes_nothing() -> None:
    (empty,) = [p for p in pieces() if p.points == 0]
    assert [settled(merge(p, empty)) for p in pieces()] == [settled(p) for p in pieces()]


def test_the_pieces_are_worth_merging() -> None:
    whole = reduce(merge, pieces())
    assert whole.points == 2 * 31744 and len({p.worst for p in pieces()}) > 8
    assert whole.false_zero and whole.first["false_zero"]["-"] is not None


@pytest.mark.parametrize("index", range(13))
def test_records_are_plain_data_and_read_back(index: int) -> None:
    piece = pieces()[index]
    assert from_record(json.loads(json.dumps(to_record(piece)))) == piece


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("points", 1), ("measured", -1), ("measured", 3.0), ("undecided", True), ("seed", "0"), ("dtype", 16),
        ("versions", []), ("worst", [3, 2, 0, 0]), ("worst", [0, 1.5, 0, 0]), ("worst", [0, 1, 0]),
        ("histogram", {}), ("first", {"inf": {"+": "far"}}), ("first", {}), ("machine", None),
    ],
)  # fmt: skip
def test_what_is_no_record_is_refused(name: str, value: object) -> None:
    record = to_record(pieces()[0])
    assert from_record(record) == pieces()[0]
    with pytest.raises((ValueError, KeyError, TypeError)):
        from_record({**record, name: value})


@given(st.integers(0, 1 << 34))
def test_borders_are_multiples_of_a_block_and_leave_nothing_out(count: int) -> None:
    borders = plan(range(count), "float64").borders()
    assert borders[0][0] == 0 and borders[-1][1] == count
    assert all(a[1] == b[0] for a, b in pairwise(borders))
    assert all(start % BLOCK == 0 and stop - start <= LARGEST for start, stop in borders)
    assert len(borders) <= max(MANY, -(-count // LARGEST))
    assert count < FEW * BLOCK or (len(borders) >= FEW // 2 and borders[0][1] >= min(SMALL, count // FEW))


@pytest.mark.parametrize("kind", ["range", "sample", "listed"])
def test_an_implementation_sees_the_same_arrays_however_the_audit_is_cut(kind: str) -> None:
    fmt = find_format("float64")
    sampled = spread(fmt, 3 * BLOCK + 77, 5)
    ordinals = {"range": range(-BLOCK - 9, BLOCK + 9), "sample": sampled, "listed": sampled[:]}[kind]
    whole = [block.tolist() for block in blocks(ordinals)]
    tasks = [json.loads(json.dumps(task)) for task in plan(ordinals, "float64").tasks()]
    assert len(tasks) > 2
    assert [block.tolist() for task in tasks for block in blocks(inputs_of(task))] == whole
    assert [task["index"] for task in plan(ordinals, "float64").tasks(finished={1})][:2] == [0, 2]
    assert len(inputs_of(plan(ordinals).probe())) == 0


def test_what_has_no_name_cannot_be_sent_to_a_worker() -> None:
    with pytest.raises(UsageError, match=r"by name.*package\.module:function"):
        accuracy(np.tanh, "tanh", "float16", workers=2)
    with pytest.raises(UsageError, match="at least one worker"):
        accuracy("stable", "tanh", "float16", workers=0)
    with pytest.raises(UsageError, match="--workers or --cluster"):
        accuracy("stable", "tanh", "float16", workers=2, cluster="tcp://nowhere:1")
