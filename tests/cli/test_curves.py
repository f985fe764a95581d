"""What the pictures show: enclosed curves, errors that were judged, and ranges in which something happens."""

from __future__ import annotations

import math

import numpy as np
import pytest

from symact.activations import catalogue
from symact.cli.verification.curves import BUCKETS, ZOOMS, curve, picture, worst_per_bucket, zoom_of
from symact.numerics.api import resolve
from symact.render.plots import Errors


def test_a_picture_is_measured():
    p = picture(catalogue()["softplus"], ("naive", "stable"), 150)
    assert p.value.y[len(p.value.y) // 2] == pytest.approx(math.log(2))
    assert p.derivative.y[-1] == pytest.approx(1 / (1 + math.exp(-p.derivative.x[-1])))
    naive, stable = p.by_ordinal
    assert max(u for u in stable.ulp if u == u) < 4 < max(u for u in naive.ulp if u == u) == math.inf
    assert max(p.zoomed[0].position) == ZOOMS[3]
    assert p.formula.endswith("for b = 1")


def test_a_curve_has_a_gap_where_there_is_no_value():
    c = curve(resolve("naive", "relu", 1)[2], points=5)
    assert [math.isnan(y) for y in c.y] == [False, False, True, False, False]


@pytest.mark.parametrize(
    ("found", "width"),
    [
        ([(1.0, 0.5)], ZOOMS[0]),
        ([(-30.0, 1e6), (500.0, 1.0)], 50.0),
        ([(90.0, math.inf), (900.0, math.inf)], 120.0),
        ([(1e30, 1e9)], ZOOMS[0]),
    ],
)
def test_the_zoom_is_the_least_range_that_shows_what_happens(found, width):
    assert zoom_of(found) == width


def test_the_worst_of_each_bucket_is_kept():
    ulp = np.arange(10.0 * BUCKETS)
    ulp[17] = math.inf
    found = worst_per_bucket(Errors("f", tuple(map(float, range(len(ulp)))), tuple(ulp)), BUCKETS)
    assert len(found.ulp) == BUCKETS
    assert (found.ulp[0], found.ulp[1], found.ulp[-1]) == (9.0, math.inf, ulp[-1])
    few = Errors("f", (1.0,), (0.5,))
    assert worst_per_bucket(few, BUCKETS) is few
