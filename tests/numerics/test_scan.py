"""Every input tried, block by block: thresholds are those of a plain list of answers, however the work is shared."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from functools import reduce
from pathlib import Path

import numpy as np
import pytest

from symact.numerics import InternalError, UsageError, find_format
from symact.numerics.api import model_for, resolve
from symact.numerics.audit import BLOCK
from symact.numerics.bands import LISTED, Bands, bands_of, joined, read_bands
from symact.numerics.defects import KINDS, Half
from symact.numerics.formats import Format
from symact.numerics.implementations import Implementation
from symact.numerics.models.cells import Model
from symact.numerics.oracle import Oracle
from symact.numerics.reached import first_reached
from symact.numerics.runs import runs_of_all
from symact.numerics.sampling import exhaustive as every
from symact.numerics.scale import Scale, scan_in_shards
from symact.numerics.scan import Scan, merge_scans, read_scan, scan
from symact.numerics.shards import Plan, named_subject
from symact.numerics.threshold import Threshold, find_thresholds

BOUNDS = {"half": Fraction(1, 32), "all": Fraction(1, 2), "ulp": Fraction(2)}
NUMERIC = tuple(k for k in KINDS if k != "warns")
CASES = [
    ("tanh", "tanh/exp", "float8_e5m2", 0), ("sigmoid", "sigmoid/naive", "float16", 0),
    ("squareplus", "naive", "float8_e5m2", 0), ("logit", "naive", "float8_e4m3fn", 1),
    pytest.param("gelu", "naive", "bfloat16", 1, marks=pytest.mark.slow),
    pytest.param("sigmoid", "sigmoid_grad/quotient", "float16", 1, marks=pytest.mark.slow),
]  # fmt: skip


def known(name: str, impl: str, dtype: str, order: int) -> tuple[Implementation, Oracle, Format, Model]:
    subject, _, oracle = resolve(impl, name, order)
    fmt = find_format(dtype)
    model = model_for(oracle, fmt, 1 << 20)
    assert model is not None
    return subject, oracle, fmt, model


def runs(found: tuple[Threshold, ...]) -> set[tuple[object, ...]]:
    return {(t.kind, t.sign, t.first, t.last, t.outside, t.true_at, t.evidence) for t in found}


@pytest.mark.parametrize(("name", "impl", "dtype", "order"), CASES)
def test_the_thresholds_are_those_of_asking_about_each_input(name: str, impl: str, dtype: str, order: int) -> None:
    subject, oracle, fmt, model = known(name, impl, dtype, order)
    bounds = {**BOUNDS, "half": Fraction(1, 1 << (fmt.p // 2))}
    wanted = [*(k for k in NUMERIC if k != "undecided"), "ulp"]
    record = scan(subject, oracle, fmt, every(fmt), bounds, model)
    assert record.points == 2 * (fmt.largest + 1)
    found = [
        find_thresholds(
            subject, oracle, fmt, kinds=wanted, bounds=bounds, exhaustive=True, model=model, scanned=scanned
        )
        for scanned in (None, record)
    ]
    assert runs(found[0]) == runs(found[1])


def test_shards_merge_in_any_order_and_pass_through_json() -> None:
    subject, oracle, fmt, model = known("sigmoid", "sigmoid/naive", "float16", 0)
    whole = scan(subject, oracle, fmt, every(fmt), BOUNDS, model)
    ordinals = every(fmt)
    parts = [
        scan(subject, oracle, fmt, ordinals[a : a + BLOCK // 8], BOUNDS, model)
        for a in range(0, len(ordinals), BLOCK // 8)
    ]
    random.Random(0).shuffle(parts)
    again = reduce(merge_scans, [read_scan(json.loads(json.dumps(p.to_json()))) for p in parts])
    assert shown(again) == shown(whole) and any(shown(whole).values())


def shown(record: Scan) -> dict[tuple[str, str], object]:
    kinds = {(s, k): record.of(s, k).to_json() for s in "+-" for k in [*NUMERIC, "ulp"]}
    return {key: value for key, value in kinds.items() if value["rows"]}


def test_one_wrong_input_among_millions_is_a_threshold() -> None:
    """The range 1 … 2 of float32 has 2^23 numbers; only one of them is wrong, by its sign."""
    bad = np.float32(1.2345678)
    one = Implementation("one", lambda x: np.where(x == bad, -x, x))
    _, oracle, fmt, model = known("identity", "naive", "float32", 0)
    low, high = fmt.ordinal(1.0), fmt.ordinal(2.0)
    record = scan(one, oracle, fmt, range(low, high), {"all": Fraction(1, 2)}, model)
    at = fmt.ordinal(float(bad))
    assert shown(record) == {("+", "all"): {"gap": 0, "rows": [[at, at, 1]]}}
    found = find_thresholds(
        one, oracle, fmt, kinds=("all",), bounds={"all": Fraction(1, 2)}, exhaustive=True, model=model, scanned=record
    )
    assert [(t.first, t.last, t.evidence) for t in found] == [(float(bad), float(bad), "exhaustive")]


def test_a_record_that_is_wrong_is_an_internal_error() -> None:
    subject, oracle, fmt, model = known("sigmoid", "sigmoid/naive", "float16", 0)
    invented = Scan(2, {"+": {"inf": bands_of(np.asarray([True]), 100)}, "-": {}})
    with pytest.raises(InternalError, match="is on the wrong side of the edge"):
        find_thresholds(subject, oracle, fmt, kinds=("inf",), bounds={}, exhaustive=True, model=model, scanned=invented)


@pytest.mark.parametrize(
    ("name", "dtype"),
    [
        *((name, "float8_e5m2") for name in ("sigmoid", "softplus", "hard_sigmoid", "elu")),
        pytest.param("sigmoid", "float16", marks=pytest.mark.slow),
    ],
)
def test_where_correct_rounding_reaches_its_goal(name: str, dtype: str) -> None:
    _, oracle, fmt, model = known(name, "naive", dtype, 0)
    for negative in (False, True):
        half = Half(resolve("naive", name, 0)[0], oracle, fmt, negative, {}, model)
        for kind in ("inf", "false_zero", "saturates"):
            does = half.correct(kind)
            for start in (0, fmt.ordinal(1.0), fmt.largest):
                wanted = does and next((m for m in range(start + 1, fmt.largest + 1) if does(m)), None)
                assert first_reached(half, model, kind, start, does) == wanted


def test_too_many_runs_become_bands() -> None:
    flags = np.zeros(1 << 14, dtype=bool)
    flags[::4] = True
    flags[1 << 13 :] = False
    flags[-1] = True
    bands = bands_of(flags, 10)
    assert [(r.first + 10, r.last + 10) for r in runs_of_all(flags)] == list(zip(bands.first, bands.last, strict=True))
    listed = bands.listed()
    assert listed.to_json() == {"gap": 4, "rows": [[10, 10 + (1 << 13) - 4, 1 << 11], [9 + (1 << 14)] * 2 + [1]]}
    parts = [bands_of(flags[a : a + 512], 10 + a).listed() for a in range(0, 1 << 14, 512)]
    random.Random(1).shuffle(parts)
    assert joined(parts).listed().to_json() == listed.to_json()
    assert len(bands_of(flags[: 4 * LISTED], 0).listed()) == LISTED


@pytest.mark.parametrize(
    "data",
    [
        {"gap": -1, "rows": []}, {"gap": 0, "rows": [[1, 2, True]]}, {"gap": 0, "rows": [[3, 2, 1]]},
        {"gap": 0, "rows": [[1, 2, 3]]}, {"gap": 0, "rows": [[1, 5, 5], [5, 6, 1]]}, {"gap": 0, "rows": [[1, 2]]},
    ],
)  # fmt: skip
def test_what_is_no_record_is_refused(data: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        read_bands(data)


def test_a_scan_is_the_same_in_processes_and_from_a_checkpoint(tmp_path: Path) -> None:
    subject, oracle, fmt, model = known("sigmoid", "sigmoid/naive", "float16", 0)
    bounds = {"all": Fraction(1, 2)}
    sought = {k: str(b) for k, b in bounds.items()}
    plan = Plan(named_subject("sigmoid/naive", "sigmoid", 0), "float16", 0, True, True, every(fmt), sought)
    here = scan(subject, oracle, fmt, every(fmt), bounds, model)
    told: list[str] = []
    folder = Scale(checkpoint=tmp_path / "run", tell=told.append)
    for _ in range(2):
        assert shown(scan_in_shards(plan, folder)) == shown(here)
    shard = tmp_path / "run" / "shard-000000.json"
    shard.write_text(shard.read_text().replace('"points"', '"point"'))
    assert shown(scan_in_shards(plan, folder)) == shown(here) and "is damaged" in told[0]
    assert shown(scan_in_shards(plan, Scale(workers=1))) == shown(here)
    other = Plan(plan.subject, "float16", 0, True, True, every(fmt), {"all": "1/4"})
    with pytest.raises(UsageError, match="holds another audit: sought"):
        scan_in_shards(other, folder)
    assert isinstance(here.of("+", "inf"), Bands)
