"""Maps of errors: every input judged, the worst of each bucket kept, ranges in which something happens."""

from __future__ import annotations

import math

import numpy as np
import pytest

from symact.numerics import FORMATS, find_format
from symact.numerics.api import resolve
from symact.numerics.maps import (
    BUCKETS,
    ZOOMS,
    ErrorMap,
    error_map,
    inputs_between,
    inputs_everywhere,
    ordinal_ticks,
    worst_per_bucket,
    zoom_of,
)  # fmt: skip


def measured(spec: str, name: str, dtype: str, ordinals=None) -> ErrorMap:
    subject, _, oracle = resolve(spec, name, 0)
    fmt = find_format(dtype)
    return error_map(subject, oracle, fmt, inputs_everywhere(fmt, 200, 0) if ordinals is None else ordinals)


def test_errors_are_those_of_an_audit():
    naive, stable = (measured(spec, "softplus", "float32") for spec in ("naive", "stable"))
    assert max(u for u in stable.ulp if u == u) < 4
    assert math.inf in naive.ulp
    assert stable.worst is not None and stable.worst[0] in stable.x


def test_a_result_without_truth_is_neither_right_nor_wrong():
    fmt = find_format("float16")
    found = measured("naive", "logit", "float16", np.asarray([fmt.ordinal(-1.0), fmt.ordinal(0.5)]))
    assert [math.isnan(u) for u in found.ulp] == [True, False]


@pytest.mark.parametrize(
    ("rows", "width"),
    [
        ([(1.0, 0.5)], ZOOMS[0]),
        ([(-30.0, 1e6), (500.0, 1.0)], 50.0),
        ([(90.0, math.inf), (900.0, math.inf)], 120.0),
        ([(1e30, 1e9)], ZOOMS[0]),
        ([], ZOOMS[0]),
    ],
)
def test_the_zoom_is_the_least_range_that_shows_what_happens(rows, width):
    x, ulp = tuple(r[0] for r in rows), tuple(r[1] for r in rows)
    assert zoom_of((ErrorMap("f", tuple(range(len(rows))), x, ulp),)) == width


def test_the_worst_of_each_bucket_is_kept():
    ulp = np.arange(10.0 * BUCKETS)
    ulp[17] = math.inf
    places = tuple(range(len(ulp)))
    found = worst_per_bucket(ErrorMap("f", places, tuple(map(float, places)), tuple(ulp.tolist())))
    assert len(found.ulp) == len(found.x) == len(found.ordinals) == BUCKETS
    assert (found.ulp[0], found.ulp[1], found.ulp[-1]) == (9.0, math.inf, ulp[-1])
    few = ErrorMap("f", (1,), (1.0,), (0.5,))
    assert worst_per_bucket(few) is few


def test_inputs_between_are_numbers_of_the_format_in_the_range():
    fmt = find_format("bfloat16")
    values = fmt.values(inputs_between(fmt, -3.0, 5.0, 100)).tolist()
    assert values == sorted(set(values)) and values[0] == -3.0 and values[-1] == 5.0


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.name)
def test_every_format_has_room_for_its_ticks(fmt):
    ticks = ordinal_ticks(fmt)
    assert [label for _, label in ticks].count("0") == 1 and 3 <= len(ticks) <= 13
    gaps = np.diff([place for place, _ in ticks])
    assert min(gaps) > fmt.largest * 0.04
