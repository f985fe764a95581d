"""Samples of which any part is computed alone."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symact.numerics import find_format
from symact.numerics.sampling import spread, stratified
from symact.numerics.strata import Part, Sample, Segment, sample

DTYPES = ("float8_e5m2", "float16", "bfloat16", "float32", "float64")


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("count", [1, 90, 5000, 70_000])
def test_samples_ascend_and_reach_both_ends(dtype: str, count: int) -> None:
    fmt = find_format(dtype)
    found = stratified(fmt, count, 3)
    assert (np.diff(found) > 0).all() and len(found) <= max(count, 60)
    assert found[0] == -1 - fmt.largest and found[-1] == fmt.largest
    if count >= 2 * (fmt.largest + 1):
        assert len(found) == 2 * (fmt.largest + 1)


@given(st.data())
def test_a_sample_is_the_same_however_it_is_cut(data: st.DataObject) -> None:
    found = spread(find_format("float32"), data.draw(st.integers(60, 3000)), data.draw(st.integers(-9, 9)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(found)), max_size=5)))
    parts = [Part(found, a, b) for a, b in zip([0, *cuts], [*cuts, len(found)], strict=True)]
    again = Sample.from_json(json.loads(json.dumps(found.to_json())))
    assert again == found and sum(map(len, parts)) == len(found)
    assert np.concatenate([p[:] for p in parts]).tolist() == again[:].tolist()


def test_each_stratum_gives_one_ordinal_and_none_is_out_of_reach() -> None:
    seen = np.stack([Sample((Segment(10, 16, 3),), seed)[:] for seed in range(300)])
    assert [sorted(set(column.tolist())) for column in seen.T] == [[10, 11, 12], [13, 14], [15, 16]]
    wide = np.concatenate([Sample((Segment(0, (1 << 62) - 1, 1),), seed)[:] for seed in range(300)])
    assert 0 < np.count_nonzero(wide % 2) < 300 and wide.min() >= 0 and wide.max() < 1 << 62


def test_densities_add_up() -> None:
    found = sample(-1000, 999, 0, {-1, 0, 1, 500}, [(-1000, 999, 100), (200, 399, 50)])[:].tolist()
    assert {-1, 0, 1, 500} <= set(found)
    assert 150 <= len(found) <= 155 and 59 <= sum(200 <= o < 400 for o in found) <= 61


def test_a_sample_is_cut_and_not_thinned() -> None:
    with pytest.raises(ValueError, match="not thinned"):
        spread(find_format("float32"), 100, 0)[::2]


def test_a_billion_points_take_no_memory() -> None:
    found = spread(find_format("float64"), 1 << 30, 0)
    assert (1 << 30) - 100 < len(found) <= 1 << 30
    some = found[1 << 29 : (1 << 29) + 1000]
    assert len(some) == 1000 and (np.diff(some) > 0).all()
    more = spread(find_format("float64"), 1 << 30, 0, also=[5, 1 << 60])
    assert len(found) <= len(more) <= len(found) + 2
    assert Segment(1 << 60, 1 << 60, 1) in more.segments
